"""Where a step of a process is done today: which agency, unit or desk, and the pool its task waits in.

A process names rules ("the lead agency", "Phòng Kinh tế"); who that is gets resolved when the task opens, so a
merger of agencies carries running dossiers over (design §3, "one release").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.agencies.selectors import (
    agencies_on,
    agency_on,
    current_agency,
    desk_on,
    staff_of_pool,
    staffed_agencies,
    unit_on,
    units_of,
)
from motcua.agencies.services import ensure_pool
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.selectors import answers_of
from motcua.kernel.clock import local_day
from motcua.kernel.text import fold
from motcua.processes.schema import AgencyKind, Step, StepKind, UnitKind
from motcua.workflow.errors import NobodyThere
from motcua.workflow.models import UnitInCharge
from motcua.workflow.work import remembered


@dataclass(frozen=True)
class Seat:
    """Whose work a step is, as the law and the organisation of a day have it; nobody need be posted there."""

    duty: Part.Duty
    role: Role
    agency_id: UUID
    unit_id: UUID | None = None
    desk_id: UUID | None = None


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

    Refuses
        NobodyThere when no active officer is posted to the place: a task there would wait for ever (HG-15)
    """
    commune = commune_of(dossier, at) if step.agency.kind is AgencyKind.NAMED else ""
    about = (
        dossier.release_id,
        commune,
        step.id,
        dossier.agency_id,
        dossier.desk_id,
        dossier.return_desk_id,
        local_day(at),
    )
    return remembered(
        dossier,
        "place",
        *about,
        field,
        read=lambda: _find_place(step, dossier, field=field, commune=commune, at=at),
    )


def _find_place(step: Step, dossier: Dossier, *, field: str, commune: str, at: datetime) -> Place:
    day = local_day(at)
    if step.agency.kind is AgencyKind.NAMED:
        there = _place_of_participant(step, dossier, field=field, commune=commune, at=at)
        if there is not None:
            return there
    seat = seat_of(
        step,
        lead_agency_id=dossier.agency_id,
        desk_id=dossier.desk_id,
        return_desk_id=dossier.return_desk_id,
        procedure_code=dossier.procedure_code,
        field=field,
        day=day,
    )
    pool_id = ensure_pool(
        agency_id=seat.agency_id, role=seat.role, unit_id=seat.unit_id, desk_id=seat.desk_id
    )
    if not staff_of_pool(pool_id, at):
        raise NobodyThere(step=step.name, place=_name_of(seat, day))
    return Place(seat.duty, seat.agency_id, seat.unit_id, seat.desk_id, pool_id)


def _place_of_participant(
    step: Step, dossier: Dossier, *, field: str, commune: str, at: datetime
) -> Place | None:
    """Where another agency does its step itself; none when it is not in the system: then the lead records for it.

    Refuses
        NobodyThere when the agency works here but holds nobody of the duty
    """
    day = local_day(at)
    agency_id = agency_named(step.agency.code, commune, day)
    if agency_id is None or agency_id == current_agency(dossier.agency_id, day):
        return None
    own = _unit_named(agency_id, step.unit.names, day) if step.unit.kind is UnitKind.NAMED else None
    unit_id = own or unit_in_charge(agency_id, dossier.procedure_code, field)
    roles = [Role(str(step.role))] if str(step.role) in set(Role) else [Role.HANDLER]
    if step.kind is StepKind.EXTERNAL:  # the source names only the agency
        roles += [Role.HANDLER, Role.UNIT_HEAD, Role.AGENCY_LEADER]
    for role in dict.fromkeys(roles):
        for place in dict.fromkeys((unit_id, None)):
            if role is Role.UNIT_HEAD and place is None:
                continue
            pool_id = ensure_pool(agency_id=agency_id, role=role, unit_id=place)
            if staff_of_pool(pool_id, at):
                return Place(Part.Duty.COOPERATION, agency_id, place, None, pool_id)
    if any(staffed_agencies((role,), at, [agency_id]) for role in (Role.HANDLER, Role.AGENCY_LEADER)):
        raise NobodyThere(step=step.name, place=agency_on(agency_id, day).name)
    return None


