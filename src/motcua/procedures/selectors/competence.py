"""Which agency decides a case, which desks receive it, and whether it may be submitted online."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from motcua.agencies.errors import NoSuchAgency
from motcua.agencies.models import AgencyVersion, DeskVersion
from motcua.agencies.rules import Role
from motcua.agencies.selectors import (
    agency_of_commune,
    agency_on,
    current_agency,
    held_on,
    postings_at,
    staffed_agencies,
)
from motcua.eforms.conditions import look_up
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import phrase
from motcua.procedures.codes import Channel
from motcua.procedures.document import Duration, ProcedureDocument
from motcua.procedures.errors import CommuneNotGiven, NoCompetentAgency, NoReceivingDesk
from motcua.procedures.models import Commitment, Competence, Reception, Release
from motcua.procedures.rules import LimitAnswer, is_shorter, limit_for
from motcua.processes.schema import AgencyKind

# the answer under which a screen puts the commune that the applicant picked, when the form does not ask for
# it
COMMUNE_ANSWER = "commune_code"


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """A desk that receives a procedure for an agency, as it is called on the day."""

    desk_id: UUID
    agency_id: UUID
    name: str
    address: str
    is_own: bool


def competent_agency(release: Release, answers: Mapping[str, Any], at: datetime) -> UUID:
    """The agency that decides this case (cơ quan có thẩm quyền), through succession.

    Takes
        answers  of the form; places as eforms keeps them (`commune_code`), or the commune's code itself
    Refuses
        NoCompetentAgency when nobody has settled it, CommuneNotGiven when the answer that decides is missing,
        NoSuchCommune when there is no such commune on the day
    """
    day = local_day(at)
    rule = Competence.objects.filter(held_on(day), procedure_id=release.procedure_id).first()
    if rule is None:
        raise NoCompetentAgency(procedure=release.name)
    if rule.kind == Competence.Kind.FIXED:
        assert rule.agency_id is not None
        return current_agency(rule.agency_id, day)
    commune = _commune_in(answers, rule.field)
    if commune is None:
        raise CommuneNotGiven(procedure=release.name)
    return current_agency(agency_of_commune(commune, day, kind=rule.agency_kind).agency_id, day)


def asks_commune(release: Release, at: datetime) -> bool:
    """Whether the applicant must pick the commune before the form, because no field of the form tells it.

    The pick is kept with the applicant of the draft, under `COMMUNE_ANSWER`.
    """
    rule = Competence.objects.filter(held_on(local_day(at)), procedure_id=release.procedure_id).first()
    if rule is None or rule.kind == Competence.Kind.FIXED:
        return False
    fields = {field["id"] for section in release.form.get("sections", ()) for field in section["fields"]}
    return rule.field.partition(".")[0] not in fields


def _commune_in(answers: Mapping[str, Any], field: str) -> str | None:
    """The commune of a place answered, or the one picked on the screen."""
    given = look_up(answers, field) if field else None
    if isinstance(given, Mapping):
        given = given.get("commune_code") or given.get("code")
    given = given or answers.get(COMMUNE_ANSWER)
    return str(given) if given else None


def desks_receiving(release: Release, agency_id: UUID, at: datetime) -> tuple[DeskChoice, ...]:
    """The desks that receive this procedure for this agency (TN19-9.1 to 9.3); its own first."""
    day = local_day(at)
    desk_ids = set(
        Reception.objects.filter(held_on(day), _about(release), _for(agency_id)).values_list(
            "desk_id", flat=True
        )
    )
    rows = DeskVersion.objects.filter(held_on(day), desk_id__in=desk_ids).select_related("desk")
    choices = [
        DeskChoice(
            desk_id=version.desk_id,
            agency_id=version.desk.agency_id,
            name=version.name,
            address=version.address,
            is_own=version.desk.agency_id == agency_id,
        )
        for version in rows
    ]
    return tuple(sorted(choices, key=lambda one: (not one.is_own, one.name, one.desk_id)))


def receiving_desk(release: Release, agency_id: UUID, at: datetime) -> UUID:
    """The desk that an online dossier for this agency goes to.

    Its own, else the provincial centre, else the first by name.

    Refuses
        NoReceivingDesk
    """
    choices = desks_receiving(release, agency_id, at)
    if not choices:
        raise NoReceivingDesk(procedure=release.name)
    if choices[0].is_own:
        return choices[0].desk_id
    centres = one_stop_centres(local_day(at))
    return next((one.desk_id for one in choices if one.agency_id in centres), choices[0].desk_id)


def one_stop_centres(day: date) -> set[UUID]:
    """The provincial one-stop centres (Trung tâm Phục vụ hành chính công cấp tỉnh), by agency; communes have desks."""
    rows = AgencyVersion.objects.filter(held_on(day), kind="one_stop_centre")
    return set(rows.values_list("agency_id", flat=True))


def _about(release: Release) -> Q:
    every = Q(procedure__isnull=True) & (Q(level="") | Q(level__in=release.levels))
    return Q(procedure_id=release.procedure_id) | every


def _for(agency_id: UUID) -> Q:
    return Q(agency_id=agency_id) | Q(agency__isnull=True)


def is_open_online(release: Release, at: datetime, agency_id: UUID | None = None) -> bool:
    """Whether citizens may submit online now (TN19-8.1); with `agency_id`, to that agency.

    It opens as soon as the publishing decision takes effect, and only where an agency can handle it: form and
    process are ready, the duties of the process are staffed there, and a staffed desk receives for it.
    """
    return release.id in open_releases([release], at, agency_id=agency_id)


def open_releases(
    releases: Iterable[Release], at: datetime, agency_id: UUID | None = None
) -> frozenset[UUID]:
    """Ids of those releases that citizens may submit online now; the same few statements for any number."""
    day = local_day(at)
    candidates = [one for one in releases if _may_open(one, day)]
    if not candidates:
        return frozenset()
    rules = {
        rule.procedure_id: rule
        for rule in Competence.objects.filter(
            held_on(day), procedure_id__in={one.procedure_id for one in candidates}
        )
    }
    receptions, staffed_desks = list(Reception.objects.filter(held_on(day))), _staffed_desks(at)
    communes = _agencies_by_kind(day, {rule.agency_kind for rule in rules.values()})
    staff: dict[frozenset[Role], set[UUID]] = {}
    found = set()
    for release in candidates:
        rule = rules.get(release.procedure_id)
        if rule is None:
            continue
        roles = _roles_needed(release)
        if roles not in staff:
            staff[roles] = staffed_agencies(roles, at)
        able = _competent_agencies(rule, communes, day) & staff[roles]
        if agency_id is not None:
            able &= {agency_id}
        if any(_is_received(release, one, receptions, staffed_desks) for one in able):
            found.add(release.id)
    return frozenset(found)


def open_among(release_ids: Iterable[UUID], at: datetime) -> frozenset[UUID]:
    """The same for ids: what a list of procedures marks as open online."""
    return open_releases(Release.objects.filter(pk__in=list(release_ids)), at)


def desks_open_for(release: Release, at: datetime) -> list[DeskChoice]:
    """Where a procedure can be handed in on paper: the desks that receive it for its agency, or for any."""
    day = local_day(at)
    rule = Competence.objects.filter(held_on(day), procedure_id=release.procedure_id).first()
    if rule is None:
        return []
    if rule.kind == Competence.Kind.FIXED:
        assert rule.agency_id is not None
        return list(desks_receiving(release, current_agency(rule.agency_id, day), at))
    desk_ids = Reception.objects.filter(held_on(day), _about(release)).values("desk_id")
    rows = DeskVersion.objects.filter(held_on(day), desk_id__in=desk_ids).select_related("desk")
    return [
        DeskChoice(one.desk_id, one.desk.agency_id, one.name, one.address, is_own=False)
        for one in rows.order_by("name", "desk_id")
    ]


def open_where(release: Release, at: datetime) -> frozenset[UUID]:
    """The agencies that citizens may submit this procedure to online now (TN19-8.1)."""
    day = local_day(at)
    rule = Competence.objects.filter(held_on(day), procedure_id=release.procedure_id).first()
    if rule is None or not _may_open(release, day):
        return frozenset()
    receptions, staffed_desks = list(Reception.objects.filter(held_on(day))), _staffed_desks(at)
    able = _able(release, rule, at)
    return frozenset(one for one in able if _is_received(release, one, receptions, staffed_desks))


@dataclass(frozen=True, slots=True)
class DecidingPlace:
    """An agency that may decide a procedure, and the desk that receives it there."""

    agency_id: UUID
    agency_name: str
    desk_id: UUID
    desk_name: str
    desk_address: str


def deciding_places(release: Release, at: datetime) -> tuple[DecidingPlace, ...]:
    """Every agency that may decide a procedure and can: its process staffed, a staffed desk receiving; by name.

    Its own desk, else the first by name that receives for it. The same few statements for any number of agencies.
    """
    day = local_day(at)
    rule = Competence.objects.filter(held_on(day), procedure_id=release.procedure_id).first()
    if rule is None or release.process is None:
        return ()
    staffed_desks = _staffed_desks(at)
    # the agencies that each staffed desk receives this procedure for; None among them: for any
    received_for: dict[UUID, set[UUID | None]] = {}
    for desk_id, agency_id in Reception.objects.filter(held_on(day), _about(release)).values_list(
        "desk_id", "agency_id"
    ):
        received_for.setdefault(desk_id, set()).add(agency_id)
    versions = DeskVersion.objects.filter(
        held_on(day), desk_id__in=staffed_desks & received_for.keys()
    ).select_related("desk")
    desks = sorted(versions, key=lambda one: (one.name, one.desk_id))
    found = []
    for agency in AgencyVersion.objects.filter(held_on(day), agency_id__in=_able(release, rule, at)).order_by(
        "name"
    ):
        fitting = [desk for desk in desks if received_for[desk.desk_id] & {agency.agency_id, None}]
        own = [desk for desk in fitting if desk.desk.agency_id == agency.agency_id]
        if fitting:
            desk = (own or fitting)[0]
            found.append(DecidingPlace(agency.agency_id, agency.name, desk.desk_id, desk.name, desk.address))
    return tuple(found)


def _may_open(release: Release, day: date) -> bool:
    return (
        release.state == Release.State.PUBLISHED
        and release.form_ready
        and release.process_ready
        and Channel.ONLINE in release.channels
        and release.effective_from is not None
        and release.effective_from <= day
        and (release.effective_to is None or day <= release.effective_to)
    )


def _roles_needed(release: Release) -> frozenset[Role]:
    """The duties that the competent agency itself must have people for."""
    process = release.process_document()
    assert process is not None
    known = {role.value for role in Role}
    return frozenset(
        Role(step.role)
        for step in process.steps
        if step.agency.kind is AgencyKind.LEAD
        and step.role.value in known
        and step.role.value != Role.RECEIVER.value
    )


def _staffed_desks(at: datetime) -> set[UUID]:
    """The desks where somebody receives at `at`."""
    desks = postings_at(at).filter(role=Role.RECEIVER, desk__isnull=False).values_list("desk_id", flat=True)
    return {desk_id for desk_id in desks if desk_id is not None}


def _able(release: Release, rule: Competence, at: datetime) -> set[UUID]:
    """The agencies that may decide a procedure and have people for its process."""
    day = local_day(at)
    competent = _competent_agencies(rule, _agencies_by_kind(day, {rule.agency_kind}), day)
    return competent & staffed_agencies(_roles_needed(release), at)


def _agencies_by_kind(day: date, kinds: set[str]) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = {kind: set() for kind in kinds}
    rows = AgencyVersion.objects.filter(held_on(day), kind__in=kinds).exclude(commune_code="")
    for agency_id, kind in rows.values_list("agency_id", "kind"):
        found[kind].add(agency_id)
    return found


def _competent_agencies(rule: Competence, communes: Mapping[str, set[UUID]], day: date) -> set[UUID]:
    if rule.kind != Competence.Kind.FIXED:
        return communes[rule.agency_kind]
    assert rule.agency_id is not None
    return {current_agency(rule.agency_id, day)}


def _is_received(
    release: Release, agency_id: UUID, receptions: list[Reception], staffed_desks: set[UUID]
) -> bool:
    return any(
        reception.desk_id in staffed_desks
        and reception.agency_id in {None, agency_id}
        and (
            reception.procedure_id == release.procedure_id
            or (reception.procedure_id is None and reception.level in {"", *release.levels})
        )
        for reception in receptions
    )


def limit_promised(
    document: ProcedureDocument,
    release_id: UUID,
    agency_id: UUID,
    at: datetime,
    *,
    case: str | None = None,
    channel: Channel | None = None,
) -> tuple[LimitAnswer, Duration | None]:
    """The legal limit, and the shorter time the agency promises where it does (HG-17): shown, and kept.

    Takes
        document, release_id  the description that a dossier pins, and its release
    """
    legal = limit_for(document, case, channel)
    row = Commitment.objects.filter(
        held_on(local_day(at)), procedure__releases=release_id, agency_id=agency_id
    ).first()
    if row is None or legal.duration is None:
        return legal, None
    promised = Duration(amount=row.amount, unit=row.unit)
    return legal, promised if is_shorter(promised, legal.duration) else None


def competence_words(rule: Competence | None, day: date) -> str:
    """Who decides, for a reader."""
    if rule is None:
        return ""
    if rule.kind == Competence.Kind.FIXED:
        assert rule.agency_id is not None
        try:
            return agency_on(current_agency(rule.agency_id, day), day).name
        except NoSuchAgency:
            return ""
    is_police = rule.agency_kind == "police"
    place = phrase("Công an cấp xã") if is_police else phrase("Ủy ban nhân dân cấp xã")
    chosen = rule.kind == Competence.Kind.COMMUNE_CHOSEN
    return (
        phrase("{place} do người nộp chọn", place=place)
        if chosen
        else phrase("{place} theo địa chỉ khai trong tờ khai", place=place)
    )
