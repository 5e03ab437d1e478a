"""Measure ours beside plain references, in turns; exit 1 when worse than a floor."""

from __future__ import annotations

import argparse
import json
import sys

from motcua.workbench.bench.figures import GOALS
from motcua.workbench.bench.measure import Plan, measure
from motcua.workbench.errors import CommandError

NAMES = tuple(goal.name for goal in GOALS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", default="", help=f"figures, separated by commas: {','.join(NAMES)}")
    parser.add_argument("--json", action="store_true", help="the figures as JSON; progress stays on stderr")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a slice (default 3)")
    parser.add_argument("--rounds", type=int, default=5, help="slices on each side (default 5)")
    parser.add_argument("--size", type=int, default=20_000, help="dossiers in the database (default 20000)")
    parser.add_argument(
        "--notices", type=int, default=0, help="so many notices leave meanwhile at 50 a second (default 0)"
    )
    parser.add_argument(
        "--no-judgement", action="store_true", help="exit 0 whatever the figures are (smoke test)"
    )
    parser.epilog = "See docs/howto/bench.md for what each figure means."


def run(options: argparse.Namespace) -> int:
    names = tuple(name.strip().upper() for name in options.only.split(",") if name.strip()) or NAMES
    if unknown := set(names) - set(NAMES):
        raise CommandError(f"no such figure: {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}")
    if options.seconds <= 0 or options.rounds < 1 or options.size < 100 or options.notices < 0:
        raise CommandError(
            "--seconds must be above 0, --rounds at least 1, --size at least 100, --notices not below 0"
        )
    plan = Plan(names, options.seconds, options.rounds, options.size, options.notices)
    figures = measure(plan, lambda text: print(text, file=sys.stderr, flush=True))
    if options.json:
        print(json.dumps({figure.goal.name: figure.as_json() for figure in figures}, indent=2))
    else:
        for figure in figures:
            goal, verdict = figure.goal, "ok" if figure.is_kept else "WORSE THAN THE FLOOR"
            print(
                f"{goal.name:4} {figure.value:7.3f} ({min(figure.values):.3f} to {max(figure.values):.3f})  "
                f"floor {goal.floor:g}, goal {goal.goal:g}  {verdict}: {goal.meaning}"
            )
    return 1 if not options.no_judgement and any(not figure.is_kept for figure in figures) else 0
