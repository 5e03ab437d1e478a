"""Who decides a procedure, which desks receive it, how much shorter an agency promises to be; each from a day on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.errors import NoSuchDesk
from motcua.agencies.models import Desk
from motcua.agencies.selectors import held_on
from motcua.agencies.services.structure import check_end
from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.kernel.text import nfc
from motcua.procedures.document import Duration
from motcua.procedures.errors import NotInForce, NotShorter, UnknownReception
from motcua.procedures.models import Commitment, Competence, Reception, Release
from motcua.procedures.rules import is_shorter, limit_for
from motcua.procedures.services.record import A_DAY, covers, locked, tell


@transaction.atomic
def set_competence(
    *,
    procedure_id: UUID,
    kind: str,
    valid_from: date,
    at: datetime,
    actor: Actor,
    agency_id: UUID | None = None,
    field: str = "",
    agency_kind: str = "people_committee",
    instrument: str = "",
) -> Competence:
    """Say which agency decides a procedure from a day on (phân định thẩm quyền).

    The same again changes nothing. The rule in force on that day ends the day before; one that began on the
    same day is corrected.
    """
    procedure = locked(procedure_id)
    values = {
        "kind": kind,
        "agency_id": agency_id,
        "field": field,
        "agency_kind": agency_kind,
        "instrument": instrument,
    }
    held = procedure.competences.filter(held_on(valid_from)).first()
    if held is not None and all(getattr(held, name) == value for name, value in values.items()):
        return held
    valid_to = held.valid_to if held else None
    if held is not None and held.valid_from == valid_from:
        for name, value in values.items():
            setattr(held, name, value)
        held.save()
        competence = held
    else:
        if held is not None:
            held.valid_to = valid_from - A_DAY
            held.save(update_fields=["valid_to"])
        later = procedure.competences.filter(valid_from__gt=valid_from).order_by("valid_from").first()
        if held is None and later is not None:
            valid_to = later.valid_from - A_DAY
        competence = Competence.objects.create(
            procedure=procedure, valid_from=valid_from, valid_to=valid_to, **values
        )
    body = {"kind": kind, "agency": str(agency_id or ""), "field": field, "from": valid_from.isoformat()}
    tell(procedure.id, "competence_set", at, actor, body)
    return competence


@transaction.atomic
def open_reception(
    *,
    desk_id: UUID,
    valid_from: date,
    procedure_id: UUID | None = None,
    level: str = "",
    agency_id: UUID | None = None,
    instrument: str = "",
    at: datetime | None = None,
    actor: Actor = SYSTEM,
) -> Reception:
    """Let a desk receive (giao tiếp nhận; TN19-9.1 to 9.3).

    One procedure, a level, or all (neither given); for one agency or for any. The same again changes nothing.

    Takes
        at  of the act, which is then told in the history of the desk's agency; none while a province is set up
    Refuses
        NoSuchDesk
    """
    if (
        not Desk.objects.select_for_update().filter(pk=desk_id).exists()
    ):  # two who open it do it one after the other
        raise NoSuchDesk(day=f"{valid_from:%d/%m/%Y}")
    place = {"desk_id": desk_id, "procedure_id": procedure_id, "level": level, "agency_id": agency_id}
    held = Reception.objects.filter(held_on(valid_from), **place).first()
    if held is not None:
        return held
    reception = Reception.objects.create(valid_from=valid_from, instrument=nfc(instrument), **place)
    if at is not None:
        _tell_reception(reception, "reception_opened", at, actor, valid_from)
    return reception


def _tell_reception(reception: Reception, kind: str, at: datetime, actor: Actor, day: date) -> None:
    body = {
        "reception": str(reception.id),
        "desk": str(reception.desk_id),
        "procedure": str(reception.procedure_id or ""),
        "level": reception.level,
        "agency": str(reception.agency_id or ""),
        "day": day.isoformat(),
    }
    append(Stream("agency", reception.desk.agency_id), kind=kind, happened_at=at, actor=actor, body=body)


@transaction.atomic
def receive_everywhere(*, valid_from: date, instrument: str) -> int:
    """Let every public desk receive every procedure for any agency (phi địa giới; NĐ 118/2025/NĐ-CP).

    Gives how many desks were opened; those that already receive something are left as they are. A
    department's counter at the centre receives for its own agency only.
    """
    opened = 0
    for desk in Desk.objects.filter(held_on(valid_from, "versions__")).distinct():
        before = Reception.objects.filter(held_on(valid_from), desk=desk).exists()
        if not before:
            agency_id = desk.agency_id if desk.host_id else None
            open_reception(desk_id=desk.id, agency_id=agency_id, valid_from=valid_from, instrument=instrument)
            opened += 1
    return opened


@transaction.atomic
def close_reception(
    *, reception_id: UUID, last_day: date, at: datetime | None = None, actor: Actor = SYSTEM
) -> None:
    """A desk no longer receives after a day (kết thúc tiếp nhận).

    Refuses
        UnknownReception, DaysOutOfOrder, EndsEarlier
    """
    reception = Reception.objects.select_for_update().filter(pk=reception_id).first()
    if reception is None:
        raise UnknownReception
    check_end(reception.valid_from, reception.valid_to, last_day)
    reception.valid_to = last_day
    reception.save(update_fields=["valid_to"])
    if at is not None:
        _tell_reception(reception, "reception_closed", at, actor, last_day)


@transaction.atomic
def promise_shorter_time(
    *,
    procedure_id: UUID,
    agency_id: UUID,
    duration: Duration,
    valid_from: date,
    at: datetime,
    actor: Actor,
    instrument: str = "",
) -> Commitment:
    """An agency promises a shorter time than the law's (cam kết rút ngắn thời gian; HG-17).

    It holds until a promise that was made for a later day begins.

    Refuses
        NotInForce, NotShorter: a promise that is no shorter than the law promises nothing
    """
    procedure = locked(procedure_id)
    release = procedure.releases.filter(covers(valid_from), state=Release.State.PUBLISHED).first()
    if release is None:
        raise NotInForce(procedure=procedure.code, day=valid_from.strftime("%d/%m/%Y"))
    legal = limit_for(release.procedure_document()).duration
    if legal is None or not is_shorter(duration, legal):
        raise NotShorter(promised=duration.words, legal=legal.words if legal else "chưa công bố")
    rows = Commitment.objects.filter(procedure=procedure, agency_id=agency_id)
    held = rows.filter(held_on(valid_from)).first()
    later = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    if held is not None and held.valid_from == valid_from:
        held.delete()
    elif held is not None:
        held.valid_to = valid_from - A_DAY
        held.save(update_fields=["valid_to"])
    commitment = Commitment.objects.create(
        procedure=procedure,
        agency_id=agency_id,
        amount=duration.amount,
        unit=duration.unit,
        valid_from=valid_from,
        valid_to=later.valid_from - A_DAY if later else None,
        instrument=nfc(instrument),
    )
    body = {"agency": str(agency_id), "limit": duration.spelled, "from": valid_from.isoformat()}
    tell(procedure.id, "shorter_time_promised", at, actor, body)
    return commitment
