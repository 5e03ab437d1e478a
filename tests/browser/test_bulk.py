"""One act on many rows, by hand: taken, assigned, passed on, approved, handed over; what was refused says why."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, each, shoot
from tests.desk import builders
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, Result
from motcua.journey.hand_over import pay_cash
from motcua.journey.runs import carry_out_waiting
from motcua.sites.desk import officers
from motcua.sites.ui import permissions
from motcua.workflow.selectors import open_tasks_of


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: builders.NOW)
    monkeypatch.setattr(permissions, "now", lambda: builders.NOW)


@pytest.fixture
def where(transactional_db: None) -> Place:
    return builders.place()


def as_(visitors: Visitors, where: Place, role: Role, size: str) -> Page:
    page = visitors.page(size)
    session = builders.client_of(where, role).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    return page


def look(page: Page, name: str) -> None:
    shoot(page, f"bulk-{name}")
    assert_accessible(page)


def at(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


def stepped(where: Place, names: tuple[str, ...], steps: int, **more: Any) -> list[Dossier]:
    return [
        builders.stepped(where, builders.taken_in(where, builders.filed(where, name, **more)), steps)
        for name in names
    ]


def carried_out(page: Page, words: str | re.Pattern[str]) -> None:
    """The page says how far it is, goes on by itself, and tells the end."""
    expect(page.get_by_text("Có thể đóng trang này")).to_be_visible()
    carry_out_waiting(at=builders.NOW)
    expect(page.get_by_text(words)).to_be_visible()


@pytest.mark.demand("TN19-12.1")
def test_a_head_takes_many_gives_them_to_one_and_passes_the_rest_on(visitors: Visitors, where: Place) -> None:
    other = journey.post(where, Role.HANDLER, "Đỗ Thị Cùng Phòng", unit_id=where.unit_id)
    dossiers = stepped(where, builders.NAMES[:3], 0)
    head = as_(visitors, where, Role.UNIT_HEAD, "desktop")
    head.goto(at("work"))
    head.get_by_role("link", name="Chọn tất cả trên trang").click()
    look(head, "ticked")
    head.get_by_role("button", name="Nhận việc").click()
    look(head, "claim")
    head.get_by_role("button", name="Thực hiện với các hồ sơ đã chọn").click()
    look(head, "begun")
    carried_out(head, "Đã thực hiện xong 3 trên 3 hồ sơ.")

    head.goto(at("work") + "?chon=tat-ca")
    head.get_by_role("button", name="Hoàn thành bước và chuyển tiếp").click()
    head.get_by_role("radio", name=re.compile("Đỗ Thị Cùng Phòng")).check()
    head.get_by_label("Ý kiến chung").fill("Thẩm định theo quy trình, báo cáo trước ngày hẹn trả")
    head.get_by_role("checkbox", name=re.compile("Chọn hồ sơ")).nth(2).uncheck()
    look(head, "hand-on")
    head.get_by_role("button", name="Thực hiện với các hồ sơ đã chọn").click()
    carried_out(head, "Đã thực hiện xong 2 trên 2 hồ sơ.")
    assert [open_tasks_of(one)[0].owner_id for one in dossiers[:2]] == [other.pk, other.pk]

    head.goto(f"{at('people')}?nguoi={other.pk}&chon=tat-ca")
    head.get_by_role("button", name="Phân công các hồ sơ đã chọn").click()
    head.get_by_role("radio", name=re.compile("Phạm Thị Chuyên Viên")).check()
    look(head, "assign")
    head.get_by_role("button", name="Thực hiện với các hồ sơ đã chọn").click()
    carried_out(head, "Đã thực hiện xong 2 trên 2 hồ sơ.")
    head.goto(at("bulk"))
    look(head, "runs")
    handler = where.officers[Role.HANDLER]
    assert {open_tasks_of(one)[0].owner_id for one in dossiers[:2]} == {handler.pk}


@pytest.mark.demand("TN19-12.9", "TN19-13.1")
def test_a_leader_approves_many_the_desk_hands_many_over_what_was_refused_says_why(
    visitors: Visitors, where: Place
) -> None:
    dossiers = stepped(where, builders.NAMES[1:4], 2)
    leader = as_(visitors, where, Role.AGENCY_LEADER, "phone")
    leader.goto(at("work") + "?chon=tat-ca")
    leader.get_by_role("button", name="Phê duyệt").click()
    expect(leader.get_by_text("Đã xem xét, đủ điều kiện").first).to_be_visible()
    for code, box in enumerate(each(leader.get_by_label(re.compile("Số của kết quả"))), start=15):
        box.fill(f"{code}/GXN-UBND")
    look(leader, "approve")
    # somebody else sends one back while the leader reads
    send_back(where, dossiers[0])
    leader.get_by_role("button", name="Ký phê duyệt các hồ sơ đã chọn").click()
    carried_out(leader, "Đã thực hiện xong 2 trên 3 hồ sơ.")
    expect(leader.get_by_text("Không thực hiện được", exact=True)).to_be_visible()
    look(leader, "approved")
    assert Result.objects.filter(number__endswith="/GXN-UBND").count() == 2

    for one in dossiers[1:]:
        builders.stepped(where, one, 1)
    uncompared = dossiers[1]
    paper = stepped(where, builders.NAMES[4:5], 4, channel="direct", with_files=False)[0]
    unpaid = stepped(where, builders.NAMES[5:6], 4, channel="direct", with_files=False)[0]
    for one in (uncompared, paper):
        pay_cash(
            dossier_id=one.pk, officer=where.actor(Role.RECEIVER), receipt_number="0001234",
            at=builders.NOW, key=journey.uuid4(),
        )  # fmt: skip
    desk = as_(visitors, where, Role.RECEIVER, "phone")
    desk.goto(at("handover") + "?chon=tat-ca")
    desk.get_by_role("button", name="Trả kết quả").last.click()
    expect(desk.get_by_text(f"{builders.NAMES[5]}: Chưa nộp phí")).to_be_visible()
    look(desk, "hand-over")
    desk.get_by_role("button", name="Thực hiện với các hồ sơ đã chọn").click()
    carried_out(desk, "Đã thực hiện xong 1 trên 2 hồ sơ.")
    expect(desk.get_by_text(re.compile("bản chính"))).to_be_visible()
    look(desk, "handed-over")
    unpaid.refresh_from_db()
    paper.refresh_from_db()
    assert (paper.state, unpaid.state) == ("handed_over", "decided")


def send_back(where: Place, dossier: Dossier) -> None:
    client = builders.client_of(where, Role.AGENCY_LEADER)
    dossier.refresh_from_db()
    typed = {"act": "send_back", "to_step": "tham_dinh", "reason": "Xem lại kích thước thửa đất"}
    form = {"key": str(journey.uuid4()), "version": dossier.version, "seen": dossier.event_seq}
    answer = client.post(at("step", dossier.pk, open_tasks_of(dossier)[0].pk), form | typed)
    assert answer.status_code == 302
