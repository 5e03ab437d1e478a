"""Statements that travel together: in their order, all or none, and the connection stays usable."""

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.audit.statements import execute, send, together

NEW = "create temp table thing (id int primary key, name text)"
INSERT = "insert into thing (id, name) values (%s, %s)"
ALL = "select id, name from thing order by id"


@pytest.fixture
def _table(db):
    with connection.cursor() as cursor:
        cursor.execute(NEW)


@pytest.mark.usefixtures("_table")
def test_what_is_sent_together_runs_in_its_order_at_the_end():
    with together():
        send(INSERT, [1, "một"])
        before = execute(ALL)
        after = send(ALL)
    assert before.all == []
    assert after.all == [(1, "một")]


@pytest.mark.usefixtures("_table")
def test_without_a_block_a_statement_runs_at_once():
    send(INSERT, [1, None])
    assert execute(ALL).first == (1, None)


@pytest.mark.usefixtures("_table")
def test_a_block_that_raises_sends_nothing():
    def broken() -> None:
        with together():
            send(INSERT, [1, "một"])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert execute(ALL).first is None


@pytest.mark.usefixtures("_table")
def test_a_failure_is_djangos_own_and_the_statements_are_prepared_anew_afterwards():
    fresh = "select name from thing where id = %s"

    def twice() -> None:
        with transaction.atomic(), together():
            send(INSERT, [1, "một"])
            send(INSERT, [1, "hai"])
            send(fresh, [1])  # never reached the database, nor did its preparation

    with pytest.raises(IntegrityError):
        twice()
    assert execute(ALL).first is None
    assert execute(fresh, [1]).first is None


@pytest.mark.usefixtures("_table")
def test_the_same_statement_takes_values_of_other_types():
    send(INSERT, [1, "một"])
    send(INSERT, [70000, None])
    send(INSERT, [2, "hai"])
    assert [row[0] for row in execute(ALL).all] == [1, 2, 70000]


@pytest.mark.django_db
def test_statements_are_counted_like_all_others(django_assert_num_queries):
    with django_assert_num_queries(2), together():
        send("select 1")
        send("select 2")
