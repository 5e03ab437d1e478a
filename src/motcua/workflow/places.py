"""Where a step of a process is done today: which agency, unit or desk, and the pool its task waits in.

A process names rules ("the lead agency", "Phòng Kinh tế"); who that is gets resolved when the task opens, so a
merger of agencies carries running dossiers over (design §3, "one release").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.agencies.selectors import agency_on, current_agency, desk_on, staff_of_pool, unit_on, units_of
from motcua.agencies.services import ensure_pool
from motcua.dossiers.models import Dossier, Part
from motcua.kernel.clock import local_day
from motcua.kernel.text import fold
from motcua.processes.schema import AgencyKind, Step, StepKind, UnitKind
from motcua.workflow.errors import NobodyThere
from motcua.workflow.models import UnitInCharge
from motcua.workflow.work import remembered


@dataclass(frozen=True)
class Place:
    """Where a task waits, and in which part of the dossier it is done."""

    duty: Part.Duty
    agency_id: UUID
    unit_id: UUID | None
    desk_id: UUID | None
    pool_id: UUID


def place_of(step: Step, dossier: Dossier, *, field: str, at: datetime) -> Place:
    """Where a step of a running dossier is done now.

    A step of another body (tax, police) or of the applicant is kept by the lead agency's handlers: they record
    what came from outside.

    Refuses
        NobodyThere when no active officer is posted to the place: a task there would wait for ever (HG-15)
    """
    about = (
        dossier.release_id,
        step.id,
        dossier.agency_id,
        dossier.desk_id,
        dossier.return_desk_id,
        local_day(at),
    )
    return remembered(
        dossier, "place", *about, field, read=lambda: _find_place(step, dossier, field=field, at=at)
    )


def _find_place(step: Step, dossier: Dossier, *, field: str, at: datetime) -> Place:
    day = local_day(at)
    duties = {str(duty) for duty in Role}
    role = Role(str(step.role)) if str(step.role) in duties else Role.HANDLER
    if step.kind is StepKind.RETURN:
        return _at_desk(dossier.return_desk_id, Part.Duty.RETURN, Role.RECEIVER, step, at)
    if step.kind is StepKind.RECEIVE or step.unit.kind is UnitKind.DESK:
        return _at_desk(dossier.desk_id, Part.Duty.RECEPTION, Role.RECEIVER, step, at)
    agency_id = current_agency(dossier.agency_id, day)
    outside = step.agency.kind not in {AgencyKind.LEAD, AgencyKind.RECEIVING}
    if outside:
        role = Role.HANDLER
    unit_id = None
    if outside or step.unit.kind is UnitKind.CHOSEN:
        unit_id = _unit_in_charge(agency_id, dossier.procedure_code, field)
    elif step.unit.kind is UnitKind.NAMED:
        unit_id = _unit_named(agency_id, step.unit.names, day) or _unit_in_charge(
            agency_id, dossier.procedure_code, field
        )
    pool_id = ensure_pool(agency_id=agency_id, role=role, unit_id=unit_id)
    if not staff_of_pool(pool_id, at):
        where = unit_on(unit_id, day).name if unit_id else agency_on(agency_id, day).name
        raise NobodyThere(step=step.name, place=f"{where} ({ROLE_NAMES[role].lower()})")
    return Place(Part.Duty.LEAD, agency_id, unit_id, None, pool_id)


def _at_desk(desk_id: UUID, duty: Part.Duty, role: Role, step: Step, at: datetime) -> Place:
    version = desk_on(desk_id, local_day(at))
    agency_id = version.desk.agency_id
    pool_id = ensure_pool(agency_id=agency_id, role=role, desk_id=desk_id)
    if not staff_of_pool(pool_id, at):
        raise NobodyThere(step=step.name, place=version.name)
    return Place(duty, agency_id, None, desk_id, pool_id)


def _unit_named(agency_id: UUID, names: tuple[str, ...], day: date) -> UUID | None:
    """The unit that carries one of the names, the first name first: a commune has "Phòng Kinh tế", a ward another."""
    units = {fold(unit.name): unit.unit_id for unit in units_of(agency_id, day)}
    for name in names:
        if (unit_id := units.get(fold(name))) is not None:
            return unit_id
    return None


def _unit_in_charge(agency_id: UUID, procedure_code: str, field: str) -> UUID | None:
    rows = UnitInCharge.objects.filter(
        agency_id=agency_id, procedure_code__in=["", procedure_code], field__in=["", field]
    )
    exact = sorted(rows, key=lambda row: (row.procedure_code == "", row.field == ""))
    return exact[0].unit_id if exact else None
