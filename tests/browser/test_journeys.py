"""Three procedures from the first search to the archive, as the people at both sides of the desk walk them.

They share one province, as people do: each has a dossier of its own there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.test.utils import override_settings
from playwright.sync_api import Browser, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer
from tests.browser.answers import APPLICANT, BIRTH, BUSINESS, HOUSE, STRANGER
from tests.browser.harness import Visitors, each
from tests.browser.walking import Answers, Walker, at_work, photo, public_answer, sign_in

from motcua.dossiers.moves import LABELS, State
from motcua.kernel.clock import now
from motcua.sites.ui import ratelimit
from motcua.workbench.demo.cast import read_cast
from motcua.workbench.demo.loading import load

WAITING = LABELS[State.SUBMITTED]


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration's Tây Ninh without dossiers, loaded once: it takes as long as a journey."""
    with django_db_blocker.unblock(), override_settings(MOTCUA_DEMO=True):
        load(read_cast().model_copy(update={"dossiers": 0}), at=now(), say=lambda _: None)
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def _django_db_helper(province: None) -> None:
    """In the place of pytest-django's, which empties the database after each test: the province does it once."""


@pytest.fixture
def visitors(chromium: Browser, province: None, live_server: LiveServer) -> Iterator[Visitors]:
    """As in the other browser tests, before a server that knows the province."""
    with override_settings(MOTCUA_DEMO=True):
        for buckets in ratelimit.ALL.values():  # a test asks faster than a person
            buckets.forget()
        opened = Visitors(chromium, live_server.url)
        yield opened
        opened.close()


@dataclass(frozen=True)
class Filed:
    """What a journey knows of its dossier."""

    id: str
    reference: str


def find(walker: Walker, typed: str, name: str) -> None:
    """From the first page by a search without marks to the page of the procedure, and on to filing."""
    walker.page.goto("/")
    walker.look("home")
    walker.page.get_by_label("Bạn cần làm thủ tục gì?").fill(typed)
    walker.press("Tìm thủ tục")
    walker.look("found")
    walker.follow(name)
    walker.heading(name)
    walker.look("procedure")
    walker.follow(re.compile("Nộp trực tuyến"))
    walker.look("start")


def fill_in(walker: Walker, applicant: Answers, sections: dict[str, Answers]) -> None:
    """Who files, then each section of the form in its order; every page is looked over, filled."""
    walker.heading("Người nộp hồ sơ")
    walker.fill(applicant)
    walker.look("applicant")
    walker.press("Lưu và tiếp tục")
    for number, (title, answers) in enumerate(sections.items(), start=1):
        walker.heading(title)
        walker.fill(answers)
        walker.look(f"section-{number}")
        walker.press("Lưu và tiếp tục")


def attach(walker: Walker, *components: str) -> None:
    """A photo for each of these components."""
    walker.heading("Giấy tờ kèm theo")
    for name in components:
        paper = walker.page.get_by_role("region", name=re.compile(re.escape(name)))
        paper.get_by_label(re.compile("^(Chọn tệp|Thêm trang)")).set_input_files(photo(name[:20]))
        paper.get_by_role("button", name="Tải lên").click()
        expect(paper.get_by_role("link", name=f"{name[:20]}.jpg")).to_be_visible()
    walker.look("papers")
    walker.press("Lưu và tiếp tục")


def submit(walker: Walker) -> Filed:
    """Where to fetch the result, the last look, and the dossier is filed."""
    walker.heading("Nơi nhận kết quả")
    walker.look("result-desk")
    walker.press("Lưu và tiếp tục")
    walker.heading("Kiểm tra và nộp")
    expect(walker.page.locator(".govuk-error-summary")).to_have_count(0)
    walker.look("review")
    walker.press("Nộp hồ sơ")
    walker.heading("Đã nộp hồ sơ")
    walker.look("done")
    reference = walker.page.locator(".mc-bigcode").first.inner_text().strip()
    return Filed(walker.page.url.split("/")[-2], reference)


def accept(visitors: Visitors, journey: str, filed: Filed) -> str:
    """The receiver finds it in the list, walks the checklist and accepts; gives the dossier's code."""
    with at_work(visitors, journey, "tiepnhan") as clerk:
        clerk.look("clerk-work")
        clerk.follow("Chờ tiếp nhận")
        clerk.look("clerk-reception")
        clerk.follow(filed.reference)
        clerk.look("clerk-check")
        for line in each(clerk.page.locator("fieldset.mc-check")):
            line.get_by_role("radio", name="Đạt").check()
        wants_slip = clerk.page.get_by_label(re.compile("Người nộp muốn có giấy tiếp nhận"))
        if wants_slip.count():
            wants_slip.check()
        for fee in (
            clerk.page.get_by_role("group", name=re.compile("^Phí, lệ phí")).get_by_role("checkbox").all()[:1]
        ):
            fee.check()
        clerk.press("Tiếp nhận hồ sơ")
        clerk.heading("Đã tiếp nhận")
        clerk.look("clerk-accepted")
        code = clerk.page.locator(".mc-done__code").inner_text().strip()
        slip = clerk.link(re.compile("^In giấy tiếp nhận", re.IGNORECASE)).get_attribute("href")
        paper = clerk.page.request.get(str(slip))
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.body().startswith(b"%PDF-")
        clerk.follow("Mở trang hồ sơ")
        clerk.look("clerk-dossier")
    return code


