"""What a province may choose otherwise, by hand: told where to file, cancelled and returned; a stop declined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from tests.browser.harness import Visitors
from tests.browser.office import Clock, Office, applicant, clock_of_pages, desk, opens_pdf, portal, sees
from tests.desk import builders as b
from tests.journey.test_redirect import filed, two_communes

from motcua.agencies.models import AgencyVersion
from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.custody.models import Item
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import Dossier
from motcua.journey.stop import ask_stop


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Clock]:
    with clock_of_pages(monkeypatch) as found:
        yield found


def chosen(name: str, value: str) -> None:
    set_policy(name, value, valid_from=b.journey.SINCE, instrument="QĐ 15/QĐ-UBND", at=b.MORNING)


@pytest.mark.demand("TN19-10.1b", "TN19-10.2a")
def test_where_the_province_tells_where_the_applicant_reads_it_and_another_one_is_taken_back(
    visitors: Visitors,
) -> None:
    office = Office(visitors, "choices")
    here, there = two_communes()
    chosen("wrong_agency", "tell_where")
    dossier, unwanted = filed(here), filed(here)
    account = applicant(dossier, unwanted)

    clerk = office.officer(here, Role.RECEIVER)
    clerk.page.goto(desk("redirect", dossier.pk))
    clerk.page.get_by_label("Cơ quan có thẩm quyền").select_option(str(there.agency_id))
    clerk.page.get_by_label("Lý do").fill("Thửa đất thuộc địa giới của xã bên từ ngày 01/7/2025")
    clerk.look("tell-where")
    clerk.press("Phát hành phiếu từ chối")
    slip = IssuedDocument.objects.get(about=dossier.pk, template="slip_03")
    assert opens_pdf(clerk, desk("slip", dossier.pk, slip.pk))
    phone = office.citizen(account)
    phone.page.goto(portal("dossier", dossier.pk))
    sees(phone, AgencyVersion.objects.get(agency_id=there.agency_id).name)
    phone.look("told-where")

    clerk.page.goto(desk("dossier", unwanted.pk))
    clerk.follow("Rút hồ sơ theo yêu cầu")
    clerk.page.get_by_label("Lý do").fill("Người nộp đến quầy báo đã nộp nhầm thủ tục")
    clerk.look("take-back")
    clerk.press("Rút hồ sơ")
    expect(clerk.page.get_by_role("status").first).to_contain_text("Đã rút hồ sơ")
    phone.page.goto(portal("dossier", unwanted.pk))
    sees(phone, "Đã rút hồ sơ")


@pytest.mark.demand("TN19-12.4")
def test_where_the_province_cancels_the_paper_goes_back_over_the_counter(visitors: Visitors) -> None:
    office, where = Office(visitors, "choices"), b.place()
    chosen("incomplete_after_acceptance", "returned")
    dossier = b.taken_in(where, b.filed(where, b.NAMES[1], channel="direct", with_files=False))
    b.stepped(where, dossier, 1)
    account = applicant(dossier)

    handler = office.officer(where, Role.HANDLER)
    handler.page.goto(desk("dossier", dossier.pk))
    handler.follow("Chưa đủ điều kiện")
    paper = handler.page.locator("fieldset.mc-check").filter(has_text="Giấy chứng sinh")
    paper.get_by_label("Chưa đúng").check()
    paper.get_by_label("Cần bổ sung thế nào").fill("Nộp bản chính có xác nhận của cơ sở khám bệnh, chữa bệnh")
    handler.page.get_by_label("Lý do hồ sơ chưa đủ điều kiện").fill("Giấy chứng sinh chưa có xác nhận")
    handler.look("cancel")
    handler.press("Phát hành phiếu, huỷ và trả hồ sơ")
    expect(handler.page.get_by_role("status").first).to_contain_text("Đã huỷ và trả hồ sơ")
    sees(handler, "Được miễn")
    expect(handler.page.locator(".mc-dossier-head")).to_contain_text("Đã kết thúc")
    handler.look("cancelled")
    assert Dossier.objects.get(pk=dossier.pk).state == "stopped"
    assert not Item.objects.filter(dossier=dossier, originals__gt=0, returned_at=None).exists()

    clerk = office.officer(where, Role.RECEIVER)
    clerk.page.goto(desk("paper_of", dossier.pk))
    clerk.look("paper-returned")
    phone = office.citizen(account)
    phone.page.goto(portal("dossier", dossier.pk))
    sees(phone, "Giấy chứng sinh chưa có xác nhận")
    phone.look("own-cancelled")
    expect(phone.button("Nộp lại từ hồ sơ này")).to_be_visible()


def test_a_request_to_stop_may_be_declined_with_a_word(visitors: Visitors) -> None:
    office, where = Office(visitors, "choices"), b.place()
    dossier = b.stepped(where, b.taken_in(where, b.filed(where)), 1)
    account = applicant(dossier)
    at = b.MORNING + timedelta(hours=3)
    ask_stop(
        dossier_id=dossier.pk,
        applicant=Actor("applicant"),
        reason="Tôi không còn nhu cầu",
        at=at,
        key=uuid4(),
    )
    clerk = office.officer(where, Role.RECEIVER)
    clerk.page.goto(desk("dossier", dossier.pk))
    clerk.follow("Trả lời đề nghị dừng")
    clerk.page.locator("summary").filter(has_text="Không dừng, tiếp tục giải quyết").click()
    clerk.page.get_by_label("Lý do, gửi người nộp").fill("Kết quả đã soạn xong, chiều nay trình ký")
    clerk.look("decline")
    clerk.press("Tiếp tục giải quyết")
    expect(clerk.page.get_by_role("status").first).to_be_visible()
    phone = office.citizen(account)
    phone.page.goto(portal("dossier", dossier.pk))
    sees(phone, "chiều nay trình ký")
    phone.look("own-declined")
