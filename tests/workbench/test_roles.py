"""The product's role works with rows and cannot touch tables; what is append-only stays so."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from psycopg import errors
from tests.workbench.builders import make_folder, motcua

from motcua.audit.models import Event, Payload, Reading
from motcua.workbench.postgres import APP, Cluster
from motcua.workbench.roles import append_only_tables, grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(db):
    """The test's connection with the rights of the product's role; made and granted within the test."""
    connection.ensure_connection()
    owner = connection.connection
    assert isinstance(owner, psycopg.Connection)
    if not owner.execute("select 1 from pg_roles where rolname = %s", [APP]).fetchone():
        owner.execute(f"create role {APP} login")
    grant(owner, APP, append_only_tables())
    owner.execute(f"set local role {APP}")
    yield owner
    owner.execute("reset role")


def refused(product, statement):
    with pytest.raises(errors.InsufficientPrivilege), product.transaction():
        product.execute(statement)


def may(product, right, table):
    return product.execute("select has_table_privilege(%s, %s, %s)", [APP, table, right]).fetchone()[0]


@pytest.mark.parametrize(
    "statement",
    [
        "drop table account",
        "alter table account add column more text",
        "truncate account",
        "create table mine (n int)",
        "alter table audit_event disable trigger all",
        "drop trigger audit_event_append_only on audit_event",
        "delete from django_migrations",
        "create extension hstore",
    ],
)
def test_the_product_cannot_change_tables(product, statement):
    refused(product, statement)


def test_the_product_works_with_rows_of_every_model(product):
    append_only = {each.table for each in append_only_tables()}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        rights = {"select", "insert"} if table in append_only else {"select", "insert", "update", "delete"}
        assert {
            right for right in ("select", "insert", "update", "delete") if may(product, right, table)
        } == rights, table


def test_append_only_models_declare_themselves():
    assert {Event._meta.db_table, Payload._meta.db_table, Reading._meta.db_table} <= {
        each.table for each in append_only_tables()
    }


def test_append_only_holds_for_each_partition_too(product):
    refused(product, "delete from audit_event_2026")
    refused(product, "update audit_event_2026 set body = '{}'")
    refused(product, "delete from audit_event")


def test_a_partition_the_yearly_job_makes_is_append_only_from_its_birth(product):
    product.execute("select ensure_year_partitions(2041)")
    assert may(product, "insert", "audit_event_2041")
    refused(product, "delete from audit_event_2041")
    refused(product, "drop table audit_event_2041")


def test_words_may_be_destroyed_but_not_moved_or_deleted(product):
    product.execute("update audit_payload set words = null where false")
    refused(product, "delete from audit_payload")
    refused(product, "update audit_payload set seq = 2")


def test_granting_again_changes_nothing(product):
    product.execute("reset role")
    with transaction.atomic():
        grant(product, APP, append_only_tables())
    product.execute(f"set local role {APP}")
    refused(product, "delete from audit_event")


@pytest.fixture
def outside(db):
    """A database that is not the data folder's own, with an owner and a product's role."""
    cluster = Cluster(make_folder(), durable=False)
    cluster.start()
    yield cluster
    cluster.discard()


def test_an_outside_database_is_migrated_by_its_owner_and_used_by_the_product(outside, folder):
    urls = {"DATABASE_URL": outside.app_url(), "MOTCUA_OWNER_URL": outside.owner_url()}
    early = motcua("worker", "--data", folder, **urls)
    assert (early.returncode, early.stderr) == (
        1,
        "motcua: The database is not up to date. Run: motcua migrate\n",
    )

    done = motcua("migrate", "--data", folder, **urls)

    assert (done.returncode, done.stderr) == (0, "")
    assert not (folder / "postgres").exists()
    with psycopg.connect(outside.app_url()) as connected:
        assert connected.execute("select count(*) from account").fetchone() == (0,)
        with pytest.raises(errors.InsufficientPrivilege):
            connected.execute("drop table account")
    again = motcua("migrate", "--data", folder, DATABASE_URL=outside.owner_url())
    assert again.returncode == 0
    assert "owns its tables" in again.stderr
