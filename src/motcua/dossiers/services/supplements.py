"""Asking once for everything, answering point by point, ending what nobody answers (bổ sung, hoàn thiện hồ sơ)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Max

from motcua.audit.selectors import event_by_key
from motcua.audit.services import SYSTEM, Actor
from motcua.dossiers.errors import (
    NothingToSupplement,
    PointsUnanswered,
    ReasonMissing,
    SecondRequestNeedsHead,
    StillWaiting,
    UnknownPoint,
)
from motcua.dossiers.models import (
    Answers,
    Dossier,
    Paper,
    PaperFile,
    SecondRequest,
    Supplement,
    SupplementFile,
    SupplementPoint,
)
from motcua.dossiers.moves import next_state
from motcua.dossiers.rules import open_answers
from motcua.dossiers.services.clocks import stop_clocks
from motcua.dossiers.services.core import move, note
from motcua.dossiers.services.reception import BAD, require_checked
from motcua.dossiers.services.submission import sealed
from motcua.eforms.drafting import changed
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.text import nfc
from motcua.parties.selectors import sealer


@dataclass(frozen=True)
class Fault:
    """One thing to ask for.

    paper_id  the component it is about; null for a part of the form
    field_id  id of the field or section of the form; `fields` are the fields it covers, `subject` its label
    finding   missing, wrong, expired
    """

    finding: str
    to_do: str
    paper_id: UUID | None = None
    field_id: str = ""
    fields: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class HeadsWord:
    """The head asks again in person, with the reason."""

    head_id: UUID
    reason: str


@dataclass(frozen=True)
class Reply:
    """What was brought to the counter for one point: words, files, or the paper itself."""

    text: str = ""
    file_ids: tuple[UUID, ...] = ()
    is_on_paper: bool = False


@dataclass(frozen=True)
class Asking:
    """How a request to complete is made.

    act     request_supplement, ask_completion, cancel_incomplete
    reason  why the dossier is not complete; printed on the slip
    until   until when the answer is waited for; null where nothing is waited for
    """

    act: str
    stage: Supplement.Stage
    reason: str
    until: datetime | None
    head: HeadsWord | None = None


def faults_of_checklist(dossier: Dossier) -> list[Fault]:
    """What the walked checklist found missing, wrong or expired; refuses with PapersUnchecked."""
    return [
        Fault(paper.finding, paper.remark, paper_id=paper.id)
        for paper in require_checked(dossier)
        if paper.finding in BAD
    ]


def ask(
    dossier: Dossier,
    asking: Asking,
    faults: Sequence[Fault],
    *,
    officer: Actor,
    at: datetime,
    key: UUID,
    changes: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> Supplement:
    """Ask once, for everything at the same time, what has to be added or mended (yêu cầu bổ sung).

    Takes
        faults   at least one, each with what to do
        changes  further columns of the dossier that the act sets
        words    further words of the event
    Refuses
        IllegalMove, NothingToSupplement, ReasonMissing; SecondRequestNeedsHead where something could have been asked
        for the first time and no head has given the reason
    Writes
        the request, its points, the dossier's state, one event
    Law
        TN19-10.1a, TN19-10.2a: one single full notice with content, reason and guidance. TN19-12.4.
    """
    if event_by_key(dossier.id, key) is not None:
        return Supplement.objects.filter(dossier=dossier).latest("no")
    next_state(dossier.state, asking.act)
    if not faults:
        raise NothingToSupplement
    if not asking.reason.strip() or not all(fault.to_do.strip() for fault in faults):
        raise ReasonMissing
    earlier = Supplement.objects.filter(dossier=dossier).order_by("-no").first()
    repeats = repeated(dossier, faults, earlier)
    head = _heads_word(dossier, asking, repeats, earlier)
    supplement = Supplement.objects.create(
        dossier=dossier,
        no=earlier.no + 1 if earlier else 1,
        stage=asking.stage,
        reason=nfc(asking.reason),
        requested_at=at,
        requested_by_id=officer.id,
        agency_id=officer.agency_id,
        is_repeat=bool(repeats),
        head_id=head.head_id if head else None,
        head_reason=nfc(head.reason) if head else "",
    )
    if repeats:
        SecondRequest.objects.filter(dossier=dossier, supplement=None).update(supplement_id=supplement.id)
    points = _add_points(dossier, supplement, faults, repeats)
    body: dict[str, Any] = {"points": points, "no": supplement.no, "until": asking.until}
    if repeats and head is not None:
        body |= {"repeats": len(repeats), "head": head.head_id}
    spoken = {"reason": supplement.reason, "head_reason": supplement.head_reason, **(words or {})}
    move(
        *(dossier, asking.act),
        at=at,
        actor=officer,
        body=body,
        words={name: text for name, text in spoken.items() if text},
        key=key,
        changes={**({"waits_until": asking.until} if asking.until else {}), **(changes or {})},
    )
    return supplement


def repeated(dossier: Dossier, faults: Sequence[Fault], earlier: Supplement | None) -> list[Fault]:
    """Which faults could be seen when the last request was made: nothing about them is new since (TN19-10.2a)."""
    if earlier is None:
        return []
    renewed = set(
        SupplementPoint.objects.filter(dossier=dossier, supplement=earlier, brings_new=True).values_list(
            "paper_id", flat=True
        )
    )
    now, then = _answers(dossier), _answers(dossier, until=earlier.requested_at)
    rewritten = set(changed(then, now))
    return [
        fault
        for fault in faults
        if (fault.paper_id not in renewed if fault.paper_id else rewritten.isdisjoint(fault.fields))
    ]


def _answers(dossier: Dossier, *, until: datetime | None = None) -> dict[str, Any]:
    rows = Answers.objects.filter(dossier=dossier)
    if until is not None:
        rows = rows.filter(entered_at__lte=until)
    newest = rows.order_by("-no").first()
    opened: dict[str, Any] = open_answers(newest.answers, sealer().open) if newest else {}
    return opened


def _heads_word(
    dossier: Dossier, asking: Asking, repeats: Sequence[Fault], earlier: Supplement | None
) -> HeadsWord | None:
    """The head's reason for asking again: given with the request, or in an act of their own before it."""
    if not repeats:
        return None
    assert earlier is not None
    if asking.head is not None and asking.head.reason.strip():
        return asking.head
    leave = SecondRequest.objects.filter(dossier=dossier, supplement=None).first()
    if leave is None:
        names = _names_of(dossier, repeats)
        raise SecondRequestNeedsHead(
            day=f"{local_day(earlier.requested_at):%d/%m/%Y}", names="; ".join(names.values())
        )
    return HeadsWord(leave.head_id, leave.reason)


