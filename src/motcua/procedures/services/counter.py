"""What is decided at the counter, and what is not received there at all: dated decisions of the chairman."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from motcua.agencies.services.structure import check_days, check_end
from motcua.audit.services import Actor
from motcua.kernel.text import nfc
from motcua.procedures.errors import InstrumentMissing, UnknownDecision
from motcua.procedures.models import DeskAuthorisation, OutsideDecision
from motcua.procedures.services.record import locked, tell

_Row = TypeVar("_Row", DeskAuthorisation, OutsideDecision)


@transaction.atomic
def authorise_desk(
    *,
    procedure_id: UUID,
    agency_id: UUID,
    valid_from: date,
    instrument: str,
    at: datetime,
    actor: Actor,
    account_id: UUID | None = None,
    desk_id: UUID | None = None,
    role: str = "",
    valid_to: date | None = None,
) -> DeskAuthorisation:
    """Authorise an officer, or a duty at a desk, to decide a procedure for an agency (ủy quyền); TN19-10.6.

    Refuses
        UnknownProcedure, InstrumentMissing, DaysOutOfOrder
    """
    locked(procedure_id)
    _require(instrument, valid_from, valid_to)
    made = DeskAuthorisation.objects.create(
        procedure_id=procedure_id,
        agency_id=agency_id,
        account_id=account_id,
        desk_id=desk_id,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        instrument=nfc(instrument.strip()),
    )
    body = {
        "authorisation": str(made.pk),
        "agency": str(agency_id),
        "account": str(account_id or ""),
        "desk": str(desk_id or ""),
        "role": role,
        "from": valid_from.isoformat(),
        "instrument": made.instrument,
    }
    tell(procedure_id, "desk_authorised", at, actor, body)
    return made


@transaction.atomic
def take_outside(
    *,
    procedure_id: UUID,
    valid_from: date,
    instrument: str,
    at: datetime,
    actor: Actor,
    agency_id: UUID | None = None,
    valid_to: date | None = None,
) -> OutsideDecision:
    """Decide that a procedure is received and returned where the officer goes, not at a desk; TN19-9.4.

    Refuses
        UnknownProcedure, InstrumentMissing, DaysOutOfOrder
    """
    locked(procedure_id)
    _require(instrument, valid_from, valid_to)
    made = OutsideDecision.objects.create(
        procedure_id=procedure_id,
        agency_id=agency_id,
        valid_from=valid_from,
        valid_to=valid_to,
        instrument=nfc(instrument.strip()),
    )
    body = {"decision": str(made.pk), "agency": str(agency_id or ""), "from": valid_from.isoformat(),
            "instrument": made.instrument}  # fmt: skip
    tell(procedure_id, "taken_outside", at, actor, body)
    return made


@transaction.atomic
def end_authorisation(*, authorisation_id: UUID, last_day: date, at: datetime, actor: Actor) -> None:
    """An authorisation holds for the last time on a day; refuses UnknownDecision, DaysOutOfOrder, EndsEarlier."""
    row = _ended(DeskAuthorisation, authorisation_id, last_day)
    body = {"row": str(row.pk), "last_day": last_day.isoformat()}
    tell(row.procedure_id, "desk_authorisation_ended", at, actor, body)


@transaction.atomic
def end_outside(*, decision_id: UUID, last_day: date, at: datetime, actor: Actor) -> None:
    """The procedure comes back to the desks after a day; refuses UnknownDecision, DaysOutOfOrder, EndsEarlier."""
    row = _ended(OutsideDecision, decision_id, last_day)
    body = {"row": str(row.pk), "last_day": last_day.isoformat()}
    tell(row.procedure_id, "outside_ended", at, actor, body)


def _ended(model: type[_Row], row_id: UUID, last_day: date) -> _Row:
    row = model._default_manager.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise UnknownDecision
    check_end(row.valid_from, row.valid_to, last_day)
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    return row


def _require(instrument: str, valid_from: date, valid_to: date | None) -> None:
    if not instrument.strip():
        raise InstrumentMissing
    if valid_to is not None:
        check_days(valid_from, valid_to)
