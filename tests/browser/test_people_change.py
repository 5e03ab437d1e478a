"""People change, by hand: a leader away, a deputy who decides for them, a successor who takes everything."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.desk import builders
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.journey.runs import carry_out_waiting
from motcua.kernel.clock import now
from motcua.sites.desk import officers
from motcua.sites.ui import permissions
from motcua.workflow.selectors import held_count, open_tasks_of

REASON = "Quyết định cử đi công tác số 145/QĐ-UBND ngày 03/09/2026 của Chủ tịch Ủy ban nhân dân tỉnh"


class Clock:
    """The instant at which the officers' pages stand."""

    at = builders.NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(officers, "now", lambda: made.at)
    monkeypatch.setattr(permissions, "now", lambda: made.at)
    return made


@pytest.fixture
def where(transactional_db: None) -> Place:
    return builders.place()


def as_(visitors: Visitors, who: Account, size: str = "desktop") -> Page:
    page = visitors.page(size)
    client: Client = builders.signed_in(who)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    return page


def look(page: Page, name: str) -> None:
    shoot(page, f"people-{name}")
    assert_accessible(page)


def fill_day(page: Page, name: str, *typed: str) -> None:
    for part, value in zip(("day", "month", "year"), typed, strict=True):
        page.locator(f'[name="{name}-{part}"]').fill(value)


def at(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


@pytest.mark.demand("TN19-14.5")
def test_a_leader_delegates_the_deputy_decides_both_are_named_and_the_leave_ends(
    visitors: Visitors, where: Place, clock: Clock
) -> None:
    deputy = journey.post(
        where, Role.RECORDS_CLERK, "Công Tằng Tôn Nữ Hoàng Thị Nguyệt Quỳnh Trâm Anh Phương Thảo"
    )
    first, second = (
        builders.stepped(where, builders.taken_in(where, builders.filed(where, name)), 2)
        for name in builders.NAMES[:2]
    )
    leader = as_(visitors, where.officers[Role.AGENCY_LEADER], "phone")
    leader.goto(at("leave"))
    look(leader, "nobody-yet")
    leader.get_by_label("Người làm thay", exact=True).select_option(label=deputy.full_name)
    fill_day(leader, "last", "11", "9", "2026")
    leader.get_by_label("Văn bản hoặc lý do").fill(REASON)
    leader.get_by_role("button", name="Ghi người làm thay").click()
    expect(leader.get_by_text("Từ 07/09/2026 đến hết 11/09/2026")).to_be_visible()
    look(leader, "leader-away")

    stand_in = as_(visitors, deputy, "phone")
    stand_in.goto(at("leave"))
    expect(stand_in.get_by_role("heading", name="Bạn làm thay")).to_be_visible()
    look(stand_in, "stands-in")
    stand_in.get_by_role("link", name="Xem việc của tôi").click()
    expect(stand_in.get_by_role("link", name="(thay Nguyễn Văn Lãnh Đạo)")).to_be_visible()
    look(stand_in, "work")
    stand_in.goto(at("step", first.pk, open_tasks_of(first)[0].pk))
    stand_in.locator('[name="result_name"]').fill("Giấy xác nhận")
    stand_in.locator('[name="number"]').fill("15/GXN-UBND")
    stand_in.locator('button[name="act"][value="finish"]').first.click()
    expect(stand_in.get_by_text("Đã hoàn thành bước")).to_be_visible()
    stand_in.goto(at("history", first.pk))
    both = f"{deputy.full_name} (thay Nguyễn Văn Lãnh Đạo)"
    expect(stand_in.get_by_text(both).first).to_be_visible()
    look(stand_in, "history")

    clock.at = builders.NOW + timedelta(days=5)
    refused = stand_in.goto(at("step", second.pk, open_tasks_of(second)[0].pk))
    assert refused is not None
    assert refused.status in {403, 404}
    stand_in.goto(at("leave"))
    expect(stand_in.get_by_role("heading", name="Bạn làm thay")).to_have_count(0)
    leader.goto(at("leave"))
    expect(leader.get_by_text("Hiện không có ai làm thay bạn.")).to_be_visible()
    leader.get_by_text("Đã kết thúc trong 90 ngày qua").click()
    look(leader, "leader-back")


@pytest.mark.demand("TN19-14.5", "TN19-12.1")
def test_a_head_writes_leave_down_a_successor_takes_all_and_the_account_is_closed(
    visitors: Visitors, where: Place, clock: Clock
) -> None:
    leaving = where.officers[Role.HANDLER]
    successor = journey.post(where, Role.HANDLER, "Đỗ Thị Kế Nhiệm", unit_id=where.unit_id)
    for name in builders.NAMES[:3]:
        builders.stepped(where, builders.taken_in(where, builders.filed(where, name)), 1)
    head = as_(visitors, where.officers[Role.UNIT_HEAD], "desktop")
    head.goto(at("leave"))
    head.get_by_role("link", name="Nghỉ phép của cán bộ bạn phụ trách").click()
    head.get_by_role("link", name=re.compile("Ghi nghỉ phép Phạm Thị Chuyên Viên")).click()
    head.get_by_label("Người làm thay", exact=True).select_option(label="Đỗ Thị Kế Nhiệm")
    fill_day(head, "last", "9", "9", "2026")
    look(head, "head-records")
    head.get_by_role("button", name="Ghi nghỉ phép", exact=True).click()
    expect(head.get_by_text("đang vắng")).to_be_visible()
    look(head, "team")
    head.get_by_role("link", name="3 việc").click()
    look(head, "people")
    head.get_by_label("Người nhận").select_option(value=str(successor.pk))
    head.get_by_role("button", name="Bàn giao toàn bộ").click()
    expect(head.get_by_text("Có thể đóng trang này")).to_be_visible()
    carry_out_waiting(at=builders.NOW)
    expect(head.get_by_text("Đã thực hiện xong 3 trên 3 hồ sơ.")).to_be_visible()
    look(head, "handed-over")
    assert (held_count(leaving.pk), held_count(successor.pk)) == (0, 3)

    keeper = as_(visitors, where.officers[Role.AGENCY_IT], "desktop")
    keeper.goto(reverse("console:account", args=[successor.pk]))
    look(keeper, "console-account")
    keeper.get_by_role("link", name="Ghi nghỉ phép, uỷ quyền").click()
    look(keeper, "console-leave")
    keeper.goto(reverse("console:close_account", args=[successor.pk]))
    keeper.get_by_label("Lý do").fill("Nghỉ hưu từ 01/12/2026")
    keeper.get_by_role("button", name="Bàn giao và đóng tài khoản").click()
    expect(keeper.get_by_text("còn giữ 3 việc đang mở").first).to_be_visible()
    look(keeper, "console-refused")
    keeper.get_by_label("Bàn giao việc đang giữ cho").select_option(label=leaving.full_name)
    keeper.get_by_role("button", name="Bàn giao và đóng tài khoản").click()
    expect(keeper.get_by_text("Có thể đóng trang này")).to_be_visible()
    carry_out_waiting(at=now())
    expect(keeper.get_by_text("Đã thực hiện xong 3 trên 3 hồ sơ.")).to_be_visible()
    look(keeper, "console-closed")
    successor.refresh_from_db()
    assert (successor.is_active, held_count(leaving.pk)) == (False, 3)
