"""Who works at a dossier beside its lead, what others were asked, what it waits for: as plain facts for pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.agencies.acting import headships_of_desk
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, agencies_on, agency_names_on, staffed_agencies, units_of
from motcua.documents.models import StoredFile
from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Dossier, Part, Pause, Result
from motcua.dossiers.moves import State, acts_from
from motcua.dossiers.receipts import receipts_of
from motcua.dossiers.services.pauses import FINANCIAL_DUTY
from motcua.journey.context import process_of
from motcua.journey.errands import Errand
from motcua.journey.errors import NotYourDuty
from motcua.journey.joint import FOLLOW, is_late
from motcua.journey.policies import DESK_ASKS_OPINIONS
from motcua.journey.reading.next_act import NextAct
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.clock import local_day
from motcua.workflow import selectors
from motcua.workflow.errors import UnknownOpinion
from motcua.workflow.models import Opinion, OpinionFile, Task
from motcua.workflow.opinions import KIND, OPEN, name_of
from motcua.workflow.services import heads_place_of, may_do
from motcua.workflow.work import STEP_KINDS

CAUSES = {
    "financial_duty": _("Chờ người nộp thực hiện nghĩa vụ tài chính"),
    "public_posting": _("Niêm yết công khai"),
}
DESK_ROLES = (Role.RECEIVER, Role.DESK_HEAD)


@dataclass(frozen=True, slots=True)
class PartView:
    """One agency's part of a joint process: its work, until when, whether it is late by itself (HG-4)."""

    id: UUID
    agency: str
    work: str
    is_open: bool
    started_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    is_late: bool
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class OpinionView:
    """What was asked of whom and what was said; `may_answer` and the like for the officer who looks."""

    id: UUID
    task_id: UUID
    place: str
    content: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    state: str
    state_name: str
    is_open: bool
    is_late: bool
    waits: bool
    silence_consents: bool
    answer: str
    reason: str
    ended_by: str
    ended_at: datetime | None
    question_files: tuple[StoredFile, ...]
    answer_files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What the applicant sent to show that a duty was paid; `waits`: nobody answered it yet."""

    id: UUID
    note: str
    given_at: datetime
    waits: bool
    state: str
    answer: str
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class PauseView:
    """What the dossier waits for; `is_step`: a step of the process, finished and not resumed."""

    cause: str
    words: str
    is_step: bool
    from_at: datetime
    until_at: datetime
    place: str
    notice_number: str
    notice_on: object
    amount_vnd: int | None
    paid_on: object
    receipt_number: str
    receipts: tuple[ReceiptView, ...] = ()


@dataclass(frozen=True, slots=True)
class Cooperation:
    """All of it; empty for a dossier that one agency handles without asking or waiting."""

    parts: tuple[PartView, ...] = ()
    opinions: tuple[OpinionView, ...] = ()
    pauses: tuple[PauseView, ...] = ()


def cooperation_of(dossier: Dossier, results: Sequence[Result], *, at: datetime) -> Cooperation:
    """Who else works at a dossier; one statement for a plain one, at most three more."""
    pauses = dossiers.pauses_of(dossier.pk) if dossier.state == State.WAITING else []
    rows = [part for part in dossiers.parts_of_dossier(dossier.pk) if part.duty == Part.Duty.COOPERATION]
    joint = [part for part in rows if part.phase]
    return Cooperation(
        parts=_parts(dossier, joint, results, at),
        opinions=opinions_of(dossier.pk, at=at) if len(joint) < len(rows) else (),
        pauses=tuple(_pause(pause) for pause in pauses if pause.ended_at is None),
    )


def _parts(
    dossier: Dossier, rows: Sequence[Part], results: Sequence[Result], at: datetime
) -> tuple[PartView, ...]:
    if not rows:
        return ()
    names = agency_names_on({part.agency_id for part in rows}, local_day(at))
    process = process_of(dossier)
    phases = {phase.id: phase.name for phase in process.phases}
    return tuple(
        PartView(
            id=part.pk,
            agency=names.get(part.agency_id, ""),
            work=_work(process.steps, phases, part),
            is_open=part.state == "open",
            started_at=part.started_at,
            due_at=part.due_at,
            finished_at=part.finished_at,
            is_late=part.state != "cancelled" and is_late(part, at),
            results=tuple(result for result in results if result.part_id == part.pk),
        )
        for part in rows
        if part.state != "cancelled"
    )


def _work(steps: Iterable[object], phases: dict[str, str], part: Part) -> str:
    if part.phase in phases and part.phase != "main":
        return phases[part.phase]
    return gettext("Bước của quy trình")


def receipts_of_pause(pause: Pause) -> tuple[ReceiptView, ...]:
    """What was handed in for a financial duty, oldest first; none for another cause."""
    if pause.cause != FINANCIAL_DUTY:
        return ()
    return tuple(
        ReceiptView(
            id=one.pk,
            note=one.note,
            given_at=one.given_at,
            waits=one.answered_at is None,
            state=gettext(one.get_state_display()),
            answer=one.answer,
            files=tuple(page.file for page in one.files.all()),
        )
        for one in receipts_of(pause.dossier_id)
        if one.pause_id == pause.pk
    )


def _pause(pause: Pause) -> PauseView:
    return PauseView(
        cause=pause.cause,
        words=gettext(CAUSES.get(pause.cause, pause.cause)),
        is_step=bool(pause.step_id),
        from_at=pause.from_at,
        until_at=pause.until_at,
        place=pause.place,
        notice_number=pause.notice_number,
        notice_on=pause.notice_on,
        amount_vnd=pause.amount_vnd,
        paid_on=pause.paid_on,
        receipt_number=pause.receipt_number,
        receipts=receipts_of_pause(pause),
    )


def opinions_of(dossier_id: UUID, *, at: datetime) -> tuple[OpinionView, ...]:
    """What was asked about a dossier, oldest first."""
    return tuple(_opinion(opinion, at) for opinion in selectors.opinions_of(dossier_id))


def _opinion(opinion: Opinion, at: datetime) -> OpinionView:
    files = sorted(opinion.files.all(), key=lambda file: file.page)
    return OpinionView(
        id=opinion.pk,
        task_id=opinion.task_id,
        place=name_of(opinion, at),
        content=opinion.content,
        asked_by=opinion.asked_by.full_name,
        asked_at=opinion.asked_at,
        due_at=opinion.due_at,
        state=opinion.state,
        state_name=gettext(opinion.get_state_display()),
        is_open=opinion.state in OPEN,
        is_late=opinion.is_late or (opinion.state in OPEN and at > opinion.due_at),
        waits=opinion.waiting_task_id is not None,
        silence_consents=opinion.silence_consents,
        answer=opinion.answer,
        reason=opinion.reason,
        ended_by=opinion.ended_by.full_name if opinion.ended_by else "",
        ended_at=opinion.ended_at,
        question_files=tuple(one.file for one in files if one.side == OpinionFile.Side.QUESTION),
        answer_files=tuple(one.file for one in files if one.side == OpinionFile.Side.ANSWER),
    )


@dataclass(frozen=True)
class OpinionPage:
    """One question at a dossier: read by both sides, answered by one, taken back by the other."""

    dossier: Dossier
    opinion: OpinionView
    may_answer: bool
    may_revoke: bool
    may_remind: bool


def opinion_page(dossier_id: UUID, task_id: UUID, scope: Scope, *, at: datetime) -> OpinionPage:
    """The question behind a task.

    Refuses
        UnknownDossier, UnknownOpinion
    """
    dossier = visible_dossier(dossier_id, scope)
    rows = {row.task_id: row for row in selectors.opinions_of(dossier.pk)}
    row = rows.get(task_id)
    if row is None:
        raise UnknownOpinion
    tasks = selectors.open_tasks_of(dossier)
    task = next((one for one in tasks if one.pk == task_id), None)
    asks = row.asked_by_id == scope.account_id or lead_task(dossier, tasks, scope) is not None
    return OpinionPage(
        dossier=dossier,
        opinion=_opinion(row, at),
        may_answer=task is not None and may_do(task, scope),
        may_revoke=task is not None and asks,
        may_remind=task is not None and (asks or bool(headships_of_desk(scope, dossier.desk_id))),
    )


@dataclass(frozen=True)
class AskPage:
    """Who can be asked: units of the own agency, then other agencies whose people take work here."""

    dossier: Dossier
    choices: tuple[tuple[str, str], ...]


def ask_page(dossier_id: UUID, scope: Scope, *, at: datetime) -> AskPage:
    """Refuses with UnknownDossier; with NotYourDuty somebody who may not ask here."""
    dossier = visible_dossier(dossier_id, scope)
    tasks = selectors.open_tasks_of(dossier)
    if not any(act.act == "ask_opinion" for act in cooperation_acts(dossier, tasks, scope, at=at)):
        raise NotYourDuty(act=gettext("Lấy ý kiến đơn vị, cơ quan khác"))
    day = local_day(at)
    own = [
        (f"unit:{unit.unit_id}", gettext("{unit} (cùng cơ quan)").format(unit=unit.name))
        for unit in units_of(dossier.agency_id, day)
    ]
    staffed = staffed_agencies((Role.HANDLER,), at) | staffed_agencies((Role.AGENCY_LEADER,), at)
    others = [
        (f"agency:{agency.agency_id}", agency.name)
        for agency in agencies_on(day)
        if agency.agency_id in staffed and agency.agency_id != dossier.agency_id
    ]
    return AskPage(dossier, (*own, *others))


def lead_task(dossier: Dossier, open_tasks: Sequence[Task], scope: Scope) -> Task | None:
    """The lead agency's open step that this officer does or whose place they head."""
    steps = [
        task
        for task in open_tasks
        if task.kind in STEP_KINDS and task.pool.desk_id is None and task.pool.agency_id == dossier.agency_id
    ]
    mine = [task for task in steps if may_do(task, scope)]
    return next(iter(mine or [task for task in steps if heads_place_of(task, scope)]), None)


