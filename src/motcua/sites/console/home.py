"""The console's first page: what wants an administrator's eye."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from motcua.accounts import selectors as accounts
from motcua.agencies import selectors
from motcua.agencies.rules import LEVEL_NAMES
from motcua.deadlines.selectors import calendars, has_unpublished_changes
from motcua.delivery.selectors import is_fresh, outbox_health, worker_seen_at
from motcua.kernel.clock import local_day, now
from motcua.procedures.selectors.administration import standing
from motcua.sites.console.rights import keeper_for, keepers


@keepers
def page(request: HttpRequest) -> HttpResponse:
    """The province at a glance; for an agency's IT officer the agencies that are kept."""
    keeper, at = keeper_for(request), now()
    without = {one.agency_id for one in selectors.agencies_without_administrator(at)}
    facts = {
        "is_province": keeper.is_province,
        "agencies": [
            (one, one.agency_id in without) for one in keeper.agencies.values() if not keeper.is_province
        ],
        "without": len(without & keeper.agencies.keys()),
    }
    if keeper.is_province:
        seen_at = worker_seen_at()
        there = list(keeper.agencies.values())
        facts |= {
            "levels": [
                (gettext(name), level.value, sum(one.level == level.value for one in there))
                for level, name in LEVEL_NAMES.items()
                if any(one.level == level.value for one in there)
            ],
            "provisional": sum(one.agency.code_is_provisional for one in there),
            "idle": accounts.inactive_accounts(at).count(),
            "locked": len(accounts.locks(at)),
            "unpublished": [one for one in calendars() if has_unpublished_changes(one.name)],
            "has_calendar": bool(calendars()),
            "standing": standing(local_day(at)),
            "worker_is_alive": is_fresh(seen_at, at),
            "worker_seen_at": seen_at,
            "outbox": outbox_health(at),
        }
    return render(request, "console/home.html", facts)
