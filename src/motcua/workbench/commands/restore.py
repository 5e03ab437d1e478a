"""Restore a backup into a fresh data folder, or only check that it is whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from motcua.workbench.backup.keys import read_keys
from motcua.workbench.backup.places import source_at
from motcua.workbench.backup.restoring import listed, refuse_used, restore, verify
from motcua.workbench.errors import CommandError
from motcua.workbench.installation import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "backup", type=Path, metavar="BACKUP", help="one backup, or a folder of them: then the newest"
    )
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help="the keys that were kept apart; otherwise the environment's"
    )
    parser.add_argument("--check", action="store_true", help="read and compare all of it, restore nothing")
    parser.epilog = "See docs/howto/operate.md. Exit code 2: refused, nothing was changed."


def run(options: argparse.Namespace) -> int:
    keys = read_keys(options.keys)
    if not options.backup.exists():
        raise CommandError(f"there is no backup at {options.backup}")
    source = source_at(options.backup)
    manifest = listed(source, keys)
    folder = data_folder(options)
    if not options.check:
        refuse_used(folder)
    verify(source, keys, _say)
    rows = f"{sum(manifest.tables.values())} rows, {manifest.file_count} files, as of {manifest.made_at}"
    if options.check:
        print(f"whole: {rows}")
        return 0
    restore(source, manifest, folder, keys=keys, say=_say)
    print(f"restored into {folder.path}: {rows}")
    if manifest.missing:
        _say(
            f"{len(manifest.missing)} files were lost before this backup was made, the first {manifest.missing[0]}"
        )
    _say(f"now prove it: motcua check --data {folder.path}")
    return 0


def _say(words: str) -> None:
    print(f"restore: {words}", file=sys.stderr, flush=True)