def cooperation_acts(
    dossier: Dossier, open_tasks: Sequence[Task], scope: Scope, *, at: datetime | None = None
) -> list[NextAct]:
    """Asking and answering, pausing and going on, following the others: what of it this officer may do."""
    allowed = {move.act for move in acts_from(dossier.state)}
    leads = lead_task(dossier, open_tasks, scope) is not None
    at_desk = any(
        posted.desk_id == dossier.desk_id and posted.role in DESK_ROLES for posted in scope.postings
    )
    found: list[NextAct] = []
    for task in open_tasks:
        if task.kind == KIND and may_do(task, scope):
            found.append(NextAct("opinion", task.name, task.pk, is_main=True))
        if task.kind == FOLLOW and may_do(task, scope):
            found.append(NextAct("cooperation", gettext("Theo dõi cơ quan phối hợp")))
    if "ask_opinion" in allowed and (leads or (at_desk and _desk_asks(dossier, at))):
        found.append(NextAct("ask_opinion", gettext("Lấy ý kiến")))
    if "pause" in allowed and leads:
        found.append(NextAct("pause", gettext("Tạm dừng chờ")))
    if "resume" in allowed and (leads or at_desk or _waits_with(open_tasks, scope)):
        sent = any(task.kind == Errand.RECEIPT and may_do(task, scope) for task in open_tasks)
        words = gettext("Kiểm tra chứng từ nộp tiền") if sent else gettext("Việc đang chờ")
        found.append(NextAct("pause", words, is_main=leads or sent))
    return found


