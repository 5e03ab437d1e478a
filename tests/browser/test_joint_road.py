"""The electronic process birth – residence – health insurance by hand: three agencies, from desk to hand-over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect
from tests.browser.harness import Visitors, each, shoot
from tests.browser.office import Clock, Office, applicant, clock_of_pages, desk, opens_pdf, portal, sees
from tests.browser.walking import Walker, photo
from tests.desk import builders as b
from tests.journey import builders as journey
from tests.journey.builders import Place
from tests.journey.test_joint import BIRTH, Body, body, shipped

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import Dossier
from motcua.kernel.clock import local
from motcua.procedures.document import Component, ResultPaper
from motcua.workbench.check import run_all
from motcua.workflow.services import put_in_charge

NAME = "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi"
REGISTER, SIGN = "Thẩm tra, ghi sổ, đăng ký khai sinh", "Ký Giấy khai sinh"
RESIDENCE, INSURE = "Đăng ký thường trú cho trẻ", "Cấp thẻ bảo hiểm y tế cho trẻ"
COLLECT = "Tổng hợp kết quả của các cơ quan"
BORN, LIVES, INSURED = "Giấy khai sinh", "Thông báo kết quả giải quyết đăng ký cư trú", "Thẻ bảo hiểm y tế"
FOLLOW = "Theo dõi cơ quan phối hợp"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Clock]:
    with clock_of_pages(monkeypatch) as found:
        yield found


@dataclass(frozen=True)
class Road:
    """The commune that leads, the two that take part, and the dossier on its way between them."""

    commune: Place
    police: Body
    insurance: Body
    dossier: Dossier

    @property
    def code(self) -> re.Pattern[str]:
        self.dossier.refresh_from_db()
        return re.compile(re.escape(str(self.dossier.code or self.dossier.reference)))


def begun() -> Road:
    """The process as the product ships it, with three working days; a mother has filed online."""
    where = journey.place()
    put_in_charge(agency_id=where.agency_id, unit_id=where.unit_id)
    paper = Component(id="giay", name="Giấy chứng sinh", originals=1)
    changes = {"name": NAME, "components": (paper,), "results": (ResultPaper(name=BORN),)}
    journey.with_process(where, shipped(BIRTH), journey.document("3 working_day").model_copy(update=changes))
    police = body("police", "Công an phường Tân Ninh, tỉnh Tây Ninh")
    insurance = body("insurance", "Bảo hiểm xã hội cơ sở Tân Ninh, tỉnh Tây Ninh")
    return Road(where, police, insurance, b.filed(where, b.NAMES[1]))


def of(office: Office, who: Body) -> Walker:
    return office.account(Account.objects.get(pk=who.account_id))


def to_step(walker: Walker, road: Road, step: str) -> None:
    """Find the dossier in "Việc của tôi" and open one's step of it."""
    walker.page.goto(desk("work"))
    walker.heading("Việc của tôi")
    row = walker.page.get_by_role("row").filter(has=walker.page.get_by_role("link", name=road.code))
    expect(row).to_contain_text(step)
    row.get_by_role("link").first.click()
    walker.follow(re.compile(re.escape(step)))
    expect(walker.page.get_by_role("heading", level=2, name=re.compile(re.escape(step)))).to_be_visible()


def has_nothing_to_do(walker: Walker, road: Road) -> None:
    walker.page.goto(desk("work"))
    sees(walker, "Hiện không có việc nào đang chờ")
    expect(walker.page.get_by_role("link", name=road.code)).to_have_count(0)


def records(walker: Walker, name: str, number: str, signer: str) -> None:
    """What this step brought, with its signed file."""
    walker.page.get_by_label("Tên kết quả giải quyết").fill(name)
    walker.page.get_by_label(re.compile("^Số, ký hiệu")).fill(number)
    walker.page.get_by_label("Người ký", exact=True).fill(signer)
    walker.page.get_by_label(re.compile("^Văn bản đã ký")).set_input_files(photo(number.replace("/", "-")))


def ends(walker: Walker, button: str) -> None:
    walker.press(button)
    expect(walker.page.get_by_role("status").first).to_contain_text("Đã hoàn thành bước")


def takes_part(walker: Walker, said: str, name: str, number: str, signer: str) -> None:
    """A participant records its result and is done with the dossier."""
    walker.page.get_by_label(re.compile("^Kết quả thực hiện, ý kiến")).fill(said)
    walker.page.locator("summary").filter(has_text="Ghi văn bản, kết quả của bước này").click()
    walker.page.get_by_label("Bước này có văn bản kết quả").check()
    records(walker, name, number, signer)
    ends(walker, "Hoàn thành, chuyển bước tiếp theo")


