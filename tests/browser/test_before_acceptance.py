"""What may happen before a dossier is accepted, by hand: wrong agency, refusal, second request, no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.harness import Visitors, each
from tests.browser.office import Clock, Office, applicant, clock_of_pages, desk, opens_pdf, portal, sees
from tests.desk import builders as b
from tests.journey.test_redirect import filed, two_communes

from motcua.agencies.rules import Role
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import Draft, Supplement
from motcua.journey.answer import Reply, answer_supplement
from motcua.journey.expire import expire_due
from motcua.journey.supplement import supplement
from motcua.kernel.clock import local


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Clock]:
    with clock_of_pages(monkeypatch) as found:
        yield found


@pytest.mark.demand("TN19-10.1b", "TN19-10.2a")
def test_the_wrong_agency_passes_it_on_the_right_one_refuses_and_the_applicant_starts_from_a_copy(
    visitors: Visitors,
) -> None:
    office = Office(visitors, "before")
    here, there = two_communes()
    dossier = filed(here)
    account = applicant(dossier)

    clerk = office.officer(here, Role.RECEIVER)
    clerk.page.goto(desk("check", dossier.pk))
    clerk.follow("Hồ sơ không đúng thẩm quyền của cơ quan này")
    clerk.page.get_by_label("Cơ quan có thẩm quyền").select_option(str(there.agency_id))
    clerk.press("Chuyển hồ sơ")
    expect(clerk.page.locator(".govuk-error-summary")).to_contain_text("lý do")
    clerk.page.get_by_label("Lý do").fill(
        "Thửa đất số 123, tờ bản đồ số 45 thuộc địa giới của xã bên theo Nghị quyết sắp xếp đơn vị hành chính"
    )
    clerk.look("redirect")
    clerk.press("Chuyển hồ sơ")
    expect(clerk.page.get_by_role("status").first).to_contain_text("Đã chuyển")

    other = office.officer(there, Role.RECEIVER)
    other.page.goto(desk("reception"))
    other.page.get_by_role("link", name=re.compile(dossier.reference)).first.click()
    other.page.locator("summary").filter(has_text="Từ chối tiếp nhận").click()
    other.page.get_by_label("Lý do từ chối, mỗi lý do một dòng").fill(
        "Thửa đất đang có tranh chấp do Toà án thụ lý\nNgười nộp không phải là người sử dụng đất"
    )
    other.look("refuse")
    other.press("Phát hành phiếu từ chối")
    other.heading("Đã từ chối tiếp nhận")
    other.look("refused")
    slip = IssuedDocument.objects.get(about=dossier.pk, template="slip_03")
    assert opens_pdf(other, desk("slip", dossier.pk, slip.pk))

    phone = office.citizen(account)
    phone.page.goto(portal("dossier", dossier.pk))
    sees(phone, "Không được tiếp nhận")
    phone.look("own-refused")
    phone.press("Nộp lại từ hồ sơ này")
    expect(phone.page.get_by_role("status").first).to_contain_text("Đã chép hồ sơ cũ sang hồ sơ mới")
    phone.look("copy")
    assert Draft.objects.get(account=account, submitted_at=None).release_id == dossier.release_id


@pytest.mark.demand("TN19-10.1a", "TN19-10.2a")
def test_a_second_request_needs_the_head_and_what_nobody_answers_ends_with_a_notice(
    visitors: Visitors, clock: Clock
) -> None:
    office, where = Office(visitors, "before"), b.place()
    dossier = b.checked(where, b.filed(where), "wrong", "Chụp lại rõ cả trang")
    account, receiver = applicant(dossier), where.actor(Role.RECEIVER)
    at = dossier.submitted_at + timedelta(minutes=10)
    supplement(dossier_id=dossier.pk, officer=receiver, reason="Ảnh mờ", at=at, key=b.uuid4())
    request = Supplement.objects.get(dossier=dossier)
    answer_supplement(
        dossier_id=dossier.pk, applicant=b.Actor("applicant"), at=at, key=b.uuid4(),
        replies={point.id: Reply("Tôi gửi lại ảnh rõ hơn") for point in request.points.all()},
    )  # fmt: skip

    clerk, head = office.officer(where, Role.RECEIVER), office.officer(where, Role.DESK_HEAD)
    again = "Yêu cầu bổ sung một lần, đầy đủ"
    clerk.page.goto(desk("check", dossier.pk))
    for group in each(clerk.page.locator("fieldset.mc-check")):
        group.get_by_label("Chưa đúng").check()
        group.get_by_label(re.compile("Nhận xét")).fill("Vẫn chưa đọc được số và ngày cấp")
    clerk.page.locator("summary").filter(has_text=again).click()
    clerk.page.get_by_label("Lý do yêu cầu bổ sung").fill("Ảnh chụp lại vẫn mờ")
    clerk.press("Phát hành phiếu yêu cầu bổ sung")
    expect(clerk.page.locator(".govuk-error-summary")).to_be_visible()
    clerk.look("second-needs-head")

    head.page.goto(desk("dossier", dossier.pk))
    head.follow("Cho phép yêu cầu bổ sung lần nữa")
    head.page.get_by_label("Lý do cho phép").fill(
        "Bản chụp nộp lại không đọc được, đã gọi điện cho người nộp"
    )
    head.look("allow-second")
    head.press("Cho phép")
    expect(head.page.get_by_role("status").first).to_be_visible()

    clerk.page.goto(desk("check", dossier.pk))
    clerk.page.locator("summary").filter(has_text=again).click()
    clerk.page.get_by_label("Lý do yêu cầu bổ sung").fill("Ảnh chụp lại vẫn mờ")
    clerk.press("Phát hành phiếu yêu cầu bổ sung")
    clerk.heading("Đã yêu cầu bổ sung")

    clock.at = local("2026-10-01T09:00")
    assert expire_due(at=clock.at) == 1
    phone = office.citizen(account)
    phone.page.goto(portal("dossier", dossier.pk))
    sees(phone, "quá hạn bổ sung")
    phone.look("own-expired")
    phone.press("Nộp lại từ hồ sơ này")
    phone.look("copy-of-expired")
    assert Draft.objects.filter(account=account, submitted_at=None).count() == 1
