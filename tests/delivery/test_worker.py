"""The worker itself, in a process of its own: jobs are run, and jobs of a killed worker come back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo
from tests.delivery.builders import message

from motcua.delivery.selectors import demo_mails, is_worker_alive
from motcua.delivery.tasks import drain_outbox, tidy_jobs
from motcua.kernel.clock import now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_jobs(transactional_db):
    """procrastinate's tables are no Django models: nothing empties them between tests."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_periodic_defers; delete from procrastinate_jobs")


def run_worker() -> None:
    """A worker that ends when nothing is left to do."""
    database = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    told = subprocess.run(
        [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"],
        env=os.environ
        | {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "motcua.conf.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "MOTCUA_DEMO": "1",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert told.returncode == 0, told.stderr


def jobs(status: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_jobs where status = %s", [status])
        return [name for (name,) in cursor.fetchall()]


def test_a_worker_sends_the_urgent_and_the_others_and_gives_its_sign_of_life():
    message("urgent", channel="email", at=now(), urgent=True)
    message("other", channel="email", at=now())
    assert jobs("todo") == ["motcua.delivery.tasks.drain_urgent"]
    drain_outbox.defer(timestamp=0)

    run_worker()

    assert demo_mails().count() == 2
    assert is_worker_alive(now())
    assert jobs("failed") == []


def test_jobs_of_a_killed_worker_come_back_once():
    for _ in range(2):  # killed twice in the middle of the same job
        drain_outbox.defer(timestamp=0)
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = null, attempts = 1")
    message(channel="email", at=now())
    tidy_jobs.defer(timestamp=0)

    run_worker()

    assert demo_mails().count() == 1
    assert jobs("doing") == []
    assert jobs("failed") == []
