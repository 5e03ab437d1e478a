"""A small commune at work in the browser: its officers and applicants, and a clock that the walk sets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from tests.browser.harness import Visitors
from tests.browser.walking import Walker
from tests.desk.builders import NOW, client_of, signed_in
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier
from motcua.kernel import clock as kernel_clock


@dataclass
class Clock:
    """What every page takes for now."""

    at: datetime = field(default=NOW)


@contextmanager
def clock_of_pages(patch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The pages of officers and applicants ask this clock; the session's own age is real time."""
    clock = Clock()
    desk("work")  # the addresses lead to every page: now all of them are there
    for name, module in list(sys.modules.items()):
        if name.startswith("motcua.sites.") and getattr(module, "now", None) is kernel_clock.now:
            patch.setattr(module, "now", lambda: clock.at)
    yield clock


@dataclass(frozen=True)
class Office:
    """Opens pages for people of a commune; `journey` names the pictures."""

    visitors: Visitors
    journey: str

    def officer(self, where: Place, role: Role, size: str = "desktop") -> Walker:
        return self._signed_in(client_of(where, role), size)

    def account(self, account: Account, size: str = "desktop") -> Walker:
        """Somebody of another agency."""
        return self._signed_in(signed_in(account), size)

    def citizen(self, account: Account, *, javascript: bool = False) -> Walker:
        """On a phone, as a rule without scripts; axe looks at a twin."""
        twin = None if javascript else self.visitors.page("phone")
        return self._signed_in(signed_in(account), "phone", javascript=javascript, twin=twin)

    def _signed_in(self, client: Client, size: str, *, javascript: bool = True, twin: Any = None) -> Walker:
        page = self.visitors.page(size, javascript=javascript)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.visitors.base_url}])
        return Walker(page, self.journey, twin)


def applicant(*dossiers: Dossier) -> Account:
    """The citizen whose dossiers these are."""
    account = journey.officer("Nguyễn Thị Mẹ")
    account.kind = "citizen"
    account.save()
    Dossier.objects.filter(pk__in=[one.pk for one in dossiers]).update(account=account)
    return account


def desk(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def portal(name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=args)


def sees(walker: Walker, words: str) -> None:
    expect(walker.page.get_by_role("main")).to_contain_text(words)


def opens_pdf(walker: Walker, address: str) -> bytes:
    """What the printer gets at this address."""
    answer = walker.page.request.get(address)
    assert answer.status == 200, (address, answer.status)
    assert answer.headers["content-type"].startswith("application/pdf")
    body: bytes = answer.body()
    return body


def day(walker: Walker, name: str, written: str) -> None:
    """A date in its three boxes: 14/9/2026."""
    for part, typed in zip(("day", "month", "year"), written.split("/"), strict=True):
        walker.page.locator(f'[name="{name}-{part}"]').fill(typed)


def to_the_end(walker: Walker) -> None:
    """Scroll down, where the bar of buttons lies below the page and over nothing."""
    walker.page.get_by_role("contentinfo").scroll_into_view_if_needed()
