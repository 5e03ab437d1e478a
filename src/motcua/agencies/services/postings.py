"""Who does which duty where: postings give all rights an officer has (NB18-14.1, TN14-8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.accounts.models import Account
from motcua.accounts.services import NewOfficer, create_officer
from motcua.agencies.errors import (
    AlreadyPosted,
    DutyOfTheProvince,
    NoSuchDesk,
    NoSuchPosting,
    NoSuchUnit,
    NotAnOfficer,
    NotYourAgency,
    WrongPlace,
)
from motcua.agencies.models import Desk, Pool, Posting, Unit
from motcua.agencies.rules import PROVINCE_ROLES, ROLE_NAMES, Role, misplaced
from motcua.agencies.selectors import agency_on, held_on, may_administer, scope_of
from motcua.agencies.services.structure import check_days, check_end, record
from motcua.audit.services import SYSTEM, Actor
from motcua.kernel.text import nfc


@dataclass(frozen=True)
class Replacement:
    """What a successor took over: the pools, so that running work can follow (TN19-14.5)."""

    leaving_id: UUID
    successor_id: UUID
    from_day: date
    pool_ids: tuple[UUID, ...]


def _check_right(actor: Actor, agency_id: UUID, at: datetime, role: Role | None = None) -> None:
    """An officer posts people only where the officer keeps accounts; the system itself may everywhere.

    A duty over the whole province is given by the province's administrator only: otherwise an agency's IT
    officer could give it to himself.
    """
    if actor.kind == "system":
        return
    if actor.kind != "officer" or actor.id is None or not may_administer(actor.id, agency_id, at):
        raise NotYourAgency()
    if role in PROVINCE_ROLES and not scope_of(actor.id, at).holds(Role.PROVINCE_ADMINISTRATOR):
        raise DutyOfTheProvince(role=ROLE_NAMES[role])


def ensure_pool(
    *, agency_id: UUID, role: Role | str, unit_id: UUID | None = None, desk_id: UUID | None = None
) -> UUID:
    """The pool of a duty at a place, made when it is missing; safe when two make it at once."""
    place = {"agency_id": agency_id, "role": Role(role).value, "unit_id": unit_id, "desk_id": desk_id}
    pools = Pool.objects.filter(**place).values_list("id", flat=True)
    found = pools.first()
    if found is None:
        # the unique constraint counts nulls as equal, so the loser of a race writes nothing and reads again
        Pool.objects.bulk_create([Pool(**place)], ignore_conflicts=True)
        found = pools.get()
    return found


def _check_place(agency_id: UUID, role: Role, unit_id: UUID | None, desk_id: UUID | None, day: date) -> None:
    agency_on(agency_id, day)
    reason = misplaced(role, has_unit=unit_id is not None, has_desk=desk_id is not None)
    if reason:
        raise WrongPlace(reason=reason)
    if unit_id is not None and not Unit.objects.filter(id=unit_id, agency_id=agency_id).exists():
        raise NoSuchUnit(day=day.strftime("%d/%m/%Y"))
    if desk_id is not None and not Desk.objects.filter(id=desk_id, agency_id=agency_id).exists():
        raise NoSuchDesk(day=day.strftime("%d/%m/%Y"))


@transaction.atomic
def post_officer(
    *,
    account_id: UUID,
    agency_id: UUID,
    role: Role | str,
    valid_from: date,
    at: datetime,
    unit_id: UUID | None = None,
    desk_id: UUID | None = None,
    valid_to: date | None = None,
    instrument: str = "",
    actor: Actor = SYSTEM,
) -> Posting:
    """Post an officer to a duty (phân công nhiệm vụ); the pool of that duty is made with the first posting.

    Takes
        role       a desk duty needs `desk_id`, the head of a unit `unit_id`; both must belong to the agency
        actor      an officer must keep the accounts of that agency (TN14-8.1); the system may everywhere
    Refuses
        NotYourAgency, DutyOfTheProvince, NotAnOfficer, NoSuchAgency, NoSuchUnit, NoSuchDesk, WrongPlace,
        DaysOutOfOrder, AlreadyPosted
    Writes
        one posting, perhaps its pool, one event of the agency
    """
    role = Role(role)
    check_days(valid_from, valid_to)
    _check_right(actor, agency_id, at, role)
    officer = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if officer is None or officer.kind != Account.Kind.OFFICER:
        raise NotAnOfficer()
    _check_place(agency_id, role, unit_id, desk_id, valid_from)
    pool_id = ensure_pool(agency_id=agency_id, role=role, unit_id=unit_id, desk_id=desk_id)
    try:
        with transaction.atomic():
            posting = Posting.objects.create(
                account_id=account_id,
                agency_id=agency_id,
                unit_id=unit_id,
                desk_id=desk_id,
                role=role.value,
                pool_id=pool_id,
                valid_from=valid_from,
                valid_to=valid_to,
                instrument=nfc(instrument),
            )
    except IntegrityError as error:
        clash = Posting.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), account_id=account_id, pool_id=pool_id
        ).first()
        if clash is None:
            raise
        raise AlreadyPosted(since=clash.valid_from.strftime("%d/%m/%Y")) from error
    body = {
        "posting": posting.id,
        "account": account_id,
        "role": role.value,
        "pool": pool_id,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    record(agency_id, "officer_posted", at, actor, body=body, words={"instrument": instrument})
    return posting


@transaction.atomic
def engage_officer(
    *,
    email: str,
    full_name: str,
    agency_id: UUID,
    role: Role | str,
    valid_from: date,
    at: datetime,
    phone: str = "",
    unit_id: UUID | None = None,
    desk_id: UUID | None = None,
    instrument: str = "",
    actor: Actor = SYSTEM,
) -> NewOfficer:
    """Open a new officer's account together with the first duty (thêm cán bộ); TN14-8.1.

    One act, so that no account exists that no agency answers for.

    Gives
        NewOfficer: the account and its one-time password
    Refuses
        what `create_officer` and `post_officer` refuse; then neither is written
    """
    _check_right(actor, agency_id, at, Role(role))
    made = create_officer(email=email, full_name=full_name, phone=phone, at=at, actor=actor)
    post_officer(
        account_id=made.account.id,
        agency_id=agency_id,
        role=role,
        unit_id=unit_id,
        desk_id=desk_id,
        valid_from=valid_from,
        at=at,
        instrument=instrument,
        actor=actor,
    )
    return made


@transaction.atomic
def end_posting(
    *, posting_id: UUID, last_day: date, at: datetime, instrument: str = "", actor: Actor = SYSTEM
) -> Posting:
    """End a duty after `last_day` (kết thúc phân công); the row stays, so what was done keeps its doer.

    Refuses
        NoSuchPosting, NotYourAgency, DutyOfTheProvince, DaysOutOfOrder, EndsEarlier
    """
    posting = Posting.objects.select_for_update().filter(id=posting_id).first()
    if posting is None:
        raise NoSuchPosting()
    _check_right(actor, posting.agency_id, at, Role(posting.role))
    check_end(posting.valid_from, posting.valid_to, last_day)
    posting.valid_to = last_day
    posting.save(update_fields=["valid_to"])
    body = {"posting": posting.id, "account": posting.account_id, "last_day": last_day}
    record(posting.agency_id, "posting_ended", at, actor, body=body, words={"instrument": instrument})
    return posting


@transaction.atomic
def replace_officer(
    *,
    leaving_id: UUID,
    successor_id: UUID,
    agency_id: UUID,
    from_day: date,
    at: datetime,
    instrument: str = "",
    actor: Actor = SYSTEM,
) -> Replacement:
    """Hand all duties of one officer in an agency to another from a day on (thay cán bộ); TN19-14.5.

    Gives
        Replacement: the pools whose running tasks follow to the successor
    Refuses
        NotYourAgency, DutyOfTheProvince, NotAnOfficer, NoSuchPosting (the leaving officer has no duty there)
    """
    _check_right(actor, agency_id, at)
    held = list(
        Posting.objects.select_for_update(of=("self",))
        .filter(held_on(from_day), account_id=leaving_id, agency_id=agency_id)
        .order_by("id")
    )
    if not held:
        raise NoSuchPosting()
    already = set(
        Posting.objects.filter(held_on(from_day), account_id=successor_id).values_list("pool_id", flat=True)
    )
    for posting in held:
        _check_right(actor, agency_id, at, Role(posting.role))
        last_day = from_day - timedelta(days=1)
        if posting.valid_from >= from_day:
            # a duty that was to begin this very day never began for the one who leaves
            posting.delete()
        else:
            end_posting(posting_id=posting.id, last_day=last_day, at=at, instrument=instrument, actor=actor)
        if posting.pool_id not in already:
            post_officer(
                account_id=successor_id,
                agency_id=agency_id,
                role=posting.role,
                unit_id=posting.unit_id,
                desk_id=posting.desk_id,
                valid_from=from_day,
                valid_to=posting.valid_to,  # as long as the one who leaves would have had it
                at=at,
                instrument=instrument,
                actor=actor,
            )
    return Replacement(leaving_id, successor_id, from_day, tuple(posting.pool_id for posting in held))