def _names_of(dossier: Dossier, faults: Sequence[Fault]) -> dict[int, str]:
    papers = dict(Paper.objects.filter(dossier=dossier).values_list("pk", "name"))
    return {
        number: papers[fault.paper_id] if fault.paper_id else fault.subject
        for number, fault in enumerate(faults)
    }


def _add_points(
    dossier: Dossier, supplement: Supplement, faults: Sequence[Fault], repeats: Collection[Fault]
) -> list[str]:
    """The rows of a request, in the order of the faults; gives the component or field id of each."""
    papers = {paper.id: paper for paper in Paper.objects.filter(dossier=dossier)}
    names = _names_of(dossier, faults)
    SupplementPoint.objects.bulk_create(
        SupplementPoint(
            dossier=dossier,
            supplement=supplement,
            paper_id=fault.paper_id,
            field_id=fault.field_id,
            no=number,
            finding=fault.finding,
            subject=nfc(names[number - 1]),
            to_do=nfc(fault.to_do),
            is_repeat=fault in repeats,
        )
        for number, fault in enumerate(faults, start=1)
    )
    return [papers[fault.paper_id].component_id if fault.paper_id else fault.field_id for fault in faults]


def allow_second_request(dossier: Dossier, *, head: Actor, reason: str, at: datetime, key: UUID) -> None:
    """The head lets the dossier be sent back once more for what could be seen the first time; used by one request.

    Refuses
        IllegalMove, ReasonMissing
    Law
        TN19-10.2a.
    """
    if event_by_key(dossier.id, key) is not None:
        return
    assert head.id is not None
    next_state(dossier.state, "allow_second_request")
    if not reason.strip():
        raise ReasonMissing
    SecondRequest.objects.filter(dossier=dossier, supplement=None).delete()
    SecondRequest.objects.create(dossier=dossier, head_id=head.id, reason=nfc(reason), allowed_at=at)
    note(dossier, "allow_second_request", at=at, actor=head, words={"reason": nfc(reason)}, key=key)


