"""Start stand-ins of every outside party on this machine, with a page to watch and play them.

With the running product (`--data DIR`) they enter themselves there and are used until the end.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from motcua.kernel.clock import now
from motcua.workbench.emulate.cast import STAND_INS
from motcua.workbench.emulate.frame import HOST, Company, Stage, StandIn
from motcua.workbench.emulate.page import Page
from motcua.workbench.environment import with_database
from motcua.workbench.errors import CommandError, LauncherError
from motcua.workbench.installation import data_folder, has_own_database
from motcua.workbench.launch import Address, refuse_port_in_use
from motcua.workbench.supervisor import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=int,
        default=8700,
        metavar="N",
        help="port of the page; the next ones are the parties' (8700)",
    )
    parser.add_argument(
        "--only", default="", metavar="NAMES", help="which parties, separated by commas; default all"
    )
    parser.epilog = "Ctrl-C ends all and takes them out of the product again."


def run(options: argparse.Namespace) -> int:
    over = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, on_signal)
    with tempfile.TemporaryDirectory(prefix="motcua-emulate-") as folder, contextlib.ExitStack() as ending:
        product = product_of(options)
        company = Company(members_of(options, Path(folder), product or ""))
        _free((options.port,))
        page = Page(company, options.port)
        ending.callback(company.stop)
        company.start()
        if product is not None:
            ending.enter_context(with_database(options))
            ending.enter_context(_entered(company))
        page.start()
        ending.callback(page.stop)
        say(f"stand-ins: {page.url}  (end with Ctrl-C)")
        for one in company.members:
            say(f"  {one.name}: " + ", ".join(f"{words} {where}" for words, where in one.addresses().items()))
        say(
            f"entered into {product or 'the database'}"
            if product is not None
            else "not entered into any product"
        )
        over.wait()
        say("stopping")
    return 0


@contextlib.contextmanager
def _entered(company: Company) -> Iterator[None]:
    """In the running product, and out of it again."""
    try:
        for one in company.members:
            one.leave(at=now())
            one.enter(at=now())
        yield
    finally:
        for one in reversed(company.members):
            one.leave(at=now())


def product_of(options: argparse.Namespace) -> str | None:
    """The address of the product that runs on the folder; empty for an outside database; None when there is none."""
    folder = data_folder(options)
    if not has_own_database(os.environ, folder):
        return os.environ.get("MOTCUA_BASE_URL", "")
    if not folder.run_lock.take():
        return folder.run_lock.note().partition(" ")[0]
    folder.run_lock.release()
    if options.data:
        raise LauncherError(
            f"Một Cửa does not run on {folder.path}. Start it first: ./run --data {folder.path}"
        )
    return None


def members_of(options: argparse.Namespace, folder: Path, product: str) -> list[StandIn]:
    wanted = {name for name in options.only.split(",") if name}
    if unknown := wanted - {made.name for made in STAND_INS}:
        known = ", ".join(made.name for made in STAND_INS)
        raise CommandError(f"--only {', '.join(sorted(unknown))}: there are {known}")
    members, port = [], options.port + 1
    for made in STAND_INS:
        ports = tuple(range(port, port + made.port_count))
        port += made.port_count  # the same ports whoever else takes part
        if wanted and made.name not in wanted:
            continue
        own = folder / made.name
        own.mkdir()
        members.append(made(Stage(own, _free(ports), product)))
    return members


def _free(ports: tuple[int, ...]) -> tuple[int, ...]:
    for port in ports:
        refuse_port_in_use(Address(HOST, port))
    return ports
