"""The applicant's own view of a dossier: where it is, who has it, when the result is due, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from motcua.agencies.errors import NoSuchDesk
from motcua.agencies.models import DeskVersion
from motcua.agencies.selectors import desk_on
from motcua.custody.models import Parcel
from motcua.custody.post.rules import LIVE
from motcua.custody.post.selectors import newest_papers_parcel, newest_result_parcel
from motcua.custody.selectors import live_bundles
from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.documents.errors import FileNotFound
from motcua.documents.models import StoredFile
from motcua.documents.rendering import render
from motcua.documents.selectors import documents_about, read_file
from motcua.dossiers import selectors
from motcua.dossiers.access import Holder, held_by, of_account
from motcua.dossiers.appointments import stop_requests_of
from motcua.dossiers.models import (
    Answers,
    Clock,
    Dossier,
    Paper,
    PaperFile,
    Result,
    StopRequest,
    Supplement,
    SupplementPoint,
)
from motcua.dossiers.moves import move_named
from motcua.dossiers.receipts import is_of_receipt
from motcua.dossiers.requests import is_given_for_a_point
from motcua.dossiers.selectors import Happening
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.journey.custody import filed_desk_id
from motcua.journey.filing import names_file
from motcua.journey.reading.own_words import AHEAD, NOT_GRANTED, SAYS_WHY, SLIP_NAMES, TITLES, WITH_REASON
from motcua.journey.reading.waiting import WAITS_FOR, Wait, waits_of
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.money import vnd
from motcua.kernel.phrases import phrase
from motcua.payments.models import Charge
from motcua.payments.selectors import charges_of
from motcua.status.rules import is_not_granted

# types that screens name without importing models
__all__ = [
    "Dossier",
    "Line",
    "Paper",
    "Slip",
    "SupplementPoint",
    "Tracked",
    "my_dossiers",
    "own_file",
    "slip_of_holder",
    "slip_pdf",
    "slips_of",
    "to_complete",
    "tracked",
]

RESPONSES_OPEN = "supplement_requested"


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper that was issued to the applicant."""

    id: UUID
    name: str
    number: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One happening of the timeline, or what comes next (`when`: done, now, future)."""

    title: str
    when: str
    at: datetime | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tracked:
    """Everything the applicant's page shows.

    earlier_clocks  limits that ended when the dossier was sent back
    waits           what it waits for now
    to_fetch        originals that wait for the applicant at the desk of return, once it has ended
    parcel          the newest parcel with the result, where it goes by post
    """

    dossier: Dossier
    lines: tuple[Line, ...]
    papers: tuple[Paper, ...]
    supplement: Supplement | None
    slips: tuple[Slip, ...]
    results: tuple[Result, ...]
    charges: tuple[Charge, ...]
    clock: Clock | None
    earlier_clocks: tuple[Clock, ...]
    desk: DeskVersion | None
    return_desk: DeskVersion | None
    filed_desk: DeskVersion | None
    calendar: WorkingCalendar
    stop_request: StopRequest | None
    waits: tuple[Wait, ...]
    to_fetch: tuple[str, ...]
    parcel: Parcel | None
    return_parcel: Parcel | None

    @property
    def is_not_granted(self) -> bool:
        """Decided, and refused after appraisal; the reasons stand with the result."""
        return is_not_granted(self.dossier.state, self.dossier.outcome)

    @property
    def may_withdraw(self) -> bool:
        """Before acceptance the applicant takes the dossier back as they please."""
        return self.dossier.accepted_at is None and self.dossier.state in move_named("withdraw").sources

    @property
    def may_ask_stop(self) -> bool:
        """After it they ask to stop, while nothing is decided and no request waits."""
        waits = self.stop_request is not None and self.stop_request.state == StopRequest.State.ASKED
        return (
            self.dossier.accepted_at is not None
            and self.dossier.state in move_named("stop").sources
            and not self.dossier.outcome
            and not waits
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the date is what it is, in the words of the arithmetic."""
        return tuple(one["sentence"] for one in self.clock.reasons) if self.clock else ()

    @property
    def may_change_return(self) -> bool:
        """Whether another place of return may still be chosen."""
        return self.dossier.state in move_named("change_return_place").sources

    @property
    def may_ask_post(self) -> bool:
        """Whether the way of receiving may still be chosen: nothing is packed yet."""
        settled = self.parcel is not None and self.parcel.state not in {"wanted", "returned", "lost"}
        return self.may_change_return and not settled

    @property
    def may_ask_return(self) -> bool:
        """Whether originals wait that may be sent home: nothing of them is packed yet."""
        packed = self.return_parcel is not None and self.return_parcel.state in LIVE - {"wanted"}
        return bool(self.to_fetch) and not packed

    @property
    def may_supplement(self) -> bool:
        return self.dossier.state == RESPONSES_OPEN and self.supplement is not None


