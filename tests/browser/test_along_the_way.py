"""A dossier on its way, by hand: rules of time, verification, posting, urge, apology, sheet and book; and a stop."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from tests.browser.harness import Visitors, each
from tests.browser.office import Clock, Office, applicant, clock_of_pages, day, desk, opens_pdf, portal, sees
from tests.browser.walking import Walker, photo
from tests.desk import builders as b

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import BookPrint, Dossier, Verification
from motcua.journey.book import make_print
from motcua.journey.hand_over import pay_cash
from motcua.kernel.clock import local
from motcua.payments.models import Charge

AFTER_THREE, NEXT_MORNING = local("2026-09-07T15:10"), local("2026-09-08T08:30")
LATE = local("2026-09-14T09:00")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Clock]:
    with clock_of_pages(monkeypatch) as found:
        yield found


@pytest.mark.demand("TN19-11.2", "DN15-4.3a", "TN19-12.3", "TN19-12.8", "TN19-14.4")
def test_from_the_rules_of_time_at_the_desk_to_the_apology_and_the_book(
    visitors: Visitors, clock: Clock
) -> None:
    office, where = Office(visitors, "along"), b.place()
    for name, value in (("unit_within_hours_on", True), ("numbered_book_kept", True)):
        set_policy(name, value, valid_from=local("2026-01-01T08:00").date(), instrument="QĐ 15", at=b.MORNING)
    dossier = b.filed(where, b.NAMES[1], channel="direct", with_files=False)
    account = applicant(dossier)

    clock.at = AFTER_THREE
    clerk = office.officer(where, Role.RECEIVER)
    clerk.page.goto(desk("check", dossier.pk))
    sees(clerk, "Hồ sơ đầy đủ phải đến đơn vị giải quyết trước")
    sees(clerk, "Tiếp nhận lúc này thì giấy tờ phải chuyển trước 08:00 ngày 08/09/2026")
    for group in each(clerk.page.locator("fieldset.mc-check")):
        group.get_by_label("Đạt", exact=True).check()
    clerk.look("rules-of-time")
    clerk.page.locator(".mc-bar").get_by_role("button", name="Tiếp nhận hồ sơ").click()
    clerk.heading("Đã tiếp nhận")
    sees(clerk, "Giấy tờ phải chuyển theo")
    clerk.look("paper-to-follow")

    clock.at = NEXT_MORNING
    dossier.refresh_from_db()
    b.journey.do_next_step(where, dossier, clock.at)
    handler = office.officer(where, Role.HANDLER)
    _verified(handler, dossier)
    _posted(handler, dossier)

    leader = office.officer(where, Role.AGENCY_LEADER)
    _urged(leader, handler, dossier)
    clock.at = LATE
    leader.page.goto(desk("due", dossier.pk))
    leader.follow("Xin lỗi vì trả muộn")
    day(leader, "expected", "16/9/2026")
    leader.page.get_by_label("Lý do, in trên phiếu gửi người nộp").fill("Chưa nhận được kết quả đo đạc")
    leader.look("apology")
    leader.press("Ban hành phiếu xin lỗi")
    expect(leader.page.get_by_role("status").first).to_contain_text("xin lỗi")
    late = IssuedDocument.objects.get(about=dossier.pk, template="slip_04")
    assert late.facts["is_late"]

    phone = office.citizen(account)
    phone.page.goto(portal("due", dossier.pk))
    phone.look("own-due")
    phone.page.goto(portal("dossier_lookers", dossier.pk))
    sees(phone, "Phạm Thị Chuyên Viên")
    phone.look("who-looked")

    leader.page.goto(desk("compliance"))
    leader.look("rules-broken")
    _sheet_and_book(clerk, dossier)


def _verified(handler: Walker, dossier: Dossier) -> None:
    handler.page.goto(desk("verify", dossier.pk))
    handler.page.get_by_label("Nội dung, kết quả xác minh").fill(
        "Hiện trạng thửa đất đúng với trích lục bản đồ địa chính; ranh giới đã được các hộ liền kề xác nhận."
    )
    handler.page.get_by_label("Người nộp tham dự").check()
    handler.press("Ghi biên bản")
    expect(handler.page.locator(".govuk-error-summary")).to_be_visible()
    day(handler, "held", "8/9/2026")
    handler.page.get_by_label("Giờ", exact=True).or_(handler.page.locator('[name="held-hour"]')).first.fill(
        "8:00"
    )
    handler.page.locator('[name="place"]').fill("Thửa đất số 123, ấp Thạnh Trung, xã Thử")
    handler.page.locator('[name="participants"]').fill(
        "Bà Công Tằng Tôn Nữ Hoàng Thị Nguyệt\nÔng Phạm Văn Địa Chính"
    )
    handler.page.locator('input[type="file"]').set_input_files(photo("hien-trang"))
    handler.look("verify")
    handler.press("Ghi biên bản")
    sees(handler, "Người nộp tham dự")
    handler.look("verified")
    assert Verification.objects.get(dossier=dossier).files.count() == 1


def _posted(handler: Walker, dossier: Dossier) -> None:
    handler.page.goto(desk("dossier", dossier.pk))
    handler.follow("Tạm dừng chờ")
    handler.page.locator('[name="cause"][value="public_posting"]').check()
    day(handler, "until", "23/9/2026")
    handler.press("Tạm dừng")
    expect(handler.page.locator(".govuk-error-summary")).to_contain_text("nơi niêm yết")
    handler.page.get_by_label("Nơi niêm yết").fill("Trụ sở UBND xã Thử và nhà văn hoá ấp Thạnh Trung")
    handler.look("posting")
    handler.press("Tạm dừng")
    sees(handler, "Đang tạm dừng chờ")
    handler.follow("Việc đang chờ")
    handler.page.get_by_label("Lý do kết thúc trước hạn").fill(
        "Người sử dụng đất liền kề đã ký xác nhận ranh giới"
    )
    handler.look("posted")
    handler.press("Tiếp tục giải quyết")
    expect(handler.page.get_by_role("main")).not_to_contain_text("Đang tạm dừng chờ")


def _urged(leader: object, handler: Walker, dossier: Dossier) -> None:
    leader.page.goto(desk("dossier", dossier.pk))
    leader.page.get_by_role("link", name="Đôn đốc bước").click()
    leader.page.get_by_label("Nội dung đôn đốc").fill(
        "Hồ sơ đã qua thẩm tra thực địa, bao giờ trình ký được?"
    )
    leader.look("urge")
    leader.press("Gửi lời đôn đốc")
    handler.page.goto(desk("watch"))
    handler.look("urged")
    handler.page.get_by_role("region", name="Bạn được đôn đốc, cần trả lời").get_by_role("link").first.click()
    handler.page.get_by_label("Câu trả lời").fill("Đang chờ trích lục bản đồ, chiều mai trình lãnh đạo ký.")
    handler.look("urge-answer")
    handler.press("Gửi câu trả lời")
    leader.page.goto(desk("history", dossier.pk))
    sees(leader, "chiều mai trình lãnh đạo ký")
    leader.look("urge-answered")


def _sheet_and_book(clerk: Walker, dossier: Dossier) -> None:
    clerk.page.goto(desk("dossier", dossier.pk))
    with clerk.page.expect_response("**/giay/**") as printed:
        clerk.press("In phiếu kiểm soát")
    assert printed.value.headers["content-type"].startswith("application/pdf")
    sheet = IssuedDocument.objects.get(about=dossier.pk, template="slip_06")
    assert str(sheet.pk) in printed.value.url
    clerk.page.goto(desk("books"))
    clerk.look("books")
    clerk.page.get_by_role("button", name="In sổ (PDF)").first.click()
    asked = BookPrint.objects.get()
    make_print(print_id=asked.pk, at=LATE)
    clerk.page.goto(desk("books"))
    clerk.look("book-printed")
    volume = clerk.page.get_by_role("link", name="Tập 1").get_attribute("href")
    assert volume is not None
    assert opens_pdf(clerk, volume)


@pytest.mark.demand("TN19-8.2")
def test_a_stop_gives_originals_and_money_back_over_the_counter(visitors: Visitors) -> None:
    office, where = Office(visitors, "along"), b.place()
    dossier = b.taken_in(where, b.filed(where, channel="direct", with_files=False))
    pay_cash(
        dossier_id=dossier.pk,
        officer=where.actor(Role.RECEIVER),
        receipt_number="0012",
        at=b.NOW,
        key=uuid4(),
    )
    clerk = office.officer(where, Role.RECEIVER)
    clerk.page.goto(desk("dossier", dossier.pk))
    clerk.follow("Dừng giải quyết")
    clerk.page.get_by_label("Lý do đề nghị").fill("Đã chuyển nhượng thửa đất cho người khác")
    clerk.press("Dừng giải quyết")
    expect(clerk.page.locator(".govuk-error-summary")).to_contain_text("Lệ phí cấp giấy")
    clerk.page.get_by_label("Hoàn trả", exact=True).check()
    clerk.page.get_by_label("Căn cứ, lý do").fill("Chưa thực hiện công việc thu lệ phí")
    for count in each(clerk.page.locator('[name^="originals-"]')):
        count.fill("1")
    clerk.look("stop-with-money")
    clerk.press("Dừng giải quyết")
    expect(clerk.page.get_by_role("status").first).to_contain_text("Đã dừng giải quyết")
    clerk.look("stopped")
    assert Charge.objects.get(dossier=dossier).state == "refunded"
    slip = IssuedDocument.objects.get(about=dossier.pk, template="slip_05")
    assert opens_pdf(clerk, desk("slip", dossier.pk, slip.pk))
    clerk.page.goto(desk("paper_of", dossier.pk))
    clerk.look("originals-back")
