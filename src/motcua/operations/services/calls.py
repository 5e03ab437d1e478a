"""Answering the telephone: a caller's dossiers are found, the caller is asked, then told more (DN15-3.3).

Before the caller is known nobody learns more than the public status says. What is asked is never shown to the
operator: the answer is typed and compared here. Every look-up is a row, and stands among those who looked.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, TextField

from motcua.agencies.selectors import desk_on, is_posted_at
from motcua.audit.services import Actor, record_reading_once
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.selectors import number_of
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.identifiers import PersonalNumber, parse_phone
from motcua.kernel.phrases import phrase
from motcua.kernel.text import fold, nfc
from motcua.operations.errors import (
    AnswersLocked,
    CallEnded,
    NotOfThisDesk,
    QuestionUnclear,
    TooManyFound,
    TooManyLookups,
    UnknownCall,
)
from motcua.operations.models import Call, CallDossier, CallQuestion
from motcua.parties.selectors import sealer
from motcua.status.errors import UnknownCode
from motcua.status.selectors import answer as status_of

MOST_IN_CALL = 8  # look-ups of one call
MOST_IN_HOUR = 60  # of one officer
MOST_FOUND = 5
TRIES = 3
RIGHT = 2  # answers that make a caller known

QUESTIONS: Mapping[str, str] = {
    "birth_year": phrase("Năm sinh của người nộp hồ sơ?"),
    "number_end": phrase("Bốn số cuối của số định danh?"),
    "phone_end": phrase("Ba số cuối của số điện thoại đã khai?"),
    "submitted_on": phrase("Ngày, tháng nộp hồ sơ (ví dụ 7/9)?"),
}


@transaction.atomic
def begin_call(*, desk_id: UUID, officer: Actor, number: str, at: datetime) -> Call:
    """Somebody calls (nhận cuộc gọi).

    Takes
        number  the telephone it comes from, as the telephone shows it; "" where it is hidden
    Refuses
        NotOfThisDesk, a number that is none
    """
    assert officer.id is not None
    desk = desk_on(desk_id, local_day(at))
    if not is_posted_at(officer.id, desk_id, at):
        raise NotOfThisDesk(who="cán bộ", desk=desk.name)
    return Call.objects.create(
        officer_id=officer.id,
        agency_id=desk.desk.agency_id,
        desk_id=desk_id,
        number=parse_phone(number) if number.strip() else "",
        began_at=at,
    )


@transaction.atomic
def end_call(*, call_id: UUID, officer: Actor, at: datetime) -> None:
    """The caller hung up: nothing more is shown of what was proven (kết thúc cuộc gọi)."""
    call = _call(call_id, officer)
    if call.ended_at is None:
        call.ended_at = at
        call.save(update_fields=["ended_at"])


def look_up(
    *, call_id: UUID, officer: Actor, kind: str, text: str = "", year: str = "", at: datetime
) -> list[CallDossier]:
    """Find the caller's dossiers (tra hồ sơ cho người gọi).

    Takes
        kind  code; phone (the one the call comes from, no other); name with the year of birth; the whole number
    Refuses
        UnknownCall, CallEnded, QuestionUnclear, TooManyLookups, TooManyFound
    Writes
        the question also when nothing was found or it was refused as too many; a reading of each dossier found
    """
    too_many = False
    with transaction.atomic():
        call = _open_call(call_id, officer)
        _require_measure(call, at)
        found = list(_find(call, kind, text, year)[: MOST_FOUND + 1])
        too_many = len(found) > MOST_FOUND
        CallQuestion.objects.create(
            call=call,
            kind=kind,
            asked=_kept(call, kind, text, year),
            found=min(len(found), MOST_FOUND + 1),
            at=at,
        )
        rows = [] if too_many else [_noted(call, dossier_id, at) for dossier_id in found]
    if too_many:
        raise TooManyFound
    return rows


def _find(call: Call, kind: str, text: str, year: str) -> list[UUID]:
    """Ids of dossiers, newest first, one more than may be shown at most."""
    parties = Party.objects.order_by("-dossier_id")
    match kind:
        case CallQuestion.Kind.CODE:
            try:
                return [UUID(status_of(text.strip()[:80]).dossier_id)]
            except UnknownCode:
                return []
        case CallQuestion.Kind.PHONE:
            if not call.number:
                raise QuestionUnclear(needed="cuộc gọi ẩn số, hỏi mã hồ sơ hoặc họ tên và năm sinh")
            parties = parties.filter(phone=call.number)
        case CallQuestion.Kind.NAME:
            if len(fold(text).split()) < 2 or not re.fullmatch(r"(19|20)[0-9]{2}", year.strip()):
                raise QuestionUnclear(needed="cả họ tên và năm sinh bốn chữ số")
            folded = Func(F("full_name"), function="vi_norm", output_field=TextField())
            name = fold(" ".join(text.split()))
            parties = parties.alias(folded=folded).filter(folded=name, born_on__year=int(year))
        case CallQuestion.Kind.NUMBER:
            number = PersonalNumber.parse(text).value
            parties = parties.filter(number_hash=sealer().keyed_hash(number))
        case _:
            raise QuestionUnclear(needed="chọn cách tìm")
    return list(dict.fromkeys(parties.values_list("dossier_id", flat=True)[: 4 * MOST_FOUND]))[
        : MOST_FOUND + 1
    ]


def _kept(call: Call, kind: str, text: str, year: str) -> str:
    """What was asked, as it is kept: the head reads it, a personal number nobody."""
    if kind == CallQuestion.Kind.PHONE:
        return call.number
    if kind == CallQuestion.Kind.NUMBER:
        return PersonalNumber.parse(text).masked
    return nfc(f"{text.strip()} {year.strip()}".strip())[:200]


def _noted(call: Call, dossier_id: UUID, at: datetime) -> CallDossier:
    record_reading_once(
        stream_id=dossier_id,
        account_id=call.officer_id,
        agency_id=call.agency_id,
        purpose="phone",
        at=at,
        within=timedelta(minutes=30),
    )
    row, _ = CallDossier.objects.get_or_create(call=call, dossier_id=dossier_id)
    return row


def _require_measure(call: Call, at: datetime) -> None:
    if CallQuestion.objects.filter(call=call).count() >= MOST_IN_CALL:
        raise TooManyLookups(count=MOST_IN_CALL, span="cuộc gọi này")
    hour = CallQuestion.objects.filter(call__officer_id=call.officer_id, at__gt=at - timedelta(hours=1))
    if hour.count() >= MOST_IN_HOUR:
        raise TooManyLookups(count=MOST_IN_HOUR, span="một giờ")


# who is calling


def questions_for(row: CallDossier) -> list[str]:
    """The names of what may be asked of this caller and was not answered rightly yet."""
    party = _applicant(row.dossier_id)
    known = {name for name, right in _ANSWERS.items() if right(party, row.dossier)}
    if row.call.number and row.call.number == party.phone:
        known.discard("phone_end")  # the telephone itself says it
    return [name for name in QUESTIONS if name in known and name not in row.right]


def answer_question(
    *, call_id: UUID, dossier_id: UUID, question: str, answer: str, officer: Actor, at: datetime
) -> bool:
    """Compare what the caller said; two right answers make the caller known, three wrong ones lock the dossier.

    Gives
        whether it was right
    Refuses
        UnknownCall, CallEnded, AnswersLocked, QuestionUnclear for what is not asked of this dossier
    """
    with transaction.atomic():
        call = _open_call(call_id, officer)
        rows = CallDossier.objects.select_for_update(of=("self",)).select_related("call", "dossier")
        row = rows.filter(call=call, dossier_id=dossier_id).first()
        if row is None:
            raise UnknownCall
        if row.verified_at is not None:
            return True
        if row.wrong >= TRIES:
            raise AnswersLocked(most=TRIES)
        if question not in questions_for(row):
            raise QuestionUnclear(needed="chọn một câu hỏi của hồ sơ này")
        is_right = _is_right(question, answer, row)
        if is_right:
            row.right = [*row.right, question]
            if len(row.right) >= RIGHT:
                row.verified_at = at
                record_reading_once(
                    stream_id=dossier_id,
                    account_id=call.officer_id,
                    agency_id=call.agency_id,
                    purpose="phone, verified",
                    at=at,
                    within=timedelta(minutes=30),
                )
        else:
            row.wrong += 1
        row.save()
    return is_right


def _is_right(question: str, answer: str, row: CallDossier) -> bool:
    right = _ANSWERS[question](_applicant(row.dossier_id), row.dossier)
    said = _plain(question, answer)
    return bool(right) and hmac.compare_digest(said.encode(), right.encode())


def _plain(question: str, answer: str) -> str:
    if question == "submitted_on":
        found = re.fullmatch(r"\s*([0-9]{1,2})\D+([0-9]{1,2})(?:\D.*)?", answer)
        return f"{int(found[1])}/{int(found[2])}" if found else ""
    return re.sub(r"\D", "", answer)


def _submitted_on(party: Party, dossier: Dossier) -> str:
    day = dossier.submitted_at.astimezone(TZ)
    return f"{day.day}/{day.month}"


_ANSWERS: Mapping[str, Callable[[Party, Dossier], str]] = {
    "birth_year": lambda party, _: str(party.born_on.year) if party.born_on else "",
    "number_end": lambda party, _: number_of(party)[-4:],
    "phone_end": lambda party, _: party.phone[-3:],
    "submitted_on": _submitted_on,
}


def _applicant(dossier_id: UUID) -> Party:
    return Party.objects.get(dossier_id=dossier_id, role=Party.Role.APPLICANT)


def _call(call_id: UUID, officer: Actor) -> Call:
    """Of this officer only. Refuses with UnknownCall."""
    found = Call.objects.select_for_update().filter(pk=call_id, officer_id=officer.id).first()
    if found is None:
        raise UnknownCall
    return found


def _open_call(call_id: UUID, officer: Actor) -> Call:
    call = _call(call_id, officer)
    if call.ended_at is not None:
        raise CallEnded
    return call
