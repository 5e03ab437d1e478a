"""Being told, by hand: an applicant chooses and proves a number, a stranger ends it, desk and province read of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.console.builders import officer, post, signed_in
from tests.parties.builders import citizen
from tests.portal import builders as portal

from motcua.accounts.models import Account
from motcua.agencies.models import Agency
from motcua.agencies.rules import Role
from motcua.delivery.channels import DemoPhone
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.delivery.services import enqueue, save_provider
from motcua.kernel.clock import now
from motcua.notifications.models import Contact

pytestmark = pytest.mark.django_db(transaction=True)


def come_in(page: Page, account: Account, base: str) -> Page:
    cookie = signed_in(account).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": base}])
    return page


def seen(page: Page, name: str) -> None:
    shoot(page, name)
    assert_accessible(page)


@pytest.mark.demand("TN19-10.2a", "TN19-12.8")
def test_an_applicant_proves_a_number_chooses_and_a_stranger_ends_it(
    visitors: Visitors, live_server: Any, settings: Any
) -> None:
    settings.MOTCUA_DEMO = True
    person, where = citizen(is_confirmed=True), portal.open_place()
    dossier_id = portal.filed(portal.signed_in(person), where)
    with registered("sms", DemoPhone):
        signed_in(person.account).get(
            "/nhan-thong-bao/"
        )  # templates are compiled before the browser's clock runs
        page = come_in(visitors.page("phone"), person.account, live_server.url)
        page.goto("/nhan-thong-bao/")
        seen(page, "notices")
        page.get_by_label("Số điện thoại di động").fill("0912 345 678")
        page.get_by_role("button", name="Gửi mã").click()
        expect(page.get_by_label("Mã xác nhận")).to_be_visible()
        page.get_by_label("Mã xác nhận").fill("12")
        page.get_by_role("button", name="Xác nhận", exact=True).click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Mã chưa đúng")
        seen(page, "notices-code-wrong")
        body = OutboxMessage.objects.filter(dedupe_key__startswith="code/").get().body
        found = re.search(r"[0-9]{6}", body)
        assert found is not None
        page.get_by_label("Mã xác nhận").fill(found[0])
        page.get_by_role("button", name="Xác nhận", exact=True).click()
        expect(page.locator("main")).to_contain_text("đã xác nhận")
        page.get_by_label("Mọi tin về hồ sơ của tôi").nth(1).check()
        page.get_by_role("button", name="Lưu lựa chọn").click()
        expect(page.locator("body")).to_contain_text("Đã ghi lựa chọn của bạn")
        seen(page, "notices-chosen")

        stranger = visitors.page("phone", javascript=False)
        stranger.goto(f"/so/{Contact.objects.get(confirmed_at=None).token}")
        shoot(stranger, "not-mine")
        stranger.get_by_role("button", name="Ngừng gửi tin đến số này").click()
        expect(stranger.locator("main")).to_contain_text("Đã ghi nhận")

        receiver = come_in(visitors.page("desktop"), where.officers[Role.RECEIVER], live_server.url)
        receiver.goto(f"/can-bo/ho-so/{dossier_id}/thong-bao/")
        expect(receiver.locator("main")).to_contain_text("không còn nhận tin cho người nộp")
        seen(receiver, "telling")


def test_the_province_reads_texts_providers_and_what_was_given_up(
    visitors: Visitors, live_server: Any
) -> None:
    where = portal.open_place()
    administrator = officer("quan-tri@example.vn", "Lê Thị Quản Trị")
    post(administrator, Agency.objects.get(pk=where.agency_id), Role.PROVINCE_ADMINISTRATOR)
    for name, priority in (("Cổng tin nhắn thương hiệu của tỉnh", 60), ("Cổng dự phòng", 40)):
        save_provider(
            channel="email",
            kind="smtp",
            name=name,
            values={"host": "mail.example", "security": "none"},
            base_priority=priority,
            at=now(),
        )
    for number in range(3):
        enqueue(
            channel="sms", destination="84901234567", subject="", body="x", dedupe_key=f"{number}", at=now()
        )
    OutboxMessage.objects.update(state="dead", last_error="SMPP 0x0B")
    signed_in(administrator).get(
        "/quan-tri/tinh-trang"
    )  # templates are compiled before the browser's clock runs
    page = come_in(visitors.page("phone"), administrator, live_server.url)
    for name, address in {
        "wordings": "/quan-tri/mau-tin/",
        "wording-sms": "/quan-tri/mau-tin/accepted/sms/vi",
        "wording-letter": "/quan-tri/mau-tin/supplement_requested/email/vi",
        "health-channels": "/quan-tri/tinh-trang",
        "provider-kinds": "/quan-tri/tinh-trang/nha-cung-cap/them",
        "provider-new": "/quan-tri/tinh-trang/nha-cung-cap/them/kannel",
        "dead-letters": "/quan-tri/tinh-trang/dung-gui?kenh=sms",
    }.items():
        page.goto(address)
        seen(page, f"told-{name}")
    page.get_by_role("button", name="Gửi lại mọi thông điệp của kênh này").click()
    expect(page.locator("main")).to_contain_text("Không có thông điệp nào dừng gửi")
