"""A dialogue from the first word to the filed dossier; nothing lost, doubled or told to the wrong person."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.journey.builders import SINCE, Place
from tests.portal.builders import open_place
from tests.zalo.builders import DUNG, LAN, Town, picture
from tests.zalo.talks import FORM, WHO, begin, draft_of, fill, talk_of, to_review

from motcua.agencies.policies import set_policy
from motcua.conversations.meaning import code_in, meaning
from motcua.conversations.models import Consent, Conversation, Filed
from motcua.conversations.services import close_procedure, open_procedure
from motcua.delivery.models import OutboxMessage, Received
from motcua.documents.models import StoredFile
from motcua.dossiers.models import Dossier, Draft, DraftFile, Paper
from motcua.dossiers.selectors import answers_of_draft, applicant_of_draft
from motcua.kernel.clock import local_day, now


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

    names = set(DraftFile.objects.values_list("file__name", flat=True))
    assert len(names) == 3, "two that are sent in one second are told apart"
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
