"""What administrators see: agencies and officers they keep, and their history (TN14-8.1, TN19-14.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField

from motcua.accounts.models import Account
from motcua.agencies.errors import NoSuchAgency, NoSuchPosting, NotYourAgency, NotYourOfficer
from motcua.agencies.models import (
    AgencyVersion,
    CommuneSuccession,
    DeskVersion,
    Posting,
    Succession,
    UnitVersion,
)
from motcua.agencies.rules import PROVINCE_ROLES, Role
from motcua.agencies.selectors import Scope, agencies_on, held_on
from motcua.kernel.clock import local_day
from motcua.kernel.text import fold, nfc


@dataclass(frozen=True)
class Keeper:
    """What an administrator keeps at an instant; `agencies` by id, as they are called on the day."""

    scope: Scope
    is_province: bool
    agencies: dict[UUID, AgencyVersion]

    def require_agency(self, agency_id: UUID) -> None:
        """Refuses with NotYourAgency; the province's administrator keeps closed agencies too."""
        if not self.is_province and agency_id not in self.agencies:
            raise NotYourAgency()


def keeper_of(scope: Scope, at: datetime) -> Keeper:
    """The agencies an administrator keeps: all, or the own ones as IT officer and those below them."""
    versions = {version.agency_id: version for version in agencies_on(local_day(at))}
    if scope.holds(Role.PROVINCE_ADMINISTRATOR):
        return Keeper(scope, True, versions)
    own = {posted.agency_id for posted in scope.postings if posted.role is Role.AGENCY_IT}
    return Keeper(
        scope,
        False,
        {one: version for one, version in versions.items() if not own.isdisjoint(_line(one, versions))},
    )


def _line(agency_id: UUID, versions: dict[UUID, AgencyVersion]) -> list[UUID]:
    """An agency and those above it."""
    line: list[UUID] = []
    current: UUID | None = agency_id
    while current is not None and current not in line:
        line.append(current)
        current = versions[current].parent_id if current in versions else None
    return line


def _not_ended(day: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=day)


def may_keep_account(keeper: Keeper, account_id: UUID, at: datetime) -> bool:
    """Whether the keeper answers for this officer's account as a whole (TN14-8.1).

    An agency's IT officer does when every duty of the officer, held now or to come, lies in the kept agencies and
    none reaches over the province: a new password would open all that the officer may do elsewhere.
    """
    return keeper.is_province or account_id in _kept(
        keeper, Posting.objects.filter(account_id=account_id), at
    )


def kept_accounts(keeper: Keeper, at: datetime) -> set[UUID]:
    """All accounts an agency's IT officer answers for as a whole; one statement."""
    theirs = Posting.objects.filter(_not_ended(local_day(at)), agency_id__in=keeper.agencies)
    return _kept(keeper, Posting.objects.filter(account_id__in=theirs.values("account_id")), at)


def _kept(keeper: Keeper, postings: QuerySet[Posting], at: datetime) -> set[UUID]:
    """Of the accounts of some postings those whose every duty is kept."""
    rows = set(
        postings.filter(_not_ended(local_day(at))).values_list("account_id", "agency_id", "role").distinct()
    )
    others = {
        account_id
        for account_id, agency_id, role in rows
        if agency_id not in keeper.agencies or Role(role) in PROVINCE_ROLES
    }
    return {account_id for account_id, _, _ in rows} - others


def require_account(keeper: Keeper, account_id: UUID, at: datetime) -> None:
    """Refuses with NotYourOfficer."""
    if not may_keep_account(keeper, account_id, at):
        raise NotYourOfficer()


