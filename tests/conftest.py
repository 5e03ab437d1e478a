"""What every test needs: one PostgreSQL of its own, started once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from motcua.conf.settings import database_settings
from motcua.sites.ui import ratelimit
from motcua.workbench.postgres import Cluster

TEMPLATE = "MOTCUA_TEST_TEMPLATE"
# A busy machine is slow, not wrong: property tests are not timed.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give Django a database of our own: the controller starts it, the workers inherit its address."""
    if "DATABASE_URL" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="motcua-test-"))
        cluster = Cluster(folder, durable=False)
        cluster.start()
        os.environ["DATABASE_URL"] = cluster.owner_url("motcua")
        config.add_cleanup(cluster.discard)
        if getattr(config.option, "numprocesses", None):
            _migrate_once(cluster)
    if "MOTCUA_DATA" not in os.environ:
        os.environ["MOTCUA_DATA"] = tempfile.mkdtemp(prefix="motcua-test-data-")
        config.add_cleanup(partial(shutil.rmtree, os.environ["MOTCUA_DATA"], ignore_errors=True))
    # a store a worker: what one damages on purpose another would put back
    store = f"{os.environ['MOTCUA_DATA']}/files{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    settings.STORAGES["files"]["OPTIONS"]["location"] = store
    # pytest-django reads the settings before this hook may run
    settings.DATABASES["default"].update(database_settings(os.environ["DATABASE_URL"]))
    if TEMPLATE in os.environ:
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = os.environ[TEMPLATE]
    # a hash that takes its time is right for people and wrong for the thousands of accounts of tests
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    # pages take styles and scripts from where they lie; nothing is collected
    settings.STATIC_ROOT = tempfile.mkdtemp(prefix="motcua-static-")
    config.add_cleanup(lambda: shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True))


def _migrate_once(cluster: Cluster) -> None:
    """A migrated database that every worker copies; migrating takes longer than most files of tests."""
    name = "template_of_tests"
    with psycopg.connect(cluster.owner_url("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name}")
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env={**os.environ, "DATABASE_URL": cluster.owner_url(name)}, check=True)
    os.environ[TEMPLATE] = name


# of the schema, not of a test: what Django's flush would fill anew
KEPT = {"django_migrations", "django_content_type", "auth_permission", "django_site"}
FILLED = """
select oid::regclass from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0
  and coalesce(pg_partition_root(oid), oid)::regclass::text = any(%s)
"""


def empty_what_was_filled(self: TransactionTestCase) -> None:
    """What Django's flush does after a test with transactions of its own, for some thirty tables instead of all.

    The schema has a partition a month: to truncate every one of them and its indexes takes longer than most tests.
    """
    of_models = set(connection.introspection.django_table_names(include_views=False)) - KEPT
    with connection.cursor() as cursor:
        cursor.execute(FILLED, [list(of_models)])
        deletions = [f"delete from {name}" for (name,) in cursor.fetchall()]
        # as a replica: neither keys nor the triggers that keep events for ever stand in the way
        cursor.execute(
            ";".join(["begin", "set local session_replication_role = replica", *deletions, "commit"])
        )


LAST_OUT = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A thread of the live server that has not heard yet that its browser is gone would keep the database."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(LAST_OUT)


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    """Every test with transactions of its own ends like this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_what_was_filled)
        yield


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    """A test asks faster than a person; its limits are its own."""
    for buckets in ratelimit.ALL.values():
        buckets.forget()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests talk to this machine only."""
    real = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "localhost", "::1"}:
            raise AssertionError(f"a test reached for the network: {address[0]}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