def assign(visitors: Visitors, journey: str, code: str, *, head: str, to: str) -> None:
    """The head of the unit finds the dossier among the day's work and gives it to a colleague."""
    with at_work(visitors, journey, head) as chief:
        chief.follow(code)
        chief.follow("Phân công thụ lý")
        chief.page.get_by_role("radio", name=re.compile(to)).check()
        chief.look("head-assign")
        chief.press("Giao việc")
        expect(chief.page.get_by_text("Đã hoàn thành bước")).to_be_visible()
        chief.look("head-assigned")


def claim(visitors: Visitors, journey: str, code: str, *, who: str) -> None:
    """Somebody of the unit takes what waits for the unit."""
    with at_work(visitors, journey, who) as officer:
        officer.follow(code)
        officer.press("Nhận việc")
        expect(officer.page.get_by_text("Đã nhận việc")).to_be_visible()
        officer.look("claimed")


def do_step(visitors: Visitors, journey: str, code: str, *, who: str, words: str, name: str) -> None:
    """Somebody opens the dossier from the work of the day, writes what came out and passes it on."""
    with at_work(visitors, journey, who) as officer:
        officer.look(f"{name}-work")
        officer.follow(code)
        officer.page.locator(".mc-next__acts a").first.click()
        officer.page.locator("#text").fill(words)
        officer.look(f"{name}-step")
        officer.press("Hoàn thành, chuyển bước tiếp theo")
        expect(officer.page.get_by_text("Đã hoàn thành bước")).to_be_visible()


def approve(visitors: Visitors, journey: str, code: str, number: str) -> None:
    """The leader signs: the result has a number, a day and a name."""
    with at_work(visitors, journey, "lanhdao") as leader:
        leader.follow(code)
        leader.page.locator(".mc-next__acts a").first.click()
        leader.page.get_by_label(re.compile("^Số, ký hiệu")).fill(number)
        leader.page.get_by_label(re.compile("^Văn bản đã ký")).set_input_files(photo("ket-qua"))
        leader.look("leader-step")
        leader.press("Phê duyệt")
        expect(leader.page.get_by_text("Đã hoàn thành bước")).to_be_visible()
        leader.look("leader-approved")


def hand_over(visitors: Visitors, journey: str, code: str, receiver: str, *, fee: str = "") -> None:
    """Cash when there is a fee, the result into the applicant's hands, the dossier to the archive."""
    with at_work(visitors, journey, "tiepnhan") as clerk:
        clerk.follow("Chờ trả kết quả")
        clerk.look("clerk-returns")
        clerk.follow(code)
        if fee:
            expect(clerk.page.get_by_text("Còn phải thu")).to_contain_text(fee)
            clerk.look("clerk-fee-due")
            clerk.follow("Thu phí trước khi trả")
            clerk.page.get_by_label("Số biên lai").fill("BL-0000123")
            clerk.look("clerk-pay")
            clerk.press("Ghi nhận đã thu")
        expect(clerk.page.get_by_label("Họ và tên người nhận")).to_have_value(receiver)
        clerk.page.get_by_label(re.compile("^Giấy tờ đã xuất trình")).fill("căn cước, bốn số cuối 6789")
        clerk.look("clerk-hand-over")
        for fits in each(clerk.page.locator("label.mc-segment--ok")):
            fits.click()
        clerk.press("Xác nhận đã trả kết quả")
        expect(clerk.page.get_by_text("Đã trả kết quả cho người nhận")).to_be_visible()
        clerk.look("clerk-handed-over")
        clerk.press("Kết thúc và lưu hồ sơ")
        expect(clerk.page.get_by_text("Đã kết thúc và lưu hồ sơ")).to_be_visible()
        clerk.look("clerk-closed")
        clerk.page.goto(clerk.page.url.rstrip("/") + "/dien-bien/")
        clerk.look("clerk-history")


def returned(visitors: Visitors, code: str) -> None:
    """The public page says that the result waits, and where."""
    said = public_answer(visitors, code)
    assert "Trung tâm Phục vụ hành chính công" in said["Hồ sơ đang ở"]
    assert said["Có kết quả lúc"]


