"""People are told who did what and what to do next, once, in order, without personal numbers."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

import pytest
from django.db import transaction
from tests.notifications.builders import FACTS, NOON, account

from motcua.delivery.channels import DemoMailbox
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import registered
from motcua.delivery.selectors import demo_mails
from motcua.delivery.services import drain
from motcua.documents.models import StoredFile
from motcua.documents.selectors import infected_uploads_to_tell
from motcua.notifications.errors import NoticeNotFound
from motcua.notifications.events import FACTS_OF, LANGUAGES
from motcua.notifications.models import InboxMessage
from motcua.notifications.selectors import UNREAD_SHOWN, inbox_of, notice_of, unread_count
from motcua.notifications.services import mark_all_read, mark_read, queue
from motcua.notifications.tasks import tell_uploaders
from motcua.notifications.wording import FOLDER, write

pytestmark = pytest.mark.django_db
NEXT_STEP = {"vi": ["Việc tiếp theo: "], "en": ["What to do next: ", "What happens next: "]}
TOLD = {
    ("submitted", "vi"): ["09 giờ 05 phút, ngày 28/08/2026"],
    ("submitted", "en"): ["09:05 on 28 August 2026"],
    ("accepted", "vi"): [
        "09 giờ 30 phút, ngày 28/08/2026",
        "17 giờ 00 phút, ngày 03/09/2026",
        "Chi nhánh số 2",
    ],
    ("supplement_requested", "vi"): [
        "1. Bản sao giấy tờ pháp lý\n2. Chữ ký trên giấy đề nghị\n",
        "Lý do: Hồ sơ chưa đủ thành phần",
        "Trần Thị Nhận, số điện thoại 0276 3999 999",
    ],
    ("supplement_reminder", "vi"): [
        "17 giờ 00 phút, ngày 03/09/2026",
        "1. Giấy chứng sinh: chụp lại rõ cả trang",
    ],
    ("expired", "vi"): ["17 giờ 00 phút, ngày 03/09/2026", "nộp lại từ hồ sơ này"],
    ("returned", "vi"): ["Trả lại bản chính: Giấy chứng sinh (1).", "Chưa đủ căn cứ thẩm định"],
    ("redirected", "vi"): ["UBND xã Tân Biên", "không phải nộp lại"],
    ("refused", "vi"): ["1. Đã đăng ký tại nơi khác\n2. Ngành nghề bị cấm\n", "0276 3999 999"],
    ("transferred", "vi"): ["Sở Tài chính", "17 giờ 00 phút, ngày 03/09/2026"],
    ("decided", "vi"): ["Chi nhánh số 2", "1. Giấy chứng nhận cũ"],
    ("handed_over", "vi"): ["Ông Nguyễn Hoàng Minh", "16 giờ 05 phút, ngày 03/09/2026"],
    ("due_changed", "vi"): [
        "xin lỗi",
        "Hẹn cũ: 17 giờ 00 phút, ngày 03/09/2026",
        "Hẹn mới: 17 giờ 00 phút, ngày 08/09/2026",
        "Chờ ý kiến cơ quan phối hợp",
    ],
    ("paused", "vi"): ["số TB-0123/2026", "12.500.000 đồng", "Hạn nộp: 17 giờ 00 phút, ngày 30/09/2026"],
    ("resumed", "vi"): ["đã tính lại", "17 giờ 00 phút, ngày 08/09/2026"],
    ("opinion_asked", "vi"): ["UBND phường Tân Ninh", "17 giờ 00 phút, ngày 03/09/2026"],
    ("opinion_reminder", "vi"): ["UBND phường Tân Ninh", "17 giờ 00 phút, ngày 03/09/2026"],
    ("opinion_late", "vi"): ["Phòng Kinh tế, UBND xã Thạnh Đức", "đôn đốc nơi được hỏi"],
    ("not_granted", "vi"): ["không được giải quyết", "Chi nhánh số 2", "0276 3999 999"],
    ("apologised", "vi"): [
        "xin lỗi",
        "Dự kiến trả kết quả: 17 giờ 00 phút, ngày 08/09/2026",
        "Chờ kết quả đo đạc",
    ],
    ("withdrawn", "vi"): ["10 giờ 00 phút, ngày 28/08/2026"],
    ("stopped", "vi"): ["10 giờ 00 phút, ngày 31/08/2026", "bản chính"],
    ("stop_declined", "vi"): ["Lý do: Người đề nghị không phải chủ hồ sơ", "0276 3999 999"],
    ("account_created", "vi"): ["can@example.vn"],
    ("file_infected", "vi"): ["giấy tờ.pdf"],
    ("opinion_revoked", "vi"): ["UBND phường Tân Ninh", "Hồ sơ đã có kết quả giải quyết"],
    ("duty_delegated", "vi"): [
        "Nguyễn Văn Nghỉ",
        "07/09/2026",
        "11/09/2026",
        "1. Chuyên viên, Phòng Kinh tế",
    ],
    ("digest", "vi"): ["50 hồ sơ", "1. Hồ sơ H53.31-260828-0007", "và 48 hồ sơ khác"],
    ("contact_lost", "vi"): ["0901 *** 567", "một người khác đã xác nhận"],
}


@pytest.mark.demand("TN19-10.2a")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", FACTS_OF)
def test_every_notice_says_who_what_and_what_to_do_next(event, language):
    facts = FACTS[event]

    words = write(event, facts, language)

    assert 10 < len(words.subject) < 200
    assert "\n" not in words.subject
    assert facts.greeting in words.body
    assert facts.link in words.body
    assert any(step in words.body for step in NEXT_STEP[language])
    for field in ("code", "procedure", "office"):
        assert getattr(facts, field, "") in words.subject + words.body
    for told in TOLD.get((event, language), []):
        assert told in words.subject + words.body
    assert "{" not in words.body
    assert "\n\n\n" not in words.body


def test_there_is_one_text_per_event_and_language_and_none_too_many():
    assert {path.name for path in FOLDER.iterdir()} == {
        f"{event}.{language}.txt" for event in FACTS_OF for language in LANGUAGES
    }


@pytest.mark.parametrize("event", FACTS_OF)
def test_a_text_uses_only_the_facts_of_its_event_and_those_hold_no_personal_number(event):
    declared = {field.name for field in dataclasses.fields(FACTS_OF[event])}
    for language in LANGUAGES:
        source = (FOLDER / f"{event}.{language}.txt").read_text(encoding="utf-8")
        looped = {"forloop.counter", "demand", "paper", "duty", "line"} | (
            {"reason"} if "reasons" in declared else set()
        )
        used = set(re.findall(r"{{ (\S+) }}", source)) | set(re.findall(r"{% if (\w+)", source))
        used |= set(re.findall(r"{% for \w+ in (\w+)", source))
        assert used - looped <= declared
    assert not declared & {"number", "personal_number", "tax_code", "address", "born_on"}


def test_markup_in_facts_stays_text():
    odd = dataclasses.replace(FACTS["submitted"], procedure="Đăng ký {{ code }} <b>&\nhai dòng")
    assert "Thủ tục: Đăng ký {{ code }} <b>&" in write("submitted", odd, "vi").body


def test_facts_of_another_event_are_a_mistake():
    with pytest.raises(TypeError, match="told from Accepted"):
        write("accepted", FACTS["submitted"], "vi")


def test_an_unknown_language_is_told_in_vietnamese():
    assert write("accepted", FACTS["accepted"], "fr") == write("accepted", FACTS["accepted"], "vi")


@pytest.mark.demand("DN15-3.3")
def test_a_notice_lands_in_the_inbox_and_leaves_as_a_letter():
    khai = account()

    queue("accepted", FACTS["accepted"], account_id=khai.id, dedupe_key="d/accepted", order_key="d", at=NOON)

    notice = inbox_of(khai.id).get()
    assert notice.subject.startswith("Hồ sơ H53.31-260828-0007 đã được tiếp nhận")
    assert notice.link == FACTS["accepted"].link
    with registered("email", DemoMailbox):
        drain(at=NOON)
    letter = demo_mails("khai@example.vn").get()
    assert (letter.subject, letter.body) == (notice.subject, notice.body)


def test_the_same_notice_is_told_once_to_each_reader():
    khai, minh = account(), account("minh@example.vn")
    for reader in (khai, minh, khai):
        queue("accepted", FACTS["accepted"], account_id=reader.id, dedupe_key="d", order_key="d", at=NOON)

    assert InboxMessage.objects.count() == 2
    assert OutboxMessage.objects.count() == 2


def test_without_an_account_only_a_letter_and_without_an_address_nothing():
    queue("accepted", FACTS["accepted"], email="ai@example.vn", dedupe_key="d", order_key="d", at=NOON)
    queue("accepted", FACTS["accepted"], dedupe_key="e", order_key="e", at=NOON)

    assert not InboxMessage.objects.exists()
    assert OutboxMessage.objects.get().destination == "ai@example.vn"


def test_a_closed_account_gets_no_letter():
    closed = account(is_active=False)
    queue("accepted", FACTS["accepted"], account_id=closed.id, dedupe_key="d", order_key="d", at=NOON)
    assert not OutboxMessage.objects.exists()


def test_nothing_is_told_of_what_did_not_happen():
    khai = account()

    class Undone(Exception): ...

    def act() -> None:
        queue("accepted", FACTS["accepted"], account_id=khai.id, dedupe_key="d", order_key="d", at=NOON)
        raise Undone

    with pytest.raises(Undone), transaction.atomic():
        act()
    assert not InboxMessage.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_the_inbox_shows_the_newest_first_and_counts_the_unread():
    khai = account()
    for hour, event in enumerate(("submitted", "accepted", "decided")):
        at = NOON + timedelta(hours=hour)
        queue(event, FACTS[event], account_id=khai.id, dedupe_key=event, order_key="d", at=at)
    assert [notice.event for notice in inbox_of(khai.id)] == ["decided", "accepted", "submitted"]
    assert unread_count(khai.id) == 3

    newest = inbox_of(khai.id)[0]
    mark_read(account_id=khai.id, message_id=newest.id, at=NOON)
    mark_read(account_id=khai.id, message_id=newest.id, at=NOON + timedelta(days=1))

    assert notice_of(khai.id, newest.id).read_at == NOON
    assert [notice.event for notice in inbox_of(khai.id, unread_only=True)] == ["accepted", "submitted"]
    mark_all_read(account_id=khai.id, at=NOON)
    assert unread_count(khai.id) == 0


def test_the_count_of_unread_stops(django_assert_num_queries):
    khai = account()
    InboxMessage.objects.bulk_create(
        InboxMessage(account=khai, event="decided", dedupe_key=str(n), subject="a", body="b", created_at=NOON)
        for n in range(UNREAD_SHOWN + 10)
    )
    with django_assert_num_queries(1):
        assert unread_count(khai.id) == UNREAD_SHOWN + 1


def test_nobody_reads_or_marks_the_notice_of_another():
    khai, minh = account(), account("minh@example.vn")
    queue("decided", FACTS["decided"], account_id=khai.id, dedupe_key="d", order_key="d", at=NOON)
    hers = inbox_of(khai.id).get()

    assert not inbox_of(minh.id).exists()
    with pytest.raises(NoticeNotFound):
        notice_of(minh.id, hers.id)
    with pytest.raises(NoticeNotFound):
        mark_read(account_id=minh.id, message_id=hers.id, at=NOON)
    assert unread_count(khai.id) == 1


@pytest.mark.demand("TN19-4.6")
def test_the_uploader_of_an_infected_file_is_told_once():
    khai = account()
    StoredFile.objects.create(
        sha256="a" * 64,
        size=1,
        name="giấy tờ.pdf",
        media_type="application/pdf",
        scan="infected",
        scanned_at=NOON,
        uploaded_at=NOON,
        uploaded_by=khai,
    )

    tell_uploaders(timestamp=0)
    tell_uploaders(timestamp=60)

    assert "giấy tờ.pdf" in inbox_of(khai.id).get().subject
    assert OutboxMessage.objects.count() == 1
    assert not infected_uploads_to_tell().exists()