def agency_named(kind: str, commune: str, day: date) -> UUID | None:
    """The agency of a kind that answers for a commune: the commune's own, else the only one of the province."""
    found = agencies_on(day, kind=kind)
    own = [one.agency_id for one in found if commune and one.commune_code == commune]
    if own:
        return own[0]
    wide = [one.agency_id for one in found if not one.commune_code]
    return wide[0] if len(wide) == 1 else None


def commune_of(dossier: Dossier, at: datetime) -> str:
    """The commune a dossier is about: of its lead agency, else as the applicant answered; "" when neither says."""
    day = local_day(at)
    lead = dossier.agency_id
    own: str | None = remembered(
        dossier,
        *("commune", lead, day),
        read=lambda: agency_on(current_agency(lead, day), day).commune_code,
    )
    return own or _commune_answered(answers_of(dossier.pk))


def _commune_answered(answers: Any) -> str:
    """The first commune among the answers; the one asked for by itself comes first."""
    if not isinstance(answers, dict):
        return ""
    if answers.get("commune_code"):
        return str(answers["commune_code"])
    return next((code for inner in answers.values() if (code := _commune_answered(inner))), "")


def seat_of(
    step: Step,
    *,
    lead_agency_id: UUID,
    desk_id: UUID,
    return_desk_id: UUID,
    procedure_code: str,
    field: str,
    day: date,
) -> Seat:
    """The agency, unit or desk and the duty that a step's rules mean on a day.

    A step of the applicant or of another body (tax, police) that is not in the system is kept by the lead agency's
    handlers: they record what came from outside. Who is in the system does it itself (`place_of`).

    Takes
        lead_agency_id   the agency competent for the dossier; its successor is found here
        desk_id          the desk that received the dossier, of whichever agency (TN19-9.1)
        procedure_code   with `field`: whose work it is where the process leaves the unit to the agency
    """
    if step.kind is StepKind.RETURN:
        return _at_desk(return_desk_id, Part.Duty.RETURN, day)
    if step.kind is StepKind.RECEIVE or step.unit.kind is UnitKind.DESK:
        return _at_desk(desk_id, Part.Duty.RECEPTION, day)
    agency_id = current_agency(lead_agency_id, day)
    is_outside = step.agency.kind not in {AgencyKind.LEAD, AgencyKind.RECEIVING}
    is_duty = str(step.role) in {str(duty) for duty in Role}
    role = Role(str(step.role)) if is_duty and not is_outside else Role.HANDLER
    unit_id = None
    if not is_outside and step.unit.kind is UnitKind.NAMED:
        unit_id = _unit_named(agency_id, step.unit.names, day)
    if unit_id is None and (is_outside or step.unit.kind in {UnitKind.CHOSEN, UnitKind.NAMED}):
        unit_id = unit_in_charge(agency_id, procedure_code, field)
    return Seat(Part.Duty.LEAD, role, agency_id, unit_id=unit_id)


def _at_desk(desk_id: UUID, duty: Part.Duty, day: date) -> Seat:
    return Seat(duty, Role.RECEIVER, desk_on(desk_id, day).desk.agency_id, desk_id=desk_id)


def _name_of(seat: Seat, day: date) -> str:
    if seat.desk_id is not None:
        return desk_on(seat.desk_id, day).name
    name = unit_on(seat.unit_id, day).name if seat.unit_id else agency_on(seat.agency_id, day).name
    return f"{name} ({ROLE_NAMES[seat.role].lower()})"


def _unit_named(agency_id: UUID, names: tuple[str, ...], day: date) -> UUID | None:
    """The unit that carries one of the names, the first name first: a commune has "Phòng Kinh tế", a ward another."""
    units = {fold(unit.name): unit.unit_id for unit in units_of(agency_id, day)}
    for name in names:
        if (unit_id := units.get(fold(name))) is not None:
            return unit_id
    return None


def unit_in_charge(agency_id: UUID, procedure_code: str, field: str) -> UUID | None:
    """The unit that an agency charged with a procedure, its field, or everything, in this order."""
    rows = UnitInCharge.objects.filter(
        agency_id=agency_id, procedure_code__in=["", procedure_code], field__in=["", field]
    )
    exact = sorted(rows, key=lambda row: (row.procedure_code == "", row.field == ""))
    return exact[0].unit_id if exact else None
