"""Seal the days, export the audit trail, verify an export, show the key's fingerprint.

`verify` is `workbench/verifier.py`, one file that runs anywhere with Python and `cryptography`: an inspector needs
neither this product nor its database.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from uuid import UUID

from motcua.audit.digests import make_digests
from motcua.audit.exporting import export
from motcua.audit.signing import fingerprint, public_key
from motcua.dossiers.selectors import dossier_id_by_code
from motcua.kernel.clock import now
from motcua.workbench.environment import with_database
from motcua.workbench.errors import CommandError
from motcua.workbench.verifier import verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    taken = what.add_parser("export", help="write the sealed days and the chains of dossiers to a file")
    taken.add_argument("file", type=Path)
    taken.add_argument("--dossier", action="append", required=True, metavar="CODE", help="may be given again")
    checked = what.add_parser("verify", help="check an export against the published fingerprint")
    checked.add_argument("file", type=Path)
    checked.add_argument("--fingerprint", required=True)
    what.add_parser("seal", help="seal every finished day now; the worker does it every hour")
    what.add_parser("fingerprint", help="of the key that signs, to be published")


def run(options: argparse.Namespace) -> int:
    if options.what == "verify":
        return verify(options.file, options.fingerprint)
    if options.what == "fingerprint":
        print(fingerprint(public_key()))
        return 0
    with with_database(options):
        if options.what == "seal":
            for row in make_digests(at=now()):
                print(f"{row.day} {bytes(row.root).hex()} ({row.streams} chains)")
            return 0
        return _export(options.file, options.dossier)


def _export(file: Path, codes: list[str]) -> int:
    streams: list[UUID] = []
    for code in codes:
        found = dossier_id_by_code(code)
        if found is None:
            raise CommandError(f"no dossier has the code {code}")
        streams.append(found)
    with file.open("wb") as target:
        for line in export(streams):
            target.write(line + b"\n")
    print(
        f"{file}: {len(streams)} dossiers; verify with: motcua audit verify {file} --fingerprint …",
        file=sys.stderr,
    )
    return 0
