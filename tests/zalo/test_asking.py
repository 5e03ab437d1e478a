"""Status by Zalo, and the link between a telephone and an account: nobody learns what is not theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.journey.builders import Place
from tests.parties.builders import citizen
from tests.zalo.builders import DUNG, LAN, Town, photo_of_qr
from tests.zalo.talks import begin, draft_of, filed, talk_of

from motcua.conversations.linking import make_code, unlink
from motcua.conversations.meaning import LINKS, LOOKUPS, MISSES, may_ask
from motcua.conversations.policies import SMS_PER_MINUTE
from motcua.kernel.clock import local_day, now
from motcua.status.selectors import answer
from motcua.status.words import short

# status


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
