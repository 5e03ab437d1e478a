"""A birth registered on a telephone, by hand through the stand-in with four photos; and the pages around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from tests.browser.harness import SIZES, Visitors, assert_accessible, shoot
from tests.browser.test_stopping import as_
from tests.desk import builders
from tests.emulate.builders import made
from tests.journey import builders as journey
from tests.portal.builders import signed_in
from tests.procedures.builders import folder_of
from tests.procedures.test_competence import commune, desk_of, staff
from tests.zalo.builders import LAN, Town, picture
from tests.zalo.walks import fill

from motcua.agencies.rules import Role
from motcua.conversations.services import open_listed
from motcua.deadlines.services import seed_holidays
from motcua.dossiers.models import Dossier, Paper
from motcua.kernel.clock import local, now
from motcua.procedures import services
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.workbench.emulate.zalo import ZaloStandIn

SLUG = "dang-ky-khai-sinh"
SINCE, AT = date(2026, 1, 1), local("2025-12-31T08:00")


class OnTheLine(Town):
    """The stand-in that reaches the live server over the network, as Zalo would."""

    _posted = ZaloStandIn._posted


@pytest.fixture
def zalo(transactional_db: None, live_server: Any, tmp_path: Path) -> Iterator[OnTheLine]:
    one = made(OnTheLine, tmp_path, live_server.url)
    one.later = lambda work: work()
    one.start()
    one.enter(at=now())
    yield one
    one.end()
    one.stop()


@pytest.fixture
def birth(transactional_db: None, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    text = (TAY_NINH / f"{SLUG}.yaml").read_text("utf-8")
    assert import_folder(folder_of(folder, **{SLUG: text}), effective=SINCE, at=AT).refused == []
    seed_holidays(years=[now().year, now().year + 1], at=AT)
    here = commune("25459", "Phường Tân Ninh")
    staff(here, desk_of(here, "Trung tâm Phục vụ hành chính công phường Tân Ninh"))
    services.receive_everywhere(valid_from=SINCE, instrument="NĐ 118/2025/NĐ-CP")
    open_listed(codes=["1.001193"], valid_from=SINCE, instrument="QĐ thử", at=now())


@pytest.mark.demand("TN19-10.3")
@pytest.mark.usefixtures("birth")
def test_a_birth_is_registered_by_hand_on_the_telephone(
    chromium: Browser, zalo: OnTheLine, tmp_path: Path
) -> None:
    width, height = SIZES["phone"]
    context = chromium.new_context(viewport={"width": width, "height": height})
    phone = context.new_page()
    phone.goto(f"{zalo.phone}/{LAN}")
    bottom = phone.locator("#chat .l").last

    def answered(act: Callable[[], Any], words: str) -> None:
        """Do something at the telephone, let the worker answer, read the answer on the screen."""
        before = len(zalo.statuses)
        act()
        deadline = time.monotonic() + 60
        while len(zalo.statuses) == before:
            assert time.monotonic() < deadline, "the telephone told nobody"
            phone.wait_for_timeout(50)
        zalo.settle()
        expect(bottom).to_contain_text(words)

    def write(words: str) -> Callable[[], None]:
        def act() -> None:
            phone.get_by_label("Tin nhắn", exact=True).last.fill(words)
            phone.get_by_role("button", name="Gửi").click()

        return act

    answered(phone.get_by_role("button", name="Quan tâm").click, "Bạn muốn làm gì")
    answered(bottom.get_by_role("button", name="Nộp hồ sơ").click, "Bạn muốn nộp thủ tục nào")
    answered(write("khai sinh"), "ĐỒNG Ý")
    shoot(phone, "zalo-consent")
    answered(bottom.get_by_role("button", name="Đồng ý").click, "Bạn nộp hồ sơ này cho ai")
    # the middle of the form as a person who types fast
    last = fill(lambda words: zalo.tell(LAN, words), zalo.heard(LAN).rpartition("Gõ “quay lại”")[2])
    assert "Giấy chứng sinh" in last
    expect(bottom).to_contain_text("Giấy chứng sinh")
    shoot(phone, "zalo-paper")
    for number in range(4):
        photo = tmp_path / f"trang-{number + 1}.jpg"
        photo.write_bytes(picture(colour=f"#{number}{number}8844"))
        answered(
            lambda photo=photo: phone.locator("#file").set_input_files(photo), f"tất cả {number + 1} tệp"
        )
    zalo.tell(LAN, "xong")
    expect(bottom).to_contain_text("Gõ NỘP")
    shoot(phone, "zalo-review")
    answered(bottom.get_by_role("button", name="Nộp").click, "ĐÃ NỘP HỒ SƠ")
    shoot(phone, "zalo-filed")

    dossier = Dossier.objects.get()
    expect(bottom).to_contain_text(dossier.reference)
    assert Paper.objects.get(dossier=dossier, component_id="giay-chung-sinh").files.count() == 4
    context.close()


def test_the_pages_of_linking_and_of_setting_up_are_fit_for_everybody(
    visitors: Visitors, zalo: OnTheLine
) -> None:
    where = builders.place()
    open_listed(codes=[where.release.procedure.code], valid_from=SINCE, instrument="QĐ 12/QĐ-UBND", at=now())

    page = as_(visitors, signed_in(), "phone")
    page.goto(reverse("account_zalo"))
    page.get_by_role("button", name="Lấy mã liên kết").click()
    expect(page.get_by_text("LK ")).to_be_visible()
    _look(page, "zalo-link")
    journey.post(where, Role.PROVINCE_ADMINISTRATOR, "Lê Thị Quản Trị")
    console = as_(visitors, builders.client_of(where, Role.PROVINCE_ADMINISTRATOR), "phone")
    console.goto(reverse("console:zalo"))
    _look(console, "zalo-console")
    for name in ("zalo_account", "zalo_open", "zalo_template"):
        console.goto(reverse(f"console:{name}"))
        _look(console, name.replace("_", "-"))


def _look(page: Page, name: str) -> None:
    shoot(page, name)
    assert_accessible(page)
