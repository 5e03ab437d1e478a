"""Build and collect styles, scripts and pictures under hashed names, when they have changed."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "web does it by itself when started by ./run."


def run(options: argparse.Namespace) -> int:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    stamp = settings.STATIC_ROOT / STAMP
    now = hashlib.sha256("\n".join(_sources()).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)
    return 0


def _sources() -> Iterable[str]:
    """Every file that would be collected, with size and time of change."""
    yield settings.STORAGES["staticfiles"]["BACKEND"]
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}"
