"""The post by hand-like clicks: a result from wish to delivery, an envelope, originals that go home; work notices."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.desk import builders as b
from tests.journey import builders as journey
from tests.journey import parcels as p
from tests.journey.builders import Place
from tests.journey.test_post_back import ended
from tests.notifications.builders import FACTS

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.custody.models import Item, Parcel
from motcua.dossiers.models import Dossier
from motcua.notifications.services import queue
from motcua.partners.post import waybills
from motcua.sites.desk import officers
from motcua.sites.ui import permissions

NUMBER = waybills.s10("RR", 20260907)
LONG = "Số 128/45/7 hẻm 12 đường Cách Mạng Tháng Tám nối dài, tổ 15, khu phố Ninh Phú, phường Bình Minh, tỉnh Tây Ninh"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: b.NOW)
    monkeypatch.setattr(permissions, "now", lambda: b.NOW)


@pytest.fixture
def where(transactional_db: None) -> Place:
    p.carrier(name="Tổng công ty Bưu điện Việt Nam, Bưu điện tỉnh Tây Ninh")
    return journey.place(b.document())


def signed(visitors: Visitors, account: Account, size: str) -> Page:
    page = visitors.page(size)
    session = b.signed_in(account).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": visitors.base_url}])
    return page


def look(page: Page, name: str, *, at: str = "") -> None:
    page.wait_for_load_state("networkidle")
    shoot(page, f"post-{name}{at}")
    assert_accessible(page)


def both(desk: Page, name: str) -> None:
    """The same page as a clerk's tablet or phone has it, too."""
    look(desk, name)
    size = desk.viewport_size
    desk.set_viewport_size({"width": 390, "height": 844})
    look(desk, name, at="-390")
    assert size is not None
    desk.set_viewport_size(size)


@pytest.mark.demand("DN15-4.3c", "TN19-10.1")
def test_a_result_goes_by_post_from_the_wish_to_the_delivery(visitors: Visitors, where: Place) -> None:
    dossier = b.decided(where, b.filed(where, b.NAMES[1], channel="direct", with_files=False))
    Item.objects.filter(dossier=dossier, no=1).update(must_return=True)
    citizen = Account.objects.create(kind="citizen", email="me@example.vn", full_name=b.NAMES[1])
    Dossier.objects.filter(pk=dossier.pk).update(account_id=citizen.pk)
    back = b.decided(where, b.filed(where, b.NAMES[2], channel="direct", with_files=False))
    p.told(p.sent(where, back, collect=True), "returned")
    home = signed(visitors, citizen, "phone")
    desk = signed(visitors, where.officers[Role.RECEIVER], "desktop")

    home.goto(reverse("portal:post_delivery", args=[dossier.pk]))
    look(home, "wish")
    home.get_by_label("Địa chỉ").fill(LONG)
    home.get_by_label("Dặn bưu tá").fill("Chỉ có người ở nhà buổi chiều, gọi trước mười lăm phút")
    home.get_by_role("button", name="Gửi đến địa chỉ này").click()
    expect(home.get_by_text("được gửi qua bưu chính")).to_be_visible()
    look(home, "wished")
    home.goto(reverse("portal:pick_up", args=[where.release.procedure.slug]))
    look(home, "pick-up")
    home.get_by_label("Họ và tên").fill(b.NAMES[1])
    home.get_by_label("Số điện thoại bưu tá gọi").fill("0909 123 456")
    home.get_by_label("Địa chỉ").fill(LONG)
    home.get_by_role("button", name="Đề nghị bưu tá đến lấy").click()
    expect(home.get_by_text("Mã đề nghị của bạn")).to_be_visible()

    parcel = Parcel.objects.get(dossier=dossier)
    desk.goto(reverse("desk:post"))
    both(desk, "desk")
    desk.get_by_label(f"Số hiệu bưu gửi của hồ sơ {parcel.dossier}").fill("RR000000014VN")
    desk.locator(f"#pick-{parcel.pk}").check()
    desk.get_by_role("button", name="Đóng gói các bưu gửi đã chọn").click()
    expect(desk.get_by_text("Chưa đóng gói").or_(desk.locator(".govuk-error-message")).first).to_be_visible()
    both(desk, "refused")
    desk.get_by_label(f"Số hiệu bưu gửi của hồ sơ {parcel.dossier}").fill(NUMBER)
    desk.get_by_label("Bưu tá thu hộ").check()
    desk.get_by_role("button", name="Đóng gói các bưu gửi đã chọn").click()
    desk.get_by_role("button", name="Lập giấy bàn giao cho bưu tá").click()
    both(desk, "batch")
    desk.get_by_label("Họ tên bưu tá").fill("Trần Văn Bưu")
    desk.get_by_role("button", name="Bưu tá đã nhận các bưu gửi đánh dấu").click()
    expect(desk.get_by_text("Bưu tá đã xác nhận")).to_be_visible()
    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("/")
    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.type(NUMBER)  # the scanner on the parcel that the post brings back, or asks about
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name=f"Bưu gửi {NUMBER}")).to_be_visible()
    both(desk, "parcel")
    desk.get_by_label("Đã xảy ra").select_option("delivered")
    desk.get_by_label("Người ký nhận").fill(b.NAMES[1])
    desk.get_by_role("button", name="Ghi hành trình").click()
    expect(desk.get_by_text("Đã phát").first).to_be_visible()
    assert Dossier.objects.get(pk=dossier.pk).state == "handed_over"
    desk.goto(reverse("desk:post_delivery", args=[back.pk]))
    both(desk, "delivery")


