"""The WSGI entry: `motcua.conf.wsgi:application`."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from motcua.conf.settings import USELESS_SECRET

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.conf.settings")
if settings.SECRET_KEY == USELESS_SECRET:
    raise ImproperlyConfigured("MOTCUA_SECRET_KEY is not set: start the product with ./run or motcua web")
application = get_wsgi_application()
