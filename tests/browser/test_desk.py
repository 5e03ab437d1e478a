"""The officers' site in a real browser: every page at two sizes with axe, the keyboard, and without scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, each, judge, shoot
from tests.desk import builders
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, Draft
from motcua.journey.context import documents_of
from motcua.kernel.clock import local
from motcua.procedures.importing import TAY_NINH, import_folder
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


def officer(visitors: Visitors, where: Place, role: Role, size: str = "desktop", **more: Any) -> Page:
    """A page that carries the session of an officer of this duty."""
    page = visitors.page(size, **more)
    session = builders.client_of(where, role).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    return page


def first(state: str) -> Dossier:
    """The dossier of a state that was filed first, online ones before."""
    return Dossier.objects.filter(state=state).order_by("-priority", "id")[0]


def visit(page: Page, address: str, name: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    shoot(page, f"desk-{name}")
    judge(page)


def at(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


@pytest.mark.demand("DN15-5.1")
def test_axe_finds_nothing_on_any_page_of_the_officers(visitors: Visitors, where: Place) -> None:
    builders.busy_desk(where)
    waiting, decided = first("submitted"), first("decided")
    running = first("in_process")
    desk = officer(visitors, where, Role.RECEIVER, "phone")

    visit(desk, at("work"), "work")
    visit(desk, at("reception"), "reception")
    visit(desk, at("handover"), "handovers")
    visit(desk, at("dossiers"), "dossiers")
    visit(desk, at("work") + "?q=khong+co", "nothing-found")
    visit(desk, at("search") + "?q=cong+tang", "search")
    visit(desk, at("search") + "?q=khong+ai+ca", "search-nothing")
    visit(desk, at("dossier", waiting.pk), "dossier-waiting")
    visit(desk, at("dossier", running.pk), "dossier-running")
    visit(desk, at("dossier", decided.pk), "dossier-decided")
    visit(desk, at("dossier", first("supplement_requested").pk), "dossier-supplement")
    visit(desk, at("supplement", first("supplement_requested").pk), "supplement")
    visit(desk, at("answers", waiting.pk), "answers")
    visit(desk, at("history", decided.pk), "history")
    visit(desk, at("check", waiting.pk), "check")
    visit(desk, at("concluded", running.pk), "concluded")
    visit(desk, at("pay", decided.pk), "pay")
    visit(desk, at("hand_over", decided.pk), "hand-over")
    visit(desk, at("counter"), "counter")
    visit(desk, at("counter") + "?q=cap+giay", "counter-found")
    visit(desk, at("counter") + "?chon=" + where.release.procedure.code, "counter-begin")
    desk.get_by_role("button", name="Bắt đầu nhập").click()
    desk.wait_for_url("**/nguoi-nop/")
    draft = Draft.objects.get(officer__isnull=False)
    visit(desk, at("counter_applicant", draft.pk), "counter-applicant")
    visit(desk, at("counter_section", draft.pk, "nguoi_yeu_cau"), "counter-section")
    visit(desk, at("counter_review", draft.pk), "counter-review")
    for role, kind in (
        (Role.UNIT_HEAD, "assign"),
        (Role.HANDLER, "examine"),
        (Role.AGENCY_LEADER, "approve"),
        (Role.RECORDS_CLERK, "register"),
    ):
        task = next(
            task
            for one in Dossier.objects.filter(state="in_process")
            for task in open_tasks_of(one)
            if task.kind == kind
        )
        doer = officer(visitors, where, role, "phone")
        visit(doer, at("work"), f"work-{kind}")
        visit(doer, at("step", task.dossier_id, task.pk), f"step-{kind}")
    head = officer(visitors, where, Role.UNIT_HEAD, "phone")
    visit(head, at("assign", task_of("examine").dossier_id, task_of("examine").pk), "assign")


def task_of(kind: str) -> Any:
    """An open task of a kind."""
    return next(
        task
        for one in Dossier.objects.filter(state="in_process")
        for task in open_tasks_of(one)
        if task.kind == kind
    )


def test_a_clerk_takes_in_a_dossier_with_the_keyboard_alone(visitors: Visitors, where: Place) -> None:
    dossier = builders.filed(where)
    page = officer(visitors, where, Role.RECEIVER)
    page.goto(at("work"))

    page.keyboard.press("j")
    expect(page.get_by_role("link", name=dossier.reference)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ho-so/**")
    page.locator("body").press("x")
    page.wait_for_url("**/kiem-tra/")
    page.locator("body").press("d")
    expect(page.get_by_role("radio", name="Đạt").first).to_be_checked()
    page.locator("body").press("a")
    page.wait_for_url("**/da-kiem-tra/")

    dossier.refresh_from_db()
    assert dossier.code is not None
    expect(page.get_by_text(dossier.code).first).to_be_visible()
    page.locator("body").press("n")
    page.wait_for_url("**/nop/")


def test_the_papers_stand_beside_the_checklist(visitors: Visitors, where: Place) -> None:
    dossier = builders.filed(where)
    page = officer(visitors, where, Role.RECEIVER)
    page.goto(at("check", dossier.pk))

    frame = page.frame_locator('iframe[name="mc-viewer"]')
    expect(frame.get_by_role("img")).to_be_visible()
    page.get_by_role("link", name="Tờ khai").last.click()
    expect(frame.get_by_role("heading", name="Tờ khai thử nghiệm")).to_be_visible()
    assert page.url.endswith("/kiem-tra/")


def test_a_scanner_in_the_search_box_opens_the_dossier(visitors: Visitors, where: Place) -> None:
    dossier = builders.taken_in(where, builders.filed(where))
    page = officer(visitors, where, Role.RECEIVER)
    page.goto(at("work"))

    page.keyboard.press("/")
    expect(page.locator("#desk-search")).to_be_focused()
    page.keyboard.type(f"http://localhost:8000/tra-cuu?ma={dossier.code}&t={dossier.token}\n")

    page.wait_for_url(f"**/ho-so/{dossier.pk}/")


def test_a_scanned_card_fills_the_applicant_and_does_not_go_on(visitors: Visitors, where: Place) -> None:
    page = officer(visitors, where, Role.RECEIVER)
    page.goto(at("counter") + "?chon=" + where.release.procedure.code)
    page.get_by_role("button", name="Bắt đầu nhập").click()
    page.wait_for_url("**/nguoi-nop/")

    page.get_by_label("Quét mã QR trên thẻ căn cước vào đây").focus()
    page.keyboard.type("072190012345||Nguyễn Thị Mẹ|27031990|Nữ|Ấp 1, xã Thử|15082021\n")

    expect(page.get_by_label("Họ, chữ đệm, tên").first).to_have_value("Nguyễn Thị Mẹ")
    expect(page.get_by_text("chưa được xác minh")).to_be_visible()
    assert_accessible(page)


def test_the_check_works_without_scripts(visitors: Visitors, where: Place) -> None:
    dossier = builders.filed(where)
    page = officer(visitors, where, Role.RECEIVER, javascript=False)
    page.goto(at("check", dossier.pk))

    for bar in each(page.locator(".mc-segments")):
        bar.get_by_role("radio", name="Đạt").check()
    page.get_by_role("button", name="Tiếp nhận hồ sơ").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Đã tiếp nhận")


WALKED = (
    "dang-ky-khai-sinh",
    "dang-ky-thanh-lap-ho-kinh-doanh",
    "cap-giay-phep-xay-dung-moi-nha-o-rieng-le",
)


@pytest.mark.parametrize("slug", WALKED)
def test_a_real_form_is_filled_at_the_counter(visitors: Visitors, where: Place, slug: str) -> None:
    import_folder(TAY_NINH, effective=date(2026, 1, 1), at=local("2025-12-31T08:00"))
    page = officer(visitors, where, Role.RECEIVER)
    visit(page, at("counter") + f"?chon={slug}", f"real-{slug}-begin")
    page.get_by_role("button", name="Bắt đầu nhập").click()
    page.wait_for_url("**/nguoi-nop/")
    draft = Draft.objects.get(officer__isnull=False)
    for section in documents_of(draft.release_id)[1].sections:
        visit(page, at("counter_section", draft.pk, section.id), f"real-{slug}-{section.id}")
    visit(page, at("counter_review", draft.pk), f"real-{slug}-review")
