"""A wrong result is set right by an act of its own (đính chính kết quả); the wrong one is never overwritten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.acting import answering
from motcua.agencies.models import Pool
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Posted, Scope, current_agency, staff_of_pool
from motcua.audit.services import Actor
from motcua.dossiers.errors import NotTheLeader, UnknownResult
from motcua.dossiers.models import Dossier, Part, Result
from motcua.dossiers.moves import State, next_state
from motcua.dossiers.services import returning
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.results import ResultFacts
from motcua.journey.context import calendar_of_desk, document_of, process_of
from motcua.journey.desk import expect, is_done
from motcua.journey.errors import ProcessUnsettled
from motcua.journey.messages import tell_corrected
from motcua.journey.steps import open_step
from motcua.kernel.clock import local_day
from motcua.processes.schema import MINUTES_A_DAY, StepKind
from motcua.workflow.models import Task
from motcua.workflow.work import Work, calendar_for, work_on

TO_DO = "Thu hồi kết quả sai, trả kết quả đã đính chính"


def is_leader(dossier: Dossier, scope: Scope, at: datetime) -> bool:
    """Whether an officer leads the agency that decided, or its successor."""
    return bool(_leaderships(dossier, scope, at))


def _leaderships(dossier: Dossier, scope: Scope, at: datetime) -> list[Posted]:
    agency_id = current_agency(dossier.agency_id, local_day(at))
    return [one for one in scope.postings if one.role is Role.AGENCY_LEADER and one.agency_id == agency_id]


def leaders_of(agency_id: UUID, at: datetime) -> list[UUID]:
    """The accounts that could correct a result of an agency now."""
    agency_id = current_agency(agency_id, local_day(at))
    rows = Pool.objects.filter(agency_id=agency_id, role=Role.AGENCY_LEADER, unit=None, desk=None)
    return [account for pool in rows for account in staff_of_pool(pool.pk, at)]


@transaction.atomic
def correct_result(
    *,
    dossier_id: UUID,
    result_id: UUID,
    facts: ResultFacts,
    reason: str,
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Put a right result in the place of a wrong one; the desk takes the wrong paper back and gives the right one.

    Takes
        result_id  the wrong one, which is not superseded yet
        facts      the right one, with its own number, day and signer
        reason     what was wrong; told to the applicant
    Refuses
        UnknownDossier, Changed, IllegalMove, NotTheLeader, UnknownResult, ReasonMissing, SameResult, NobodyThere
    Writes
        a new result that supersedes the old; state decided again when the old one was out, with a task and a date
        at the desk of return; one event; the applicant is told
    Law
        NĐ 61/2018/NĐ-CP Đ.21: an agency at fault sets it right at its own cost. TN19-13.1.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    next_state(dossier.state, "correct_result")
    if not is_leader(dossier, scope, at):
        raise NotTheLeader(agency=dossier.agency_name)
    officer = answering(officer, _leaderships(dossier, scope, at))
    wrong = (
        Result.objects.select_related("part")
        .filter(dossier=dossier, pk=result_id, superseded_at=None)
        .first()
    )
    if wrong is None:
        raise UnknownResult
    was_out = dossier.state == State.HANDED_OVER
    returning.correct(dossier, wrong, facts, reason=reason, actor=officer, at=at, key=key)
    work = work_on(dossier)
    if work.part_of(Part.Duty.RETURN) is None:
        _send_to_return_desk(work, at)
    tell_corrected(dossier, reason, was_out=was_out, at=at)


def _send_to_return_desk(work: Work, at: datetime) -> Task:
    """The desk has a task again, due within a working day."""
    dossier = work.dossier
    process = process_of(dossier)
    give = next((step for step in process.steps if step.kind is StepKind.RETURN), None)
    if give is None:
        raise ProcessUnsettled(procedure=dossier.procedure_name)
    task = open_step(work, give, field=document_of(dossier).field, at=at)
    calendar = calendar_for(dossier, calendar_of_desk(dossier.return_desk_id, at))
    task.name, task.due_at = TO_DO, calendar.add_working_minutes(at, MINUTES_A_DAY)
    task.save(update_fields=["name", "due_at"])
    return task
