"""Opening, renaming, succeeding and closing agencies, units and desks; each by a decision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from motcua.agencies.errors import (
    AlreadySucceeded,
    CodeTaken,
    DaysOutOfOrder,
    EndsEarlier,
    NoSuchAgency,
    NoSuchDesk,
    NoSuchUnit,
    SuccessionTurnsBack,
    VersionOverlaps,
)
from motcua.agencies.models import (
    Agency,
    AgencyVersion,
    Desk,
    DeskVersion,
    Posting,
    Succession,
    Unit,
    UnitVersion,
)
from motcua.agencies.rules import AgencyFacts
from motcua.agencies.selectors import current_agency, held_on
from motcua.audit.rules import Head
from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.kernel.identifiers import parse_agency_code
from motcua.kernel.text import nfc


def record(
    agency_id: UUID,
    kind: str,
    at: datetime,
    actor: Actor,
    *,
    body: dict[str, Any],
    words: dict[str, Any],
    head: Head | None = None,
) -> None:
    """One event in the agency's own history; names go into the words, codes and ids into the body."""
    stream = Stream("agency", agency_id)
    append(stream, kind=kind, happened_at=at, actor=actor, body=body, words=words, head=head)


def check_days(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise DaysOutOfOrder(first=first.strftime("%d/%m/%Y"), last=last.strftime("%d/%m/%Y"))


def check_end(valid_from: date, valid_to: date | None, last_day: date) -> None:
    """A dated row may end on a day: not before it began, and not later than it would anyway."""
    check_days(valid_from, last_day)
    if valid_to is not None and valid_to < last_day:
        raise EndsEarlier(last=valid_to.strftime("%d/%m/%Y"))


@contextmanager
def _no_overlap(first: date) -> Iterator[None]:
    """The database decides between two decisions for the same days; the later one hears it plainly."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "_no_overlap" not in str(error):
            raise
        raise VersionOverlaps(first=first.strftime("%d/%m/%Y")) from error


@contextmanager
def _own_code(code: str) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise CodeTaken(code=code) from error


def _end_before(versions: QuerySet[Any], first: date) -> None:
    """End the version that runs into `first` on the day before; what begins on `first` or later stays."""
    versions.filter(held_on(first), valid_from__lt=first).update(valid_to=first - timedelta(days=1))


def _clean(facts: AgencyFacts) -> dict[str, Any]:
    return {name: nfc(value) if type(value) is str else value for name, value in asdict(facts).items()}


def _agency_for_update(agency_id: UUID) -> Agency:
    agency = Agency.objects.select_for_update().filter(id=agency_id).first()
    if agency is None:
        raise NoSuchAgency(day="này")
    return agency


@transaction.atomic
def open_agency(
    *,
    code: str,
    facts: AgencyFacts,
    valid_from: date,
    instrument: str,
    at: datetime,
    valid_to: date | None = None,
    code_is_provisional: bool = False,
    key: str | None = None,
    actor: Actor = SYSTEM,
) -> Agency:
    """Enter an agency that a decision sets up (thành lập cơ quan).

    Takes
        code         its identifier (QĐ 20/2020/QĐ-TTg); `code_is_provisional` while no decision gives one
        valid_from   first day; `valid_to` the last one, when it is known to be closed
        instrument   the decision that set it up
        key          its name in a province file
    Refuses
        AgencyCodeInvalid, CodeTaken, DaysOutOfOrder
    """
    check_days(valid_from, valid_to)
    code = parse_agency_code(code).value
    with _own_code(code):
        agency = Agency.objects.create(code=code, code_is_provisional=code_is_provisional, key=key)
    AgencyVersion.objects.create(
        agency=agency, valid_from=valid_from, valid_to=valid_to, instrument=nfc(instrument), **_clean(facts)
    )
    body = {"code": code, "provisional": code_is_provisional, "valid_from": valid_from, "valid_to": valid_to}
    words = {"name": facts.name, "instrument": instrument}
    record(agency.id, "agency_opened", at, actor, body=body, words=words, head=Head())
    return agency


@transaction.atomic
def publish_version(
    *,
    agency_id: UUID,
    facts: AgencyFacts,
    valid_from: date,
    instrument: str,
    at: datetime,
    actor: Actor = SYSTEM,
) -> AgencyVersion:
    """Give an agency another name, place or parent from a day on; the version before ends the day before.

    Refuses
        NoSuchAgency, VersionOverlaps (a version already begins on that day or later)
    """
    agency = _agency_for_update(agency_id)
    _end_before(agency.versions.all(), valid_from)
    with _no_overlap(valid_from):
        version = AgencyVersion.objects.create(
            agency=agency, valid_from=valid_from, instrument=nfc(instrument), **_clean(facts)
        )
    words = {"name": facts.name, "instrument": instrument}
    record(agency_id, "agency_version", at, actor, body={"valid_from": valid_from}, words=words)
    return version


@transaction.atomic
def close_agency(
    *, agency_id: UUID, last_day: date, instrument: str, at: datetime, actor: Actor = SYSTEM
) -> None:
    """Close an agency after `last_day` with its units, desks and postings (giải thể, kết thúc hoạt động).

    Refuses
        NoSuchAgency (not open on that day), VersionOverlaps (a later version is already published)
    """
    agency = _agency_for_update(agency_id)
    versions = agency.versions.all()
    if not versions.filter(held_on(last_day)).exists():
        raise NoSuchAgency(day=last_day.strftime("%d/%m/%Y"))
    if versions.filter(valid_from__gt=last_day).exists():
        raise VersionOverlaps(first=last_day.strftime("%d/%m/%Y"))
    dated: list[QuerySet[Any]] = [
        versions,
        UnitVersion.objects.filter(unit__agency=agency),
        DeskVersion.objects.filter(desk__agency=agency),
        Posting.objects.filter(agency=agency),
    ]
    for rows in dated:
        rows.filter(held_on(last_day)).update(valid_to=last_day)
        rows.filter(valid_from__gt=last_day).delete()  # what was to begin after the end never begins
    record(
        agency_id, "agency_closed", at, actor, body={"last_day": last_day}, words={"instrument": instrument}
    )


@transaction.atomic
def succeed(
    *,
    predecessor_id: UUID,
    successor_id: UUID,
    on: date,
    instrument: str,
    at: datetime,
    is_main: bool = True,
    actor: Actor = SYSTEM,
) -> Succession:
    """Write down who takes over an agency's work (kế thừa nhiệm vụ); `is_main` gets the running dossiers.

    Refuses
        NoSuchAgency, AlreadySucceeded, SuccessionTurnsBack (the chain would come back to its start)
    """
    locked = set(
        Agency.objects.select_for_update()
        .filter(id__in=[predecessor_id, successor_id])
        .order_by("id")
        .values_list("id", flat=True)
    )
    if not locked >= {predecessor_id, successor_id}:
        raise NoSuchAgency(day=on.strftime("%d/%m/%Y"))
    if current_agency(successor_id, date.max) == predecessor_id or successor_id == predecessor_id:
        raise SuccessionTurnsBack()
    try:
        with transaction.atomic():
            succession = Succession.objects.create(
                predecessor_id=predecessor_id,
                successor_id=successor_id,
                on=on,
                is_main=is_main,
                instrument=nfc(instrument),
            )
    except IntegrityError as error:
        raise AlreadySucceeded() from error
    body = {"successor": successor_id, "on": on, "main": is_main}
    record(predecessor_id, "agency_succeeded", at, actor, body=body, words={"instrument": instrument})
    return succession


@transaction.atomic
def settle_code(*, agency_id: UUID, code: str, instrument: str, at: datetime, actor: Actor = SYSTEM) -> None:
    """Enter the identifier a decision gives, in place of a provisional one; issued codes stay as they are.

    Refuses
        NoSuchAgency, AgencyCodeInvalid, CodeTaken
    """
    agency = _agency_for_update(agency_id)
    before, code = agency.code, parse_agency_code(code).value
    agency.code, agency.code_is_provisional = code, False
    with _own_code(code):
        agency.save(update_fields=["code", "code_is_provisional"])
    body = {"code": code, "before": before}
    record(agency_id, "agency_code_settled", at, actor, body=body, words={"instrument": instrument})


@transaction.atomic
def open_unit(
    *,
    agency_id: UUID,
    key: str,
    name: str,
    valid_from: date,
    instrument: str,
    at: datetime,
    kind: str = "division",
    valid_to: date | None = None,
    actor: Actor = SYSTEM,
) -> Unit:
    """Enter a unit of an agency (phòng, chi nhánh); `key` is its name inside the agency, unique there.

    Refuses
        NoSuchAgency, CodeTaken, DaysOutOfOrder
    """
    check_days(valid_from, valid_to)
    agency = _agency_for_update(agency_id)
    with _own_code(key):
        unit = Unit.objects.create(agency=agency, key=key)
    UnitVersion.objects.create(
        unit=unit,
        name=nfc(name),
        kind=kind,
        valid_from=valid_from,
        valid_to=valid_to,
        instrument=nfc(instrument),
    )
    body = {"unit": unit.id, "valid_from": valid_from, "valid_to": valid_to}
    record(agency_id, "unit_opened", at, actor, body=body, words={"name": name, "instrument": instrument})
    return unit


@transaction.atomic
def publish_unit(
    *,
    unit_id: UUID,
    name: str,
    valid_from: date,
    instrument: str,
    at: datetime,
    kind: str = "division",
    actor: Actor = SYSTEM,
) -> UnitVersion:
    """Rename a unit from a day on; the version before ends the day before.

    Refuses
        NoSuchUnit, VersionOverlaps
    """
    unit = Unit.objects.select_for_update().filter(id=unit_id).first()
    if unit is None:
        raise NoSuchUnit(day=valid_from.strftime("%d/%m/%Y"))
    _end_before(unit.versions.all(), valid_from)
    with _no_overlap(valid_from):
        version = UnitVersion.objects.create(
            unit=unit, name=nfc(name), kind=kind, valid_from=valid_from, instrument=nfc(instrument)
        )
    body = {"unit": unit_id, "valid_from": valid_from}
    record(
        unit.agency_id, "unit_version", at, actor, body=body, words={"name": name, "instrument": instrument}
    )
    return version


@transaction.atomic
def open_desk(
    *,
    agency_id: UUID,
    key: str,
    name: str,
    valid_from: date,
    instrument: str,
    at: datetime,
    host_id: UUID | None = None,
    address: str = "",
    phone: str = "",
    calendar_name: str = "",
    valid_to: date | None = None,
    actor: Actor = SYSTEM,
) -> Desk:
    """Enter a desk (Bộ phận Một cửa), or an agency's counter at another desk, its `host_id` (TN19-9.1).

    Refuses
        NoSuchAgency, NoSuchDesk (the host), CodeTaken, DaysOutOfOrder
    """
    check_days(valid_from, valid_to)
    agency = _agency_for_update(agency_id)
    if host_id is not None and not Desk.objects.filter(id=host_id).exists():
        raise NoSuchDesk(day=valid_from.strftime("%d/%m/%Y"))
    with _own_code(key):
        desk = Desk.objects.create(agency=agency, key=key, host_id=host_id)
    DeskVersion.objects.create(
        desk=desk,
        name=nfc(name),
        address=nfc(address),
        phone=phone,
        calendar_name=calendar_name,
        valid_from=valid_from,
        valid_to=valid_to,
        instrument=nfc(instrument),
    )
    body = {"desk": desk.id, "host": host_id, "valid_from": valid_from, "valid_to": valid_to}
    record(agency_id, "desk_opened", at, actor, body=body, words={"name": name, "instrument": instrument})
    return desk


@transaction.atomic
def publish_desk(
    *,
    desk_id: UUID,
    name: str,
    valid_from: date,
    instrument: str,
    at: datetime,
    address: str = "",
    phone: str = "",
    calendar_name: str = "",
    actor: Actor = SYSTEM,
) -> DeskVersion:
    """Rename or move a desk from a day on; the version before ends the day before.

    Refuses
        NoSuchDesk, VersionOverlaps
    """
    desk = Desk.objects.select_for_update().filter(id=desk_id).first()
    if desk is None:
        raise NoSuchDesk(day=valid_from.strftime("%d/%m/%Y"))
    _end_before(desk.versions.all(), valid_from)
    with _no_overlap(valid_from):
        version = DeskVersion.objects.create(
            desk=desk,
            name=nfc(name),
            address=nfc(address),
            phone=phone,
            calendar_name=calendar_name,
            valid_from=valid_from,
            instrument=nfc(instrument),
        )
    body = {"desk": desk_id, "valid_from": valid_from}
    record(
        desk.agency_id, "desk_version", at, actor, body=body, words={"name": name, "instrument": instrument}
    )
    return version
