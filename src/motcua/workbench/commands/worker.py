"""Run the jobs: what leaves the product or happens by the clock."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket

from motcua.workbench.environment import with_database
from motcua.workbench.parenthood import end_with_parent
from motcua.workbench.working import work


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--name", default=f"{socket.gethostname()}-{os.getpid()}", help="name in logs and on the health page"
    )


def run(options: argparse.Namespace) -> int:
    end_with_parent()
    # procrastinate takes SIGINT and SIGTERM once it runs; until then they end us at once
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with with_database(options):
        asyncio.run(work(options.name))
    return 0