def given(walker: Walker, step: str) -> Locator:
    """The card with what the step before brought."""
    return walker.page.locator(".mc-columns__side .mc-card").filter(has_text=step).first


def line_of(walker: Walker, agency: str) -> Locator:
    """An agency's line among the parts."""
    return walker.page.get_by_role("row").filter(has=walker.page.get_by_role("rowheader", name=agency))


@pytest.mark.demand("TN19-12.6a", "TN19-12.6b", "HG-4")
def test_birth_residence_and_health_card_go_from_the_desk_over_three_agencies_back_to_the_mother(
    visitors: Visitors, clock: Clock
) -> None:
    office, road = Office(visitors, "joint"), begun()
    phone = office.citizen(applicant(road.dossier))
    police, insurance = of(office, road.police), of(office, road.insurance)

    clerk = _taken_in(office, road, clock)
    handler = _registered(office, road, clock)
    has_nothing_to_do(police, road)
    _signed(office, road, clock)

    _both_at_work(handler, phone, road, clock)
    _insured(insurance, road, clock)
    _police_are_late(handler, police, road, clock)
    _collected(handler, road, clock)
    _handed_over(clerk, phone, road, clock)
    assert [finding for _, found in run_all() for finding in found] == []


def _taken_in(office: Office, road: Road, clock: Clock) -> Walker:
    clock.at = local("2026-09-07T08:45")
    clerk = office.officer(road.commune, Role.RECEIVER)
    clerk.page.goto(desk("reception"))
    clerk.page.get_by_role("link", name=road.code).first.click()
    for group in each(clerk.page.locator("fieldset.mc-check")):
        group.get_by_label("Đạt", exact=True).check()
    clerk.page.locator(".mc-bar").get_by_role("button", name="Tiếp nhận hồ sơ").click()
    clerk.heading("Đã tiếp nhận")
    return clerk


def _registered(office: Office, road: Road, clock: Clock) -> Walker:
    clock.at = local("2026-09-07T09:30")
    handler = office.officer(road.commune, Role.HANDLER)
    to_step(handler, road, REGISTER)
    handler.page.locator("#text").fill("Đã đăng ký khai sinh, số định danh 072226001234")
    ends(handler, "Hoàn thành, chuyển bước tiếp theo")
    return handler


def _signed(office: Office, road: Road, clock: Clock) -> None:
    clock.at = local("2026-09-07T10:30")
    leader = office.officer(road.commune, Role.AGENCY_LEADER)
    to_step(leader, road, SIGN)
    expect(leader.page.get_by_label("Tên kết quả giải quyết")).to_have_value(BORN)
    expect(given(leader, REGISTER)).to_contain_text("072226001234")
    records(leader, BORN, "125/2026", "Nguyễn Văn Lãnh Đạo")
    ends(leader, "Phê duyệt")


def _both_at_work(handler: Walker, phone: Walker, road: Road, clock: Clock) -> None:
    """In parallel, each with its own two working days; the lead follows them and the mother sees who has it."""
    clock.at = local("2026-09-07T10:45")
    handler.page.goto(desk("work"))
    handler.page.get_by_role("link", name=road.code).first.click()
    handler.follow(FOLLOW)
    for agency, work in (("Công an", "Đăng ký thường trú"), ("Bảo hiểm xã hội", "Cấp thẻ bảo hiểm y tế")):
        line = line_of(handler, agency)
        expect(line).to_contain_text(work)
        expect(line).to_contain_text("10:30 ngày 09/09/2026")
        expect(line).to_contain_text("Đang làm")
        expect(line).not_to_contain_text("quá hạn")
    phone.page.goto(portal("dossier", road.dossier.pk))
    sees(phone, "Công an phường Tân Ninh, tỉnh Tây Ninh; Bảo hiểm xã hội cơ sở Tân Ninh, tỉnh Tây Ninh")
    sees(phone, "Chuyển phần việc đến cơ quan phối hợp")
    expect(phone.page.get_by_role("link", name=re.compile("Tải bản điện tử"))).to_have_count(0)
    shoot(phone.page, f"{phone.journey}-own-with-others")


def _insured(insurance: Walker, road: Road, clock: Clock) -> None:
    clock.at = local("2026-09-08T09:00")
    to_step(insurance, road, INSURE)
    expect(given(insurance, SIGN)).to_contain_text("Giấy khai sinh, số 125/2026")
    expect(given(insurance, SIGN)).to_contain_text("UBND xã Thử")
    certificate = given(insurance, SIGN).get_by_role("link").get_attribute("href")
    assert insurance.page.request.get(str(certificate)).status == 200
    insurance.look("step-of-a-participant")
    takes_part(insurance, "Đã cấp thẻ theo hộ gia đình", INSURED, "TE1722600123", "Đỗ Thị Bảo Hiểm")
    has_nothing_to_do(insurance, road)


