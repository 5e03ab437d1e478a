"""Import procedures from a folder of YAML files, or list those in force."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from motcua.kernel.clock import local_day, now
from motcua.procedures.importing import OVERLAYS, Report, import_folder
from motcua.procedures.problems import Severity
from motcua.procedures.selectors import search
from motcua.workbench.environment import with_database
from motcua.workbench.errors import CommandError

MARKS = {
    Severity.ERROR: "LỖI",
    Severity.DRAFT: "CHỜ HOÀN THIỆN",
    Severity.WARNING: "CẢNH BÁO",
    Severity.NOTE: "GHI CHÚ",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "See docs/howto/procedures.md for the form of the files."
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    bring = acts.add_parser("import", help="import every *.yaml of a folder as new versions")
    bring.add_argument("folder", type=Path, metavar="FOLDER")
    bring.add_argument(
        "--effective", metavar="DATE", help="first day in force, as 2026-07-01 (default today)"
    )
    bring.add_argument("--no-overlay", action="store_true", help="leave out the values this product settles")
    bring.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    show = acts.add_parser("list", help="list the procedures in force")
    show.add_argument("words", nargs="*", metavar="WORD", help="only those that are found by these words")
    show.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    return _import(options) if options.act == "import" else _list(options)


def _import(options: argparse.Namespace) -> int:
    at = now()
    effective = _day(options.effective) if options.effective else local_day(at)
    with with_database(options):
        report = import_folder(
            options.folder, effective=effective, at=at, overlays=None if options.no_overlay else OVERLAYS
        )
    _tell(report)
    return report.exit_code


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise CommandError(f"--effective {text}: not a day; write it as 2026-07-01") from problem


def _tell(report: Report) -> None:
    for problem in report.problems:
        print(f"{MARKS[problem.severity]}: {problem}", file=sys.stderr)
    for name in report.refused:
        print(f"từ chối: {name}")
    print(report.summary)


def _list(options: argparse.Namespace) -> int:
    with with_database(options):
        found = search(" ".join(options.words), day=local_day(now()), limit=None)
    for one in found.items:
        print(f"{one.code}\t{one.field}\t{one.name}")
    print(f"{found.total} thủ tục", file=sys.stderr)
    return 0