# --- the answer ---


def open_request(dossier: Dossier) -> Supplement:
    """The request that a locked dossier waits for; refuses with IllegalMove when it waits for none."""
    next_state(dossier.state, "supplement")
    return Supplement.objects.filter(dossier=dossier, answered_at=None).latest("no")


def _point_of(dossier: Dossier, point_id: UUID) -> SupplementPoint:
    found = SupplementPoint.objects.filter(
        dossier=dossier, supplement=open_request(dossier), pk=point_id
    ).first()
    if found is None:
        raise UnknownPoint
    return found


def keep_reply(dossier: Dossier, *, point_id: UUID, text: str | None, file_ids: Sequence[UUID] = ()) -> None:
    """Keep what is answered to one point, before it is sent: words replace words, files are added.

    Refuses
        IllegalMove, UnknownPoint
    """
    point = _point_of(dossier, point_id)
    if text is not None and nfc(text) != point.reply:
        point.reply = nfc(text)
        point.save(update_fields=["reply"])
    files = SupplementFile.objects.filter(dossier=dossier, point=point)
    last = files.aggregate(last=Max("page"))["last"] or 0
    SupplementFile.objects.bulk_create(
        SupplementFile(dossier=dossier, point=point, file_id=file_id, page=page)
        for page, file_id in enumerate(file_ids, start=last + 1)
    )


def drop_file(dossier: Dossier, *, file_id: UUID) -> None:
    """Take back a file that was given for a point and is not sent yet. Refuses with IllegalMove."""
    points = SupplementPoint.objects.filter(dossier=dossier, supplement=open_request(dossier))
    SupplementFile.objects.filter(
        dossier=dossier, point_id__in=list(points.values_list("pk", flat=True)), file_id=file_id
    ).delete()


def keep_form(dossier: Dossier, answers: Mapping[str, Any]) -> None:
    """Keep the form as it is being corrected, sealed whole; it is sent with the rest. Refuses with IllegalMove."""
    request = open_request(dossier)
    request.drafted_form = sealer().seal(json.dumps(answers, ensure_ascii=False))
    request.save(update_fields=["drafted_form"])


def drafted_form(supplement: Supplement) -> dict[str, Any] | None:
    """The form as it is being corrected; null when nothing of it was touched."""
    if not supplement.drafted_form:
        return None
    opened: dict[str, Any] = json.loads(sealer().open(supplement.drafted_form))
    return opened


