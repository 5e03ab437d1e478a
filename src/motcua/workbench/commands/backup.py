"""Back up the database and the files while the product runs; the keys go elsewhere."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from motcua.workbench.backup.keys import keys_of_environment, write_keys
from motcua.workbench.backup.noting import take_and_note
from motcua.workbench.environment import with_database
from motcua.workbench.errors import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "place",
        nargs="?",
        type=Path,
        metavar="FOLDER|FILE.tar",
        help="a folder of backups, or one file to carry away; otherwise MOTCUA_BACKUPS",
    )
    parser.add_argument("--keep", type=int, metavar="N", help="keep the newest N of the folder")
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help="write the keys there too: a file or folder on another medium",
    )
    parser.epilog = "See docs/howto/operate.md. Exit code 1: not made, or files were missing in the store."


def run(options: argparse.Namespace) -> int:
    place = options.place or Path(os.environ.get("MOTCUA_BACKUPS", ""))
    if place == Path():
        raise CommandError("where to? Give a folder or a file, or set MOTCUA_BACKUPS")
    if options.keep is not None and options.keep < 1:
        raise CommandError("--keep takes a whole number from 1")
    place = place.absolute()
    if options.keys is not None:
        _write_keys(options.keys.absolute(), place)
    with with_database(options):
        taken = take_and_note(place, keep=options.keep, say=_say)
    print(taken.place)
    _say(
        f"{sum(taken.manifest.tables.values())} rows, {taken.manifest.file_count} files"
        + (f"; {taken.dropped} old backups removed" if taken.dropped else "")
    )
    if options.keys is None:
        _say("the keys are not in it: keep a copy of them in another place (--keys FILE)")
    if taken.problem:
        _say(taken.problem)
    return 1 if taken.problem else 0


def _write_keys(file: Path, place: Path) -> None:
    beside = place.parent if place.suffix == ".tar" else place
    if beside in (file, *file.parents):
        raise CommandError(
            "the keys must not lie beside the backups: who has both reads every sealed number. Choose another place"
        )
    _say(f"keys: {write_keys(file, keys_of_environment())}")


def _say(words: str) -> None:
    print(f"backup: {words}", file=sys.stderr, flush=True)
