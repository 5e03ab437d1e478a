"""Prove the invariants of the data; name every row that breaks one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from motcua.workbench.check import INVARIANTS, run_all
from motcua.workbench.environment import with_database
from motcua.workbench.errors import CommandError

SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", default="", help="names of invariants, separated by commas")
    parser.add_argument(
        "--all-rows", action="store_true", help=f"show every broken row, not only {SHOWN} each"
    )


def run(options: argparse.Namespace) -> int:
    names = [name for name in options.only.split(",") if name]
    if unknown := set(names) - {invariant.name for invariant in INVARIANTS}:
        known = ", ".join(invariant.name for invariant in INVARIANTS)
        raise CommandError(f"no such invariant: {', '.join(sorted(unknown))}. There are: {known}")
    with with_database(options):
        return report(names, all_rows=options.all_rows)


def report(names: Sequence[str] = (), *, all_rows: bool = False) -> int:
    """Print each invariant and the rows that break it; 1 when any row does, else 0."""
    broken = 0
    for invariant, findings in run_all(names):
        print(f"{'BROKEN' if findings else 'ok':7} {invariant.name}: {invariant.meaning}")
        broken += len(findings)
        for finding in findings if all_rows else findings[:SHOWN]:
            print(f"          {finding.row}")
        if len(findings) > SHOWN and not all_rows:
            print(f"          … and {len(findings) - SHOWN} more (--all-rows)")
    if broken:
        print(f"{broken} rows break an invariant", file=sys.stderr)
    return 1 if broken else 0
