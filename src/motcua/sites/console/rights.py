"""Who keeps what: the province's administrator everything, an agency's IT officer the own agency and those below."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from motcua.agencies.administration import Keeper, keeper_of, require_account
from motcua.agencies.rules import Role
from motcua.kernel.clock import TZ, local_day, now
from motcua.sites.ui.permissions import permission, scope_for

AGENCY_IT: Final = Role.AGENCY_IT.value
PROVINCE: Final = Role.PROVINCE_ADMINISTRATOR.value

keepers = permission(AGENCY_IT, PROVINCE)
"""Both kinds of administrators; the view asks `keeper_for` what is theirs."""
province_only = permission(PROVINCE)


def keeper_for(request: HttpRequest, agency_id: UUID | None = None) -> Keeper:
    """What the signed-in administrator keeps; with `agency_id`, refuses with NotYourAgency what is not theirs."""
    keeper: Keeper | None = getattr(request, "keeper", None)
    if keeper is None:
        keeper = keeper_of(scope_for(request), now())
        request.keeper = keeper  # type: ignore[attr-defined]  # once a request
    if agency_id is not None:
        keeper.require_agency(agency_id)
    return keeper


def keeper_of_account(request: HttpRequest, account_id: UUID, at: datetime) -> Keeper:
    """The same for an officer's account; refuses with NotYourOfficer."""
    keeper = keeper_for(request)
    require_account(keeper, account_id, at)
    return keeper


def day_asked(request: HttpRequest) -> date:
    """The day a page is asked for (`?ngay=2025-06-30` or 30/06/2025); today when none or nonsense is given."""
    asked = request.GET.get("ngay", "").strip()
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(asked, shape).replace(tzinfo=TZ).date()
        except ValueError:
            continue
        if date(1945, 1, 1) <= found <= date(2200, 1, 1):
            return found
    return local_day(now())