def _police_are_late(handler: Walker, police: Walker, road: Road, clock: Clock) -> None:
    """Late by itself while the whole is still in time: the lead sees it, and the police do their step."""
    clock.at = local("2026-09-09T14:00")
    handler.page.goto(desk("dossier", road.dossier.pk))
    aside = handler.page.get_by_role("complementary", name="Thông tin chính")
    expect(aside.get_by_role("listitem").filter(has_text=RESIDENCE)).to_contain_text(
        "Công an phường Tân Ninh"
    )
    handler.look("dossier-with-parts")
    handler.follow(FOLLOW)
    expect(line_of(handler, "Công an")).to_contain_text("Đang làm, quá hạn")
    expect(line_of(handler, "Bảo hiểm xã hội")).to_contain_text("Xong, đúng hạn")
    expect(line_of(handler, "Bảo hiểm xã hội")).to_contain_text("Thẻ bảo hiểm y tế, số TE1722600123")
    handler.look("parts-one-late")

    clock.at = local("2026-09-09T15:00")
    to_step(police, road, RESIDENCE)
    expect(given(police, SIGN)).to_contain_text("Giấy khai sinh, số 125/2026")
    takes_part(police, "Đã cập nhật cơ sở dữ liệu về cư trú", LIVES, "77/TB-CT", "Lâm Văn Công An")
    has_nothing_to_do(police, road)


def _collected(handler: Walker, road: Road, clock: Clock) -> None:
    """What both brought is the input of the lead's last step; then each part is seen as it ended."""
    clock.at = local("2026-09-09T15:30")
    to_step(handler, road, COLLECT)
    expect(given(handler, INSURE)).to_contain_text("Bảo hiểm xã hội cơ sở Tân Ninh")
    expect(given(handler, INSURE)).to_contain_text("TE1722600123")
    expect(given(handler, RESIDENCE)).to_contain_text("Công an phường Tân Ninh")
    expect(given(handler, RESIDENCE)).to_contain_text("Đã cập nhật cơ sở dữ liệu về cư trú")
    handler.look("step-of-the-lead")
    handler.page.locator("#text").fill("Đủ ba kết quả, chuyển Bộ phận Một cửa")
    ends(handler, "Hoàn thành, chuyển bước tiếp theo")
    handler.page.goto(desk("cooperation", road.dossier.pk))
    expect(line_of(handler, "Công an")).to_contain_text("Xong, quá hạn")
    expect(line_of(handler, "Bảo hiểm xã hội")).to_contain_text("Xong, đúng hạn")
    road.dossier.refresh_from_db()
    assert road.dossier.state == "decided"


def _handed_over(clerk: Walker, phone: Walker, road: Road, clock: Clock) -> None:
    clock.at = local("2026-09-10T08:00")
    phone.page.goto(portal("dossier", road.dossier.pk))
    for name in (BORN, INSURED, LIVES):
        sees(phone, name)
    sees(phone, "Cơ quan phối hợp đã làm xong phần việc")
    links = phone.page.get_by_role("link", name=re.compile("Tải bản điện tử"))
    expect(links).to_have_count(3)
    for link in each(links):
        assert phone.page.request.get(str(link.get_attribute("href"))).status == 200

    clerk.page.goto(desk("handover"))
    clerk.page.get_by_role("link", name=road.code).first.click()
    for name in (BORN, INSURED, LIVES):
        sees(clerk, name)
    clerk.page.get_by_label("Khớp", exact=True).check()
    shoot(clerk.page, f"{clerk.journey}-hand-over-of-three")
    clerk.press("Xác nhận đã trả kết quả")
    clerk.heading("Đã trả kết quả")
    slip = IssuedDocument.objects.get(about=road.dossier.pk, template="slip_return")
    assert all(name in str(slip.facts) for name in (BORN, INSURED, LIVES))
    assert opens_pdf(clerk, desk("slip", road.dossier.pk, slip.pk))

    phone.page.reload()
    expect(phone.page.get_by_role("main").get_by_text("Đã trả lúc")).to_have_count(3)
    phone.look("own-results")
    clerk.press("Kết thúc và lưu hồ sơ")
    expect(clerk.page.get_by_role("status").first).to_contain_text("Đã kết thúc")
