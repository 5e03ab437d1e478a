"""The calling screen: numbers and counters, spoken where there is a voice, nothing personal."""

from __future__ import annotations

import re
import shutil
import wave
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.journey.builders import Place
from tests.kiosk import builders as b
from tests.queues import builders as queues

from motcua.queues import services
from motcua.queues.models import Turn
from motcua.queues.speech import spoken_file

VOICE = """#!/bin/sh
# stands in for espeak-ng: the last word is what is said, the one after -w where to
while [ $# -gt 1 ]; do [ "$1" = -w ] && out="$2"; shift; done
printf '%s' "$1" > "$out"
echo x >> "{calls}"
"""


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", str(answer.content.decode()))


def called(where: Place) -> Turn:
    queues.take(where, dossier_code="H53.18-260907-0001")
    clerk = queues.seated(where, 3)
    turn = services.call_next(account_id=clerk.pk, at=queues.later(5))
    assert turn is not None
    return turn


@pytest.fixture
def voice(tmp_path: Path, settings: Any) -> Path:
    programme = tmp_path / "voice"
    programme.write_text(VOICE.replace("{calls}", str(tmp_path / "calls")))
    programme.chmod(0o755)
    settings.MOTCUA_SPEECH, settings.MOTCUA_DATA = str(programme), tmp_path
    return tmp_path


def test_the_screen_shows_who_is_called_and_nothing_personal(where: Place, settings: Any) -> None:
    settings.MOTCUA_SPEECH = "no-such-programme"
    called(where), queues.take(where, at=queues.later(6))
    for name in ("screen", "calls"):
        page = words(Client().get(reverse(f"kiosk:{name}", args=[where.desk_id])))
        assert '<p class="screen-now__number">A001</p>' in page
        assert "đến quầy 3" in page
        assert "<li>A002</li>" in page
        assert "H53" not in page
        assert "Tiếp Nhận" not in page
        assert "data-speech" not in page


def test_a_desk_that_is_none_has_no_screen(where: Place) -> None:
    answer = Client().get(reverse("kiosk:screen", args=["018f0000-0000-7000-8000-000000000000"]))
    assert answer.status_code == 404


def test_the_call_is_made_once_and_served_as_sound(where: Place, voice: Path) -> None:
    turn = called(where)
    page = words(Client().get(reverse("kiosk:calls", args=[where.desk_id])))
    address = re.search(r'data-speech="([^"]+)"', page)
    assert address is not None
    for _ in range(2):
        answer = Client().get(address[1])
        assert answer["Content-Type"] == "audio/wav"
        said = b"".join(answer).decode()
        assert said == "Mời số A, không, không, một, đến quầy số ba."
    assert (voice / "calls").read_text().count("x") == 1
    elsewhere = reverse("kiosk:words", args=[b.desk().desk_id, turn.pk])
    assert Client().get(elsewhere).status_code == 404


def test_a_voice_that_fails_leaves_the_chime(where: Place, voice: Path) -> None:
    (voice / "voice").write_text("#!/bin/sh\nexit 1\n")
    assert spoken_file("Mời số A, một, đến quầy số hai.") is None
    assert list((voice / "speech").iterdir()) == []


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="apt-get install espeak-ng")
def test_espeak_ng_speaks_vietnamese(tmp_path: Path, settings: Any) -> None:
    settings.MOTCUA_DATA = tmp_path
    made = spoken_file("Mời số A, không, không, một, đến quầy số ba.")
    assert made is not None
    with wave.open(str(made)) as sound:
        assert 1 < sound.getnframes() / sound.getframerate() < 15
