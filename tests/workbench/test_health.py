from datetime import timedelta

import pytest
from django.db import connection

from motcua.delivery.services import beat
from motcua.documents.disk import Room
from motcua.kernel.clock import TZ, now
from motcua.workbench import health


@pytest.mark.django_db
def test_all_is_well_when_database_and_worker_answer(client):
    beat("worker-1", now())
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "worker": "ok",
        "disk": "ok",
        "backup": "missing",
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_worker_that_fell_silent_is_named_with_its_last_sign_of_life(client):
    seen_at = now() - timedelta(minutes=5)
    beat("worker-1", seen_at)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failed",
        "database": "ok",
        "worker": "no answer",
        "disk": "ok",
        "backup": "missing",
        "worker_seen_at": seen_at.astimezone(TZ).isoformat(timespec="seconds"),
    }


@pytest.mark.django_db
def test_a_full_disk_is_named_so_that_nobody_restarts_what_only_lacks_room(client, monkeypatch):
    beat("worker-1", now())
    monkeypatch.setattr(health, "room", lambda: Room(free=1_000_000, total=10**12))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["disk"]) == ("ok", "full")


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
        "disk": "ok",
        "backup": "not known",
    }


def test_health_cannot_be_posted_to(client):
    assert client.post("/healthz").status_code == 405
