"""One sitting at the counter under an authorisation, and a paper form of an outage entered afterwards: by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.desk import builders
from tests.journey import builders as journey
from tests.journey.builders import Place
from tests.operations import builders as outage

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier
from motcua.operations.models import LateEntry
from motcua.sites.desk import officers
from motcua.sites.ui import permissions

LONG = "Quyết định số 1287/QĐ-UBND ngày 01/8/2026 của Chủ tịch Ủy ban nhân dân về việc ủy quyền giải quyết tại quầy"


def as_(visitors: Visitors, where: Place, role: Role, size: str) -> Page:
    """The page of an officer who is signed in."""
    page = visitors.page(size)
    session = builders.client_of(where, role).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    return page


def look(page: Page, name: str) -> None:
    page.wait_for_load_state()
    shoot(page, f"settles-{name}")
    assert_accessible(page)


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name).and_(page.locator(":not(.govuk-visually-hidden)"))


@pytest.mark.demand("TN19-10.5", "TN19-10.6")
def test_authorised_in_the_console_the_clerk_receives_decides_and_gives_in_one_sitting(
    visitors: Visitors, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(officers, "now", lambda: builders.NOW)
    monkeypatch.setattr(permissions, "now", lambda: builders.NOW)
    where = builders.place(limit="0 immediate")
    journey.post(where, Role.PROVINCE_ADMINISTRATOR, "Đỗ Thị Quản Trị Tỉnh")
    begun = journey.draft(where, builders.NOW, applicant=journey.APPLICANT | {"full_name": builders.NAMES[1]})
    begun.officer = where.officers[Role.RECEIVER]
    begun.save(update_fields=["officer"])

    keeper = as_(visitors, where, Role.PROVINCE_ADMINISTRATOR, "phone")
    keeper.goto(reverse("console:counter", args=[where.release.procedure.code]))
    keeper.get_by_role("link", name="Ghi ủy quyền").click()
    keeper.get_by_label("Cơ quan ủy quyền").select_option(str(where.agency_id))
    keeper.get_by_label("Bộ phận Một cửa").first.select_option(str(where.desk_id))
    keeper.get_by_label("Nhiệm vụ được ủy quyền").select_option("receiver")
    keeper.get_by_label("Từ ngày").fill("01/08/2026")
    keeper.get_by_label("Văn bản").fill(LONG)
    expect(keeper.get_by_role("link", name=where.release.procedure.code)).to_be_visible()
    look(keeper, "authorise")
    keeper.get_by_role("button", name="Ủy quyền").click()
    expect(keeper.get_by_text("Đã ghi ủy quyền.")).to_be_visible()
    look(keeper, "authorised")

    clerk = as_(visitors, where, Role.RECEIVER, "phone")
    clerk.goto(reverse("desk:counter_review", args=[begun.pk]))
    button(clerk, "Nộp, chuyển sang kiểm tra").click()
    expect(clerk.get_by_text(LONG)).to_be_visible()
    clerk.get_by_label("Tên kết quả giải quyết").fill("Bản sao trích lục khai sinh")
    clerk.locator("#receiver_name").fill(builders.NAMES[1])
    button(clerk, "Giải quyết và trả kết quả").click()
    expect(clerk.get_by_text("Chưa thực hiện được")).to_be_visible()
    expect(clerk.get_by_label("Tên kết quả giải quyết")).to_have_value("Bản sao trích lục khai sinh")
    look(clerk, "unpaid")
    clerk.get_by_label("Số biên lai").fill("BL 0001234")
    button(clerk, "Giải quyết và trả kết quả").click()
    expect(clerk.get_by_text("Đã giải quyết xong tại quầy.")).to_be_visible()
    look(clerk, "given")

    dossier = Dossier.objects.get(pk=begun.pk)
    assert (dossier.state, dossier.money_state) == ("handed_over", "paid")
    clerk.goto(reverse("desk:history", args=[dossier.pk]))
    expect(clerk.get_by_text(LONG).first).to_be_visible()
    look(clerk, "history")


@pytest.mark.demand("NB18-13.2")
def test_a_paper_form_enters_late_with_both_times_its_reason_and_the_heads_approval(
    visitors: Visitors, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(officers, "now", lambda: outage.BACK)
    monkeypatch.setattr(permissions, "now", lambda: outage.BACK)
    where = outage.desk()
    number = outage.numbers(outage.kit(where))[0]

    head = as_(visitors, where, Role.DESK_HEAD, "phone")
    head.goto(reverse("desk:outage"))
    head.locator("summary", has_text="Ghi nhận sự cố").click()
    head.get_by_label("Ngừng từ").fill("2026-09-07T08:00")
    head.get_by_label("Nguyên nhân hoặc hiện tượng").fill("Mất điện toàn phường, máy phát không chạy được")
    head.get_by_label("Quyết định xử lý").fill("Tiếp nhận bằng phiếu dự phòng cho đến khi có điện trở lại")
    look(head, "outage")
    head.get_by_role("button", name="Ghi nhận sự cố").click()
    expect(head.get_by_text("Đã ghi nhận sự cố.")).to_be_visible()

    clerk = as_(visitors, where, Role.RECEIVER, "phone")
    clerk.goto(reverse("desk:late_entry_new"))
    clerk.get_by_label("Thủ tục ghi trên phiếu").select_option(where.release.procedure.code)
    clerk.get_by_role("button", name="Tiếp tục").click()
    clerk.get_by_label("Số phiếu").fill(number)
    clerk.get_by_label("Người nộp", exact=True).fill(builders.NAMES[1])
    clerk.get_by_label("Số điện thoại", exact=True).fill("0901 234 567")
    for paper in ("Đơn đề nghị", "Giấy chứng sinh", "Căn cước (xuất trình)"):
        clerk.get_by_label(paper).check()
    clerk.get_by_label("Nhận lúc").fill("2026-09-07T09:15")
    clerk.get_by_label("Lý do nhập sau").fill("Mất điện từ 8 giờ, nhận bằng phiếu giấy tại quầy số 1")
    look(clerk, "form")
    clerk.get_by_role("button", name="Ghi phiếu").click()
    expect(clerk.get_by_text("Đã ghi phiếu.")).to_be_visible()
    entry = LateEntry.objects.get()
    clerk.goto(reverse("desk:counter_section", args=[entry.draft_id, "nguoi_yeu_cau"]))
    clerk.get_by_label("Họ, chữ đệm, tên").fill(builders.NAMES[1])
    clerk.get_by_role("button", name="Tiếp tục").click()
    button(clerk, "Gửi phê duyệt nhập sau").click()
    expect(clerk.get_by_text("Đã gửi người phụ trách")).to_be_visible()
    assert not Dossier.objects.exists()

    head.goto(reverse("desk:outage"))
    head.get_by_role("link", name=number).first.click()
    for words in (
        "09:15 ngày 07/09/2026",
        "14:00 ngày 08/09/2026",
        "nhận bằng phiếu giấy",
        "Mất điện toàn phường",
    ):
        expect(head.get_by_text(words).first).to_be_visible()
    look(head, "late")
    head.get_by_role("button", name="Phê duyệt nhập sau").click()
    expect(head.get_by_text("Đã phê duyệt, mã hồ sơ")).to_be_visible()
    look(head, "late-approved")

    dossier = Dossier.objects.get()
    assert (dossier.accepted_at, dossier.state) == (outage.RECEIVED, "in_process")
    public = visitors.page("phone")
    public.goto(reverse("portal:status") + f"?ma={number}")
    expect(public.get_by_role("region", name="Tình trạng hồ sơ")).to_be_visible()
