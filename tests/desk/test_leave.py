"""Pages of leave: an officer finds a stand-in, a head writes leave down, what is over gives no right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import NOW, client_of, filed, signed_in, stepped, taken_in
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.agencies.models import Delegation
from motcua.agencies.rules import Role
from motcua.agencies.services.delegations import delegate
from motcua.workflow.selectors import open_tasks_of

OWN, TEAM = reverse("desk:leave"), reverse("desk:team_leave")
FIRST, LAST = date(2026, 9, 7), date(2026, 9, 11)


def days(first: date = FIRST, last: date = LAST) -> dict[str, str]:
    return {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("first", first), ("last", last))
        for part in ("day", "month", "year")
    }


def duty(where: Place, role: Role) -> str:
    return str(next(one.pool_id for one in where.scope(role, NOW).postings))


def given(where: Place, client: Client, to: Role, **more: Any) -> Any:
    typed = {
        "act": "give",
        "delegate": str(where.officers[to].pk),
        "duty": duty(where, Role.HANDLER),
        **days(),
    }
    return client.post(OWN, {**typed, "instrument": "Giấy nghỉ phép ngày 04/09/2026", **more})


@pytest.mark.demand("TN19-14.5")
def test_an_officer_finds_a_stand_in_who_sees_for_whom_and_ends_it_when_back(where: Place) -> None:
    handler, clerk = client_of(where, Role.HANDLER), client_of(where, Role.RECORDS_CLERK)
    page = handler.get(OWN).text
    assert "Hiện không có ai làm thay bạn" in page
    assert "Chuyên viên xử lý, Phòng Kinh tế" in page
    assert "Võ Thị Văn Thư" in page
    assert "Tạ Văn Quản Trị" not in page  # who keeps accounts reads no dossier

    assert given(where, handler, Role.RECORDS_CLERK).status_code == 302
    page = handler.get(OWN).text
    assert "Từ 07/09/2026 đến hết 11/09/2026. Giấy nghỉ phép ngày 04/09/2026" in page
    shown = clerk.get(OWN).text
    assert "Bạn làm thay" in shown
    assert "Phạm Thị Chuyên Viên" in shown
    assert "Chuyên viên xử lý (thay Phạm Thị Chuyên Viên)" in clerk.get(reverse("desk:work")).text

    one = Delegation.objects.get()
    assert clerk.post(OWN, {"act": "end", "leave": str(one.pk)}).status_code == 422  # not the clerk's to end
    assert handler.post(OWN, {"act": "end", "leave": str(one.pk)}).status_code == 302
    assert not Delegation.objects.exists()
    assert "Bạn làm thay" not in clerk.get(OWN).text


def test_what_is_missing_is_said_and_the_typing_stays(where: Place) -> None:
    client = client_of(where, Role.HANDLER)
    nobody = given(where, client, Role.RECORDS_CLERK, delegate="")
    assert nobody.status_code == 422
    assert "Chọn người làm thay" in nobody.text
    assert "Giấy nghỉ phép ngày 04/09/2026" in nobody.text
    nothing = given(where, client, Role.RECORDS_CLERK, duty="")
    assert "Đánh dấu ít nhất một nhiệm vụ" in nothing.text
    reversed_days = given(where, client, Role.RECORDS_CLERK, **days(LAST, FIRST))
    assert reversed_days.status_code == 422
    assert (
        given(where, client, Role.RECORDS_CLERK, **{"last-day": "31", "last-month": "2"}).status_code == 422
    )
    assert not Delegation.objects.exists()

    given(where, client, Role.RECORDS_CLERK)
    twice = given(where, client, Role.AGENCY_LEADER)
    assert twice.status_code == 409
    assert "đã được uỷ quyền trong những ngày đó" in twice.text


@pytest.mark.demand("TN19-14.5")
def test_a_head_writes_leave_down_sees_what_is_held_and_who_is_back(where: Place) -> None:
    other = journey.post(where, Role.HANDLER, "Đỗ Thị Cùng Phòng", unit_id=where.unit_id)
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    handler, head = where.officers[Role.HANDLER], client_of(where, Role.UNIT_HEAD)
    page = head.get(TEAM).text
    assert handler.full_name in page
    assert "1 việc" in page
    assert "Trần Thị Tiếp Nhận" not in page  # of the desk, not of the unit
    address = f"{TEAM}?nguoi={handler.pk}"
    form = head.get(address).text
    assert "Ghi nghỉ phép của Phạm Thị Chuyên Viên" in form
    assert "Đang giữ 1 việc." in form
    assert head.post(address, {"act": "give", "delegate": str(other.pk), **days()}).status_code == 302

    assert "Đỗ Thị Cùng Phòng làm thay" in head.get(TEAM).text
    task = open_tasks_of(dossier)[0]
    assign = head.get(reverse("desk:assign", args=[dossier.pk, task.pk])).text
    assert "Đỗ Thị Cùng Phòng làm thay đến hết 11/09/2026" in assign
    step = reverse("desk:step", args=[dossier.pk, task.pk])
    assert signed_in(other).get(step).status_code == 200

    assert head.post(TEAM, {"act": "end", "leave": str(Delegation.objects.get().pk)}).status_code == 302
    assert "đang vắng" not in head.get(TEAM).text
    assert signed_in(other).get(step).status_code in {403, 409}


def test_only_heads_by_an_own_duty_have_people_and_never_those_of_others(where: Place) -> None:
    assert client_of(where, Role.HANDLER).get(TEAM).status_code == 403
    delegate(
        giver_id=where.officers[Role.UNIT_HEAD].pk, delegate_id=where.officers[Role.RECORDS_CLERK].pk,
        valid_from=FIRST, valid_to=LAST, at=NOW, actor=where.actor(Role.UNIT_HEAD),
    )  # fmt: skip
    stand_in = client_of(where, Role.RECORDS_CLERK).get(TEAM)
    assert "người làm thay không ghi được" in stand_in.text
    elsewhere = builders.place()
    foreign = {"act": "give", "delegate": str(elsewhere.officers[Role.HANDLER].pk), **days()}
    head = client_of(where, Role.UNIT_HEAD)
    assert head.post(f"{TEAM}?nguoi={elsewhere.officers[Role.HANDLER].pk}", foreign).status_code == 422
    refused = head.post(f"{TEAM}?nguoi={where.officers[Role.HANDLER].pk}", foreign)
    assert refused.status_code == 422
    assert "cùng cơ quan" in refused.text


def test_what_is_over_stays_readable_for_a_while(where: Place) -> None:
    before = NOW - timedelta(days=20)
    delegate(
        giver_id=where.officers[Role.HANDLER].pk, delegate_id=where.officers[Role.RECORDS_CLERK].pk,
        valid_from=date(2026, 8, 20), valid_to=date(2026, 8, 21), at=before - timedelta(days=3),
        actor=where.actor(Role.HANDLER),
    )  # fmt: skip
    page = client_of(where, Role.HANDLER).get(OWN).text
    assert "Đã kết thúc trong 90 ngày qua" in page
    assert "Từ 20/08/2026 đến hết 21/08/2026" in page
    assert "Hiện không có ai làm thay bạn" in page
