"""Load the demonstration province, or tell who can sign in to it."""

from __future__ import annotations

import argparse
import sys

from motcua.kernel.clock import now
from motcua.workbench.demo.cast import read_cast
from motcua.workbench.demo.loading import load
from motcua.workbench.environment import with_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("load", "accounts"))
    parser.epilog = "load: again it goes on where it was; ./run calls both."


def run(options: argparse.Namespace) -> int:
    cast = read_cast()
    if options.what == "accounts":
        print(f"Every account below has the password {cast.password}")
        for one in cast.people():
            print(f"  {one.email:36} {one.duty:34} {one.place}: {one.name}")
        return 0
    with with_database(options):
        load(cast, at=now(), say=lambda words: print(f"demo: {words}", file=sys.stderr, flush=True))
    return 0
