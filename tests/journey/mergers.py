"""Old communes and a district that end on 30 June 2025, the new communes that take their work over the day after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from tests.journey import builders as b

from motcua.agencies import services as agencies
from motcua.agencies.models import DeskVersion, Posting
from motcua.agencies.rules import AgencyFacts, Level, Role
from motcua.audit.services import Actor
from motcua.deadlines.services import seed_holidays
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.reception import Finding
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.hand_over import hand_over
from motcua.journey.pause import PauseFacts, pause
from motcua.journey.supplement import supplement
from motcua.kernel.clock import local, local_day
from motcua.procedures.models import Competence, Reception, Release

BEFORE, LAST_DAY, MERGER = date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1)
EVE = local("2025-06-30T08:00")  # a Monday
MORNING = local("2025-07-01T08:00")
BY = "NQ 1682/NQ-UBTVQH15"
ROLES = (Role.RECEIVER, Role.UNIT_HEAD, Role.HANDLER, Role.AGENCY_LEADER, Role.RECORDS_CLERK)
STATES = ("submitted", "supplement", "assign", "examine", "approve", "paused", "decided", "handed_over")
_next = count(1)


@dataclass
class Merger:
    """Old places with their staff; each old place's successor; the staff of some goes along."""

    old: list[b.Place]
    new: list[b.Place]
    successor: dict[UUID, b.Place]


def agency(name: str, level: Level, *, first: date, last: date | None, release: Release) -> b.Place:
    number = next(_next)
    facts = AgencyFacts(name=name, short_name=name, level=level, kind="people_committee")
    days = {"valid_from": first, "valid_to": last, "instrument": BY, "at": EVE}
    made = agencies.open_agency(code=f"H80.{number:03d}", facts=facts, **days)
    unit = agencies.open_unit(agency_id=made.id, key="kinh-te", name="Phòng Kinh tế", **days)
    desk = agencies.open_desk(
        agency_id=made.id, key="mot-cua", name=f"Bộ phận Một cửa {name}", phone="0276 382 2233", **days
    )
    where = b.Place(made.id, unit.id, desk.id, release)
    for role in ROLES:
        place = {Role.RECEIVER: {"desk_id": desk.id}, Role.UNIT_HEAD: {"unit_id": unit.id}}
        place[Role.HANDLER] = {"unit_id": unit.id}
        account = b.officer(f"{role} của {name}")
        agencies.post_officer(
            account_id=account.id, agency_id=made.id, role=role, valid_from=first, valid_to=last, at=EVE,
            **place.get(role, {}),
        )  # fmt: skip
        where.officers[role] = account
    Reception.objects.create(desk_id=desk.id, procedure=release.procedure, valid_from=first, valid_to=last)
    return where


def merger(old: int = 4, new: int = 2) -> Merger:
    """`old` communes and one district become `new` communes; the handler of the first commune of each goes along."""
    seed_holidays(years=[2025], at=local("2024-12-01T08:00"))
    release = b.release()
    places = [
        agency(f"UBND xã Cũ {n}", Level.COMMUNE, first=BEFORE, last=LAST_DAY, release=release)
        for n in range(old)
    ] + [agency("UBND huyện Cũ", Level.DISTRICT, first=BEFORE, last=LAST_DAY, release=release)]
    heirs = [
        agency(f"UBND xã Mới {n}", Level.COMMUNE, first=MERGER, last=None, release=release)
        for n in range(new)
    ]
    successor = {}
    for number, place in enumerate(places):
        heir = heirs[number % new]
        agencies.succeed(
            predecessor_id=place.agency_id, successor_id=heir.agency_id, on=MERGER, instrument=BY, at=EVE
        )
        successor[place.agency_id] = heir
        if number < new:  # goes along to the same duty
            agencies.post_officer(
                account_id=place.officers[Role.HANDLER].id, agency_id=heir.agency_id, role=Role.HANDLER,
                unit_id=heir.unit_id, valid_from=MERGER, at=EVE,
            )  # fmt: skip
    assert not Posting.objects.filter(valid_from__lt=BEFORE).exists()
    assert DeskVersion.objects.filter(valid_to=LAST_DAY).count() == old + 1
    return Merger(places, heirs, successor)


def driven(where: b.Place, state: str, at: datetime = EVE) -> Dossier:
    """One dossier of an old agency, brought to a state by its officers on the last day."""
    sent = b.submit(draft_id=_draft(where, at).id, actor=Actor("applicant"), at=at)
    dossier = Dossier.objects.get(pk=sent.dossier_id)
    receiver, later = where.actor(Role.RECEIVER), at + timedelta(minutes=10)
    if state == "submitted":
        return dossier
    if state == "supplement":
        bad = [
            Finding(one.paper_id, "wrong", "Chụp lại rõ") if not place else one
            for place, one in enumerate(b.findings(dossier))
        ]
        check(dossier_id=dossier.id, officer=receiver, findings=bad, at=later)
        supplement(dossier_id=dossier.id, officer=receiver, reason="Bản chụp mờ", at=later, key=uuid4())
        return dossier
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=later)
    accept(dossier_id=dossier.id, officer=receiver, at=later, key=uuid4())
    steps = {"assign": 0, "examine": 1, "paused": 1, "approve": 2}.get(state, 4)
    for number in range(steps):
        b.do_next_step(where, dossier, at + timedelta(minutes=20 + number))
    if state == "paused":
        pause(
            dossier_id=dossier.id, officer=where.actor(Role.HANDLER),
            scope=where.scope(Role.HANDLER, at), at=at + timedelta(minutes=40), key=uuid4(),
            facts=PauseFacts("public_posting", local_day(at) + timedelta(days=15), "Trụ sở xã"),
        )  # fmt: skip
    if state == "handed_over":
        hand_over(
            dossier_id=dossier.id, officer=receiver, receiver_name="Nguyễn Thị Mẹ",
            at=at + timedelta(hours=2), key=uuid4(),
        )  # fmt: skip
    return dossier


def _draft(where: b.Place, at: datetime) -> b.Draft:
    # who is competent is asked when it is filed: each old agency for its own people
    rules = Competence.objects.filter(procedure=where.release.procedure)
    if not rules.filter(agency_id=where.agency_id).exists():
        rules.delete()
        Competence.objects.create(
            procedure=where.release.procedure, kind="fixed", agency_id=where.agency_id, valid_from=BEFORE,
            instrument=BY,
        )  # fmt: skip
    return b.draft(where, at)
