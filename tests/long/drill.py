"""A kill drill: clients at work on a durable database, and somebody with kill -9."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from motcua.workbench.folder import DataFolder
from motcua.workbench.installation import motcua
from motcua.workbench.postgres import APP, Cluster

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = 4
PATIENCE = 120


class Drill:
    """One database in `path`, its clients, one worker that empties the outbox."""

    def __init__(self, path: Path) -> None:
        self.path = path
        folder = DataFolder(path)
        folder.make()
        self.cluster = Cluster(path)
        self.environ = os.environ | folder.secrets()
        self.environ |= {
            "DJANGO_SETTINGS_MODULE": "motcua.conf.settings",
            "MOTCUA_DATA": str(path),
            "DATABASE_URL": self.cluster.app_url(),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        self.clients: list[subprocess.Popen[bytes]] = []
        self.worker: subprocess.Popen[bytes] | None = None
        self.chance = random.Random(7)

    def prepare(self) -> None:
        self.cluster.start()
        subprocess.run([*motcua(), "migrate", "--data", str(self.path)], env=self.environ, check=True)
        subprocess.run(self._actor("prepare"), env=self.environ, check=True, cwd=ROOT)

    def forget_synchronous_commit(self) -> None:
        """The control: an act is acknowledged before it is on disk; the server writes it seconds later."""
        with psycopg.connect(self.cluster.owner_url(), autocommit=True) as owner:
            owner.execute(f"alter role {APP} set synchronous_commit = off")
            owner.execute("alter system set wal_writer_delay = '10s'")
            owner.execute("select pg_reload_conf()")

    def begin(self) -> None:
        self.clients = [self._start("client", str(number)) for number in range(CLIENTS)]
        self.worker = self._start("worker")

    def acknowledged(self) -> int:
        return sum(len(path.read_bytes().splitlines()) for path in self.path.glob("client-*.log"))

    def wait_for_acts(self, number: int) -> None:
        """Until so many acts more were acknowledged; a client that ended by itself is a failure."""
        wanted, end = self.acknowledged() + number, time.monotonic() + PATIENCE
        while self.acknowledged() < wanted:
            ended = [client.returncode for client in self.clients if client.poll() is not None]
            assert not ended, f"a client ended by itself: {ended}"
            assert time.monotonic() < end, "the clients do not get on"
            time.sleep(0.02)

    def kill_database(self) -> None:
        time.sleep(self.chance.uniform(0, 0.3))
        self.cluster.kill()
        self.cluster.start()

    def kill_worker(self) -> None:
        assert self.worker is not None
        time.sleep(self.chance.uniform(0, 0.3))
        self.worker.kill()
        self.worker.wait()
        self.worker = self._start("worker")

    def end_clients(self) -> None:
        """Each finishes the dossier it is at."""
        for client in self.clients:
            client.send_signal(signal.SIGTERM)
        codes = [client.wait(PATIENCE) for client in self.clients]
        assert codes == [0] * CLIENTS

    def verdict(self) -> dict[str, Any]:
        said = subprocess.run(
            self._actor("verify"), env=self.environ, check=True, cwd=ROOT, stdout=subprocess.PIPE
        ).stdout
        verdict: dict[str, Any] = json.loads(said)
        return verdict

    def clean_up(self) -> None:
        for process in (*self.clients, self.worker):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
        self.cluster.discard()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._actor(*words), env=self.environ, cwd=ROOT)

    def _actor(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "tests.long.actors", *words]


@contextmanager
def drill(path: Path) -> Iterator[Drill]:
    """A prepared drill, cleaned up at the end."""
    made = Drill(path)
    try:
        made.prepare()
        yield made
    finally:
        made.clean_up()