def answer(
    dossier: Dossier,
    *,
    actor: Actor,
    fields_of: Mapping[str, Sequence[str]],
    on_paper: Collection[UUID] = (),
    at: datetime,
    key: UUID,
) -> None:
    """Send what was answered to every point (nộp bổ sung); the desk checks those components again, no others.

    Takes
        fields_of  the fields that a part of the form covers, by the id that stands in its point
        on_paper   the points whose paper was brought to the counter
    Refuses
        IllegalMove, PointsUnanswered
    Law
        TN19-10.2a, NB18-13.3.
    """
    if event_by_key(dossier.id, key) is not None:
        return
    request = open_request(dossier)
    points = list(SupplementPoint.objects.filter(dossier=dossier, supplement=request).order_by("no"))
    files: dict[UUID, list[UUID]] = {}
    for row in SupplementFile.objects.filter(dossier=dossier, point__in=points).order_by("page"):
        files.setdefault(row.point_id, []).append(row.file_id)
    drafted = drafted_form(request)
    rewritten = set(changed(_answers(dossier), drafted)) if drafted is not None else set()
    for point in points:
        is_rewritten = not rewritten.isdisjoint(fields_of.get(point.field_id, (point.field_id,)))
        point.brings_new = bool(files.get(point.pk)) or point.pk in on_paper or is_rewritten
    _require_answers(points)
    _renew_papers(dossier, points, files, at)
    if drafted is not None and rewritten:
        last = Answers.objects.filter(dossier=dossier).aggregate(last=Max("no"))["last"] or 0
        Answers.objects.create(dossier=dossier, no=last + 1, answers=sealed(drafted), entered_at=at)
    for point in points:
        point.answered_at = at
        point.save(update_fields=["answered_at", "brings_new"])
    Supplement.objects.filter(dossier=dossier, pk=request.pk).update(answered_at=at, drafted_form="")
    replies = {point.subject: point.reply for point in points if point.reply}
    move(
        *(dossier, "supplement"),
        at=at,
        actor=actor,
        body={"no": request.no, "new": [point.no for point in points if point.brings_new]},
        words={"remarks": replies} if replies else None,
        key=key,
    )


def _require_answers(points: Sequence[SupplementPoint]) -> None:
    silent = [point for point in points if not point.brings_new and not point.reply.strip()]
    if silent:
        refusal = PointsUnanswered(
            count=len(silent), names="; ".join(f"{point.no}. {point.subject}" for point in silent)
        )
        refusal.facts["points"] = [point.pk for point in silent]
        raise refusal


def _renew_papers(
    dossier: Dossier, points: Sequence[SupplementPoint], files: Mapping[UUID, Sequence[UUID]], at: datetime
) -> None:
    """The components that were asked for wait to be checked again; new files replace the earlier ones."""
    papers = {paper.id: paper for paper in Paper.objects.filter(dossier=dossier)}
    for point in points:
        if point.paper_id is None:
            continue
        paper = papers[point.paper_id]
        paper.finding, paper.remark = Paper.Finding.UNCHECKED, ""
        paper.save(update_fields=["finding", "remark"])
        if given := files.get(point.pk):
            PaperFile.objects.filter(dossier=dossier, paper=paper, superseded_at=None).update(
                superseded_at=at
            )
            PaperFile.objects.bulk_create(
                PaperFile(dossier=dossier, paper=paper, file_id=file_id, page=page)
                for page, file_id in enumerate(given, start=1)
            )


def expire(dossier: Dossier, *, at: datetime) -> bool:
    """Nobody answered within the time: the dossier ends (đóng hồ sơ vì quá hạn bổ sung); gives whether it did now.

    Refuses
        IllegalMove; StillWaiting before the time is over
    """
    request = Supplement.objects.filter(dossier=dossier).latest("no")
    key = uuid5(request.pk, "expire")
    if event_by_key(dossier.id, key) is not None:
        return False
    next_state(dossier.state, "expire")
    if dossier.waits_until is None or at <= dossier.waits_until:
        until = (dossier.waits_until or at).astimezone(TZ)
        raise StillWaiting(until=f"{until:%H:%M} ngày {until:%d/%m/%Y}")
    stop_clocks(dossier, at=at)
    move(
        *(dossier, "expire"),
        at=at,
        actor=SYSTEM,
        body={"until": dossier.waits_until},
        key=key,
        changes={"finished_at": at},
    )
    return True
