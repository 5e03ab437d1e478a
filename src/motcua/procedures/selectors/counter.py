"""What is decided at the counter and what is not received there; kept in memory under the organisation's stamp."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from motcua.agencies import memory
from motcua.agencies.selectors import Scope, held_on
from motcua.procedures.models import DeskAuthorisation, OutsideDecision, Procedure


def authorisation_of(
    scope: Scope, *, procedure_code: str, agency_id: UUID, desk_id: UUID, day: date, under: int | None = None
) -> DeskAuthorisation | None:
    """By what an officer may decide a procedure at a desk for an agency; null without authorisation (TN19-10.6).

    Takes
        under  the stamp of the organisation, where the caller read it already
    """

    def read() -> tuple[DeskAuthorisation, ...]:
        rows = DeskAuthorisation.objects.filter(
            held_on(day), procedure__code=procedure_code, agency_id=agency_id
        )
        return tuple(rows.order_by("valid_from", "pk"))

    stamp = memory.stamp() if under is None else under
    rows = memory.remember(stamp, ("desk authorisations", procedure_code, agency_id, day), read)
    roles = {str(posted.role) for posted in scope.postings if posted.desk_id == desk_id}
    for row in rows:
        if row.account_id == scope.account_id and roles:
            return row
        if row.desk_id == desk_id and row.role in roles:
            return row
    return None


def outside_decision(procedure_code: str, agency_id: UUID, day: date, *, under: int | None = None) -> str:
    """The instrument by which a procedure of an agency is not received at a desk on a day; empty when it is."""

    def read() -> str:
        rows = OutsideDecision.objects.filter(
            Q(agency=None) | Q(agency_id=agency_id), held_on(day), procedure__code=procedure_code
        )
        return str(rows.order_by("valid_from").values_list("instrument", flat=True).first() or "")

    stamp = memory.stamp() if under is None else under
    return memory.remember(stamp, ("outside", procedure_code, agency_id, day), read)


def authorisations_of(procedure: Procedure) -> list[DeskAuthorisation]:
    """Every authorisation of a procedure, newest first."""
    return list(procedure.authorisations.select_related("account").order_by("-valid_from", "-pk"))


def outside_decisions_of(procedure: Procedure) -> list[OutsideDecision]:
    """Every decision to receive it outside, newest first."""
    return list(procedure.outside_decisions.order_by("-valid_from", "-pk"))
