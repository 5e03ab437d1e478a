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
from tests.journey.builders import Place
from tests.kiosk import builders as kiosks
from tests.zalo.builders import LAN, town

from motcua.conversations.sms import reply
from motcua.dossiers.models import Dossier
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


CHANNELS: dict[str, Callable[[Place, str], str]] = {
    "portal": _portal,
    "kiosk": _kiosk,
    "api": _api,
    "short": _short,
    "zalo": _zalo,
    "sms": _sms,
    "letter": _letter,
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
