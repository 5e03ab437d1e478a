"""A dialogue from the first word to the filed dossier; nothing lost, doubled or told to the wrong person."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.journey.builders import SINCE, Place
from tests.parties.builders import citizen
from tests.portal.builders import open_place
from tests.zalo.builders import DUNG, LAN, Town, photo_of_qr, picture

from motcua.agencies.policies import set_policy
from motcua.conversations.linking import make_code, unlink
from motcua.conversations.meaning import LINKS, LOOKUPS, MISSES, code_in, may_ask, meaning
from motcua.conversations.models import Consent, Conversation, Filed
from motcua.conversations.policies import SMS_PER_MINUTE
from motcua.conversations.services import close_procedure, open_procedure
from motcua.delivery.models import OutboxMessage, Received
from motcua.documents.models import StoredFile
from motcua.dossiers.models import Dossier, Draft, DraftFile, Paper
from motcua.dossiers.selectors import answers_of_draft, applicant_of_draft
from motcua.kernel.clock import local_day, now
from motcua.status.selectors import answer
from motcua.status.words import short

# what Chị Lan says when she files for herself
WHO = (
    *("1", "Nguyễn Thị Lan", "5/6/1990", "nữ", "1", "072190012345", "0901234567", "bỏ qua"),
    *("Tây Ninh", "Xã Thử", "Ấp 1"),
)
FORM = ("Nguyễn Thị Lan", "bỏ qua")


@pytest.fixture
def here(zalo: Town) -> Place:
    where = open_place()
    open_procedure(procedure_id=where.release.procedure_id, valid_from=SINCE, instrument="QĐ thử", at=now())
    return where


def begin(zalo: Town, who: str = LAN) -> str:
    """Up to the first question about the applicant."""
    zalo.follow(who)
    zalo.settle()
    assert "Bạn muốn nộp thủ tục nào" in zalo.tell(who, "nộp hồ sơ")
    assert "ĐỒNG Ý" in zalo.tell(who, "1")
    return zalo.tell(who, "Đồng ý")


def fill(zalo: Town, who: str = LAN) -> str:
    """Up to the first paper."""
    begin(zalo, who)
    said = ""
    for words in (*WHO, *FORM):
        said = zalo.tell(who, words)
    assert "Giấy tờ 1/" in said, said
    return said


def to_review(zalo: Town, who: str = LAN) -> str:
    fill(zalo, who)
    zalo.photo(who)
    said = zalo.tell(who, "xong")
    assert "NỘP" in said, said
    return said


def talk_of(who: str = LAN) -> Conversation:
    return Conversation.objects.get(peer=who)


def draft_of(who: str = LAN) -> Draft:
    return Draft.objects.get(pk=talk_of(who).draft_id)


@pytest.mark.demand("TN19-10.3")
@pytest.mark.demand("TN19-5.4")
def test_a_dossier_filed_by_zalo_is_the_same_as_one_from_the_portal(zalo: Town, here: Place) -> None:
    to_review(zalo)

    said = zalo.tell(LAN, "nộp")

    dossier = Dossier.objects.get()
    assert f"Mã tham chiếu: {dossier.reference}" in said
    assert "Mã bí mật: " in said
    assert "bản chính" in said
    assert (dossier.channel, dossier.state, dossier.desk_id) == ("zalo", "submitted", here.desk_id)
    assert dossier.applicant_name == "Nguyễn Thị Lan"
    assert Paper.objects.get(dossier=dossier, component_id="giay").form == "electronic"
    assert {one.kind for one in Consent.objects.filter(draft_id=dossier.pk)} == {"data", "truth"}
    assert Filed.objects.get().dossier_id == dossier.pk
    assert talk_of().draft_id is None


def test_nothing_personal_is_kept_with_the_dialogue(zalo: Town, here: Place) -> None:
    to_review(zalo)

    row = talk_of()

    kept = f"{row.place} {row.secret} {row.state}"
    for words in ("Lan", "Nguyễn", "072190012345", "0901234567", "Ấp 1"):
        assert words not in kept


def test_a_wrong_answer_is_told_and_the_question_stays(zalo: Town, here: Place) -> None:
    begin(zalo)
    zalo.tell(LAN, "1")
    zalo.tell(LAN, "Nguyễn Thị Lan")

    said = zalo.tell(LAN, "31/2/1990")

    assert "phải là ngày có thật" in said
    assert "ngày sinh" in said.lower().rpartition("đang ghi")[2] or "ngày sinh" in said.lower()
    assert "giới tính" in zalo.tell(LAN, "5/6/1990").lower()


def test_somebody_goes_back_looks_over_and_changes_their_mind(zalo: Town, here: Place) -> None:
    to_review(zalo)

    said = zalo.tell(LAN, "sửa")
    assert "3. Họ, chữ đệm, tên: Nguyễn Thị Lan" in said
    assert "Đang ghi: Nguyễn Thị Lan" in zalo.tell(LAN, "sửa 3")
    said = zalo.tell(LAN, "Nguyễn Thị Lan Anh")
    assert "3. Họ, chữ đệm, tên: Nguyễn Thị Lan Anh" in said
    assert answers_of_draft(draft_of())["ho_ten"] == "Nguyễn Thị Lan Anh"
    assert "Giấy tờ 1/1" in zalo.tell(LAN, "quay lại")
    assert "XEM LẠI" in zalo.tell(LAN, "xong")


def test_a_dialogue_goes_on_after_days_where_it_stopped(zalo: Town, here: Place) -> None:
    begin(zalo)
    zalo.tell(LAN, "1")
    assert "90 ngày" in zalo.tell(LAN, "dừng")

    said = zalo.tell(LAN, "menu")
    assert "1. Làm tiếp hồ sơ đang soạn" in said
    assert "họ và tên" in zalo.tell(LAN, "1").lower()


def test_starting_again_throws_away_only_when_that_was_said(zalo: Town, here: Place) -> None:
    fill(zalo)
    assert "huỷ hồ sơ này" in zalo.tell(LAN, "làm lại")
    assert Draft.objects.count() == 1
    zalo.tell(LAN, "huỷ hồ sơ này")
    assert Draft.objects.count() == 0
    assert talk_of().state == "menu"


def test_a_word_in_quotes_is_an_answer_and_no_command(zalo: Town, here: Place) -> None:
    begin(zalo)
    zalo.tell(LAN, "1")
    zalo.tell(LAN, "“Menu”")
    assert applicant_of_draft(draft_of())["form"]["nguoi_nop"]["full_name"] == "Menu"


# photos


@pytest.mark.demand("TN19-10.3")
def test_several_pages_of_one_paper_and_two_photos_at_once(zalo: Town, here: Place) -> None:
    fill(zalo)
    zalo.asleep = True
    zalo.photo(LAN)
    zalo.photo(LAN, picture(colour="black"))
    zalo.asleep = False
    zalo.settle()
    assert "tất cả 2 tệp" in zalo.heard(LAN)
    zalo.photo(LAN, picture("anh.png"), "anh.png")

    assert [one.page for one in DraftFile.objects.order_by("page")] == [1, 2, 3]
    assert "Đã có 3 tệp" in zalo.tell(LAN, "quay lại") or DraftFile.objects.count() == 3


def test_a_photo_that_arrives_after_done_belongs_to_the_paper_it_was_sent_for(
    zalo: Town, here: Place
) -> None:
    fill(zalo)
    zalo.photo(LAN)
    zalo.asleep = True
    held: list[Any] = []
    zalo.later = held.append
    zalo.photo(LAN, picture(colour="black"))
    zalo.later = lambda work: work()
    zalo.asleep = False
    zalo.tell(LAN, "xong")
    assert talk_of().state == "review"

    held[0]()
    zalo.settle()

    assert DraftFile.objects.filter(component_id="giay").count() == 2, (
        zalo.statuses,
        Received.objects.order_by("-id")[0].last_error,
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bai.docx", b"PK not a document", "không"),
        ("virus.exe", b"MZ" + b"x" * 500, "không"),
        ("anh.jpg", b"\xff\xd8\xff\xe0 broken", "anh"),
        ("rong.pdf", b"", "không có nội dung"),
    ],
)
def test_a_wrong_file_is_told_by_the_sentence_of_every_upload(
    zalo: Town, here: Place, name: str, content: bytes, said: str
) -> None:
    fill(zalo)
    zalo.asleep = True
    zalo.send_file(LAN, name, content)
    zalo.settle()
    assert said in zalo.heard(LAN).lower()
    assert DraftFile.objects.count() == 0
    assert StoredFile.objects.count() == 0


def test_a_file_that_is_too_big_is_told(zalo: Town, here: Place, settings: Any) -> None:
    settings.MOTCUA_FILE_LIMIT_MB = 1
    fill(zalo)
    zalo.send_file(LAN, "to.pdf", b"%PDF-1.7\n" + b"0" * (1024 * 1024 + 1))
    zalo.settle()
    assert "1 MB" in zalo.heard(LAN)
    assert DraftFile.objects.count() == 0


def test_a_required_paper_without_a_photo_is_not_passed_over(zalo: Town, here: Place) -> None:
    fill(zalo)
    assert "bắt buộc" in zalo.tell(LAN, "xong")
    assert "bắt buộc" in zalo.tell(LAN, "bỏ qua")
    assert talk_of().state == "papers"


def test_photos_outside_of_a_filing_are_looked_at_and_not_kept(zalo: Town, here: Place) -> None:
    zalo.follow(LAN)
    zalo.settle()
    assert "Không đọc được mã QR" in zalo.photo(LAN)
    assert StoredFile.objects.count() == 0


# status


def filed(zalo: Town, who: str = LAN) -> Dossier:
    to_review(zalo, who)
    zalo.tell(who, "nộp")
    return Dossier.objects.order_by("-id")[0]


@pytest.mark.demand("TN14-8.4")
@pytest.mark.demand("TN19-10.4")
def test_zalo_tells_the_status_in_the_words_of_every_channel(zalo: Town, here: Place) -> None:
    dossier = filed(zalo)
    expected = short(answer(dossier.reference))

    for words in (f"HS {dossier.reference}", dossier.reference.lower(), f"hs: {dossier.reference}"):
        said = zalo.tell(DUNG, words)
        assert expected in said
        assert "Lan" not in said.replace(expected, "")
        assert dossier.applicant_name not in said


@pytest.mark.demand("TN19-10.4")
def test_a_photo_of_the_slips_qr_is_understood(zalo: Town, here: Place) -> None:
    dossier = filed(zalo)
    zalo.follow(DUNG)
    zalo.settle()
    slip = photo_of_qr(f"https://dichvucong.tinh.gov.vn/tra-cuu?ma={dossier.reference}&t={dossier.token}")

    said = zalo.photo(DUNG, slip)

    assert short(answer(dossier.reference)) in said
    assert dossier.applicant_name not in said


def test_codes_cannot_be_harvested(zalo: Town, here: Place) -> None:
    dossier = filed(zalo)
    most = MISSES[0][1]
    assert most <= SMS_PER_MINUTE.on(local_day(now())), "not more tries than by SMS"
    answers = [zalo.tell(DUNG, f"HS H53.18-251103-{number:04d}") for number in range(most + 5)]

    assert sum("Không tìm thấy hồ sơ" in one for one in answers) == most
    assert all("đợi 10 phút" in one for one in answers[most:])
    said = zalo.tell(DUNG, f"HS {dossier.reference}")
    assert dossier.reference not in said, "whoever tries codes learns of no right one either"
    assert "đợi 10 phút" in said
    assert "đợi 10 phút" in zalo.photo(DUNG, photo_of_qr(f"https://x.vn/tra-cuu?ma={dossier.reference}"))
    assert zalo.tell(LAN, f"HS {dossier.reference}").startswith(dossier.reference), "others may go on"


def test_a_slip_of_the_finger_and_many_right_codes_are_no_harvest(zalo: Town, here: Place) -> None:
    dossier = filed(zalo)
    zalo.tell(LAN, "HS H53.18-251103-0001")
    for _ in range(LOOKUPS[0][1] - 1):
        assert zalo.tell(LAN, f"HS {dossier.reference}").startswith(dossier.reference)

    assert "tra cứu nhiều lần" in zalo.tell(LAN, f"HS {dossier.reference}")


def test_misses_are_forgotten_after_their_time_and_counted_over_the_day() -> None:
    asked: list[float] = []
    at, found = now(), 0
    for step in range(60):
        allowed, asked = may_ask(asked, at + timedelta(minutes=11 * (step // 5)), MISSES)
        found += allowed
    assert found == MISSES[1][1], "never more than the day allows, however patient"
    assert may_ask(asked, at + timedelta(days=2), MISSES)[0]


def test_names_cannot_be_asked_for(zalo: Town, here: Place) -> None:
    filed(zalo)
    zalo.follow(DUNG)
    zalo.settle()
    for words in ("Nguyễn Thị Lan", "HS Nguyễn Thị Lan", "072190012345", "0901234567", "HS 0901234567"):
        assert "submitted" not in (said := zalo.tell(DUNG, words))
        assert "Đang" not in said or "đang soạn" in said
        assert "Ấp 1" not in said


# linking


def test_a_link_needs_the_code_of_the_signed_in_person_and_is_good_once(zalo: Town, here: Place) -> None:
    person = citizen()
    assert person.account_id is not None
    code = make_code(account_id=person.account_id, at=now())
    zalo.follow(LAN)
    zalo.settle()
    wrong = f"{(int(code) + 1) % 10**8:08d}"

    assert "không đúng" in zalo.tell(LAN, f"LK {wrong}")
    assert talk_of().account_id is None
    assert "Đã liên kết" in zalo.tell(LAN, f"lk {code[:4]} {code[4:]}")
    assert talk_of().account_id == person.account_id
    assert "không đúng" in zalo.tell(DUNG, f"LK {code}")
    assert talk_of(DUNG).account_id is None

    again = make_code(account_id=person.account_id, at=now())
    assert "Đã liên kết" in zalo.tell(DUNG, f"LK {again}")
    assert talk_of(LAN).account_id is None, "an account speaks through one telephone"
    unlink(account_id=person.account_id, at=now())
    assert talk_of(DUNG).account_id is None


def test_codes_of_links_cannot_be_guessed_and_run_out(zalo: Town, here: Place) -> None:
    person = citizen()
    assert person.account_id is not None
    code = make_code(account_id=person.account_id, at=now() - timedelta(minutes=11))
    zalo.follow(LAN)
    zalo.settle()
    assert "hết hạn" in zalo.tell(LAN, f"LK {code}")
    good = make_code(account_id=person.account_id, at=now())
    for number in range(LINKS[0][1] - 1):
        zalo.tell(LAN, f"LK {number:08d}")
    assert "nhiều lần" in zalo.tell(LAN, f"LK {good}")
    assert talk_of().account_id is None


def test_a_linked_person_files_without_typing_their_own_data_again(zalo: Town, here: Place) -> None:
    person = citizen()
    assert person.account_id is not None
    zalo.follow(LAN)
    zalo.settle()
    zalo.tell(LAN, f"LK {make_code(account_id=person.account_id, at=now())}")
    begin(zalo)
    assert draft_of().account_id == person.account_id


# what the province decides


def test_only_opened_procedures_can_be_filed(zalo: Town) -> None:
    where = open_place()
    zalo.follow(LAN)
    zalo.settle()
    assert "chưa có thủ tục nào mở nộp qua Zalo" in zalo.tell(LAN, "nộp hồ sơ")
    row = open_procedure(
        procedure_id=where.release.procedure_id, valid_from=SINCE, instrument="QĐ thử", at=now()
    )
    assert "1. " in zalo.tell(LAN, "nộp hồ sơ")
    close_procedure(opened_id=row.pk, last_day=local_day(now()) - timedelta(days=1), at=now())
    zalo.tell(LAN, "1")
    assert "không còn mở" in zalo.tell(LAN, "đồng ý")
    assert Draft.objects.count() == 0


def test_the_applicant_may_choose_the_place_where_the_province_lets_them(zalo: Town, here: Place) -> None:
    set_policy("zalo_return_place", "choice", valid_from=SINCE, instrument="QĐ thử", at=now(), agency_id=None)
    to_review(zalo)
    assert draft_of().return_desk_id == here.desk_id


# order


def test_a_text_that_comes_late_is_no_answer_to_a_later_question(zalo: Town, here: Place) -> None:
    begin(zalo)
    zalo.tell(LAN, "1")
    held: list[Any] = []
    zalo.later = held.append
    zalo.asleep = True
    zalo.tell(LAN, "Nguyễn Thị Lan")
    zalo.later = lambda work: work()
    zalo.asleep = False
    zalo.tell(LAN, "Nguyễn Thị Lan")
    before = talk_of().place

    held[0]()
    zalo.settle()

    assert "đến chậm" in zalo.heard(LAN)
    assert talk_of().place["who"] == before["who"]


def test_a_button_pressed_twice_is_one_answer(zalo: Town, here: Place) -> None:
    begin(zalo)
    zalo.asleep = True
    zalo.say(LAN, "1")
    zalo.say(LAN, "1")
    zalo.settle()
    assert "họ và tên" in zalo.heard(LAN).rpartition("Bạn nộp hồ sơ này cho ai")[2].lower()
    assert applicant_of_draft(draft_of())["form"] == {"nop_cho": "ban_than"}


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_in_whatever_order_and_how_often_events_come_nothing_is_lost_or_doubled(
    zalo: Town, here: Place, seed: int
) -> None:
    """Two people file at once; webhooks are repeated, photos overtake each other, late texts are said again."""
    luck = random.Random(seed)
    zalo.ahead_ms = 0
    Conversation.objects.all().update(state="menu", draft_id=None, place={}, said_at=None)
    before = {one.pk for one in Dossier.objects.all()}
    delivered: list[Any] = []

    def sometimes_again(work: Any) -> None:
        work()
        delivered.append(work)
        if luck.random() < 0.3:
            luck.choice(delivered)()

    zalo.later = sometimes_again
    waiting = {who: fill_words(luck) for who in (LAN, DUNG)}
    while any(waiting.values()):
        who = luck.choice([one for one, words in waiting.items() if words])
        kind, words = waiting[who].pop(0)
        if kind == "photos":
            late: list[Any] = []
            zalo.later = late.append
            for number in range(words):
                zalo.send_file(who, f"{number}.jpg", picture(colour=f"#{number}{number}{seed % 10}"))
            luck.shuffle(late)
            zalo.later = sometimes_again
            for work in late:
                sometimes_again(work)
            zalo.settle()
        else:
            zalo.tell(who, words)
    filed_now = Dossier.objects.exclude(pk__in=before)
    assert sorted(one.applicant_name for one in filed_now) == ["Nguyễn Thị Lan", "Nguyễn Thị Lan"]
    for one in filed_now:
        assert Paper.objects.get(dossier=one, component_id="giay").files.count() == 3
    for message in OutboxMessage.objects.filter(channel="zalo"):
        assert message.state == "sent"
        assert message.dedupe_key.startswith(f"talk/{message.destination}/")
    references = {one.reference: Filed.objects.get(dossier_id=one.pk).conversation.peer for one in filed_now}
    for reference, peer in references.items():
        other = DUNG if peer == LAN else LAN
        assert reference in zalo.heard(peer)
        assert reference not in zalo.heard(other)


def fill_words(luck: random.Random) -> list[tuple[str, Any]]:
    """Everything one person says, with two photos more than one."""
    words = ["menu", "nộp hồ sơ", "1", "đồng ý", *WHO, *FORM]
    return [
        *(("text", one) for one in words),
        ("photos", 3),
        ("text", "xong"),
        ("text", "nộp"),
    ]


# pure


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [
        ("HS H53.18-251103-0001", "lookup", "H53.18-251103-0001"),
        ("hồ sơ: abc", "lookup", "abc"),
        ("LK 1234 5678", "link", "12345678"),
        ("Sửa 12", "change", "Sửa 12"),
        ("BỎ QUA.", "skip", "BỎ QUA."),
        ("“bỏ qua”", "", "bỏ qua"),
        ("Nguyễn Văn Sửa", "", "Nguyễn Văn Sửa"),
        ("dòng 1\ndòng 2", "", "dòng 1\ndòng 2"),
    ],
)
def test_what_is_meant(text: str, command: str, words: str) -> None:
    found = meaning(text)
    assert (found.command, found.words) == (command, words)


def test_the_code_of_an_address_is_found_and_any_other_text_is_a_code_itself() -> None:
    assert code_in("https://a.vn/tra-cuu?ma=H53.18-251103-0001&t=xyz") == ("H53.18-251103-0001", "xyz")
    assert code_in(" H53.18 ") == ("H53.18", "")
    assert code_in("https://evil.example/") == ("", "")
