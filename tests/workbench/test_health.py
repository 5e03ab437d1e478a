from datetime import timedelta

import pytest
from django.db import connection

from motcua.delivery.services import beat
from motcua.kernel.clock import now


@pytest.mark.django_db
def test_all_is_well_when_database_and_worker_answer(client):
    beat("worker-1", now())
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "worker": "ok", "backup": "missing"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_worker_that_fell_silent_is_named(client):
    beat("worker-1", now() - timedelta(minutes=5))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failed", "database": "ok", "worker": "no answer", "backup": "missing"}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_named(client, monkeypatch):
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "HOST", "/nonexistent")
        answer = client.get("/healthz")
        connection.close()
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failed",
        "database": "no answer",
        "worker": "not known",
        "backup": "not known",
    }


def test_health_cannot_be_posted_to(client):
    assert client.post("/healthz").status_code == 405
