"""Which procedures may be filed by message: dated decisions of the province or of one agency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.agencies.selectors import held_on
from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.conversations.errors import AlreadyOpenThere
from motcua.conversations.models import OpenProcedure
from motcua.conversations.selectors import ZALO
from motcua.kernel.text import nfc
from motcua.procedures.models import Procedure


@transaction.atomic
def open_procedure(
    *,
    procedure_id: UUID,
    valid_from: date,
    instrument: str,
    at: datetime,
    agency_id: UUID | None = None,
    actor: Actor = SYSTEM,
) -> OpenProcedure:
    """A procedure may be filed by Zalo from a day on, everywhere or at one agency (mở nộp qua Zalo; TN19-10.3).

    Refuses
        AlreadyOpenThere
    """
    same = OpenProcedure.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=valid_from), channel=ZALO, procedure_id=procedure_id
    )
    if same.filter(Q(agency_id=agency_id) if agency_id else Q(agency=None)).exists():
        raise AlreadyOpenThere
    made = OpenProcedure.objects.create(
        channel=ZALO,
        procedure_id=procedure_id,
        agency_id=agency_id,
        valid_from=valid_from,
        instrument=nfc(instrument),
    )
    _note(made, "opened_by_zalo", valid_from, actor, at)
    return made


@transaction.atomic
def close_procedure(*, opened_id: UUID, last_day: date, at: datetime, actor: Actor = SYSTEM) -> None:
    """The last day on which it may be filed by Zalo; drafts that were begun go on to the portal (đóng nộp qua Zalo)."""
    row = OpenProcedure.objects.select_for_update().filter(pk=opened_id).first()
    if row is None or (row.valid_to is not None and row.valid_to <= last_day):
        return
    if last_day < row.valid_from:
        row.delete()
    else:
        row.valid_to = last_day
        row.save(update_fields=["valid_to"])
    _note(row, "closed_by_zalo", last_day, actor, at)


@transaction.atomic
def open_listed(*, codes: Sequence[str], valid_from: date, instrument: str, at: datetime) -> int:
    """Open the procedures of these codes that are not open yet; gives how many."""
    rows = OpenProcedure.objects.filter(held_on(valid_from), channel=ZALO, agency=None)
    known = set(rows.values_list("procedure__code", flat=True))
    opened = 0
    for procedure_id, code in Procedure.objects.filter(code__in=codes).values_list("pk", "code"):
        if code not in known:
            open_procedure(procedure_id=procedure_id, valid_from=valid_from, instrument=instrument, at=at)
            opened += 1
    return opened


def _note(row: OpenProcedure, kind: str, day: date, actor: Actor, at: datetime) -> None:
    append(
        Stream("procedure", row.procedure_id),
        kind=kind,
        happened_at=at,
        actor=actor,
        body={"agency": row.agency_id, "day": day, "instrument": row.instrument},
    )
