"""Prepared statements in one round trip, for the two paths that run all day: the step and the answer by code.

Everything else goes through the ORM (design §11). Django writes values into the text of each statement, so the
database plans it anew every time, and waits for each answer. Here the values travel beside the text, a statement is
planned once a connection, and the statements of a `together` block wait for the network once.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import Connection, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Row = tuple[Any, ...]


@dataclass
class Rows:
    """The answer to one statement; one sent in a `together` block has it when the block has ended."""

    sql: str
    values: list[Any]
    types: tuple[int, ...]
    formats: list[Format]
    all: list[Row] = field(default_factory=list)

    @property
    def first(self) -> Row | None:
        return self.all[0] if self.all else None


@dataclass
class _Session:
    """What is known of one connection: its prepared statements, and the block that is open on it."""

    prepared: dict[tuple[str, tuple[int, ...]], bytes] = field(default_factory=dict)
    waiting: list[Rows] | None = None


_sessions: WeakKeyDictionary[Connection[Any], _Session] = WeakKeyDictionary()


def execute(sql: str, values: Sequence[Any] = ()) -> Rows:
    """Run a statement now and give its rows; `%s` stands for each value."""
    raw = _raw()
    rows = _bound(raw, sql, values)
    _run(raw, [rows])
    return rows


def send(sql: str, values: Sequence[Any] = ()) -> Rows:
    """Run a statement with the others of the open `together` block, at its end; now, where there is none."""
    raw = _raw()
    rows = _bound(raw, sql, values)
    waiting = _session(raw).waiting
    if waiting is None:
        _run(raw, [rows])
    else:
        waiting.append(rows)
    return rows


@contextmanager
def together() -> Iterator[None]:
    """Keep what the block sends and run it at the end, in its order, in one round trip: worth twice the rate.

    What is asked by the ORM or by `execute` meanwhile runs at once, before it. A block that raises sends nothing.
    """
    raw = _raw()
    session = _session(raw)
    if session.waiting is not None:
        yield  # part of the block around it
        return
    waiting: list[Rows] = []
    session.waiting = waiting
    try:
        yield
    finally:
        session.waiting = None
    if waiting:
        _run(raw, waiting)


def _raw() -> Connection[Any]:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: Connection[Any] | None = connection.connection
    assert raw is not None
    return raw


def _session(raw: Connection[Any]) -> _Session:
    session = _sessions.get(raw)
    if session is None:
        session = _sessions[raw] = _Session()
    return session


def _bound(raw: Connection[Any], sql: str, values: Sequence[Any]) -> Rows:
    """The statement with its values in the database's form."""
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": "0.000"})
    transformer = Transformer.from_context(raw)
    dumped = list(transformer.dump_sequence(values, [PyFormat.AUTO] * len(values)))
    return Rows(sql, dumped, tuple(transformer.types or ()), list(transformer.formats or ()))


def _run(raw: Connection[Any], statements: list[Rows]) -> None:
    """Send all, wait once, take each one's answer; the first failure is raised when all are in."""
    session, pgconn = _session(raw), raw.pgconn
    failure: PGresult | None = None
    with connection.wrap_database_errors:
        if raw.autocommit and len(statements) == 1 and _run_alone(raw, session, statements[0]):
            return
        pgconn.enter_pipeline_mode()
        try:
            expected = _send_all(raw, pgconn, session, statements)
            for rows, name in expected:
                result = _next_result(pgconn)
                if result.status == ExecStatus.FATAL_ERROR:
                    failure = failure or result
                elif rows is not None and name:
                    # after a failure the rest of the pipeline is skipped, preparations too
                    if result.status == ExecStatus.COMMAND_OK:
                        session.prepared[rows.sql, rows.types] = name
                elif rows is not None and result.status == ExecStatus.TUPLES_OK:
                    rows.all = _loaded(raw, result)
            _next_result(pgconn, end_of_statement=False)  # the mark at the end
        finally:
            pgconn.exit_pipeline_mode()
        if failure is not None:
            raise error_from_result(failure)


def _run_alone(raw: Connection[Any], session: _Session, rows: Rows) -> bool:
    """A prepared statement outside of any transaction, the look-up: no pipeline, and no lock to wait for."""
    name = session.prepared.get((rows.sql, rows.types))
    if name is None:
        return False
    result = raw.pgconn.exec_prepared(name, rows.values, rows.formats)
    if result.status not in {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}:
        raise error_from_result(result)
    rows.all = _loaded(raw, result)
    return True


def _send_all(
    raw: Connection[Any], pgconn: PGconn, session: _Session, statements: list[Rows]
) -> list[tuple[Rows | None, bytes]]:
    """Send the statements, each prepared at its first use; gives what answers to expect: of which, name prepared."""
    expected: list[tuple[Rows | None, bytes]] = []
    if not raw.autocommit and pgconn.transaction_status == TransactionStatus.IDLE:
        pgconn.send_query_params(b"begin", None)
        expected.append((None, b""))
    new: dict[tuple[str, tuple[int, ...]], bytes] = {}
    for rows in statements:
        key = (rows.sql, rows.types)
        name = session.prepared.get(key) or new.get(key)
        if name is None:
            name = new[key] = f"mc{len(session.prepared) + len(new)}".encode()
            pgconn.send_prepare(name, _numbered(rows.sql), rows.types)
            expected.append((rows, name))
        pgconn.send_query_prepared(name, rows.values, rows.formats)
        expected.append((rows, b""))
    pgconn.pipeline_sync()
    pgconn.flush()
    return expected


def _next_result(pgconn: PGconn, *, end_of_statement: bool = True) -> PGresult:
    """The next answer. Waits in select, so that signals are heard while another act holds the lock."""
    result = _result(pgconn)
    if result is None:
        raise OperationalError(pgconn.get_error_message() or "the database closed the connection")
    if end_of_statement:
        assert _result(pgconn) is None
    return result


def _result(pgconn: PGconn) -> PGresult | None:
    while pgconn.is_busy():
        if pgconn.flush():
            select.select([], [pgconn.socket], [], 0.1)
        else:
            select.select([pgconn.socket], [], [])
        pgconn.consume_input()
    return pgconn.get_result()


def _loaded(raw: Connection[Any], result: PGresult) -> list[Row]:
    if not result.ntuples:
        return []
    transformer = Transformer.from_context(raw)
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, tuple)


@cache
def _numbered(sql: str) -> bytes:
    """`$1`, `$2` … for each `%s`."""
    first, *rest = sql.split("%s")
    text = first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
    return text.encode()
