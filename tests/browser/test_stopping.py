"""A date put off, a request not granted, a handling stopped: by hand, at the desk and on a phone without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.desk import builders
from tests.journey.builders import Place
from tests.portal.builders import signed_in

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier
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


def as_(visitors: Visitors, client: Any, size: str = "desktop", **more: Any) -> Page:
    """A page that carries the session of a signed-in client."""
    page = visitors.page(size, **more)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    return page


def look(page: Page, name: str) -> None:
    page.wait_for_load_state()
    shoot(page, f"stopping-{name}")
    assert_accessible(page)


def at(name: str, dossier: Dossier, *more: object) -> str:
    return reverse(f"desk:{name}", args=[dossier.pk, *more])


@pytest.mark.demand("TN19-12.7", "TN19-12.8")
def test_put_off_then_not_granted_then_another_one_stopped(visitors: Visitors, where: Place) -> None:
    dossier = builders.stepped(where, builders.taken_in(where, builders.filed(where, builders.NAMES[1])), 1)
    handler = as_(visitors, builders.client_of(where, Role.HANDLER), "phone")
    handler.goto(at("dossier", dossier))
    handler.get_by_role("button", name="Đề nghị hẹn lại").click()
    for part, typed in (("Ngày", "14"), ("Tháng", "9"), ("Năm", "2026")):
        handler.get_by_label(part, exact=True).fill(typed)
    handler.get_by_label("Lý do, in trên phiếu").fill("Chưa nhận được kết quả đo đạc của đơn vị phối hợp")
    look(handler, "extend")
    handler.get_by_role("button", name="Gửi lãnh đạo").click()
    expect(handler.get_by_text("Đã gửi đề nghị hẹn lại")).to_be_visible()
    handler.goto(at("verify", dossier))
    look(handler, "verify")

    leader = as_(visitors, builders.client_of(where, Role.AGENCY_LEADER), "phone")
    leader.goto(at("dossier", dossier))
    leader.get_by_role("button", name="Quyết định đề nghị hẹn lại").click()
    look(leader, "decide")
    leader.get_by_role("button", name="Duyệt hẹn lại").click()
    expect(leader.get_by_text("ban hành phiếu xin lỗi")).to_be_visible()
    leader.goto(at("due", dossier))
    expect(leader.get_by_text("hẹn lại đến 17:00 Thứ Hai 14/09/2026").first).to_be_visible()
    leader.get_by_text("Nếu nhận hồ sơ lúc khác").first.click()
    look(leader, "due")

    handler.goto(at("step", dossier, open_tasks_of(dossier)[0].pk))
    handler.get_by_text("Đề xuất không giải quyết").first.click()
    handler.get_by_label("Lý do không giải quyết").fill(
        "Thửa đất chưa có quy hoạch\nGiấy chứng nhận đang thế chấp"
    )
    look(handler, "propose-refusal")
    handler.get_by_role("button", name="Trình đề xuất không giải quyết").click()
    expect(handler.get_by_text("Đã hoàn thành bước")).to_be_visible()
    leader.goto(at("step", dossier, open_tasks_of(dossier)[0].pk))
    look(leader, "sign-refusal")
    leader.get_by_role("button", name="Ký không giải quyết").click()
    expect(leader.get_by_text("Không được giải quyết").first).to_be_visible()
    look(leader, "refused")

    other = builders.stepped(where, builders.taken_in(where, builders.filed(where, channel="direct")), 1)
    desk = as_(visitors, builders.client_of(where, Role.RECEIVER), "phone")
    desk.goto(at("dossier", other))
    desk.get_by_role("button", name="Dừng giải quyết").click()
    desk.get_by_label("Lý do đề nghị").fill("Đã chuyển nhượng thửa đất cho người khác")
    look(desk, "stop")
    desk.get_by_role("button", name="Dừng giải quyết").click()
    reason = desk.get_by_label("Lý do dừng khi giấy tờ")
    expect(reason.or_(desk.get_by_text("Đã dừng giải quyết."))).to_be_visible()
    if reason.count():
        look(desk, "stop-paper")
        reason.fill("Giấy tờ đang ở phòng chuyên môn")
        desk.get_by_role("button", name="Dừng giải quyết").click()
    expect(desk.get_by_text("Đã dừng giải quyết.")).to_be_visible()


def test_the_applicant_on_a_phone_without_scripts_withdraws_and_asks_why_a_date(
    visitors: Visitors, where: Place
) -> None:
    client = signed_in()
    account = client.session["_auth_user_id"]
    waiting = builders.filed(where)
    running = builders.taken_in(where, builders.filed(where, builders.NAMES[1]))
    Dossier.objects.filter(pk__in=[waiting.pk, running.pk]).update(account_id=account)

    page = as_(visitors, client, "phone")
    page.goto(reverse("portal:dossier", args=[running.pk]))
    look(page, "own-dossier")
    page.goto(reverse("portal:due", args=[running.pk]))
    look(page, "own-due")
    page.goto(reverse("portal:ask_stop", args=[running.pk]))
    look(page, "own-ask-stop")

    plain = as_(visitors, client, "phone", javascript=False)
    plain.goto(reverse("portal:ask_stop", args=[running.pk]))
    plain.get_by_label("Lý do đề nghị dừng").fill("Tôi không còn nhu cầu")
    plain.get_by_role("button", name="Gửi đề nghị dừng").click()
    expect(plain.get_by_text("Chờ Bộ phận Một cửa trả lời")).to_be_visible()
    plain.goto(reverse("portal:dossier", args=[waiting.pk]))
    plain.get_by_role("link", name="Rút hồ sơ").click()
    plain.get_by_role("button", name="Rút hồ sơ").click()
    expect(plain.get_by_text("Đã rút hồ sơ").first).to_be_visible()
