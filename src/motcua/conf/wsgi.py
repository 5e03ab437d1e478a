"""The WSGI entry: `motcua.conf.wsgi:application`."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from motcua.conf.settings import USELESS_KEY, USELESS_SECRET

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.conf.settings")
for name, useless in (
    ("SECRET_KEY", USELESS_SECRET),
    ("MOTCUA_SEALING_KEY", USELESS_KEY),
    ("MOTCUA_AUDIT_KEY", USELESS_KEY),
):
    if getattr(settings, name) == useless:
        raise ImproperlyConfigured(
            f"MOTCUA_{name.removeprefix('MOTCUA_')} is not set: start the product with ./run or motcua web"
        )
application = get_wsgi_application()
