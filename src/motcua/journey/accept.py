"""Stage 3 of 8: the desk accepts the dossier (tiếp nhận hồ sơ)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.selectors import agency_on, desk_on
from motcua.audit.services import Actor
from motcua.deadlines.rules import Limit, Unit
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.models import Dossier, Visit
from motcua.dossiers.moves import next_state
from motcua.dossiers.services import reception
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import Acceptance
from motcua.journey.book import enter
from motcua.journey.context import calendar_of_desk, document_of, limit_of, process_of
from motcua.journey.custody import open_paper
from motcua.journey.desk import end_reception, expect, handed_in_at, is_done
from motcua.journey.errors import LimitUnsettled
from motcua.journey.fees import fees_of, owed
from motcua.journey.messages import tell_accepted
from motcua.journey.outside import record_visit
from motcua.journey.papers import slips
from motcua.journey.transfer import transfer_accepted
from motcua.kernel.clock import local_day
from motcua.payments.selectors import charges_of
from motcua.payments.services import raise_charges


@transaction.atomic
def accept(
    *,
    dossier_id: UUID,
    officer: Actor,
    at: datetime,
    key: UUID,
    wants_slip: bool = True,
    fees_vnd: Mapping[str, int] | None = None,
    place: str = "",
    expected_version: int | None = None,
) -> Acceptance:
    """Code, slip, time limit, fee, first task, message; all or nothing.

    Takes
        wants_slip  procedures with an immediate result need no slip unless it is asked for (TN19-10.5)
        place       where the officer received it, for a procedure that is not received at a desk (TN19-9.4)
        fees_vnd    as `fees.owed` takes it, where the release leaves a choice or an amount to the desk
    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove, PapersUnchecked, PapersNotInOrder, LimitUnsettled,
        FeeUnsettled, NobodyThere, OutsideOnly
    Law
        TN19-10.1c, TN19-10.2b, TN19-10.4, TN19-11.1; HG-4: time counts from acceptance.
    """
    dossier = dossier_for_update(dossier_id)
    again = is_done(dossier, key)
    expect(dossier, None if again else expected_version)
    document = document_of(dossier)
    process = process_of(dossier)
    if not again:
        next_state(dossier.state, "accept")
        record_visit(dossier, Visit.Kind.RECEPTION, place, officer=officer, at=at)
    limit = settled_limit(dossier, at)
    desk = desk_on(dossier.desk_id, local_day(at))
    acceptance = reception.accept_dossier(
        dossier,
        officer=officer,
        agency_code=agency_on(desk.desk.agency_id, local_day(at)).agency.code,
        limit=limit,
        calendar_name=calendar_of_desk(dossier.desk_id, at),
        at=at,
        key=key,
    )
    if again:
        return acceptance
    if not charges_of(dossier.pk):  # completed after an acceptance: the fee was settled then
        raise_charges(dossier, owed(fees_of(dossier, at), fees_vnd or {}), at=at, actor=officer)  # TN19-6.4a
    line = enter(dossier, document.field, at)
    if wants_slip or limit.unit is not Unit.IMMEDIATE:
        slips.issue_receipt(dossier, limit, officer=officer, at=at, book=line)  # TN19-10.1c
    complete_at = handed_in_at(dossier)
    end_reception(dossier, officer, at)
    transfer_accepted(dossier, process, field=document.field, officer=officer, at=at)  # TN19-11.1
    open_paper(dossier, officer=officer, complete_at=complete_at, at=at)  # NB18-13.1
    tell_accepted(dossier, at=at)  # leaves after commit
    return acceptance


def settled_limit(dossier: Dossier, at: datetime) -> Limit:
    """The limit of the pinned release, or the shorter one that was promised; what is not settled is not guessed."""
    limit = limit_of(dossier, calendar_named(calendar_of_desk(dossier.desk_id, at))[0], at)
    if limit is None:
        raise LimitUnsettled(procedure=dossier.procedure_name)
    return limit
