"""The worker of the jobs: procrastinate on the product's own database."""

from __future__ import annotations

import contextlib

import psycopg
from django.db import DatabaseError
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from motcua.delivery.tasks import drain_outbox
from motcua.delivery.walking import close_all
from motcua.kernel.clock import now
from motcua.workbench.errors import LauncherError

# Jobs wait for partners and disks more than they compute; one slow job must not stop the outbox.
CONCURRENCY = 4
GRACE_SECONDS = 15


async def work(name: str) -> None:
    """Run jobs until told to stop.

    The outbox is drained at once, not at the next tick of its schedule; that job is also the first sign of
    life, given by work that was really done.

    Refuses: LauncherError when the database is lost; the launcher starts us again.
    """
    assert isinstance(app.connector, DjangoConnector)
    try:
        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                with contextlib.suppress(AlreadyEnqueued):
                    first = drain_outbox.configure(task_kwargs={"timestamp": int(now().timestamp())})
                    await first.defer_async()
                await app.run_worker_async(
                    name=name, concurrency=CONCURRENCY, shutdown_graceful_timeout=GRACE_SECONDS
                )
    except (ConnectorException, DatabaseError, psycopg.Error) as problem:
        reason = str(problem.__cause__ or problem).strip().partition("\n")[0]
        raise LauncherError(f"the worker lost the database: {reason}") from problem
    finally:
        close_all()
