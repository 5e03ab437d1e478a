"""Where a step is done today: its rules resolved into an agency, a unit or desk, and a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from motcua.agencies.models import AgencyVersion
from motcua.agencies.selectors import agency_on, current_agency, desk_on, held_on, units_of
from motcua.kernel.text import fold
from motcua.processes.errors import OtherAgencyMissing, UnitMissing
from motcua.processes.schema import AgencyKind, Role, Step, UnitKind


@dataclass(frozen=True, slots=True)
class Place:
    """Who does a step: what `agencies.selectors.pool_for` takes."""

    agency_id: UUID
    role: Role
    unit_id: UUID | None = None
    desk_id: UUID | None = None


def place_of(step: Step, *, lead_agency_id: UUID, desk_id: UUID, day: date) -> Place | None:
    """Resolve the agency and unit rules of a step (design §3: agencies and roles resolve now).

    Takes
        lead_agency_id  the agency competent for the dossier; its successor is found here
        desk_id         the desk that received the dossier
    Gives
        the place; None when nobody in this system does the step: the applicant, or a machine of another body
    Refuses
        UnitMissing when the agency has no unit of that name, OtherAgencyMissing when there is no such agency
    """
    if step.agency.kind in {AgencyKind.APPLICANT, AgencyKind.SYSTEM}:
        return None
    if step.agency.kind is AgencyKind.RECEIVING or step.unit.kind is UnitKind.DESK:
        return Place(desk_on(desk_id, day).desk.agency_id, step.role, desk_id=desk_id)
    lead = current_agency(lead_agency_id, day)
    agency_id = lead if step.agency.kind is AgencyKind.LEAD else _other_agency(step, lead, day)
    return Place(agency_id, step.role, unit_id=_unit(step, agency_id, day))


def _unit(step: Step, agency_id: UUID, day: date) -> UUID | None:
    """The first unit of the names in turn; None = the agency as a whole, or the unit it will choose."""
    if step.unit.kind is not UnitKind.NAMED:
        return None
    units = {fold(unit.name): unit.unit_id for unit in units_of(agency_id, day)}
    for name in step.unit.names:
        if found := units.get(fold(name)):
            return found
    name = agency_on(agency_id, day).name
    raise UnitMissing(agency=name, unit=" / ".join(step.unit.names), step=step.name)


def _other_agency(step: Step, lead_agency_id: UUID, day: date) -> UUID:
    """The agency of that kind: of the same commune where there is one in each, else the province's."""
    rows = AgencyVersion.objects.filter(held_on(day), kind=step.agency.code).order_by("agency__code")
    commune_code = agency_on(lead_agency_id, day).commune_code
    versions = list(rows.values_list("agency_id", "commune_code"))
    for wanted in (commune_code, ""):
        for agency_id, code in versions:
            if code == wanted:
                return agency_id
    raise OtherAgencyMissing(kind=step.agency.code, step=step.name)
