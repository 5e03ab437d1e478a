"""Compute a due date and tell why, as JSON.

Uses the published calendar of the installation's database. Where there is no database yet, or no calendar in
it, the built-in calendar with the holidays of the law answers, and says so.
"""

from __future__ import annotations

import argparse
import json
import os
from datetime import datetime

from motcua.deadlines.errors import CalendarUnknown
from motcua.deadlines.rules import Channel, Limit, WorkingCalendar, channel_reason, due
from motcua.deadlines.seed import DEFAULT_NAME, default_calendar
from motcua.deadlines.selectors import calendar_named
from motcua.kernel.clock import local
from motcua.workbench.environment import with_database
from motcua.workbench.errors import CommandError
from motcua.workbench.installation import data_folder, has_own_database
from motcua.workbench.postgres import Cluster

FIRST_YEAR, LAST_YEAR = 1976, 2200  # before, the zone's clock was moved; after, nobody knows it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="start", required=True, metavar="ISO", help="naive: Asia/Ho_Chi_Minh")
    parser.add_argument(
        "--limit", required=True, help='"3 working days", "8 working hours", "15 calendar days"'
    )
    parser.add_argument("--calendar", default=DEFAULT_NAME, metavar="NAME", help="default: %(default)s")
    parser.add_argument("--channel", choices=[channel.value for channel in Channel])


def run(options: argparse.Namespace) -> int:
    start = _instant(options.start)
    limit = Limit.parse(options.limit)
    calendar = _published(options)
    if calendar is None:
        calendar = default_calendar(range(start.year, start.year + limit.count // 200 + 3))
    answer = due(limit, start, calendar).as_json()
    if options.channel:
        answer["reasons"].insert(0, channel_reason(Channel(options.channel)).as_json())
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _instant(text: str) -> datetime:
    try:
        start = local(text)
    except (ValueError, OverflowError):
        raise CommandError(f"--from: “{text}” is not an ISO 8601 time such as 2026-02-13T10:00") from None
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise CommandError(f"--from: the year must be {FIRST_YEAR} to {LAST_YEAR}")
    return start


def _published(options: argparse.Namespace) -> WorkingCalendar | None:
    """The calendar asked for; None when it is the default one and nobody has published it yet."""
    try:
        if not _has_database(options):
            raise CalendarUnknown(name=options.calendar)
        with with_database(options):
            return calendar_named(options.calendar)[0]
    except CalendarUnknown:
        if options.calendar != DEFAULT_NAME:
            raise
        return None


def _has_database(options: argparse.Namespace) -> bool:
    """Arithmetic is no reason to make a database where there is none."""
    folder = data_folder(options)
    return not has_own_database(os.environ, folder) or (Cluster(folder.path).data / "PG_VERSION").exists()
