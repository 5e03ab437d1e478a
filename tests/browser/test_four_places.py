"""Four places, a wrong result and an original that differs, by hand, until the dossier lies in the archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from tests.browser.harness import Visitors, each
from tests.browser.office import (
    Clock,
    Office,
    applicant,
    clock_of_pages,
    day,
    desk,
    opens_pdf,
    portal,
    sees,
    to_the_end,
)
from tests.desk import builders as b
from tests.journey.builders import SINCE, Place

from motcua.agencies.rules import Role
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import Comparison, Dossier, Handing, Result
from motcua.journey.hand_over import pay_cash
from motcua.procedures.models import Reception


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Clock]:
    with clock_of_pages(monkeypatch) as found:
        yield found


def receiving(where: Place, decides: Place) -> Place:
    """A commune whose desk receives and returns for another one."""
    Reception.objects.create(
        desk_id=where.desk_id, procedure=decides.release.procedure, valid_from=SINCE, instrument="QĐ thử"
    )
    return where


@pytest.mark.demand("TN19-9.1", "TN19-9.2", "TN19-9.3", "TN19-8.2", "TN19-13.1")
def test_filed_received_decided_and_returned_at_four_places_and_corrected_afterwards(
    visitors: Visitors,
) -> None:
    office, decides = Office(visitors, "places"), b.place()
    files, receives, returns = (receiving(b.place(), decides) for _ in range(3))

    clerk = office.officer(files, Role.RECEIVER)
    clerk.page.goto(desk("counter") + f"?chon={decides.release.procedure.code}")
    clerk.press("Bắt đầu nhập")
    clerk.page.wait_for_url("**/nguoi-nop/")
    clerk.fill({"full_name": b.NAMES[1], "phone": "0901234567"})
    clerk.press("Lưu, tiếp tục")
    clerk.page.wait_for_url("**/to-khai/**")
    clerk.fill({"ho_ten": b.NAMES[1]})
    clerk.press("Lưu, tiếp tục")
    clerk.page.wait_for_url("**/kiem-tra/")
    clerk.page.get_by_label("Nơi tiếp nhận").select_option(str(receives.desk_id))
    clerk.page.get_by_label("Nơi trả kết quả").select_option(str(returns.desk_id))
    clerk.look("counter-two-desks")
    clerk.press("Nộp, chuyển sang kiểm tra")
    clerk.page.wait_for_url("**/ho-so/**")
    clerk.look("filed-elsewhere")
    dossier = Dossier.objects.get()
    assert (dossier.desk_id, dossier.return_desk_id) == (receives.desk_id, returns.desk_id)
    assert dossier.agency_id == decides.agency_id

    other = office.officer(receives, Role.RECEIVER)
    other.page.goto(desk("reception"))
    other.page.get_by_role("link", name=re.compile(dossier.reference)).first.click()
    for group in each(other.page.locator("fieldset.mc-check")):
        group.get_by_label("Đạt", exact=True).check()
    other.page.locator(".mc-bar").get_by_role("button", name="Tiếp nhận hồ sơ").click()
    other.heading("Đã tiếp nhận")
    other.look("received-there")
    dossier.refresh_from_db()
    b.stepped(decides, dossier, 4)

    phone = office.citizen(applicant(dossier))
    phone.page.goto(portal("return_place", dossier.pk))
    phone.page.locator(f'input[value="{receives.desk_id}"]').check()
    phone.look("other-place")
    phone.press("Đổi nơi nhận")
    expect(phone.page.get_by_role("status").first).to_be_visible()
    pay_cash(
        dossier_id=dossier.pk, officer=receives.actor(Role.RECEIVER), receipt_number="0012", at=b.NOW,
        key=uuid4(),
    )  # fmt: skip

    other.page.goto(desk("hand_over", dossier.pk))
    other.page.get_by_label("Họ và tên người nhận").fill("Trần Văn Con")
    other.page.locator("summary").filter(has_text="Người khác nhận thay").click()
    other.page.get_by_label("Tư cách nhận thay").select_option("authorised")
    other.press("Xác nhận đã trả kết quả")
    expect(other.page.locator(".govuk-error-summary")).to_be_visible()
    other.page.get_by_label("Số định danh đã kiểm tra").fill("072085054321")
    other.page.get_by_label("Giấy tờ cho phép nhận thay (số, ngày)").fill(
        "Giấy uỷ quyền số 15 ngày 03/09/2026"
    )
    other.press("Xác nhận đã trả kết quả")
    expect(other.page.locator(".govuk-error-summary")).to_contain_text(
        "iấy tờ"
    )  # it still lies where it was filed
    other.page.locator('[name="paper_reason"]').fill(
        "Túi giấy tờ đang trên đường chuyển, không cần để trả kết quả"
    )
    to_the_end(other)
    other.look("authorised-receiver")
    other.press("Xác nhận đã trả kết quả")
    other.heading("Đã trả kết quả")
    other.look("handed-over")
    assert Handing.objects.get(dossier=dossier).mandate == "authorised"

    leader = office.officer(decides, Role.AGENCY_LEADER)
    leader.page.goto(desk("dossier", dossier.pk))
    leader.follow("Đính chính kết quả")
    leader.page.get_by_label("Sai ở đâu, vì sao đính chính").fill(
        "Năm sinh ghi 1990, đúng là 1991 theo căn cước"
    )
    leader.page.get_by_label("Số, ký hiệu").fill("13/GXN")
    day(leader, "signed_on", "7/9/2026")
    to_the_end(leader)
    leader.look("correct")
    leader.press("Đính chính kết quả")
    sees(leader, "Đã đính chính")
    leader.look("corrected")

    other.page.goto(desk("hand_over", dossier.pk))
    other.page.get_by_label("Họ và tên người nhận").fill(b.NAMES[1])
    other.page.get_by_label("Đã thu hồi bản cũ").check()
    other.page.locator('[name="paper_reason"]').fill("Túi giấy tờ đang trên đường chuyển")
    to_the_end(other)
    other.look("take-back")
    other.press("Xác nhận đã trả kết quả")
    other.heading("Đã trả kết quả")
    other.press("Kết thúc và lưu hồ sơ")
    other.page.locator('[name="paper_reason"]').fill("Túi giấy tờ lưu tại nơi nộp hồ sơ")
    other.press("Kết thúc và lưu hồ sơ")
    expect(other.page.get_by_role("status").first).to_be_visible()
    other.look("closed")
    assert Result.objects.get(dossier=dossier, superseded_at=None).number == "13/GXN"
    dossier.refresh_from_db()
    assert dossier.closed_at is not None

    other.page.goto(desk("search") + "?q=cong+tang+ton+nu")
    sees(other, str(dossier.code)[-6:])
    other.look("found-again")


@pytest.mark.demand("TN19-8.2", "DN15-4.3c")
def test_an_original_that_differs_holds_the_result_back_until_the_head_decides(visitors: Visitors) -> None:
    office, where = Office(visitors, "places"), b.place()
    dossier = b.decided(where, b.filed(where))
    pay_cash(
        dossier_id=dossier.pk,
        officer=where.actor(Role.RECEIVER),
        receipt_number="0013",
        at=b.NOW,
        key=uuid4(),
    )
    clerk, head = office.officer(where, Role.RECEIVER), office.officer(where, Role.DESK_HEAD)
    clerk.page.goto(desk("hand_over", dossier.pk))
    clerk.page.get_by_label("Không khớp", exact=True).check()
    clerk.page.get_by_label("Không khớp ở điểm nào").fill("Ngày sinh trên bản chính là 12/03/1990")
    clerk.press("Xác nhận đã trả kết quả")
    expect(clerk.page.locator(".govuk-error-summary")).to_be_visible()
    to_the_end(clerk)
    clerk.look("differs")
    head.page.goto(desk("hand_over", dossier.pk))
    head.page.get_by_label("Lý do vẫn cho trả kết quả").fill(
        "Sai sót chính tả của bản chụp, đã xác minh với hộ tịch"
    )
    to_the_end(head)
    head.look("head-decides")
    head.press("Cho phép trả kết quả")
    expect(head.page.get_by_role("status").first).to_be_visible()
    clerk.page.goto(desk("hand_over", dossier.pk))
    clerk.press("Xác nhận đã trả kết quả")
    clerk.heading("Đã trả kết quả")
    assert Comparison.objects.filter(dossier=dossier, allowed_by=where.officers[Role.DESK_HEAD]).exists()
    slip = IssuedDocument.objects.get(about=dossier.pk, template="slip_return")
    assert opens_pdf(clerk, desk("slip", dossier.pk, slip.pk))