def test_an_envelope_becomes_a_dossier(visitors: Visitors, where: Place) -> None:
    desk = signed(visitors, where.officers[Role.RECEIVER], "desktop")
    desk.goto(reverse("desk:envelope_new"))
    both(desk, "envelope-new")
    desk.get_by_label("Người gửi", exact=True).fill(b.NAMES[1])
    desk.get_by_label("Địa chỉ người gửi").fill(LONG)
    desk.get_by_role("button", name="Ghi phong bì").click()
    expect(desk.get_by_role("heading", name="Phong bì đến số 1/2026")).to_be_visible()
    desk.get_by_label("Tên thủ tục").fill("xác nhận")
    desk.get_by_role("button", name="Tìm thủ tục").click()
    both(desk, "envelope")
    desk.locator(".mc-links a").first.click()
    desk.get_by_role("button", name="Lập hồ sơ").click()
    expect(desk.get_by_role("textbox", name="Họ, chữ đệm, tên")).to_have_value(b.NAMES[1])


@pytest.mark.demand("NB18-13.1")
def test_originals_of_what_ended_are_asked_for_at_home_and_lie_ready_to_pack(
    visitors: Visitors, where: Place
) -> None:
    dossier = ended(where)
    citizen = Account.objects.create(kind="citizen", email="me@example.vn", full_name=b.NAMES[1])
    Dossier.objects.filter(pk=dossier.pk).update(account_id=citizen.pk)
    home = signed(visitors, citizen, "phone")
    desk = signed(visitors, where.officers[Role.RECEIVER], "desktop")
    desk.goto(reverse("desk:paper_of", args=[dossier.pk]))
    both(desk, "paper-of-ended")
    desk.get_by_role("link", name="Gửi trả qua bưu chính").click()
    both(desk, "back-at-desk")

    home.goto(reverse("portal:dossier", args=[dossier.pk]))
    home.get_by_role("link", name="Gửi trả bản chính đến nhà qua bưu chính").click()
    expect(home.get_by_role("heading", name="Nhận lại bản chính qua bưu chính")).to_be_visible()
    look(home, "back")
    home.get_by_label("Địa chỉ").fill(LONG)
    home.get_by_role("button", name="Gửi đến địa chỉ này").click()
    expect(home.get_by_text("Bạn đề nghị gửi trả đến")).to_be_visible()
    look(home, "back-asked")

    parcel = Parcel.objects.get(dossier=dossier)
    desk.goto(reverse("desk:post"))
    expect(desk.locator(f'input[name="item-{parcel.pk}"]:checked')).to_have_count(2)
    both(desk, "back-to-pack")


@pytest.mark.demand("TN19-5.4")
def test_an_officer_reads_work_notices_and_chooses_their_ways(visitors: Visitors, where: Place) -> None:
    officer = where.officers[Role.HANDLER]
    for number in range(3):
        queue(
            "opinion_asked", FACTS["opinion_asked"], account_id=officer.id, dedupe_key=f"d/{number}", order_key="d",
            at=b.NOW,
        )  # fmt: skip
    desk = signed(visitors, officer, "desktop")
    desk.goto(reverse("desk:work"))
    desk.get_by_role("link", name="Thông báo công việc").click()
    both(desk, "notices")
    desk.get_by_label("Không nhận, chỉ xem ở trang này").first.check()
    desk.get_by_role("button", name="Lưu lựa chọn").click()
    expect(desk.get_by_text("Đã ghi lựa chọn của bạn.")).to_be_visible()
    desk.locator(".mc-row-link").first.click()
    expect(desk.get_by_role("link", name="Mở việc này")).to_be_visible()
    both(desk, "notice")