def ended(visitors: Visitors, code: str) -> None:
    """The public page says that the result was handed over."""
    said = public_answer(visitors, code)
    assert said["state"] == "Đã trả kết quả"


@pytest.mark.demand("DN15-5.1")
def test_a_birth_is_registered_at_once_and_the_mother_needs_no_javascript(visitors: Visitors) -> None:
    mother = Walker(visitors.page("phone", javascript=False), "birth", twin=visitors.page("phone"))
    sign_in(mother, "nhung@cong-dan.example")
    find(mother, "khai sinh", "Đăng ký khai sinh")
    mother.press("Bắt đầu")
    fill_in(mother, APPLICANT, BIRTH)
    attach(mother, "Giấy chứng sinh")
    filed = submit(mother)
    asked = public_answer(visitors, filed.reference)
    assert asked["state"] == WAITING

    code = accept(visitors, "birth", filed)
    assert code.startswith("H")
    assert public_answer(visitors, code)["Người đang xử lý"] == "Chờ phân công"

    claim(visitors, "birth", code, who="hotich")
    assert "Đỗ Đức Tín" in public_answer(visitors, code)["Người đang xử lý"]
    do_step(visitors, "birth", code, who="hotich", words="Đủ điều kiện đăng ký khai sinh.", name="registrar")
    approve(visitors, "birth", code, "125/2026/KS")
    do_step(visitors, "birth", code, who="vanthu", words="Đã vào sổ, đóng dấu.", name="records")
    returned(visitors, code)
    hand_over(visitors, "birth", code, "Nguyễn Thị Hồng Nhung")
    ended(visitors, code)


@pytest.mark.demand("DN15-5.1")
def test_a_stranger_without_an_account_registers_a_household_business(visitors: Visitors) -> None:
    journey = "business"
    stranger = Walker(visitors.page("phone"), journey)
    find(stranger, "thanh lap ho kinh doanh", "Đăng ký thành lập hộ kinh doanh")
    stranger.press("Nộp không cần tài khoản")
    stranger.heading("Ghi lại hai mã này")
    stranger.look("keys")
    stranger.follow("Đã ghi lại, khai hồ sơ")
    fill_in(stranger, STRANGER, BUSINESS)
    attach(stranger)
    filed = submit(stranger)
    assert public_answer(visitors, filed.reference)["state"] == WAITING

    code = accept(visitors, journey, filed)
    assign(visitors, journey, code, head="truongphong.kt", to="Huỳnh Ngọc Diễm")
    assert "Huỳnh Ngọc Diễm" in public_answer(visitors, code)["Người đang xử lý"]
    do_step(visitors, journey, code, who="chuyenvien.kt", words="Hồ sơ hợp lệ, đề nghị cấp.", name="handler")
    assert "Phòng Kinh tế" in public_answer(visitors, code)["Hồ sơ đang ở"]
    do_step(visitors, journey, code, who="truongphong.kt", words="Thống nhất đề xuất.", name="review")
    approve(visitors, journey, code, "45H8001234")
    do_step(visitors, journey, code, who="vanthu", words="Đã vào sổ, đóng dấu.", name="records")
    returned(visitors, code)
    hand_over(visitors, journey, code, "Phạm Thị Út", fee="150.000")
    ended(visitors, code)


@pytest.mark.demand("DN15-5.1")
def test_a_house_gets_its_building_permit_and_the_fee_is_taken_in_cash(visitors: Visitors) -> None:
    journey = "house"
    owner = Walker(visitors.page("phone"), journey)
    sign_in(owner, "khanh@cong-dan.example")
    find(owner, "xin phep xay nha", "Cấp giấy phép xây dựng mới")
    owner.press("Bắt đầu")
    fill_in(owner, APPLICANT, HOUSE)
    attach(owner, "Giấy chứng nhận quyền sử dụng đất được cấp", "Bản vẽ thiết kế xây dựng")
    filed = submit(owner)

    code = accept(visitors, journey, filed)
    assign(visitors, journey, code, head="truongphong.kt", to="Phan Văn Thịnh")
    assert "Phan Văn Thịnh" in public_answer(visitors, code)["Người đang xử lý"]
    do_step(visitors, journey, code, who="chuyenvien2.kt", words="Hiện trạng phù hợp.", name="handler")
    do_step(visitors, journey, code, who="truongphong.kt", words="Thống nhất đề xuất.", name="review")
    approve(visitors, journey, code, "88/2026/GPXD")
    do_step(visitors, journey, code, who="vanthu", words="Đã vào sổ, đóng dấu.", name="records")
    returned(visitors, code)
    hand_over(visitors, journey, code, "Trần Quốc Khánh", fee="75.000")
    ended(visitors, code)