def tracked(holder: Holder, dossier_id: UUID, at: datetime) -> Tracked:
    """The dossier, for somebody who filed it or knows its secret.

    Refuses
        UnknownDossier, the same for one that does not exist and for somebody else's
    """
    dossier = selectors.dossier_in(held_by(holder), dossier_id)
    parcel = newest_result_parcel(dossier.pk)
    clocks = [one for one in selectors.clocks_of(dossier.pk) if one.kind == Clock.Kind.LEGAL]
    return Tracked(
        dossier=dossier,
        lines=(*_lines(selectors.timeline_of(dossier.pk)), *_ahead(dossier, parcel)),
        papers=tuple(selectors.papers_of(dossier.pk)),
        supplement=selectors.open_supplement_of(dossier.pk),
        slips=slips_of(dossier.pk),
        results=tuple(selectors.results_of(dossier.pk)) if dossier.decided_at else (),
        charges=tuple(charges_of(dossier.pk)),
        waits=waits_of(dossier, at=at),
        to_fetch=_to_fetch(dossier),
        parcel=parcel,
        return_parcel=_return_parcel(dossier),
        stop_request=next(iter(reversed(stop_requests_of(dossier.pk))), None),
        clock=clocks[-1] if clocks else None,
        earlier_clocks=tuple(clocks[:-1]),
        desk=_desk(dossier.desk_id, at),
        return_desk=_desk(dossier.return_desk_id, at),
        filed_desk=_desk(filed, at) if (filed := filed_desk_id(dossier)) else None,
        calendar=calendar_named(PROVINCE_CALENDAR)[0],
    )


def _return_parcel(dossier: Dossier) -> Parcel | None:
    """The parcel that brings originals home; no statement while there is no such paper."""
    if dossier.finished_at is None or dossier.custody_state == "none":
        return None
    return newest_papers_parcel(dossier.pk)


def _to_fetch(dossier: Dossier) -> tuple[str, ...]:
    """The originals that wait for the applicant after the end; no statement while there is no such paper."""
    if dossier.finished_at is None or dossier.custody_state in {"none", "applicant"}:
        return ()
    bundles = live_bundles(dossier.pk)
    return tuple(
        item.name for one in bundles for item in one.items.all() if item.must_return and not item.returned_at
    )


def my_dossiers(account_id: UUID, page: int = 1) -> tuple[list[Dossier], bool]:
    """One page of what an account filed, newest first, and whether there are more."""
    first = (page - 1) * selectors.PAGE
    found = list(of_account(account_id).order_by("-id")[first : first + selectors.PAGE + 1])
    return found[: selectors.PAGE], len(found) > selectors.PAGE


def to_complete(account_id: UUID) -> list[Dossier]:
    """The dossiers of an account that wait for its answer, the oldest first."""
    return list(of_account(account_id).filter(state=RESPONSES_OPEN).order_by("id")[: selectors.PAGE])


def slips_of(dossier_id: UUID) -> tuple[Slip, ...]:
    """The slips of a dossier, oldest first; one statement."""
    rows = documents_about(dossier_id).only("id", "template", "number", "issued_at")
    return tuple(
        Slip(row.pk, SLIP_NAMES[row.template], row.number.strip("/"), row.issued_at)
        for row in rows
        if row.template in SLIP_NAMES
    )


def slip_pdf(holder: Holder, dossier_id: UUID, document_id: UUID) -> tuple[bytes, str]:
    """The applicant's copy of a slip.

    Refuses
        UnknownDossier, FileNotFound
    """
    dossier = selectors.dossier_in(held_by(holder), dossier_id)
    return slip_of_holder(dossier.pk, document_id)


