"""The desk's own duty in a dossier: it begins when something comes in and ends with an outcome."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.agencies.selectors import desk_on, is_posted_at
from motcua.audit.selectors import event_by_key
from motcua.audit.services import Actor
from motcua.custody.policies import UNIT_WITHIN, UNIT_WITHIN_HOURS
from motcua.dossiers.errors import Changed
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.moves import State
from motcua.dossiers.services import parts
from motcua.dossiers.services.reception import require_desk
from motcua.journey.context import calendar_of_desk, document_of, process_of
from motcua.journey.errors import ProcessUnsettled
from motcua.kernel.clock import local_day
from motcua.processes.schema import StepKind
from motcua.workflow import services as workflow
from motcua.workflow.places import place_of
from motcua.workflow.work import work_on

CHECK_MINUTES = 240  # half a working day to look at what came in, where the process allots nothing


def send_to_desk(dossier: Dossier, at: datetime) -> None:
    """Open the desk's part and a task in its pool, with a date (promise 3 of the design).

    Refuses
        NobodyThere, ProcessUnsettled
    """
    desk = desk_on(dossier.desk_id, local_day(at))
    receive = next((step for step in process_of(dossier).steps if step.kind is StepKind.RECEIVE), None)
    if receive is None:
        raise ProcessUnsettled(procedure=dossier.procedure_name)
    place = place_of(receive, dossier, field=document_of(dossier).field, at=at)
    part = parts.open_part(
        dossier, duty=Part.Duty.RECEPTION, agency_id=desk.desk.agency_id, desk_id=dossier.desk_id, at=at
    )
    workflow.open_task(
        *(work_on(dossier), part),
        step_id=receive.id,
        kind=str(StepKind.RECEIVE),
        name="Kiểm tra, tiếp nhận hồ sơ",
        pool_id=place.pool_id,
        minutes=_check_minutes(receive.minutes, desk.desk.agency_id, at),
        calendar_name=calendar_of_desk(dossier.desk_id, at),
        at=at,
    )


def _check_minutes(allotted: int, agency_id: UUID, at: datetime) -> int:
    """What the process allots; never more than the province gives a complete dossier to reach its unit (DN15-4.3a)."""
    minutes, day = allotted or CHECK_MINUTES, local_day(at)
    if UNIT_WITHIN.on(day, agency_id):
        return min(minutes, 60 * UNIT_WITHIN_HOURS.on(day, agency_id))
    return minutes


def leave_with(dossier: Dossier, desk_id: UUID, at: datetime) -> None:
    """The desk that filed it for somebody has done its duty at once; it goes on seeing what it filed.

    Law
        TN19-9.1 to 9.3: the place of filing and the desk that receives may differ.
    """
    agency_id = desk_on(desk_id, local_day(at)).desk.agency_id
    part = parts.open_part(dossier, duty=Part.Duty.RECEPTION, agency_id=agency_id, desk_id=desk_id, at=at)
    parts.close_part(part, at=at)


def end_reception(dossier: Dossier, officer: Actor, at: datetime) -> None:
    """The desk has done its duty: its task and its part end."""
    part = parts.open_part_of(dossier, Part.Duty.RECEPTION)
    if part is not None:
        workflow.end_tasks_of(part, by=officer.id, at=at)
        parts.close_part(part, at=at)


def handed_in_at(dossier: Dossier) -> datetime:
    """When the applicant handed in what the desk checks now: the submission, or the answer to a supplement."""
    part = parts.open_part_of(dossier, Part.Duty.RECEPTION)
    return part.started_at if part is not None else dossier.submitted_at


def cash_desk_id(dossier: Dossier) -> UUID:
    """Where the applicant pays: at the desk that received the dossier, once there is a result where it is returned."""
    return dossier.return_desk_id if dossier.state == State.DECIDED else dossier.desk_id


def is_done(dossier: Dossier, key: UUID) -> bool:
    """Whether the act of this idempotency key already happened; asked under the dossier's lock."""
    return event_by_key(dossier.id, key) is not None


def expect(dossier: Dossier, version: int | None) -> None:
    """Refuses with Changed when the page was opened before somebody else's act."""
    if version is not None and dossier.version != version:
        raise Changed


def require_either_desk(dossier: Dossier, officer: Actor, at: datetime) -> None:
    """An officer of the desk that received the dossier or of the one that returns it. Refuses with WrongDesk."""
    assert officer.id is not None
    if not any(is_posted_at(officer.id, one, at) for one in {dossier.desk_id, dossier.return_desk_id}):
        require_desk(dossier, officer.id, at)
