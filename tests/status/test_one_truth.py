"""Each channel tells the same status at the same moment (TN14-8.4): whoever adds a channel adds its line here."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.test import Client
from django.urls import reverse
from tests.journey import builders as journey
from tests.journey import parcels
from tests.journey.builders import Place
from tests.kiosk import builders as kiosks
from tests.zalo.builders import LAN, town

from motcua.agencies.rules import Role
from motcua.conversations.sms import reply
from motcua.dossiers.models import Dossier
from motcua.operations.selectors.calls import call_page
from motcua.operations.services.calls import begin_call, look_up
from motcua.sites.kiosk import device, frame, pages, screen
from motcua.status.selectors import answer
from motcua.status.words import short


def _page(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def _portal(where: Place, code: str) -> str:
    return _page(Client().get(reverse("portal:status"), {"ma": code}).content.decode())


def _kiosk(where: Place, code: str) -> str:
    return _page(kiosks.enrolled(where).post(reverse("kiosk:lookup"), {"ma": code}).content.decode())


def _api(where: Place, code: str) -> str:
    return str(json.loads(Client().get(f"/api/v1/dossiers/{code}/status").content)["state_label"])


def _short(where: Place, code: str) -> str:
    """What SMS and Zalo are made of."""
    return short(answer(code))


def _zalo(where: Place, code: str) -> str:
    """As the telephone shows it, through the webhook and the worker."""
    with TemporaryDirectory() as folder:
        one = town(Path(folder))
        one.ahead_ms = next(_SECONDS) * 5000  # each is asked later than the one before
        try:
            return one.tell(LAN, f"HS {code}")
        finally:
            one.end()
            one.stop()


_SECONDS = count()


def _sms(where: Place, code: str) -> str:
    """What a person reads who texts the code to the province's number."""
    return reply(f"hs {code}", asker="84901234567", at=kiosks.NOW)


def _letter(where: Place, code: str) -> str:
    """Behind the link of a letter or the slip's QR, which hold the dossier's token."""
    token = Dossier.objects.get(code=code).token
    return _page(Client().get(reverse("portal:status"), {"ma": code, "t": token}).content.decode())


def _phone(where: Place, code: str) -> str:
    """What the operator reads out before the caller is known."""
    officer = where.actor(Role.RECEIVER)
    call = begin_call(desk_id=where.desk_id, officer=officer, number="", at=journey.MORNING)
    look_up(call_id=call.pk, officer=officer, kind="code", text=code, at=journey.MORNING)
    (shown,) = call_page(call.pk, officer).dossiers
    return shown.words


CHANNELS: dict[str, Callable[[Place, str], str]] = {
    "portal": _portal,
    "kiosk": _kiosk,
    "api": _api,
    "short": _short,
    "zalo": _zalo,
    "sms": _sms,
    "letter": _letter,
    "phone": _phone,
}


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (device, frame, pages, screen):
        monkeypatch.setattr(module, "now", lambda: kiosks.NOW)


@pytest.mark.demand("TN14-8.4")
def test_every_channel_tells_the_same_status_as_a_dossier_goes_its_way(db: None) -> None:
    where = kiosks.desk()
    dossier, _ = journey.accepted(where)
    told = set()
    for step in range(5):
        if step:
            journey.do_next_step(where, dossier, journey.MORNING.replace(hour=9 + step))
            dossier.refresh_from_db()
        label = str(answer(dossier.code).state_label)
        told.add(label)
        said = {name: ask(where, dossier.code) for name, ask in CHANNELS.items()}
        assert {name: label in words for name, words in said.items()} == dict.fromkeys(CHANNELS, True), said
    assert len(told) > 1


@pytest.mark.demand("TN14-8.4", "DN15-4.3c")
def test_a_result_that_travels_by_post_is_told_the_same_everywhere(db: None) -> None:
    parcels.carrier()
    where = kiosks.desk()
    dossier = journey.travelled(where, journey.submitted(where).pk)
    told = set()
    parcel = parcels.sent(where, dossier, collect=True)
    for status in ("under_way", "returned"):
        parcels.told(parcel, status, hours=len(told) + 1)
        next_step = str(answer(dossier.code).next_for_applicant)
        told.add(next_step)
        for name in ("portal", "kiosk", "short", "phone"):
            assert next_step in CHANNELS[name](where, dossier.code), name
    assert len(told) == 2
