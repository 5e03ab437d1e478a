"""The reference: the smallest Django site that answers the same question and does the same kind of step.

/h        no database: what the server itself can do
/l/<id>   one row by its key through the ORM, and a small template

`move` is the plain step: lock, update, history, outbox. A process of its own with settings of its own; nothing
of the product is loaded here.
"""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from motcua.workbench.bench import DATABASE_VARIABLE

_PAGE = (
    "<!doctype html><title>{{ d.code }}</title><h1>{{ d.code }}</h1><dl><dt>Cơ quan<dd>{{ d.agency_id }}"
    "<dt>Người nộp<dd>{{ d.applicant }}<dt>Hạn trả<dd>{{ d.due_at|date:'d/m/Y H:i' }}<dt>Trạng thái<dd>"
    "{% if d.status == 9 %}Đã trả kết quả{% else %}Đang xử lý, bước {{ d.step }}{% endif %}</dl>"
)
_ADDRESS = conninfo_to_dict(os.environ[DATABASE_VARIABLE])

settings.configure(
    DEBUG=False,
    SECRET_KEY=os.urandom(32).hex(),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="Asia/Ho_Chi_Minh",
    LANGUAGE_CODE="vi",
    INSTALLED_APPS=[],
    MIDDLEWARE=[],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"dossier.html": _PAGE})],
                    )
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _ADDRESS["dbname"],
            "USER": _ADDRESS["user"],
            "HOST": _ADDRESS["host"],
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()

# Django must be set up before its models are declared.
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import path


class Dossier(models.Model):
    """A row like the one of the performance reference."""

    id = models.BigIntegerField(primary_key=True)
    code = models.TextField()
    agency_id = models.IntegerField()
    applicant = models.TextField()
    status = models.SmallIntegerField()
    step = models.SmallIntegerField()
    version = models.IntegerField()
    due_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_dossier"

    def __str__(self) -> str:
        return self.code


class History(models.Model):
    """What happened to a dossier."""

    dossier_id = models.BigIntegerField()
    from_step = models.SmallIntegerField()
    to_step = models.SmallIntegerField()
    officer_id = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_history"

    def __str__(self) -> str:
        return self.note


class Outbox(models.Model):
    """What others have to be told."""

    topic = models.TextField()
    payload: models.JSONField[Any, Any] = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_outbox"

    def __str__(self) -> str:
        return self.topic


_TEMPLATE = get_template("dossier.html")


def look_up(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(_TEMPLATE.render({"d": Dossier._default_manager.get(pk=pk)}))


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def move(pk: int) -> int:
    """The plain step; gives the new one."""
    with transaction.atomic():
        dossier = Dossier._default_manager.select_for_update().only("step", "status", "version").get(pk=pk)
        before, dossier.step, dossier.version = dossier.step, (dossier.step + 1) % 7, dossier.version + 1
        dossier.save(update_fields=["step", "version", "updated_at"])
        History._default_manager.create(
            dossier_id=pk, from_step=before, to_step=dossier.step, officer_id=7, note="chuyển bước"
        )
        Outbox._default_manager.create(topic="dossier.step", payload={"id": pk, "to": dossier.step})
    return int(dossier.step)


urlpatterns = [path("l/<int:pk>", look_up), path("h", hello)]
application = get_wsgi_application()
