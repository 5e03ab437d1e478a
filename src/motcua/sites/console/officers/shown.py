"""What the pages about officers share: the officer asked for, duties as they are shown, the one-time password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables

from motcua.accounts import selectors as accounts
from motcua.accounts.services import NewOfficer
from motcua.agencies import administration, selectors
from motcua.agencies.errors import NotAnOfficer
from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.sites.console.acts import Act, Trail


@dataclass(frozen=True)
class Duty:
    """One posting as a page shows it."""

    posting: Any
    role: str
    place: str
    agency: str
    is_now: bool
    is_coming: bool


def duty_rows(postings: Iterable[Any], today: date) -> list[Duty]:
    """Postings with the names of their duties and places; a fixed number of statements."""
    rows = list(postings)
    places = administration.place_names(
        {row.unit_id for row in rows if row.unit_id}, {row.desk_id for row in rows if row.desk_id}, today
    )
    agencies = selectors.agency_names_on({row.agency_id for row in rows}, today)
    return [
        Duty(
            posting=row,
            role=gettext(ROLE_NAMES[Role(row.role)]),
            place=places.get(row.desk_id or row.unit_id, ""),
            agency=agencies.get(row.agency_id, ""),
            is_now=row.valid_from <= today and (row.valid_to is None or today <= row.valid_to),
            is_coming=row.valid_from > today,
        )
        for row in rows
    ]


def officer_named(account_id: UUID) -> Any:
    account = accounts.account_named(account_id)
    if account.kind != "officer":
        raise NotAnOfficer
    return account


def trail_of(account: Any) -> Trail:
    """The way down to an act on an account."""
    return (
        (gettext("Tài khoản"), reverse("console:accounts")),
        (account.full_name, reverse("console:account", args=[account.id])),
    )


@sensitive_variables("made")
def password_page(request: HttpRequest, made: NewOfficer, back: str) -> HttpResponse:
    """The one-time password, in the answer itself: it is kept nowhere, so no page can show it again."""
    facts = {"account": made.account, "password": made.first_password, "back": back}
    return render(request, "console/password.html", facts)


def run_begun(request: HttpRequest, run: Any, act: Act) -> HttpResponse:
    """What was done is said; where work is being handed over, its progress is shown."""
    messages.success(request, act.done)
    return redirect(act.back) if run is None else redirect("console:run", run.pk)