def _waits_with(open_tasks: Sequence[Task], scope: Scope) -> bool:
    return any(may_do(task, scope) for task in open_tasks if task.kind in STEP_KINDS)


def _desk_asks(dossier: Dossier, at: datetime | None) -> bool:
    day = local_day(at or dossier.updated_at)
    return DESK_ASKS_OPINIONS.on(day, dossier.agency_id)


@dataclass(frozen=True)
class CooperationPage:
    """The dossier with everybody who works at it."""

    dossier: Dossier
    cooperation: Cooperation


def cooperation_page(dossier_id: UUID, scope: Scope, *, at: datetime) -> CooperationPage:
    """Refuses with UnknownDossier."""
    dossier = visible_dossier(dossier_id, scope)
    return CooperationPage(dossier, cooperation_of(dossier, dossiers.results_of(dossier.pk), at=at))


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One question in a list over dossiers."""

    dossier_id: UUID
    task_id: UUID
    code: str
    procedure: str
    place: str
    asked_by: str
    due_at: datetime
    is_late: bool


def opinion_rows(scope: Scope, *, only_late: bool, at: datetime) -> tuple[OpinionRow, ...]:
    """What the officer's agencies and desks still wait for; only what is late, or all (TN19-12.5b)."""
    rows = selectors.late_opinions(scope) if only_late else selectors.open_opinions(scope)
    return tuple(
        OpinionRow(
            dossier_id=row.dossier_id,
            task_id=row.task_id,
            code=row.dossier.code or row.dossier.reference,
            procedure=row.dossier.procedure_name,
            place=name_of(row, at),
            asked_by=row.asked_by.full_name,
            due_at=row.due_at,
            is_late=at > row.due_at,
        )
        for row in rows
    )
