"""Short texts fit into two SMS and say nothing personal; the province writes its own, dated, none that breaks."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from tests.notifications.builders import FACTS, NOON, account

from motcua.audit.models import Event
from motcua.audit.services import Actor
from motcua.kernel.clock import local_day
from motcua.notifications import errors
from motcua.notifications.events import FACTS_OF, LANGUAGES
from motcua.notifications.kinds import KINDS
from motcua.notifications.models import Wording
from motcua.notifications.rules import MOST_PARTS, SMS, ZALO, parts_of
from motcua.notifications.texts import (
    check,
    decide_wording,
    history,
    placeholders,
    preview,
    source,
    wordings_on,
)
from motcua.notifications.wording import CHANNELS, SHORT_FACTS, _short, has_short, write, write_short

TODAY = local_day(NOON)
BY_SMS = (
    *("submitted", "accepted", "supplement_requested", "supplement_reminder", "expired", "returned"),
    *("refused", "not_granted", "redirected", "decided", "due_changed", "apologised", "paused", "stopped"),
)
NOT_MINE = "Không phải của bạn? https://dichvucong.tinhrattendai.gov.vn/so/AbCdEfGh1234"


def decide(text: str, **changes):
    facts = {
        "event": "accepted",
        "channel": "sms",
        "language": "vi",
        "valid_from": TODAY,
        "instrument": "Quyết định số 12/QĐ-UBND",
        "at": NOON,
        "actor": Actor("officer"),
    }
    return decide_wording(text=text, **{**facts, **changes})


@pytest.mark.demand("TN19-10.2a", "TN19-12.8")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", BY_SMS)
def test_what_an_applicant_must_hear_of_fits_into_two_sms_with_its_code_and_address(event, language):
    facts = dataclasses.replace(
        FACTS[event],
        code="000.00.12.H53-260828-0001",
        procedure="Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu",
        office="Trung tâm Phục vụ hành chính công phường Tân Ninh, tỉnh Tây Ninh",
        link="https://dichvucong.tinhrattendai.gov.vn/tra-cuu?ma=000.00.12.H53-260828-0001&t=geheim",
    )
    names = {"return_place", "fetch_at", "agency", "place"} & {one.name for one in dataclasses.fields(facts)}
    facts = dataclasses.replace(
        facts, **dict.fromkeys(names, "Trung tâm Phục vụ hành chính công xã Thạnh Đức")
    )

    text = write_short(event, facts, language, suffix=NOT_MINE)

    assert parts_of(text) <= MOST_PARTS
    assert facts.code in text
    assert "tra-cuu?ma=000.00.12.H53-260828-0001" in text
    assert text.endswith(NOT_MINE)
    assert "geheim" not in text
    assert facts.greeting not in text


def test_a_short_text_uses_only_what_is_not_personal():
    for event, texts in _short().items():
        for language, text in texts.items():
            check(event, SMS, language, text)
        assert set(texts) == set(LANGUAGES)
        assert set(placeholders(event, SMS)) <= SHORT_FACTS
    assert {event for event, kind in KINDS.items() if kind.is_essential and not has_short(event)} == {
        *("account_created", "file_infected", "contact_lost"),
    }


@pytest.mark.parametrize("event", FACTS_OF)
def test_zalo_tells_every_event_and_everything_has_a_preview(event):
    text = write_short(event, FACTS[event], "vi", ZALO)

    assert FACTS[event].link.split("&")[0] in text
    for channel in CHANNELS:
        if channel != SMS or has_short(event):
            assert preview(event, channel, "vi").body
            assert source(event, channel, "vi")


@pytest.mark.django_db
def test_the_province_writes_its_own_words_from_a_day_on_and_takes_them_back():
    who = Actor("officer", account("tinh@example.vn").id)
    decide("Tinh bao: {{ code }} hen tra {{ due_at }}", valid_from=TODAY + timedelta(days=1), actor=who)

    assert wordings_on(TODAY) == {}
    later = wordings_on(TODAY + timedelta(days=1))
    text = write_short("accepted", FACTS["accepted"], "vi", wordings=later)
    assert text == "Tinh bao: H53.31-260828-0007 hen tra 17:00 03/09/2026"
    assert "Tinh bao" not in write_short("accepted", FACTS["accepted"], "en", wordings=later)

    decide("", valid_from=TODAY + timedelta(days=2))
    assert wordings_on(TODAY + timedelta(days=1)) == later
    assert wordings_on(TODAY + timedelta(days=2)) == {}
    newest, first = history("accepted", "sms", "vi")
    assert (newest.text, first.decided_by.email) == ("", "tinh@example.vn")
    assert Event.objects.filter(kind="wording_decided").count() == 2


@pytest.mark.django_db
def test_of_two_decisions_of_one_day_the_later_counts_and_both_stay():
    decide("Một {{ code }}")
    decide("Hai {{ code }}")

    assert wordings_on(TODAY) == {("accepted", "sms", "vi"): "Hai {{ code }}"}
    assert Wording.objects.count() == 2


@pytest.mark.django_db
def test_a_letter_of_the_province_has_its_first_line_as_subject():
    decide(
        "Hồ sơ {{ code }}\n\nKính gửi {{ greeting }},\n{% if due_at %}Hẹn {{ due_at }}{% endif %}",
        channel="email",
    )

    words = write("accepted", FACTS["accepted"], "vi", "email", wordings_on(TODAY))

    assert words.subject == "Hồ sơ H53.31-260828-0007"
    assert words.body == "Kính gửi Bà Nguyễn Thị Minh Khai,\nHẹn 17 giờ 00 phút, ngày 03/09/2026\n"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("{{ code }} {{ greeting }}", errors.UnknownPlaceholder),  # not by SMS
        ("{{ code }} {{ number }}", errors.UnknownPlaceholder),
        ("{{ code }} {{ code.__class__ }}", errors.WordingBroken),
        ("{{ code }} {{ code.upper }}", errors.UnknownPlaceholder),
        ("{{ code }}{% if nobody %}x{% endif %}", errors.UnknownPlaceholder),
        ("{{ code }}{% for one in due_at %}{{ other }}{% endfor %}", errors.UnknownPlaceholder),
        ("{{ code|upper }}", errors.WordingBroken),
        ("{{ code }}{% include 'x' %}", errors.WordingBroken),
        ("{{ code }}{% now 'Y' %}", errors.WordingBroken),
        ("{{ code }} {% if due_at %}", errors.WordingBroken),
        ("{{ code", errors.PlaceholderMissing),
        ("Đã tiếp nhận", errors.PlaceholderMissing),
        ("{{ code }} " + "dài quá " * 60, errors.WordingTooLong),
    ],
)
def test_a_text_that_breaks_tells_too_much_or_is_too_long_is_refused(text, refusal):
    with pytest.raises(refusal):
        check("accepted", SMS, "vi", text)


@pytest.mark.django_db
def test_no_words_without_a_decision_and_none_for_what_no_sms_tells():
    with pytest.raises(errors.InstrumentMissing):
        decide("{{ code }}", instrument=" ")
    with pytest.raises(errors.NoSuchWording):
        decide("{{ code }}", event="urged")
    assert not Wording.objects.exists()
