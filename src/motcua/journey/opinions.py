"""Along stage 5: what others are asked and say about a dossier (lấy ý kiến đơn vị, cơ quan khác)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from django.db import transaction

from motcua.agencies.acting import answering, headships_of_desk
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, agency_on
from motcua.audit.services import SYSTEM, Actor
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.moves import State, move_named, next_state
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.journey.context import document_of, process_of
from motcua.journey.desk import expect, is_done
from motcua.journey.each import count_done
from motcua.journey.errors import NotYourDuty
from motcua.journey.officer_messages import (
    tell_opinion_asked,
    tell_opinion_late,
    tell_opinion_reminder,
    tell_opinion_revoked,
)
from motcua.journey.pause import lead_step
from motcua.journey.policies import DESK_ASKS_OPINIONS
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc
from motcua.workflow import opinions, services
from motcua.workflow.models import Opinion, Task
from motcua.workflow.opinions import Question
from motcua.workflow.places import Place
from motcua.workflow.selectors import opinions_past, opinions_to_remind
from motcua.workflow.work import Work, pool_of, take_up, work_on

DESK_ROLES = (Role.RECEIVER, Role.DESK_HEAD)
_JOB = UUID("0192b1c0-0000-7000-8000-796b69656e01")  # names the keys of what the clock does by itself


@transaction.atomic
def ask_opinion(
    *,
    dossier_id: UUID,
    officer: Actor,
    scope: Scope,
    question: Question,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Ask a unit or an agency for its opinion, with content and deadline (lấy ý kiến).

    Asked by whoever has a step of the lead agency or heads its place, or by the desk where the agency authorised it.
    No answer counts as consent only where the step of the process says so.

    Refuses
        UnknownDossier, Changed, IllegalMove, NotYourDuty, OpinionIncomplete, NobodyAsked
    Law
        TN19-12.5a; NĐ 61/2018 Đ.19 k.5: content and deadline are given.
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    next_state(dossier.state, "ask_opinion")
    step_task = lead_step(work, scope)
    if step_task is None and not _is_desk_asking(dossier, scope, at):
        raise NotYourDuty(act=move_named("ask_opinion").title)
    if step_task is not None:
        officer = services.acting_there(step_task, scope, officer)
    opinions.require_complete(question, at)
    field = document_of(dossier).field
    opinion = opinions.ask(
        *(work, question),
        place=_place(question, dossier, step_task, field=field, at=at),
        waiting_task=step_task if question.must_wait else None,
        silence_consents=step_task is not None and _silence_consents(dossier, step_task),
        officer=officer,
        at=at,
    )
    note(
        *(dossier, "ask_opinion"),
        at=at,
        actor=officer,
        body={**_body(opinion), "due": opinion.due_at, "waits": opinion.waiting_task_id is not None},
        words={"asked": opinions.name_of(opinion, at), "question": opinion.content},
        key=key,
    )
    tell_opinion_asked(dossier, opinion, at=at)


def _is_desk_asking(dossier: Dossier, scope: Scope, at: datetime) -> bool:
    return DESK_ASKS_OPINIONS.on(local_day(at), dossier.agency_id) and any(
        posted.desk_id == dossier.desk_id and posted.role in DESK_ROLES for posted in scope.postings
    )


def _silence_consents(dossier: Dossier, task: Task) -> bool:
    return process_of(dossier).step(task.step_id).silence_consents


def _place(
    question: Question, dossier: Dossier, step_task: Task | None, *, field: str, at: datetime
) -> Place:
    """Where the answer is given; what a body outside writes is recorded where the question was asked."""
    if question.agency_id is not None:
        return opinions.place_asked(question, dossier, field=field, at=at)
    if step_task is None:
        asked = Question(question.content, question.due_at, agency_id=dossier.agency_id)
        return opinions.place_asked(asked, dossier, field=field, at=at)
    pool = pool_of(step_task)
    return Place(Part.Duty.COOPERATION, pool.agency_id, pool.unit_id, None, pool.pk)


def _body(opinion: Opinion) -> dict[str, object]:
    return {
        "opinion": opinion.pk,
        "no": opinion.no,
        "asked_agency": opinion.agency_id,
        "asked_unit": opinion.unit_id,
    }


@transaction.atomic
def answer_opinion(
    *,
    dossier_id: UUID,
    opinion_id: UUID,
    officer: Actor,
    scope: Scope,
    text: str,
    file_ids: Sequence[UUID] = (),
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Give the opinion that was asked, with files (trả lời ý kiến). A late answer is taken as well, and is late.

    Refuses
        UnknownDossier, Changed, UnknownOpinion, OpinionEnded, NotYourTask, TaskTaken, AnswerMissing
    Law
        TN19-12.5b: replies are recorded.
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    opinion = opinions.open_opinion(dossier, opinion_id, day=at)
    task = work.task(opinion.task_id)
    services.require_doer(task, scope)
    officer = services.acting(task, scope, officer)
    opinions.answer(work, opinion, text=text, file_ids=file_ids, officer=officer, at=at)
    note(
        *(dossier, "opinion_answered"),
        at=at,
        actor=officer,
        body={**_body(opinion), "late": opinion.is_late},
        words={"asked": opinions.name_of(opinion, at), "answer": opinion.answer},
        key=key,
    )


@transaction.atomic
def revoke_opinion(
    *,
    dossier_id: UUID,
    opinion_id: UUID,
    officer: Actor,
    scope: Scope,
    reason: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Take a question back, with the reason (thu hồi yêu cầu lấy ý kiến): by its asker or who has the step now.

    Refuses
        UnknownDossier, Changed, UnknownOpinion, OpinionEnded, NotYourDuty, RevocationReasonMissing
    """
    work = take_up(dossier_id, key=key)
    if work.is_done:
        return
    dossier = work.dossier
    expect(dossier, expected_version)
    opinion = opinions.open_opinion(dossier, opinion_id, day=at)
    officer = require_asker(work, opinion, scope, officer)
    opinions.revoke(work, opinion, reason=reason, by=officer.id, at=at)
    note_revoked(dossier, opinion, officer=officer, at=at, key=key)


