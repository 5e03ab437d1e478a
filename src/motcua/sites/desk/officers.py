"""The officer behind a request, and what every form of this site carries: a key, a version, what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_noop

from motcua.agencies.acting import PostedOfficer, posted_officer
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, desk_on, officers_of
from motcua.audit.services import record_reading_once
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Invalid
from motcua.sites.ui.permissions import scope_for

# Who reads dossiers at all: IT officers and administrators keep accounts, they have no page here.
READERS: Final = (
    *(Role.RECEIVER, Role.DESK_HEAD, Role.CASHIER, Role.HANDLER, Role.UNIT_HEAD, Role.AGENCY_LEADER),
    *(Role.RECORDS_CLERK, Role.SUPERVISOR, Role.INSPECTOR),
)
RECEIVERS: Final = (Role.RECEIVER, Role.DESK_HEAD)
DESK: Final = (*RECEIVERS, Role.CASHIER)
READ_AGAIN_AFTER: Final = timedelta(minutes=30)


class FormBroken(Invalid):
    """A hidden field of ours is missing or garbled: the page was not sent as we made it."""

    code = "form_broken"
    template = gettext_noop(
        "Trang gửi lên thiếu thông tin kỹ thuật. Vui lòng tải lại trang rồi thực hiện lại."
    )


@dataclass(frozen=True)
class Officer:
    """Who asks, what they are posted to, and when: the instant of this request."""

    account_id: UUID
    name: str
    scope: Scope
    at: datetime

    def actor(self, *, desk_id: UUID | None = None) -> PostedOfficer:
        """As whom they act: for the agency whose desk it is, else for that of their first posting.

        They come with all their duties: a dossier's history finds out which of them it was, and whose (TN19-14.5).
        """
        there = (one.agency_id for one in self.scope.postings if desk_id and one.desk_id == desk_id)
        return posted_officer(self.scope, agency_id=next(there, None))

    def has_read(self, dossier_id: UUID, purpose: str = "open") -> None:
        """Write down that the dossier was looked at; turning its pages is one reading."""
        record_reading_once(
            stream_id=dossier_id,
            account_id=self.account_id,
            agency_id=self.actor().agency_id,
            purpose=purpose,
            at=self.at,
            within=READ_AGAIN_AFTER,
        )


def officer_of(request: HttpRequest) -> Officer:
    """The signed-in officer; the view's permission has proved that there is one."""
    assert request.user.is_authenticated
    return Officer(request.user.id, request.user.full_name, scope_for(request), now())


def desk_ids_of(officer: Officer) -> list[UUID]:
    """The desks where this officer receives."""
    found = [
        posted.desk_id for posted in officer.scope.postings if posted.role in RECEIVERS and posted.desk_id
    ]
    return list(dict.fromkeys(found))


def receivers_with(officer: Officer, desk_id: UUID) -> list[tuple[str, str]]:
    """Who receives at a desk of an officer: account and name; the officer first, also when they stand in for one."""
    here = officers_of(desk_on(desk_id, local_day(officer.at)).desk.agency_id, officer.at)
    found = [one for one in here if one.desk_id == desk_id and one.role in RECEIVERS]
    others = {str(one.account_id): one.account.full_name for one in found}
    return list({str(officer.account_id): officer.name, **others}.items())


@dataclass(frozen=True)
class Sent:
    """The hidden fields of a form: idempotency key, the dossier's version and last event when it was made."""

    key: UUID
    version: int
    seen: int


def sent(request: HttpRequest) -> Sent:
    """Refuses with FormBroken."""
    try:
        return Sent(
            UUID(request.POST["key"]), int(request.POST["version"]), int(request.POST.get("seen") or 0)
        )
    except (KeyError, ValueError) as broken:
        raise FormBroken from broken


def fresh_key() -> str:
    """A new idempotency key, made with the page."""
    return str(uuid4())