def officers_found(
    keeper: Keeper,
    text: str,
    at: datetime,
    *,
    agency_id: UUID | None = None,
    offset: int = 0,
    limit: int = 50,
) -> list[Account]:
    """Officers' accounts by name or e-mail, with or without marks; of one agency, or of all that are kept.

    Gives
        up to `limit` + 1, so that the caller sees whether there are more
    """
    accounts: QuerySet[Account] = Account.objects.filter(kind=Account.Kind.OFFICER)
    if agency_id is not None or not keeper.is_province:
        within = [agency_id] if agency_id is not None else list(keeper.agencies)
        there = Posting.objects.filter(
            _not_ended(local_day(at)), account_id=OuterRef("pk"), agency_id__in=within
        )
        accounts = accounts.filter(Exists(there))
    for word in fold(nfc(text)).split():
        accounts = accounts.annotate(
            folded=Func(F("full_name"), function="vi_norm", output_field=TextField())
        ).filter(Q(folded__contains=word) | Q(email__contains=word))
    return list(accounts.order_by("full_name", "id")[offset : offset + limit + 1])


def postings_of(account_ids: Collection[UUID], day: date | None = None) -> list[Posting]:
    """The postings of officers, the newest first; with `day` only those not ended by then."""
    rows = Posting.objects.filter(account_id__in=account_ids)
    if day is not None:
        rows = rows.filter(_not_ended(day))
    return list(rows.order_by("-valid_from", "role", "id"))


def postings_in(agency_id: UUID, day: date) -> list[Posting]:
    """Who is, or is going to be, posted in an agency from `day` on, with their accounts; by name."""
    rows = Posting.objects.filter(_not_ended(day), agency_id=agency_id).select_related("account")
    return list(rows.order_by("account__full_name", "account_id", "valid_from", "role"))


def posting_named(posting_id: UUID) -> Posting:
    """The posting with its account; refuses with NoSuchPosting."""
    posting = Posting.objects.filter(id=posting_id).select_related("account").first()
    if posting is None:
        raise NoSuchPosting()
    return posting


def place_names(units: Iterable[UUID], desks: Iterable[UUID], day: date) -> dict[UUID, str]:
    """Names of units and desks on `day`; what had ended keeps its last name, what is to come its first."""
    names: dict[UUID, str] = {}
    unit_rows = UnitVersion.objects.filter(unit_id__in=list(units)).order_by("valid_from")
    for unit_id, name, since in unit_rows.values_list("unit_id", "name", "valid_from"):
        if since <= day or unit_id not in names:
            names[unit_id] = name
    desk_rows = DeskVersion.objects.filter(desk_id__in=list(desks)).order_by("valid_from")
    for desk_id, name, since in desk_rows.values_list("desk_id", "name", "valid_from"):
        if since <= day or desk_id not in names:
            names[desk_id] = name
    return names


def versions_of(agency_id: UUID) -> list[AgencyVersion]:
    """All that an agency was and will be called, newest first; refuses with NoSuchAgency."""
    rows = AgencyVersion.objects.filter(agency_id=agency_id).select_related("agency")
    found = list(rows.order_by("-valid_from"))
    if not found:
        raise NoSuchAgency(day="này")
    return found


def units_from(agency_id: UUID, day: date) -> list[UnitVersion]:
    """The units there are on `day` or will be later, by name and day."""
    rows = UnitVersion.objects.filter(_not_ended(day), unit__agency_id=agency_id)
    return list(rows.order_by("name", "valid_from"))


def desks_from(agency_id: UUID, day: date) -> list[DeskVersion]:
    """The desks there are on `day` or will be later, by name and day."""
    rows = DeskVersion.objects.filter(_not_ended(day), desk__agency_id=agency_id).select_related("desk")
    return list(rows.order_by("name", "valid_from"))


def successions_of(agency_id: UUID) -> tuple[list[Succession], list[Succession]]:
    """Whose work an agency took over, and who took over its own."""
    origins = list(Succession.objects.filter(successor_id=agency_id).order_by("on", "id"))
    successions = list(Succession.objects.filter(predecessor_id=agency_id).order_by("-is_main", "on", "id"))
    return origins, successions


def origins_of_communes(day: date) -> dict[UUID, list[CommuneSuccession]]:
    """What each commune of `day` was made of, by its id; one statement."""
    rows = CommuneSuccession.objects.filter(held_on(day, "successor__")).select_related("predecessor")
    found: dict[UUID, list[CommuneSuccession]] = {}
    for row in rows.order_by("predecessor__district", "predecessor__name"):
        found.setdefault(row.successor_id, []).append(row)
    return found
