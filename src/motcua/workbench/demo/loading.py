"""Loading the demonstration through the product's own services; cut off, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from motcua.accounts.selectors import account_by_email
from motcua.accounts.services import create_officer
from motcua.agencies.document import bundled
from motcua.agencies.rules import KEEPERS, Role
from motcua.agencies.selectors import (
    agencies_on,
    agency_by_key,
    agency_of_commune,
    desks_of,
    officers_of,
    units_of,
)
from motcua.agencies.services import load_organisation, open_unit, post_officer
from motcua.audit.services import Actor
from motcua.conversations.services import open_listed
from motcua.custody.post.carriers import all_carriers, save_carrier
from motcua.deadlines.services import seed_holidays
from motcua.delivery.clockwork import own_clock
from motcua.kernel.clock import TZ, local_day
from motcua.operations.selectors.devices import devices_of
from motcua.operations.services.devices import DeviceFacts, register_device
from motcua.parties.services import register_citizen, register_organisation
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.procedures.services import receive_everywhere
from motcua.queues.services import open_usual
from motcua.tallies.selectors import totals
from motcua.workbench.demo.cast import Cast, Office, Post
from motcua.workbench.simulate import Simulation, world_of
from motcua.workbench.simulate.people import Citizen, street
from motcua.workbench.simulate.world import Resident
from motcua.workflow.services import put_in_charge

Say = Callable[[str], None]


def load(cast: Cast, *, at: datetime, say: Say) -> None:
    """Enter the province, its people, its procedures, and let three months of dossiers happen until `at`."""
    opened = datetime.combine(cast.posted_from, time(7), TZ)
    say("1/6 ngày nghỉ và lịch làm việc")
    seed_holidays(years=range(2024, at.year + 3), at=opened)
    say("2/6 cơ quan, xã, phường")
    load_organisation(bundled("tay_ninh"), at=opened)
    say("3/6 danh mục thủ tục")
    import_folder(TAY_NINH, effective=cast.posted_from, at=opened)
    receive_everywhere(valid_from=cast.posted_from, instrument=cast.instrument)
    open_listed(codes=cast.by_zalo, valid_from=cast.posted_from, instrument=cast.instrument, at=opened)
    say("4/6 cán bộ")
    for office in cast.offices:
        _staff(cast, office, opened, today=at)
        _open_queue(cast, office, opened)
    say("5/6 công dân, tổ chức")
    _register(cast, opened)
    _enter_post(opened)
    _let_happen(cast, at, say)


def _enter_post(at: datetime) -> None:
    """The carrier of the province, once."""
    if not all_carriers():
        name = "Bưu điện tỉnh (bưu chính công ích)"
        save_carrier(name=name, kind="by_hand", settings={}, secrets={}, is_active=True, at=at)


def _agency_id(office: Office, day: date) -> UUID:
    if office.commune:
        return agency_of_commune(office.commune, day).agency_id
    return agency_by_key(office.agency).id


def _staff(cast: Cast, office: Office, at: datetime, *, today: datetime) -> None:
    day = local_day(at)
    agency_id = _agency_id(office, day)
    known = {unit.unit.key for unit in units_of(agency_id, day)}
    for unit in office.units:
        if unit.key not in known:
            open_unit(
                agency_id=agency_id,
                key=unit.key,
                name=unit.name,
                valid_from=day,
                instrument=cast.instrument,
                at=at,
            )
    units = {unit.unit.key: unit.unit_id for unit in units_of(agency_id, day)}
    desks = {desk.desk.key: desk.desk_id for desk in desks_of(agency_id, day)}
    for charge in office.in_charge:
        put_in_charge(agency_id=agency_id, unit_id=units[charge.unit], field=charge.field)
    posted = {(one.account_id, one.role) for one in officers_of(agency_id, at)}
    for post in office.posts:
        # a keeper's password may be two months old at most: theirs is of today, or the first sign-in asks a new one
        account_id = _officer(cast, office, post, today if post.role in KEEPERS else at)
        if (account_id, post.role) not in posted:
            post_officer(
                account_id=account_id,
                agency_id=agency_id,
                role=post.role,
                unit_id=units[post.unit] if post.unit else None,
                desk_id=desks[post.desk] if post.desk else None,
                valid_from=cast.posted_from,
                instrument=cast.instrument,
                at=at,
            )


def _open_queue(cast: Cast, office: Office, at: datetime) -> None:
    """Each desk with a head gives numbers; a kiosk and a calling screen wait there for their codes."""
    day = local_day(at)
    agency_id = _agency_id(office, day)
    staff = officers_of(agency_id, at)
    keeper = next((one.account_id for one in staff if one.role == Role.AGENCY_IT), None)
    for head in staff:
        if head.role != Role.DESK_HEAD or head.desk_id is None:
            continue
        officer = Actor("officer", head.account_id, agency_id)
        open_usual(desk_id=head.desk_id, counters=2, officer=officer, at=at)
        if keeper is not None and not devices_of([head.desk_id], at):
            for kind, name in (("kiosk", "Ki-ốt sảnh chính"), ("screen", "Màn hình phòng chờ")):
                facts = DeviceFacts(
                    kind, head.desk_id, name, f"MH-{kind}-{head.desk_id.hex[-6:]}", cast.instrument, day
                )
                register_device(facts=facts, officer=Actor("officer", keeper, agency_id), at=at)


def _officer(cast: Cast, office: Office, post: Post, at: datetime) -> UUID:
    email = f"{post.mailbox}@{office.mail}"
    account = account_by_email(email)
    if account is None:
        name = f"{post.name} {cast.mark}"
        account = create_officer(email=email, full_name=name, password=cast.password, at=at).account
    return account.id


def _register(cast: Cast, at: datetime) -> None:
    for one in cast.citizens:
        email = f"{one.mailbox}@cong-dan.example"
        if account_by_email(email) is None:
            register_citizen(
                number=one.number,
                full_name=one.name,
                born_on=one.born_on,
                sex=one.sex,
                email=email,
                phone=one.phone,
                password=cast.password,
                at=at,
                has_consented=True,
                is_confirmed=True,
            )
    for firm in cast.organisations:
        email = f"{firm.mailbox}@to-chuc.example"
        if account_by_email(email) is None:
            register_organisation(
                tax_code=firm.tax_code,
                name=firm.name,
                representative_number=firm.representative_number,
                representative_name=firm.representative,
                email=email,
                phone=firm.phone,
                password=cast.password,
                at=at,
                has_consented=True,
                is_confirmed=True,
            )


def _let_happen(cast: Cast, at: datetime, say: Say) -> None:
    """Three months of dossiers; what an earlier, interrupted load filed already is not filed again."""
    everywhere = [version.agency_id for version in agencies_on(local_day(at))]
    counted = totals(agency_ids=everywhere, first=cast.posted_from, last=local_day(at))
    missing = cast.dossiers - counted.get("submitted", 0)
    if missing <= 0:
        return
    simulation = Simulation(
        replace(world_of(at), residents=_residents(cast)),
        start=at - timedelta(days=cast.days),
        end=at,
        total=missing,
        seed=cast.seed + missing,
        shown=True,
    )

    def progress(done: int, total: int) -> None:
        if done % 20 == 0 or done == total:
            say(f"6/6 hồ sơ: {done}/{total} ({done * 100 // total} %)")

    with own_clock():
        outcome = simulation.run(progress)
    refused = ", ".join(f"{code} {times}" for code, times in outcome.refusals.items())
    for code, why in outcome.hopeless.items():
        say(f"không ai ở đây giải quyết được thủ tục {code}: {why}")
    say(f"đã có {outcome.filed} hồ sơ, {outcome.acts} việc; bị từ chối: {refused or 'không'}")


def _residents(cast: Cast) -> tuple[Resident, ...]:
    """The citizens who can sign in to the demonstration have dossiers of their own."""
    random, found = Random(cast.seed), []  # noqa: S311 a simulation, not a secret
    for one in cast.citizens:
        email = f"{one.mailbox}@cong-dan.example"
        account = account_by_email(email)
        assert account is not None
        who = Citizen(one.name, one.sex, one.born_on, one.number, one.phone, email, street(random))
        found.append(Resident(account.id, who))
    return tuple(found)
