"""The chain of events: append-only, complete, provable."""

import threading
import time
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.audit import selectors, services
from motcua.audit.models import Event
from motcua.audit.selectors import Cursor
from motcua.audit.services import SYSTEM, Actor, Stream
from motcua.kernel.clock import local
from motcua.kernel.uuid7 import uuid7

AT = local("2026-08-28T16:00")


def written(count=3):
    stream = Stream("dossier", uuid7(AT))
    for number in range(count):
        services.append(
            stream, kind="noted", happened_at=AT, actor=SYSTEM, body={"n": number}, words={"lời": "Đã xem"}
        )
    return stream


@pytest.mark.django_db
def test_a_whole_chain_has_no_broken_link():
    stream = written()
    assert [event.seq for event in selectors.events_of(stream.id)] == [1, 2, 3]
    assert selectors.broken_links(stream.id) == []


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["update audit_event set kind = 'x'", "delete from audit_event"])
def test_an_event_can_be_neither_changed_nor_deleted(sql):
    written()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Event.objects.count() == 3


@pytest.mark.django_db
def test_a_forger_who_owns_the_database_is_found_out():
    stream = written()
    with connection.cursor() as cursor:
        cursor.execute("alter table audit_event disable trigger audit_event_append_only")
        cursor.execute(
            "update audit_event set body = '{\"n\": 9}' where stream_id = %s and seq = 2", [stream.id]
        )
    assert selectors.broken_links(stream.id) == [2]


@pytest.mark.django_db
def test_destroyed_words_leave_the_chain_whole():
    stream = written()
    services.destroy_words(stream_id=stream.id, seq=2, why="Yêu cầu xoá dữ liệu cá nhân", at=AT, actor=SYSTEM)
    assert 2 not in selectors.words_of(stream.id)
    assert selectors.broken_links(stream.id) == []


@pytest.mark.django_db
def test_one_key_makes_one_event():
    stream, key = Stream("dossier", uuid7(AT)), uuid4()
    services.append(stream, kind="noted", happened_at=AT, actor=Actor("officer", uuid4()), key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.append(stream, kind="noted", happened_at=AT, actor=SYSTEM, key=key)
    found = selectors.event_by_key(stream.id, key)
    assert found is not None
    assert found.seq == 1


@pytest.mark.django_db(transaction=True)
def test_a_follower_misses_nothing_that_commits_late():
    slow_has_written, fast_has_committed = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            written(1)
            slow_has_written.set()
            fast_has_committed.wait(120)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    slow_has_written.wait(120)
    with transaction.atomic():
        written(1)
    first, cursor = selectors.follow(Cursor())
    fast_has_committed.set()
    thread.join()
    # the snapshot's xmin is the whole server's: the transaction of another worker's test holds it back until
    # that test ends, and the longest of them takes minutes on a busy machine
    second = []
    for _ in range(3000):
        more, cursor = selectors.follow(cursor)
        second += more
        if len(first) + len(second) == 2:
            break
        time.sleep(0.1)

    assert len(first) + len(second) == 2
    assert first == [], "an event above a running transaction must wait"


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_stream_queue_up():
    stream = Stream("agency", uuid7(AT))

    def write():
        with transaction.atomic():
            services.append(stream, kind="noted", happened_at=AT, actor=SYSTEM)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert selectors.broken_links(stream.id) == []
    assert selectors.events_of(stream.id).count() == 8


@pytest.mark.django_db
def test_partitions_of_a_year_are_made_once():
    assert services.ensure_partitions(2031) > 0
    assert services.ensure_partitions(2031) == 0
