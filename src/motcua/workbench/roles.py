"""What the product's role may do: work with rows, never with tables; append where the law says append."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
from django.apps import apps
from psycopg import sql

# Tables that are not models of ours; who follows the migrations reads them, only their owner writes.
READ_ONLY = ("django_migrations", "schema_fingerprint")


@dataclass(frozen=True)
class AppendOnly:
    """A table whose rows are added and never taken away; `updatable` columns may be overwritten."""

    table: str
    updatable: tuple[str, ...] = ()


def append_only_tables() -> list[AppendOnly]:
    """The models that say so themselves: `append_only = True`, perhaps with `updatable_columns = (…)`."""
    return [
        AppendOnly(model._meta.db_table, tuple(getattr(model, "updatable_columns", ())))
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "append_only", False)
    ]


def grant(owner: psycopg.Connection, app_role: str, append_only: Iterable[AppendOnly]) -> None:
    """Give `app_role` what the product needs on every table there is, and no more.

    Runs after every migration, as the owner of the tables. New tables, a partition of next year for
    instance, can only be read and added to directly; through their parent they follow its rights.
    """
    role = sql.Identifier(app_role)
    statements = [
        "grant usage on schema public to {role}",
        "revoke create on schema public from {role}",
        "alter default privileges in schema public grant select, insert on tables to {role}",
        "alter default privileges in schema public grant usage, select on sequences to {role}",
        "grant select, insert, update, delete on all tables in schema public to {role}",
        "revoke truncate, references, trigger on all tables in schema public from {role}",
        "grant usage, select on all sequences in schema public to {role}",
    ]
    with owner.transaction():
        for statement in statements:
            owner.execute(sql.SQL(statement).format(role=role))
        for name in _existing(owner, READ_ONLY):
            _on(owner, "revoke insert, update, delete on {table} from {role}", name, role)
        for each in append_only:
            for table in (each.table, *_partitions(owner, each.table)):
                _on(owner, "revoke update, delete on {table} from {role}", table, role)
                if each.updatable:
                    columns = sql.SQL(", ").join(map(sql.Identifier, each.updatable))
                    _on(owner, "grant update ({columns}) on {table} to {role}", table, role, columns=columns)


def _on(
    owner: psycopg.Connection, statement: str, table: str, role: sql.Identifier, **more: sql.Composable
) -> None:
    owner.execute(sql.SQL(statement).format(table=sql.Identifier(table), role=role, **more))


def _existing(owner: psycopg.Connection, tables: Iterable[str]) -> list[str]:
    return [name for name in tables if owner.execute("select to_regclass(%s)", [name]).fetchone() != (None,)]


def _partitions(owner: psycopg.Connection, table: str) -> list[str]:
    rows = owner.execute(
        "select c.relname from pg_partition_tree(%s::regclass) p join pg_class c on c.oid = p.relid "
        "where p.level > 0",
        [f'public."{table}"'],
    )
    return [name for (name,) in rows]