def require_asker(work: Work, opinion: Opinion, scope: Scope, officer: Actor) -> Actor:
    """The officer in the duty that lets them follow a question they asked or whose step the dossier is at.

    Refuses
        NotYourDuty
    """
    step_task = lead_step(work, scope)
    if step_task is not None:
        return services.acting_there(step_task, scope, officer)
    if opinion.asked_by_id != scope.account_id:
        raise NotYourDuty(act=move_named("ask_opinion").title)
    return officer


def note_revoked(
    dossier: Dossier, opinion: Opinion, *, officer: Actor, at: datetime, key: UUID | None = None
) -> None:
    """Tell in the history that a question was taken back, and who was asked."""
    words = {"asked": opinions.name_of(opinion, at), "reason": opinion.reason}
    note(dossier, "opinion_revoked", at=at, actor=officer, body=_body(opinion), words=words, key=key)
    tell_opinion_revoked(dossier, opinion, at=at)


def revoke_open_opinions(work: Work, *, reason: str, officer: Actor, at: datetime) -> None:
    """The dossier ends or is decided: what is still asked is taken back, each with a line in the history."""
    for opinion in opinions.revoke_all(work, reason=nfc(reason), by=officer.id, at=at):
        note_revoked(work.dossier, opinion, officer=officer, at=at)


@transaction.atomic
def remind_opinion(
    *, dossier_id: UUID, opinion_id: UUID, officer: Actor, scope: Scope, at: datetime, key: UUID
) -> None:
    """Remind whoever is asked, now (nhắc trả lời): by who may take the question back, or by the head of the desk.

    Refuses
        UnknownDossier, UnknownOpinion, OpinionEnded, NotYourDuty
    Law
        TN19-12.5b: the head of the desk, who hears of what is late, can do something about it.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    opinion = opinions.open_opinion(dossier, opinion_id, day=at)
    if headships := headships_of_desk(scope, dossier.desk_id):
        officer = answering(officer, headships)
    else:
        officer = require_asker(work_on(dossier), opinion, scope, officer)
    _remind(dossier, opinion, officer=officer, at=at, key=key)


def _remind(dossier: Dossier, opinion: Opinion, *, officer: Actor, at: datetime, key: UUID) -> None:
    opinions.note_reminded(opinion, at=at)
    note(
        *(dossier, "opinion_reminded"),
        at=at,
        actor=officer,
        body={**_body(opinion), "due": opinion.due_at},
        words={"asked": opinions.name_of(opinion, at)},
        key=key,
    )
    tell_opinion_reminder(dossier, opinion, at=at)


def remind_due_opinions(*, at: datetime) -> int:
    """Remind of every opinion that falls due soon, once each; gives how many (job, TN19-12.5b)."""
    return _each(opinions_to_remind(at), _remind_by_itself, at)


def _remind_by_itself(dossier: Dossier, opinion: Opinion, at: datetime) -> None:
    _remind(dossier, opinion, officer=SYSTEM, at=at, key=uuid5(_JOB, f"remind:{opinion.pk}"))


def settle_past_opinions(*, at: datetime) -> int:
    """The deadline went by: consent where silence consents, else late, which the head of the desk hears of.

    Law
        TN19-12.5b; NĐ 61/2018 Đ.19 k.5.
    """
    return _each(opinions_past(at), _settle, at)


def _settle(dossier: Dossier, opinion: Opinion, at: datetime) -> None:
    words = {"asked": opinions.name_of(opinion, at)}
    body = {**_body(opinion), "due": opinion.due_at}
    if opinion.silence_consents:
        opinions.assent(work_on(dossier), opinion, at=at)
        note(dossier, "opinion_assented", at=at, actor=SYSTEM, body=body, words=words)
        return
    opinions.note_late(opinion)
    note(dossier, "opinion_late", at=at, actor=SYSTEM, body=body, words=words)
    tell_opinion_late(dossier, opinion, asker=agency_on(opinion.asked_for_id, local_day(at)).name, at=at)


def _each(found: Sequence[Opinion], act: Callable[[Dossier, Opinion, datetime], None], at: datetime) -> int:
    return count_done((row.dossier_id, partial(_do, row, act, at)) for row in found)


@transaction.atomic
def _do(row: Opinion, act: Callable[[Dossier, Opinion, datetime], None], at: datetime) -> bool:
    """What somebody settled meanwhile is passed over."""
    dossier = dossier_for_update(row.dossier_id)
    opinion = Opinion.objects.filter(dossier_id=dossier.pk, pk=row.pk, state=row.state).first()
    if opinion is None or dossier.finished_at is not None or dossier.state == State.DECIDED:
        return False
    act(dossier, opinion, at)
    return True
