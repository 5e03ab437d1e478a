"""Let a simulated province file and handle dossiers through the real services, and tell how it went."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import timedelta

from motcua.delivery.clockwork import own_clock
from motcua.kernel.clock import local, now
from motcua.workbench.environment import with_database
from motcua.workbench.errors import CommandError
from motcua.workbench.simulate import Simulation, world_of
from motcua.workbench.simulate.paths import taken


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossiers", type=int, default=100, metavar="N", help="how many are filed (100)")
    parser.add_argument("--days", type=int, default=30, metavar="D", help="over how many days (30)")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="the same seed gives the same people (1)"
    )
    parser.add_argument("--until", default="", metavar="ISO", help="the last instant; default now")
    parser.add_argument(
        "--only", default="", metavar="SLUGS", help="procedures, separated by commas; default all"
    )
    parser.epilog = "Needs a province with staff: ./run brings one, or enter yours."


def run(options: argparse.Namespace) -> int:
    if options.dossiers < 1 or options.days < 1:
        raise CommandError("--dossiers and --days must be at least 1")
    end = local(options.until) if options.until else now()
    with with_database(options):
        world = world_of(end, only=[one for one in options.only.split(",") if one])
        if not world.towns or not world.catalogue:
            raise CommandError(
                "There is nobody to work here: no commune has staff, or no procedure is in force."
            )
        began = time.monotonic()
        simulation = Simulation(
            world,
            start=end - timedelta(days=options.days),
            end=end,
            total=options.dossiers,
            seed=options.seed,
            whole=True,
        )
        with own_clock():
            outcome = simulation.run(_progress)
        seconds = time.monotonic() - began
        paths = taken()
    answer = vars(outcome) | {
        "seconds": round(seconds, 1),
        "acts_per_second": round(outcome.acts / seconds, 1),
        "paths": paths,
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty() or done % 50 == 0 or done == total:
        print(
            f"\r{done}/{total} dossiers filed",
            end="" if sys.stderr.isatty() else "\n",
            file=sys.stderr,
            flush=True,
        )
