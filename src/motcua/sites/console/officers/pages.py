"""Officers found, watched, shown one by one (TN14-8.1, TN14-13.3a)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.accounts import selectors as accounts
from motcua.accounts.rules import INACTIVE_DAYS
from motcua.agencies import administration, selectors
from motcua.agencies.administration import Keeper
from motcua.agencies.rules import PROVINCE_ROLES, Role
from motcua.journey.reading.leave import leaves_of_officer
from motcua.kernel.clock import local_day, now
from motcua.sites.console.officers.leave import leave_agencies
from motcua.sites.console.officers.shown import Duty, duty_rows, officer_named
from motcua.sites.console.rights import keeper_for, keepers
from motcua.sites.ui.typed import id_of, page_of

LISTED = 50
LONGEST_IDLE = 200


@keepers
def listing(request: HttpRequest) -> HttpResponse:
    """Officers by name, of one agency or of all that are kept; what wants an administrator's eye first."""
    keeper, at = keeper_for(request), now()
    words, page = request.GET.get("q", ""), _page_number(request)
    agency_id = _agency_asked(request, keeper)
    found = administration.officers_found(
        keeper, words, at, agency_id=agency_id, offset=(page - 1) * LISTED, limit=LISTED
    )
    shown = found[:LISTED]
    today = local_day(at)
    duties: dict[UUID, list[Duty]] = {}
    for duty in duty_rows(administration.postings_of([one.id for one in shown], today), today):
        duties.setdefault(duty.posting.account_id, []).append(duty)
    locked = {lock.email: lock for lock in accounts.locks(at, [one.email for one in shown])}
    here = [(one.agency_id, one.name) for one in keeper.agencies.values()]
    facts = {
        "rows": [(one, duties.get(one.id, []), locked.get(one.email)) for one in shown],
        "words": words,
        "agency_id": agency_id,
        "agencies": here,
        "agency_name": keeper.agencies[agency_id].name if agency_id in keeper.agencies else "",
        "is_province": keeper.is_province,
        "previous": _page_link(request, page - 1) if page > 1 else "",
        "next": _page_link(request, page + 1) if len(found) > LISTED else "",
    }
    return render(request, "console/officers.html", facts)


def _agency_asked(request: HttpRequest, keeper: Keeper) -> UUID | None:
    """The agency the list is narrowed to; refuses one that is not kept."""
    agency_id = id_of(request.GET.get("co-quan", ""))
    if agency_id is not None:
        keeper.require_agency(agency_id)
    return agency_id


def _page_number(request: HttpRequest) -> int:
    return page_of(request.GET.get("trang", ""), most=10_000)


def _page_link(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["trang"] = str(page)
    return f"?{query.urlencode()}"


@keepers
def watched(request: HttpRequest) -> HttpResponse:
    """Locked and idle accounts, and agencies that nobody keeps (TN14-13.3a)."""
    keeper, at = keeper_for(request), now()
    idle, locks = accounts.inactive_accounts(at), accounts.locks(at)
    holders = accounts.accounts_by_email(lock.email for lock in locks)
    if not keeper.is_province:
        kept = administration.kept_accounts(keeper, at)
        idle = idle.filter(pk__in=kept)
        locks = [lock for lock in locks if lock.email in holders and holders[lock.email].id in kept]
    without = [
        one
        for one in selectors.agencies_without_administrator(at)
        if keeper.is_province or one.agency_id in keeper.agencies
    ]
    facts = {
        "idle": idle[:LONGEST_IDLE],
        "idle_count": idle.count(),
        "idle_days": INACTIVE_DAYS,
        "locks": [(lock, holders.get(lock.email)) for lock in locks],
        "without": without,
        "is_province": keeper.is_province,
    }
    return render(request, "console/watched.html", facts)


@keepers
def choose_agency(request: HttpRequest) -> HttpResponse:
    """From the list of officers to the form of the agency chosen there."""
    agency_id = _agency_asked(request, keeper_for(request))
    if agency_id is None:
        return redirect("console:accounts")
    return redirect("console:engage", agency_id)


@keepers
def page(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One officer: the account, all duties, what may be done."""
    keeper, at = keeper_for(request), now()
    account = officer_named(account_id)
    today = local_day(at)
    rows = duty_rows(administration.postings_of([account_id]), today)
    may_keep = administration.may_keep_account(keeper, account_id, at)
    if not may_keep and not any(
        row.posting.agency_id in keeper.agencies for row in rows if row.is_now or row.is_coming
    ):
        administration.require_account(keeper, account_id, at)
    facts = {
        "account": account,
        "current": [(row, _may_end(keeper, row)) for row in rows if row.is_now or row.is_coming],
        "past": [row for row in rows if not (row.is_now or row.is_coming)],
        "lock": accounts.lock_of(account.email, at),
        "may_keep": may_keep,
        "is_own": account.id == keeper.scope.account_id,
        "leaves": leaves_of_officer(account_id, at=at),
        "may_leave": leave_agencies(keeper, [row.posting for row in rows if row.is_now]),
        "replaceable": sorted(
            {
                (row.agency, row.posting.agency_id)
                for row in rows
                if row.is_now and row.posting.agency_id in keeper.agencies
            }
        ),
    }
    return render(request, "console/officer.html", facts)


def _may_end(keeper: Keeper, row: Duty) -> bool:
    return keeper.is_province or (
        row.posting.agency_id in keeper.agencies and Role(row.posting.role) not in PROVINCE_ROLES
    )
