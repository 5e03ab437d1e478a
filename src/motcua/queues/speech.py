"""The call as sound: made once by espeak-ng, kept as a file by its words. Without it the screen chimes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings

SECONDS = 5
KEPT = 600  # files; about two days of a large desk
SPEED_WORDS = "135"


def is_speaking() -> bool:
    """Whether this machine has the voice (Debian's espeak-ng, or what MOTCUA_SPEECH names)."""
    return shutil.which(settings.MOTCUA_SPEECH) is not None


def spoken_file(words: str) -> Path | None:
    """The sound file of these words; null where there is no voice or it failed.

    Takes
        words  of `rules.call_words`, never what somebody typed
    """
    folder = settings.MOTCUA_DATA / "speech"
    kept: Path = folder / f"{sha256(words.encode()).hexdigest()[:32]}.wav"
    if kept.is_file():
        return kept
    programme = shutil.which(settings.MOTCUA_SPEECH)
    if programme is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    _make_room(folder)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        made = Path(place) / "call.wav"
        command = [programme, "-v", "vi", "-s", SPEED_WORDS, "-w", str(made), words]
        try:
            subprocess.run(command, check=True, timeout=SECONDS, capture_output=True)  # noqa: S603 a programme of ours and words of our rule
        except (subprocess.SubprocessError, OSError):
            return None
        if not made.is_file():
            return None
        made.rename(kept)  # whole or not at all: two who ask at once both find it
    return kept


def _make_room(folder: Path) -> None:
    """The oldest go when there are too many."""
    files = sorted(folder.glob("*.wav"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in files[KEPT:]:
        old.unlink(missing_ok=True)
