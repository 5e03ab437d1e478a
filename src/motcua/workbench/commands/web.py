"""Serve the product by HTTP.

Granian with one thread a worker and as many workers as cores (design §11).
"""

from __future__ import annotations

import argparse
import os
import sys

from motcua.workbench.installation import data_folder, variables
from motcua.workbench.parenthood import end_with_parent

STOP_SECONDS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: cores)")


def run(options: argparse.Namespace) -> int:
    folder = data_folder(options)
    folder.make()
    os.environ.update(variables(folder))
    end_with_parent()
    os.execv(  # noqa: S606 a fixed command; this process becomes the server, so signals reach it directly
        sys.executable,
        [
            *(sys.executable, "-m", "granian", "motcua.conf.wsgi:application", "--interface", "wsgi"),
            *("--host", options.host, "--port", str(options.port), "--no-ws", "--log-level", "warning"),
            *("--workers", str(options.workers), "--blocking-threads", "1", "--respawn-failed-workers"),
            *("--workers-kill-timeout", str(STOP_SECONDS)),
        ],
    )
