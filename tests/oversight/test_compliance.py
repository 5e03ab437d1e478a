"""Broken rules of time on one page: heads read of their place, an agency of itself, the province of all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desk.builders import client_of, signed_in
from tests.journey import builders as b
from tests.journey.asking import AT as ASKED_AT
from tests.journey.asking import answered, asked, faulty, head_of_desk
from tests.journey.bundles import give
from tests.journey.test_joint import BIRTH, again, body, lead, registered

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, scope_of
from motcua.agencies.services import post_officer
from motcua.dossiers.models import Part
from motcua.journey.check import check
from motcua.journey.supplement import allow_second_request, supplement
from motcua.kernel.clock import local
from motcua.oversight.compliance import Compliance, compliance
from motcua.oversight.errors import NotAnswering
from motcua.sites.desk import officers
from motcua.sites.desk.views.compliance import ready_period

pytestmark = pytest.mark.django_db
SINCE, UNTIL, AT = local("2026-09-01"), local("2026-10-01"), local("2026-09-09T09:00")


def _read(scope: Scope, **period: Any) -> Compliance:
    return compliance(scope, **{"since": SINCE, "until": UNTIL, "at": AT, **period})


def _inspector() -> Scope:
    """Somebody who watches over the province, posted at another agency."""
    elsewhere = b.place()
    account = b.officer("Giám sát của tỉnh")
    post_officer(
        account_id=account.id,
        agency_id=elsewhere.agency_id,
        role=Role.SUPERVISOR,
        valid_from=b.SINCE,
        instrument="QĐ",
        at=b.MORNING,
    )
    return scope_of(account.id, AT)


def _late_paper(where: b.Place) -> None:
    in_time, _ = b.accepted(where)
    b.accepted(where)  # never given
    give(where, in_time)


def _asked_twice(where: b.Place) -> None:
    dossier = b.submitted(where)
    head_of_desk(where)
    asked(where, dossier)
    answered(dossier, ASKED_AT + timedelta(hours=1))
    at = ASKED_AT + timedelta(hours=2)
    given: dict[str, Any] = {"dossier_id": dossier.id, "at": at}
    receiver = where.actor(Role.RECEIVER)
    check(**given, officer=receiver, findings=faulty(dossier, "can_cuoc"))
    allow_second_request(
        **given,
        officer=where.actor(Role.DESK_HEAD),
        scope=where.scope(Role.DESK_HEAD, at),
        reason="Căn cước hết hạn sau khi nộp",
        key=uuid4(),
    )
    supplement(**given, officer=receiver, reason="Còn thiếu", key=uuid4())


@pytest.mark.demand("TN19-11.2")
def test_a_desks_head_and_the_leader_read_of_their_desk_the_province_of_every_desk() -> None:
    one, other = b.place(), b.place()
    for where in (one, other):
        _late_paper(where)
    head_of_desk(one)

    for role in (Role.DESK_HEAD, Role.AGENCY_LEADER):
        (row,) = _read(one.scope(role)).desks
        assert (row[2].desk_id, row[2].paper_total, row[2].paper_late) == (one.desk_id, 2, 1)
    assert {row.desk_id for _, _, row in _read(_inspector()).desks} == {one.desk_id, other.desk_id}
    assert _read(one.scope(Role.UNIT_HEAD)).desks == ()
    assert _read(one.scope(Role.AGENCY_LEADER), until=SINCE + timedelta(days=1)).desks == ()


@pytest.mark.demand("TN19-10.2a")
def test_second_requests_are_counted_by_officer_for_those_who_answer_for_them() -> None:
    where = b.place()
    _asked_twice(where)
    stranger = b.place()

    for scope in (where.scope(Role.DESK_HEAD), where.scope(Role.AGENCY_LEADER), _inspector()):
        ((agency, row),) = _read(scope).officers
        assert (row.full_name, row.count) == (where.officers[Role.RECEIVER].full_name, 1)
        assert agency
    assert _read(where.scope(Role.UNIT_HEAD)).officers == ()  # asked at reception, not in the unit
    assert _read(stranger.scope(Role.AGENCY_LEADER)).officers == ()


@pytest.mark.demand("HG-4", "TN19-12.6a")
def test_an_agency_sees_its_own_late_part_only_and_the_province_all() -> None:
    where = lead(BIRTH, "3 working_day")
    police, insurance = body("police", "Công an xã"), body("insurance", "Bảo hiểm xã hội")
    dossier = again(registered(where))
    at = local("2026-09-21T09:00")
    account = b.officer("Trưởng Công an xã")
    post_officer(
        account_id=account.id,
        agency_id=police.agency_id,
        role=Role.AGENCY_LEADER,
        valid_from=b.SINCE,
        instrument="QĐ",
        at=b.MORNING,
    )

    own = _read(scope_of(account.id, at), at=at)
    everywhere = _read(_inspector(), at=at)

    assert [(row.agency_id, row.done, row.open_late) for _, row in own.agencies] == [(police.agency_id, 0, 1)]
    assert [part.dossier_id for _, part in own.late_now] == [dossier.pk]
    assert {row.agency_id for _, row in everywhere.agencies} == {police.agency_id, insurance.agency_id}
    assert _read(where.scope(Role.UNIT_HEAD), at=at).agencies == ()
    Part.objects.filter(dossier=dossier, agency_id=police.agency_id, duty="cooperation").update(
        state="done", finished_at=at
    )
    (after,) = _read(scope_of(account.id, at), at=at, until=at + timedelta(days=1)).agencies
    assert (after[1].done, after[1].done_late, after[1].open_late) == (1, 1, 0)


def test_who_answers_for_nobody_is_told_whom_to_ask() -> None:
    where = b.place()
    with pytest.raises(NotAnswering):
        _read(where.scope(Role.HANDLER))
    handler = client_of(where, Role.HANDLER)
    assert handler.get(reverse("desk:compliance")).status_code == 403
    assert reverse("desk:compliance") not in handler.get(reverse("desk:watch")).content.decode()


def test_each_table_is_one_statement_whatever_there_is() -> None:
    where = b.place()
    _asked_twice(where)
    _late_paper(where)
    scope = where.scope(Role.AGENCY_LEADER)
    with CaptureQueriesContext(connection) as few:
        _read(scope)
    _late_paper(where)
    with CaptureQueriesContext(connection) as more:
        _read(scope)
    assert len(few) == len(more) == 6  # four tables, names of desks, names of agencies


@pytest.mark.parametrize(
    ("name", "today", "days"),
    [
        ("", date(2026, 9, 9), (date(2026, 9, 1), date(2026, 9, 9))),
        ("khong-co", date(2026, 9, 9), (date(2026, 9, 1), date(2026, 9, 9))),
        ("thang-truoc", date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),
        ("thang-truoc", date(2026, 1, 5), (date(2025, 12, 1), date(2025, 12, 31))),
        ("quy-nay", date(2026, 12, 31), (date(2026, 10, 1), date(2026, 12, 31))),
        ("nam-nay", date(2026, 3, 1), (date(2026, 1, 1), date(2026, 3, 1))),
    ],
)
def test_ready_periods(name: str, today: date, days: tuple[date, date]) -> None:
    period = ready_period(name, today)
    assert (period.first, period.last) == days
    assert period.until - timedelta(days=1) < period.until
    assert period.until == local(f"{days[1] + timedelta(days=1)}")


def _page(client: Client, asked: str = "") -> tuple[int, str]:
    answer = client.get(reverse("desk:compliance") + asked)
    return answer.status_code, answer.content.decode()


def test_the_page_shows_the_period_that_was_asked_for_and_tells_a_wrong_one(monkeypatch: Any) -> None:
    where = b.place()
    monkeypatch.setattr(officers, "now", lambda: AT)
    _late_paper(where)
    _asked_twice(where)
    leader = signed_in(where.officers[Role.AGENCY_LEADER])

    status, shown = _page(leader)
    assert status == 200
    assert where.officers[Role.RECEIVER].full_name in shown
    assert "Từ 01/09/2026 đến hết 09/09/2026" in shown
    _, empty = _page(leader, "?tu-day=1&tu-month=7&tu-year=2026&den-day=31&den-month=7&den-year=2026")
    assert "Không có lần nào trong khoảng thời gian đã chọn" in empty
    status, wrong = _page(leader, "?tu-day=9&tu-month=9&tu-year=2026&den-day=1&den-month=9&den-year=2026")
    assert status == 422
    assert "ngày đầu không được sau ngày cuối" in wrong
    assert 'value="2026"' in wrong
    assert _page(leader, "?tu-day=x")[0] == 422
