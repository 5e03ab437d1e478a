"""Mail server or worker away: everybody works on, nothing is lost, and what waited is done once when they are back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from tests.desk.builders import signed_in
from tests.journey import builders as b
from tests.journey.test_bulk import AT, at_step, ticked

from motcua.agencies.rules import Role
from motcua.delivery.fakes import DownChannel, FakeChannel
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.delivery.selectors import is_worker_alive, outbox_health
from motcua.delivery.services import beat, drain
from motcua.documents import storage
from motcua.documents.errors import StorageFull
from motcua.dossiers.models import BookPrint, BookVolume
from motcua.journey.book import ask_for_print, go_on_with_prints, make_print
from motcua.journey.bulk import ForAll, begin_bulk
from motcua.journey.hand_over import hand_over
from motcua.journey.runs import carry_out_waiting
from motcua.kernel.clock import now
from motcua.notifications.held import release
from motcua.workbench.check import run_all
from motcua.workflow.models import Run
from motcua.workflow.runs import progress_of

pytestmark = pytest.mark.django_db
BACK = b.MORNING + timedelta(days=1)


def _handed_over(where: b.Place) -> None:
    dossier = b.decided(where)
    hand_over(
        dossier_id=dossier.pk,
        officer=where.actor(Role.RECEIVER),
        receiver_name="Nguyễn Thị Mẹ",
        receiver_paper="072190012345",
        at=b.MORNING + timedelta(hours=5),
        key=uuid4(),
    )


def _mails() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(channel="email")


def _letters() -> set[str]:
    return set(_mails().values_list("subject", flat=True))


@pytest.mark.demand("TN19-10.2a")
def test_with_the_mail_server_down_a_dossier_goes_its_way_and_every_letter_arrives_once_when_it_is_back() -> (
    None
):
    with registered("email", DownChannel) as down:
        _handed_over(b.place())
        release(at=b.MORNING + timedelta(hours=6))
        assert drain(at=b.MORNING + timedelta(hours=6)).sent == 0
        assert down.tried == 1
    waiting = _mails().filter(state="queued").count()
    assert waiting == _mails().count() == len(_letters()) > 2

    with registered("email", FakeChannel) as up:
        sent = sum(drain(at=BACK + timedelta(hours=hour)).sent for hour in range(6))

    assert sent == waiting
    names = [letter.message_id for letter in up.taken]
    assert len(names) == len(set(names)) == waiting
    assert not _mails().exclude(state="sent").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.demand("TN19-10.1c")
def test_with_the_worker_away_acts_go_on_and_what_waited_is_done_once_when_it_is_back() -> None:
    beat("worker", b.MORNING - timedelta(hours=1))
    where = b.place()
    dossiers = at_step(where, 3)
    run = begin_bulk(
        Run.Kind.CLAIM,
        ticked(dossiers),
        ForAll(),
        officer=where.actor(Role.RECORDS_CLERK),
        scope=where.scope(Role.RECORDS_CLERK, AT),
        at=AT,
        key=uuid4(),
    )
    _handed_over(where)
    assert not is_worker_alive(AT)
    assert progress_of(run).tried == 0
    assert outbox_health(AT).oldest_due_at == b.MORNING

    with registered("email", FakeChannel) as channel:
        for hour in range(6):
            beat("worker", BACK + timedelta(hours=hour))
            carry_out_waiting(at=BACK + timedelta(hours=hour))
            release(at=BACK + timedelta(hours=hour))
            drain(at=BACK + timedelta(hours=hour))

    assert (progress_of(run).done, progress_of(run).refused) == (2, 0)
    names = [letter.message_id for letter in channel.taken]
    assert len(names) == len(set(names)) == _mails().count() > 4
    assert [found for _, found in run_all() if found] == []


@pytest.mark.demand("DN15-3.3")
def test_a_book_that_the_disk_had_no_room_for_is_printed_when_there_is_room(
    monkeypatch: Any, settings: Any, tmp_path: Path
) -> None:
    files = {"BACKEND": "motcua.documents.storage.ContentStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"files": files}
    where = b.place()
    b.accepted(where)
    desk = where.scope(Role.RECEIVER)
    asked = {"desk_id": where.desk_id, "field": "Thử nghiệm", "year": 2026}
    printing = ask_for_print(**asked, scope=desk, at=b.MORNING)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as filled:
        filled.setattr(storage.os, "fsync", full)
        with pytest.raises(StorageFull):
            make_print(print_id=printing.pk, at=b.MORNING)
    _fail_jobs()

    assert go_on_with_prints(at=b.MORNING + timedelta(minutes=5)) == 0  # it may still be at work
    assert go_on_with_prints(at=b.MORNING + timedelta(minutes=20)) == 1
    assert go_on_with_prints(at=b.MORNING + timedelta(minutes=35)) == 1
    assert _waiting_jobs() == 1  # asked for twice, waits once
    make_print(print_id=printing.pk, at=BACK)
    make_print(print_id=printing.pk, at=BACK)
    assert BookPrint.objects.get().finished_at == BACK
    assert BookVolume.objects.count() == 1


def _fail_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed' where queueing_lock like 'book-%'")


def _waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where queueing_lock like 'book-%' and status = 'todo'"
        )
        return int(cursor.fetchone()[0])


def test_officers_read_since_when_the_worker_is_silent_where_its_work_is_waited_for() -> None:
    where = b.place()
    leader = signed_in(where.officers[Role.AGENCY_LEADER])
    assert "chưa hoạt động lần nào" in leader.get(reverse("desk:watch")).content.decode()
    beat("worker", b.MORNING)
    for client, address in ((leader, reverse("desk:watch")), _begun(where)):
        shown = client.get(address).content.decode()
        assert "Tiến trình nền không hoạt động từ" in shown
        assert 'datetime="2026-09-07T08:30+07:00"' in shown

    beat("worker", now())
    assert "Tiến trình nền" not in leader.get(reverse("desk:watch")).content.decode()


def _begun(where: b.Place) -> tuple[Client, str]:
    """A bulk act that waits for the worker, and whoever began it."""
    run = begin_bulk(
        Run.Kind.CLAIM,
        ticked(at_step(where, 3)),
        ForAll(),
        officer=where.actor(Role.RECORDS_CLERK),
        scope=where.scope(Role.RECORDS_CLERK, AT),
        at=AT,
        key=uuid4(),
    )
    return signed_in(where.officers[Role.RECORDS_CLERK]), reverse("desk:run", args=[run.pk])