def slip_of_holder(dossier_id: UUID, document_id: UUID) -> tuple[bytes, str]:
    """The same for whoever has shown the token of the printed slip; the caller has compared it."""
    issued = documents_about(dossier_id).filter(pk=document_id, template__in=SLIP_NAMES).first()
    if issued is None:
        raise FileNotFound
    return render(issued, copy="applicant"), f"{issued.template}-{issued.pk}.pdf"


def own_file(holder: Holder, dossier_id: UUID, file_id: UUID) -> tuple[IO[bytes], StoredFile]:
    """A file the applicant handed in, or the signed result once it is theirs to fetch.

    Refuses
        UnknownDossier, FileNotFound (also for a file of another dossier), FileLocked, FileLost
    """
    dossier = selectors.dossier_in(held_by(holder), dossier_id)
    lies_here = (
        PaperFile.objects.filter(dossier_id=dossier.pk, file_id=file_id).exists()
        or is_given_for_a_point(dossier.pk, file_id, is_sent=False)
        or is_of_receipt(dossier.pk, file_id)
        or (
            dossier.decided_at is not None
            and Result.objects.filter(dossier_id=dossier.pk, file_id=file_id).exists()
        )
        or any(
            names_file(answers, str(file_id))
            for answers in Answers.objects.filter(dossier_id=dossier.pk).values_list("answers", flat=True)
        )
    )
    if not lies_here:
        raise FileNotFound
    return read_file(file_id)


def _lines(happenings: Iterable[Happening]) -> Iterable[Line]:
    for one in happenings:
        if one.kind in TITLES:
            refused = one.kind == "decide" and one.body.get("outcome") == Result.Kind.REFUSED
            title: str = NOT_GRANTED if refused else TITLES[one.kind]
            if one.kind in {"accept", "settle"} and one.body.get("code"):
                title = phrase("{title}, cấp mã {code}", title=title, code=one.body["code"])
            yield Line(title, "done", one.happened_at, tuple(_words(one)))
        elif one.kind == "paid":
            amount = vnd(int(one.body["amount_vnd"]))
            yield Line(phrase("Đã nộp phí, lệ phí: {amount}", amount=amount), "done", one.happened_at)


def _words(one: Happening) -> Iterable[str]:
    if one.kind == "change_return_place" and one.words.get("to"):
        yield one.words["to"]
    if one.kind == "verify" and one.body.get("held_at"):
        held_at = datetime.fromisoformat(str(one.body["held_at"])).astimezone(TZ)
        yield phrase("Thời gian: {at}", at=f"{held_at:%H:%M %d/%m/%Y}")
    if one.kind == "extend":
        new_due_at = datetime.fromisoformat(str(one.body["new_due_at"])).astimezone(TZ)
        yield phrase("Ngày hẹn mới: {at}", at=f"{new_due_at:%H:%M %d/%m/%Y}")
    if one.kind in WITH_REASON | SAYS_WHY and one.words.get("reason"):
        yield phrase("Lý do: {reason}", reason=one.words["reason"])
    if one.kind == "pause" and one.body.get("cause") in WAITS_FOR:
        yield WAITS_FOR[one.body["cause"]]
    if one.kind == "receipt_declined" and one.words.get("answer"):
        yield phrase("Lý do: {reason}", reason=one.words["answer"])
    for name in ("agency", "participant", "originals", "fees"):
        if one.words.get(name):
            yield one.words[name]


def _ahead(dossier: Dossier, parcel: Parcel | None) -> Iterable[Line]:
    ahead: tuple[str, ...] = AHEAD.get(dossier.state, ())
    if dossier.state == "decided" and parcel is not None:
        ahead = (parcel.state_name,)
    elif dossier.state == "decided" and dossier.outcome == Result.Kind.REFUSED:
        ahead = (phrase("Mời bạn nhận phiếu từ chối và bản chính đã nộp"),)
    for number, title in enumerate(ahead):
        yield Line(title, "future" if number else "now")


def _desk(desk_id: UUID, at: datetime) -> DeskVersion | None:
    try:
        return desk_on(desk_id, local_day(at))
    except NoSuchDesk:
        return None
