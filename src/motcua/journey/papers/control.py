"""Mẫu 06, Phiếu kiểm soát quá trình giải quyết hồ sơ: filled by the system from what really happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import agency_on, desk_on, unit_on
from motcua.audit.services import Actor
from motcua.custody.models import HandoverRecord, Line
from motcua.custody.selectors import bundles_of, name_of
from motcua.documents.facts import plain
from motcua.documents.models import IssuedDocument
from motcua.documents.selectors import documents_about
from motcua.documents.services import issue
from motcua.documents.sheets import BundleMark, Hop, Slip06Facts
from motcua.dossiers.models import Dossier, Part, Result
from motcua.dossiers.selectors import parts_of_dossier, results_of
from motcua.journey.papers.custody import bundle_url
from motcua.journey.papers.slips import lookup_url, next_slip_number, office_of
from motcua.kernel.canonical import digest
from motcua.kernel.clock import local_day
from motcua.workflow.models import Task
from motcua.workflow.selectors import tasks_of

APPLICANT = "Người nộp hồ sơ"
EARLY, ON_TIME, LATE = "Trước hạn", "Đúng hạn", "Quá hạn"


def rating(due_at: datetime, done_at: datetime) -> str:
    """How a step went against its date, as the national index counts: before its day, on it, after it."""
    if done_at > due_at:
        return LATE
    return EARLY if local_day(done_at) < local_day(due_at) else ON_TIME


def control_sheet(dossier: Dossier, *, officer: Actor, at: datetime) -> IssuedDocument:
    """The sheet as the dossier stands now; one number for all its printings, a new printing only for something new.

    Takes
        dossier  locked, accepted
    Law
        TT 03/2025/TT-VPCP, Mẫu 06; TN19-11.1: who handed what to whom, when, and how it went.
    """
    assert dossier.code is not None
    assert dossier.accepted_at is not None
    assert dossier.due_at is not None
    parts, tasks = parts_of_dossier(dossier.pk), tasks_of(dossier.pk)
    facts = Slip06Facts(
        office=office_of(dossier, at),
        code=dossier.code,
        lookup_url=lookup_url(dossier),
        agency=dossier.agency_name,
        cooperating=_cooperating(parts, at),
        received_at=dossier.accepted_at,
        due_at=dossier.due_at,
        hops=hops_of(dossier, tasks),
        bundles=tuple(BundleMark(one.no, one.code, bundle_url(one)) for one in bundles_of(dossier.pk)),
    )
    earlier = documents_about(dossier.pk).filter(template="slip_06").order_by("-issued_at").first()
    if earlier is not None and earlier.facts_hash == digest(plain(facts)).hex():
        return earlier
    number = earlier.number if earlier else next_slip_number("slip_06", "PKS-TTPVHCC", dossier.desk_id, at)
    return issue("slip_06", facts, number=number, at=at, by=officer.id, about=dossier.pk)


def _cooperating(parts: Iterable[Part], at: datetime) -> tuple[str, ...]:
    names = [
        agency_on(part.agency_id, local_day(part.started_at)).name
        for part in parts
        if part.duty == Part.Duty.COOPERATION
    ]
    return tuple(dict.fromkeys(names))


def hops_of(dossier: Dossier, tasks: list[Task]) -> tuple[Hop, ...]:
    """One block for each hand-over, oldest first: steps of the work, bundles of paper, the result."""
    found = [
        *_steps(dossier, tasks),
        *_paper(dossier.pk),
        *(_given(dossier, tasks, one) for one in results_of(dossier.pk) if one.handed_over_at),
    ]
    return tuple(sorted(found, key=lambda hop: hop.at))


def _steps(dossier: Dossier, tasks: list[Task]) -> Iterable[Hop]:
    for place, task in enumerate(tasks):
        before = _giver_of(task, tasks[:place])
        yield Hop(
            giver=_place(before) if before else APPLICANT,
            giver_name=_doer(before) if before else dossier.applicant_name,
            receiver=_place(task),
            receiver_name=_doer(task),
            at=task.opened_at,
            rating=rating(before.due_at, before.done_at) if before and before.done_at else "",
            note=_note(task, before),
        )


def _giver_of(task: Task, earlier: list[Task]) -> Task | None:
    """The step whose end began this one: the last that was over by then; else what was open beside it (an opinion)."""
    over = [one for one in earlier if one.done_at is not None and one.done_at <= task.opened_at]
    asking = [one for one in earlier if one.done_at is None or one.done_at > task.opened_at]
    if task.kind == "opinion" and asking:
        return asking[-1]
    return max(over, key=lambda one: (one.done_at, one.no), default=None)


def _note(task: Task, before: Task | None) -> str:
    words = [task.name]
    if before is not None and before.state == Task.State.SENT_BACK and before.done_at == task.opened_at:
        words.append(f"trả lại từ bước “{before.name}”")
    if task.state == Task.State.CANCELLED:
        words.append("đã huỷ")
    return "; ".join(words)


def _place(task: Task) -> str:
    """Desk, unit or agency, by its name on the day the step began."""
    part, day = task.part, local_day(task.opened_at)
    if part.desk_id is not None:
        return desk_on(part.desk_id, day).name
    pool_unit = task.pool.unit_id
    if pool_unit is not None:
        return unit_on(pool_unit, day).name
    return agency_on(task.pool.agency_id, day).name


def _doer(task: Task) -> str:
    who = task.done_by or task.owner
    return who.full_name if who else ""


def _paper(dossier_id: UUID) -> Iterable[Hop]:
    """Bundles that changed hands by a record both sides confirmed."""
    lines = Line.objects.filter(
        dossier_id=dossier_id,
        state=Line.State.RECEIVED,
        record__state=HandoverRecord.State.CONFIRMED,
    ).select_related("record__given_by", "record__ended_by")
    for record in {line.record_id: line.record for line in lines}.values():
        assert record.ended_at is not None
        day = local_day(record.ended_at)
        yield Hop(
            giver=name_of(record.giver, day),
            giver_name=record.given_by.full_name,
            receiver=name_of(record.receiver, day),
            receiver_name=record.ended_by.full_name if record.ended_by else "",
            at=record.ended_at,
            note=f"Bàn giao giấy tờ theo giấy bàn giao số {record.number}",
        )


def _given(dossier: Dossier, tasks: list[Task], result: Result) -> Hop:
    """The result in the applicant's hands; rated by the date that was promised."""
    assert result.handed_over_at is not None
    last = next((one for one in reversed(tasks) if one.part.duty == Part.Duty.RETURN), None)
    day = local_day(result.handed_over_at)
    hop = Hop(
        giver=desk_on(dossier.return_desk_id, day).name,
        giver_name=_doer(last) if last else "",
        receiver=APPLICANT,
        receiver_name=result.receiver_name,
        at=result.handed_over_at,
        note="Trả kết quả",
    )
    if dossier.due_at is None or dossier.decided_at is None:
        return hop
    return replace(hop, rating=rating(dossier.due_at, dossier.decided_at))
