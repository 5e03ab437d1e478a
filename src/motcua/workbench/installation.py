"""One installation: its data folder, secrets and database. Knows no Django."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from motcua.workbench.errors import AlreadyRunning, LauncherError
from motcua.workbench.folder import SECRET_NAMES, DataFolder, default_folder
from motcua.workbench.postgres import START_SECONDS, Cluster

USERS_WAIT_SECONDS = 24 * 3600


def data_folder(options: argparse.Namespace) -> DataFolder:
    """The folder that `--data`, then MOTCUA_DATA, then the default names."""
    return DataFolder(Path(options.data or os.environ.get("MOTCUA_DATA") or default_folder()))


def variables(folder: DataFolder, *, address: str | None = None) -> dict[str, str]:
    """What every process of the product needs in its environment; what is given there already wins.

    Takes
        address  the address of the database; otherwise DATABASE_URL, otherwise the folder's own
    """
    given = os.environ
    found = {
        "DJANGO_SETTINGS_MODULE": "motcua.conf.settings",
        "MOTCUA_DATA": str(folder.path),
        "DATABASE_URL": address or given.get("DATABASE_URL") or Cluster(folder.path).app_url(),
    }
    if any(name not in given for name in SECRET_NAMES):
        found |= {name: value for name, value in folder.secrets().items() if name not in given}
    return found


def has_own_database(environ: Mapping[str, str], folder: DataFolder) -> bool:
    """Whether the database is the embedded one of this folder; it may be named by its own address."""
    return environ.get("DATABASE_URL") in {None, "", *_own_addresses(folder)}


@contextmanager
def running_database(folder: DataFolder) -> Iterator[None]:
    """The database for the time of this block: an outside one, the running embedded one, or ours.

    Who started it waits for the others before it stops it, so commands may overlap in any way.
    Refuses: LauncherError, when there is none to be had.
    """
    if not has_own_database(os.environ, folder):
        _refuse_silent(os.environ["DATABASE_URL"])
        yield
        return
    folder.make()
    cluster = Cluster(folder.path)
    ours = False
    try:
        with folder.users_lock.shared():
            ours = _start_or_join(cluster)
            yield
    finally:
        if ours:
            folder.users_lock.take_within(USERS_WAIT_SECONDS)
            cluster.stop()
            folder.users_lock.release()


def motcua() -> list[str]:
    """This very command, for a child process; works also when the clone was moved."""
    return [sys.executable, "-m", "motcua.workbench.cli"]


def _start_or_join(cluster: Cluster) -> bool:
    """Start the database, or wait until it answers where another process starts it; True when it is ours."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            cluster.start()
        except AlreadyRunning as busy:
            if cluster.is_ready():
                return False
            if time.monotonic() > deadline:
                raise LauncherError(f"{busy} It does not answer.") from busy
            time.sleep(0.1)
        else:
            return True


def _own_addresses(folder: DataFolder) -> set[str]:
    cluster = Cluster(folder.path)
    return {cluster.app_url(), cluster.owner_url()}


def _refuse_silent(address: str) -> None:
    try:
        psycopg.connect(address, connect_timeout=10).close()
    except psycopg.Error as problem:
        reason = str(problem).strip().splitlines()[-1]
        raise LauncherError(f"The database of DATABASE_URL does not answer: {reason}") from problem
