"""The administrators' pages with the real Tây Ninh, at both sizes, for both kinds of administrators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, judge, shoot
from tests.console.builders import officer, post, signed_in
from tests.procedures.builders import folder_of

from motcua.accounts.models import Account
from motcua.agencies.document import bundled
from motcua.agencies.models import Agency, Desk, Unit
from motcua.agencies.rules import Role
from motcua.agencies.selectors import agency_by_key, desk_by_key
from motcua.agencies.services import load_organisation
from motcua.deadlines.rules import DayKind
from motcua.deadlines.services import seed_holidays, set_day
from motcua.kernel.clock import local, local_day, now
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.procedures.services import receive_everywhere
from motcua.workflow.services import put_in_charge

BUILDING = "cap-giay-phep-xay-dung-moi-nha-o-rieng-le"


def come_in(page: Page, account: Account, base: str) -> None:
    """The session of somebody signed in."""
    cookie = signed_in(account).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": base}])


@pytest.fixture
def province(transactional_db: Any, settings: Any, tmp_path: Path) -> tuple[Account, Account, Agency]:
    """The real province with a few people, one procedure, a calendar with a change that waits."""
    settings.MOTCUA_DEMO = True
    at = now()
    load_organisation(bundled("tay_ninh"), at=at)
    commune = agency_by_key("people_committee-25459")
    administrator = officer("quan-tri@tayninh.example.vn", "Lê Thị Quản Trị")
    it = officer("cntt@tanninh.example.vn", "Phạm Công Nghệ")
    post(
        administrator,
        agency_by_key("ubnd-tinh") if Agency.objects.filter(key="ubnd-tinh") else commune,
        Role.PROVINCE_ADMINISTRATOR,
    )
    post(it, commune, Role.AGENCY_IT)
    unit = Unit.objects.get(agency=commune, key="phong-kinh-te")
    desk: Desk = desk_by_key("people_committee-25459", "ttpvhcc")
    for number, (name, role, place) in enumerate(
        [
            ("Nguyễn Hoàng Phương Khánh Linh", Role.RECEIVER, {"desk_id": desk.id}),
            ("Trần Văn Thử", Role.HANDLER, {"unit_id": unit.id}),
            ("Võ Thị Mẫu", Role.AGENCY_LEADER, {}),
        ]
    ):
        post(officer(f"can-bo-{number}@tanninh.example.vn", name), commune, role, **place)
    put_in_charge(agency_id=commune.id, unit_id=unit.id)
    file = folder_of(tmp_path / "files", **{BUILDING: (TAY_NINH / f"{BUILDING}.yaml").read_text("utf-8")})
    import_folder(file, effective=local_day(at), at=at)
    receive_everywhere(valid_from=local_day(at), instrument="Nghị định số 118/2025/NĐ-CP")
    seed_holidays(years=[at.year - 1, at.year, at.year + 1], at=at)
    day = local(f"{at.year}-12-24").date()
    set_day(
        calendar="province", day=day, kind=DayKind.HALF_DAY, name="Họp tổng kết", hours="07:00-11:30", at=at
    )
    return administrator, it, commune


@pytest.mark.demand("DN15-5.1")
def test_every_page_of_the_console_can_be_shown(
    visitors: Visitors, province: tuple[Account, Account, Agency]
) -> None:
    administrator, _, commune = province
    person = Account.objects.get(full_name="Trần Văn Thử")
    page = visitors.page("phone")
    come_in(page, administrator, visitors.base_url)
    addresses = {
        "home": ("", "Quản trị"),
        "agencies": ("co-quan/", "Cơ quan, đơn vị"),
        "communes": ("co-quan/xa-phuong?q=tan+ninh", "Xã, phường"),
        "agency": (f"co-quan/{commune.id}/", ""),
        "version": (f"co-quan/{commune.id}/thay-doi", "Thay đổi thông tin cơ quan từ một ngày"),
        "engage": (f"co-quan/{commune.id}/can-bo-moi", "Thêm cán bộ"),
        "replace": (f"co-quan/{commune.id}/thay/{person.id}", "Thay cán bộ Trần Văn Thử"),
        "accounts": ("tai-khoan/", "Tài khoản cán bộ"),
        "watched": ("tai-khoan/can-xem", "Tài khoản cần xem"),
        "account": (f"tai-khoan/{person.id}/", "Trần Văn Thử"),
        "calendars": ("ngay-nghi/", "Lịch làm việc, ngày nghỉ"),
        "calendar": ("ngay-nghi/lich/province/", "Lịch làm việc chung của tỉnh"),
        "hours": ("ngay-nghi/lich/province/gio", "Sửa giờ làm việc, cách tính hạn"),
        "publish": ("ngay-nghi/lich/province/cong-bo", "Công bố lịch làm việc"),
        "calculator": (
            "ngay-nghi/tinh-hen?start=13/02/2026+10:00&count=3&unit=working+days&calendar=province",
            "Tính thử hạn trả",
        ),
        "procedures": ("thu-tuc/", "Thủ tục"),
        "procedure": (f"thu-tuc/{BUILDING}/", ""),
        "reception": (f"thu-tuc/{BUILDING}/tiep-nhan", "Giao Bộ phận Một cửa tiếp nhận"),
        "health": ("tinh-trang", "Tình trạng hệ thống"),
    }
    for name, (address, heading) in addresses.items():
        page.goto(f"/quan-tri/{address}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        shoot(page, f"console-{name}")
        judge(page)


def test_an_officer_is_added_without_scripts(
    visitors: Visitors, province: tuple[Account, Account, Agency]
) -> None:
    _, it, commune = province
    page = visitors.page("phone", javascript=False)
    come_in(page, it, visitors.base_url)
    page.goto(f"/quan-tri/co-quan/{commune.id}/can-bo-moi")
    page.get_by_label("Họ và tên").fill("Ngô Văn Mới")
    page.get_by_label("Thư điện tử công vụ").fill("moi@tanninh.example.vn")
    page.get_by_label("Vai trò").select_option("receiver")

    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("phải gắn với một Bộ phận Một cửa")
    expect(page.get_by_label("Họ và tên")).to_have_value("Ngô Văn Mới")
    page.locator("#id_desk").select_option(index=1)
    page.get_by_role("button", name="Tạo tài khoản").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mật khẩu dùng một lần của Ngô Văn Mới")
    shoot(page, "console-password")
