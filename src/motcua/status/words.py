"""The public status in a few words, for channels that have no page: SMS, Zalo, kiosk, the operator's voice.

One place writes them, so that each channel tells the same at the same moment (TN14-8.4). They name no applicant.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext, override

from motcua.dossiers.moves import State
from motcua.kernel.clock import TZ
from motcua.kernel.phrases import told
from motcua.kernel.short_messages import fold_to_gsm7
from motcua.status.rules import PublicStatus


def short(status: PublicStatus, language: str = "vi", *, ascii: bool = False) -> str:
    """`H53.18-251103-0001: Đang giải quyết. Sở Y tế, Phòng Nghiệp vụ. Hẹn trả 17:00 25/11/2026.`

    Takes
        language  "vi" or "en"
        ascii     without marks, so that it fits a short message of GSM-7
    Law
        TN14-5.3: person, unit and agency in charge, and times; TN14-5.1b.
    """
    with override(language):
        sentences = [gettext("{code}: {state}.").format(code=status.code, state=_said(status.state_label))]
        if not status.is_ended:
            sentences.append(_holder(status))
        sentences += _times(status)
        text = " ".join(sentence for sentence in sentences if sentence)
    return fold_to_gsm7(text) if ascii else text


def what_next(status: PublicStatus, language: str = "vi", *, ascii: bool = False) -> str:
    """What the applicant does next, the sentence of the page; "" where `short` says it already."""
    if _goes_by_post(status):
        return ""
    with override(language):
        text = _said(status.next_for_applicant)
    return fold_to_gsm7(text) if ascii else text


def _said(words: str) -> str:
    return str(told(words, gettext))


def _holder(status: PublicStatus) -> str:
    """Where it is, as the page says it: until it is accepted the desk has it, with a result its place of return."""
    if status.decided_at is not None:
        return ""
    places = [status.agency, status.unit] if status.received_at is not None else [status.desk]
    if status.state != State.SUPPLEMENT_REQUESTED:
        places.append(status.officer)
    named = ", ".join(place for place in dict.fromkeys(places) if place)
    return f"{named}." if named else ""


def _goes_by_post(status: PublicStatus) -> bool:
    return status.finished_at is None and status.decided_at is not None and bool(status.parcel)


def _times(status: PublicStatus) -> list[str]:
    if status.finished_at is not None:
        return [gettext("Kết thúc {at}.").format(at=_at(status.finished_at))]
    if _goes_by_post(status):
        return [_said(status.next_for_applicant)]
    if status.decided_at is not None:
        place = status.return_desk or status.desk
        return [gettext("Nơi trả kết quả: {place}.").format(place=place)] if place else []
    if status.due_at is not None:
        return [gettext("Hẹn trả {at}.").format(at=_at(status.due_at))]
    if status.received_at is None:
        return [gettext("Nộp {at}.").format(at=_at(status.submitted_at))]
    return []


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(TZ):%H:%M %d/%m/%Y}"
