"""Prepared statements and pipelines, for the two paths that run all day: the step and the answer by code.

Everything else goes through the ORM (design §11). Django's own cursors write values into the text of a statement,
so the database plans it anew each time; these leave the values out and are planned once a connection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

_PREPARE_AFTER = 5  # psycopg's own default, which Django turns off


def execute(sql: str, values: Sequence[Any] = ()) -> psycopg.Cursor[tuple[Any, ...]]:
    """Run a statement that is the same each time but for its values; its rows are fetched from what it gives.

    Inside `pipelined` it is only sent; asking for a row waits for everything sent so far.
    """
    raw = _raw()
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": "0.000"})
    with connection.wrap_database_errors:
        return psycopg.Cursor(raw).execute(sql.encode(), values, prepare=True)


@contextmanager
def pipelined() -> Iterator[None]:
    """Send the statements of the block together and wait once: worth twice the rate (design §11)."""
    with connection.wrap_database_errors, _raw().pipeline():
        yield


def _raw() -> psycopg.Connection[tuple[Any, ...]]:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: psycopg.Connection[tuple[Any, ...]] | None = connection.connection
    assert raw is not None
    if raw.prepare_threshold is None:
        raw.prepare_threshold = _PREPARE_AFTER
    return raw
