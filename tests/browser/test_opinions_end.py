"""How an opinion ends when nobody answers in time, by hand: taken back, late and told, or silent and so agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from tests.browser.harness import SIZES, Visitors
from tests.browser.office import Clock, Office, clock_of_pages, day, desk, sees
from tests.browser.walking import Walker, photo
from tests.desk import builders as b

from motcua.agencies.rules import Role
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.models import Dossier
from motcua.journey.opinions import remind_due_opinions, settle_past_opinions
from motcua.kernel.clock import local
from motcua.workbench.check import run_all
from motcua.workflow.services import put_in_charge

NIGHT_BEFORE, NIGHT_AFTER = local("2026-09-09T01:00"), local("2026-09-10T01:00")
MORNING_AFTER = local("2026-09-10T08:10")
CONTENT = (
    "Đề nghị quý cơ quan cho ý kiến về sự phù hợp với quy hoạch sử dụng đất, chỉ giới đường đỏ và hành lang an toàn "
    "công trình thủy lợi tại thửa đất số 123, tờ bản đồ số 45."
)
ANSWER = (
    "Thửa đất nằm ngoài hành lang an toàn của kênh Tây; thống nhất với nội dung đề nghị. Văn bản kèm theo."
)
TASK = "Cho ý kiến phối hợp"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Clock]:
    with clock_of_pages(monkeypatch) as found:
        yield found


@pytest.fixture
def where() -> b.Place:
    return b.place()


@pytest.fixture
def other() -> b.Place:
    """The agency that is asked: one of its units is in charge of every field."""
    made = b.journey.place()
    put_in_charge(agency_id=made.agency_id, unit_id=made.unit_id)
    return made


@pytest.mark.demand("TN19-12.5a")
def test_a_question_is_taken_back_and_who_was_asked_reads_why(
    visitors: Visitors, where: b.Place, other: b.Place
) -> None:
    office, dossier = Office(visitors, "opinion-revoked"), _in_hand(where)
    handler, asked = office.officer(where, Role.HANDLER), office.officer(other, Role.HANDLER, "phone")
    _ask(handler, dossier, other)
    _open_question(asked, dossier)
    asked.page.get_by_label("Nội dung trả lời").fill(ANSWER)

    handler.follow(re.compile("UBND xã Thử"))
    handler.page.get_by_text("Thu hồi yêu cầu này").click()
    handler.press("Thu hồi")
    expect(handler.page.locator(".govuk-error-summary")).to_contain_text("lý do")
    reason = "Sở Nông nghiệp và Môi trường đã có văn bản chung cho toàn tuyến kênh, không cần hỏi riêng nữa."
    handler.page.get_by_label("Lý do thu hồi").fill(reason)
    handler.look("reason")
    handler.press("Thu hồi")

    expect(handler.page.get_by_role("status").first).to_contain_text("Đã thu hồi yêu cầu lấy ý kiến")
    card = handler.page.get_by_role("region", name="Ý kiến của đơn vị, cơ quan khác")
    expect(card).to_contain_text("Đã thu hồi")
    expect(card).to_contain_text(reason)
    handler.look("asker")
    _timeline(handler, dossier, "Thu hồi yêu cầu lấy ý kiến", reason)
    asked.press("Gửi trả lời")  # the page was open all the while
    expect(asked.page.locator(".govuk-error-summary")).to_be_visible()
    sees(asked, "Thu hồi yêu cầu lấy ý kiến")
    sees(asked, ANSWER)  # what they wrote can be copied
    _look(asked, "asked-overtaken")
    _nothing_to_do(asked, dossier)
    sees(asked, reason)
    assert settle_past_opinions(at=NIGHT_AFTER) == 0
    _nothing_broken()


@pytest.mark.demand("TN19-12.5b")
def test_a_late_answer_is_told_to_the_head_of_the_desk_who_reminds_and_is_taken_still(
    visitors: Visitors, where: b.Place, other: b.Place, clock: Clock
) -> None:
    office, dossier = Office(visitors, "opinion-late"), _in_hand(where)
    handler, asked = office.officer(where, Role.HANDLER), office.officer(other, Role.HANDLER, "phone")
    head = office.officer(where, Role.DESK_HEAD)
    _ask(handler, dossier, other)
    head.page.goto(desk("opinions") + "?loc=tre")
    sees(head, "Không có ý kiến nào quá hạn")

    assert (remind_due_opinions(at=NIGHT_BEFORE), settle_past_opinions(at=NIGHT_BEFORE)) == (1, 0)
    assert settle_past_opinions(at=NIGHT_AFTER) == 1
    clock.at = MORNING_AFTER

    mail = OutboxMessage.objects.get(destination=where.officers[Role.DESK_HEAD].email)
    assert mail.subject.startswith("Quá hạn trả lời ý kiến về hồ sơ")
    link = re.search(r"https?://\S+", mail.body)
    assert link is not None
    head.page.goto(urlsplit(link[0]).path)
    sees(head, "Quá hạn trả lời")
    head.page.goto(desk("opinions"))
    head.follow("Quá hạn trả lời")
    row = head.page.get_by_role("row").filter(has_text=str(dossier.code)[-8:])
    expect(row).to_contain_text("UBND xã Thử")
    expect(row).to_contain_text("Trễ 1 ngày")
    _look(head, "list")
    row.get_by_role("link").first.click()
    sees(head, CONTENT)
    _look(head, "head")
    head.press("Nhắc nơi được hỏi")
    expect(head.page.get_by_role("status").first).to_contain_text("Đã nhắc nơi được hỏi")
    told = OutboxMessage.objects.filter(destination=other.officers[Role.HANDLER].email)
    assert told.filter(subject__startswith="Nhắc trả lời ý kiến").count() == 2  # the job's and the head's

    _open_question(asked, dossier, "Trễ")
    sees(asked, "Quá hạn trả lời")
    asked.page.get_by_label("Nội dung trả lời").fill(ANSWER)
    asked.page.locator('input[type="file"]').set_input_files(photo("cong-van-tra-loi"))
    asked.look("asked")
    asked.press("Gửi trả lời")
    sees(asked, "Trả lời muộn")

    handler.page.goto(desk("dossier", dossier.pk))
    sees(handler, "Trả lời muộn")
    sees(handler, ANSWER)
    handler.look("asker")
    _timeline(
        handler,
        dossier,
        "Nhắc trả lời ý kiến",
        "Quá hạn trả lời ý kiến, đã báo người phụ trách Bộ phận Một cửa",
        "Hồ Thị Phụ Trách",
        ANSWER,
    )
    head.page.goto(desk("opinions") + "?loc=tre")
    sees(head, "Không có ý kiến nào quá hạn")
    _nothing_broken()


@pytest.mark.demand("TN19-12.5b")
def test_silence_is_consent_where_the_procedure_says_so_and_the_step_goes_on(
    visitors: Visitors, where: b.Place, other: b.Place, clock: Clock
) -> None:
    _with_consenting_silence(where)
    office, dossier = Office(visitors, "opinion-silence"), _in_hand(where)
    handler, asked = office.officer(where, Role.HANDLER), office.officer(other, Role.HANDLER, "phone")
    _ask(handler, dossier, other, waits=True)
    sees(handler, "Bước hiện tại chờ trả lời.")
    _open_question(asked, dossier)
    sees(asked, "Hết hạn không trả lời thì coi như đồng ý.")
    asked.look("asked")
    _finish_step(handler, dossier)
    expect(handler.page.locator(".govuk-error-summary")).to_contain_text("đang chờ ý kiến của UBND xã Thử")

    assert settle_past_opinions(at=NIGHT_AFTER) == 1
    clock.at = MORNING_AFTER

    _nothing_to_do(asked, dossier)
    sees(asked, "Không trả lời, coi như đồng ý")
    handler.page.goto(desk("dossier", dossier.pk))
    card = handler.page.get_by_role("region", name="Ý kiến của đơn vị, cơ quan khác")
    expect(card).to_contain_text("Không trả lời, coi như đồng ý")
    expect(card).to_contain_text("Hệ thống, 01:00 ngày 10/09/2026")
    expect(card).not_to_contain_text("muộn")
    _look(handler, "asker")
    _timeline(handler, dossier, "Hết hạn không trả lời ý kiến, coi như đồng ý", "Hệ thống")
    assert not OutboxMessage.objects.filter(destination=where.officers[Role.DESK_HEAD].email).exists()
    head = office.officer(where, Role.DESK_HEAD, "phone")
    head.page.goto(desk("opinions") + "?loc=tre")
    sees(head, "Không có ý kiến nào quá hạn")
    _finish_step(handler, dossier)
    expect(handler.page.get_by_role("status").first).to_contain_text("Đã hoàn thành bước")
    _nothing_broken()


def _in_hand(where: b.Place) -> Dossier:
    """A dossier whose handler examines it."""
    return b.stepped(
        where, b.taken_in(where, b.filed(where, b.NAMES[1], channel="direct", with_files=False)), 1
    )


def _with_consenting_silence(where: b.Place) -> None:
    """Another procedure here: who is asked while it is examined and says nothing agrees."""
    process = b.journey.steps()
    steps = tuple(
        step.model_copy(update={"silence_consents": step.id == "tham_dinh"}) for step in process.steps
    )
    b.journey.with_process(where, process.model_copy(update={"steps": steps}), b.document())


def _ask(handler: Walker, dossier: Dossier, other: b.Place, *, waits: bool = False) -> None:
    """Ask the other agency until the evening of 9 September; ends on the page of everybody at work."""
    handler.page.goto(desk("dossier", dossier.pk))
    handler.follow("Lấy ý kiến")
    handler.page.get_by_label("Nơi được hỏi").select_option(f"agency:{other.agency_id}")
    handler.page.get_by_label("Nội dung cần xin ý kiến").fill(CONTENT)
    day(handler, "due", "9/9/2026")
    if waits:
        handler.page.get_by_label("Chờ trả lời rồi mới hoàn thành bước hiện tại").check()
    handler.press("Gửi yêu cầu")
    sees(handler, "Đang lấy ý kiến")


def _open_question(asked: Walker, dossier: Dossier, *words: str) -> None:
    """From the list of work, where the question stands, to its page."""
    asked.page.goto(desk("work"))
    row = asked.page.get_by_role("row").filter(has_text=str(dossier.code)[-8:])
    for expected in (TASK, *words):
        expect(row).to_contain_text(expected)
    row.get_by_role("link").first.click()
    asked.follow(TASK)
    sees(asked, CONTENT)


def _nothing_to_do(asked: Walker, dossier: Dossier) -> None:
    """The question is gone from the list of work; the dossier can still be read. Ends on its page."""
    asked.page.goto(desk("work"))
    sees(asked, "Hiện không có việc nào đang chờ")
    asked.page.goto(desk("dossier", dossier.pk))
    sees(asked, "Hồ sơ này hiện không chờ bạn xử lý")


def _finish_step(handler: Walker, dossier: Dossier) -> None:
    handler.page.goto(desk("dossier", dossier.pk))
    handler.follow("Bước 3")
    handler.page.get_by_label("Kết quả thực hiện, ý kiến").fill("Đủ điều kiện theo quy định.")
    handler.press("Hoàn thành, chuyển bước tiếp theo")


def _timeline(handler: Walker, dossier: Dossier, *words: str) -> None:
    handler.page.goto(desk("history", dossier.pk))
    for expected in words:
        sees(handler, expected)


def _look(walker: Walker, name: str) -> None:
    """The page at both sizes; then at the walker's own again."""
    own = walker.page.viewport_size
    for width, height in (SIZES["phone"], SIZES["desktop"]):
        walker.page.set_viewport_size({"width": width, "height": height})
        walker.look(name)
    assert own is not None
    walker.page.set_viewport_size(own)


def _nothing_broken() -> None:
    assert [finding for _, found in run_all() for finding in found if finding.invariant != "partitions"] == []
