"""Opinions: asked, reminded, answered, revoked, taken as given. The dossier's row is locked by the caller.

An opinion, its part and its task begin and end together; nothing else ends one of them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import agency_on, current_agency, staff_of_pool, unit_on
from motcua.agencies.services import ensure_pool
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.services import parts
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import joined, phrase, shaped
from motcua.kernel.text import nfc
from motcua.workflow import services
from motcua.workflow.errors import (
    AnswerMissing,
    NobodyAsked,
    OpinionEnded,
    OpinionIncomplete,
    RevocationReasonMissing,
    UnknownOpinion,
)
from motcua.workflow.models import Opinion, OpinionFile, Task
from motcua.workflow.places import Place, unit_in_charge
from motcua.workflow.work import Work

KIND = "opinion"  # of the tasks of those who are asked
OPEN = (Opinion.State.ASKED, Opinion.State.LATE)
STEP_ID = "y-kien-{no}"
NAME = "Cho ý kiến phối hợp"
OUTSIDE_NAME = "Ghi nhận ý kiến của {name}"


@dataclass(frozen=True)
class Question:
    """Who is asked what until when (TN19-12.5a).

    agency_id     with `unit_id`: who is asked here; none for a body that has no account here
    outside_name  the name of that body
    due_at        until when the answer is needed
    must_wait     the asker's step cannot be finished before the answer
    """

    content: str
    due_at: datetime
    agency_id: UUID | None = None
    unit_id: UUID | None = None
    outside_name: str = ""
    file_ids: tuple[UUID, ...] = ()
    must_wait: bool = False


def place_asked(question: Question, dossier: Dossier, *, field: str, at: datetime) -> Place:
    """Where an opinion is given: in the unit that is asked, else in the one in charge, else by the agency's people.

    Refuses
        NobodyAsked when nobody there takes work
    """
    assert question.agency_id is not None
    day = local_day(at)
    agency_id = current_agency(question.agency_id, day)
    in_charge = unit_in_charge(agency_id, dossier.procedure_code, field)
    units = [question.unit_id] if question.unit_id else [in_charge, None] if in_charge else [None]
    for unit_id in units:
        roles = (Role.HANDLER, Role.UNIT_HEAD) if unit_id else (Role.HANDLER, Role.AGENCY_LEADER)
        for role in roles:
            pool_id = ensure_pool(agency_id=agency_id, role=role, unit_id=unit_id)
            if staff_of_pool(pool_id, at):
                return Place(Part.Duty.COOPERATION, agency_id, unit_id, None, pool_id)
    name = agency_on(agency_id, day).name
    raise NobodyAsked(place=f"{unit_on(question.unit_id, day).name}, {name}" if question.unit_id else name)


def ask(
    work: Work,
    question: Question,
    *,
    place: Place,
    waiting_task: Task | None,
    silence_consents: bool,
    officer: Actor,
    at: datetime,
) -> Opinion:
    """Ask an opinion: the question, a part for whoever is asked, a task with the deadline (lấy ý kiến).

    Takes
        place             where it is given; for a body without account the asker's own place
        waiting_task      the step that waits for the answer, none = the work goes on
        silence_consents  no answer in time counts as consent
    """
    assert officer.id is not None
    dossier = work.dossier
    number = Opinion.next_no(dossier.pk)
    part = parts.open_part(
        dossier,
        duty=Part.Duty.COOPERATION,
        agency_id=place.agency_id,
        unit_id=place.unit_id,
        due_at=question.due_at,
        at=at,
    )
    work.parts.append(part)
    outside = nfc(question.outside_name)
    task = services.open_task(
        *(work, part),
        step_id=STEP_ID.format(no=number),
        kind=KIND,
        name=OUTSIDE_NAME.format(name=outside) if outside else NAME,
        pool_id=place.pool_id,
        minutes=0,
        calendar_name="",
        at=at,
        due_at=question.due_at,
        owner_id=officer.id if outside and officer.id in staff_of_pool(place.pool_id, at) else None,
    )
    opinion = Opinion.objects.create(
        dossier=dossier,
        no=number,
        part=part,
        task=task,
        waiting_task=waiting_task,
        agency_id=None if outside else place.agency_id,
        unit_id=None if outside else question.unit_id,
        outside_name=outside,
        content=nfc(question.content),
        silence_consents=silence_consents,
        asked_at=at,
        asked_by_id=officer.id,
        asked_for_id=officer.agency_id or dossier.agency_id,
        due_at=question.due_at,
    )
    _attach(opinion, question.file_ids, OpinionFile.Side.QUESTION)
    return opinion


def require_complete(question: Question, at: datetime) -> None:
    """Refuses with OpinionIncomplete a question without content, without a coming day, or asked of nobody."""
    lacking = [
        words
        for is_there, words in (
            (question.content.strip(), phrase("chưa ghi nội dung cần xin ý kiến")),
            (question.due_at > at, phrase("hạn trả lời phải sau thời điểm gửi")),
            (question.agency_id or question.outside_name.strip(), phrase("chưa chọn nơi được hỏi")),
        )
        if not is_there
    ]
    if lacking:
        raise OpinionIncomplete(lacking=joined("; ", lacking))


def open_opinion(dossier: Dossier, opinion_id: UUID, *, day: datetime) -> Opinion:
    """The opinion that still waits for its answer.

    Refuses
        UnknownOpinion, OpinionEnded
    """
    opinion = Opinion.objects.filter(dossier_id=dossier.pk, pk=opinion_id).first()
    if opinion is None:
        raise UnknownOpinion
    if opinion.state not in OPEN:
        state = shaped(phrase(str(opinion.get_state_display())), str.lower)
        raise OpinionEnded(place=name_of(opinion, day), state=state)
    return opinion


def answer(
    work: Work, opinion: Opinion, *, text: str, file_ids: Sequence[UUID], officer: Actor, at: datetime
) -> None:
    """Write down what the asked place says; its part and its task end (trả lời ý kiến); TN19-12.5b.

    Refuses
        AnswerMissing
    """
    if not text.strip():
        raise AnswerMissing
    opinion.answer = nfc(text)
    _attach(opinion, file_ids, OpinionFile.Side.ANSWER)
    _end(work, opinion, Opinion.State.ANSWERED, by=officer.id, at=at)


def revoke(work: Work, opinion: Opinion, *, reason: str, by: UUID | None, at: datetime) -> None:
    """Take the question back, with the reason (thu hồi yêu cầu lấy ý kiến).

    Refuses
        RevocationReasonMissing
    """
    if not reason.strip():
        raise RevocationReasonMissing
    opinion.reason = nfc(reason)
    _end(work, opinion, Opinion.State.REVOKED, by=by, at=at)


def revoke_all(work: Work, *, reason: str, by: UUID | None, at: datetime) -> list[Opinion]:
    """Take back what is still asked, because the dossier ends without it."""
    if not any(task.kind == KIND for task in work.open_tasks):
        return []
    rows = list(Opinion.objects.filter(dossier_id=work.dossier.pk, state__in=OPEN).order_by("no"))
    for opinion in rows:
        revoke(work, opinion, reason=reason, by=by, at=at)
    return rows


def assent(work: Work, opinion: Opinion, *, at: datetime) -> None:
    """Nobody answered in time, which counts as consent where the procedure says so."""
    _end(work, opinion, Opinion.State.ASSENTED, by=None, at=at)


def note_late(opinion: Opinion) -> None:
    """The day went by without an answer; it is still waited for (TN19-12.5b)."""
    opinion.state = Opinion.State.LATE
    opinion.save(update_fields=["state"])


def note_reminded(opinion: Opinion, *, at: datetime) -> None:
    opinion.reminded_at = at
    opinion.save(update_fields=["reminded_at"])


def awaited_by(work: Work, task: Task) -> list[Opinion]:
    """The opinions that a step waits for. Asks the database only where an opinion is open at all."""
    if not any(one.kind == KIND for one in work.open_tasks):
        return []
    # a step that was sent back and opened again still waits
    same_step = [one.pk for one in work.tasks if one.step_id == task.step_id]
    rows = Opinion.objects.filter(dossier_id=work.dossier.pk, waiting_task_id__in=same_step, state__in=OPEN)
    return list(rows.order_by("no"))


def name_of(opinion: Opinion, at: datetime) -> str:
    """Who was asked, by the name of the day."""
    if opinion.agency_id is None:
        return opinion.outside_name
    day = local_day(at)
    agency = agency_on(opinion.agency_id, day).name
    return f"{unit_on(opinion.unit_id, day).name}, {agency}" if opinion.unit_id else agency


def _attach(opinion: Opinion, file_ids: Iterable[UUID], side: OpinionFile.Side) -> None:
    OpinionFile.objects.bulk_create(
        OpinionFile(dossier_id=opinion.dossier_id, opinion=opinion, file_id=file_id, side=side, page=page)
        for page, file_id in enumerate(file_ids, start=1)
    )


def _end(work: Work, opinion: Opinion, state: Opinion.State, *, by: UUID | None, at: datetime) -> None:
    opinion.state, opinion.ended_at, opinion.ended_by_id = state, at, by
    opinion.save(update_fields=["state", "ended_at", "ended_by", "answer", "reason"])
    task = next(one for one in work.tasks if one.pk == opinion.task_id)
    done = state == Opinion.State.ANSWERED
    services.end_task(task, by=by, at=at, state=Task.State.DONE if done else Task.State.CANCELLED)
    part = next(one for one in work.parts if one.pk == opinion.part_id)
    parts.close_part(part, at=at, state="done" if done else "cancelled")
