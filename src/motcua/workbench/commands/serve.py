"""Start everything: database, web, worker (what ./run calls).

Loads the demo province once, with visible progress.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Sequence

from motcua.workbench.errors import CommandError, LauncherError
from motcua.workbench.folder import DEMO, EMPTY, DataFolder
from motcua.workbench.freshness import tables_are_fresh
from motcua.workbench.installation import data_folder, has_own_database, motcua, variables
from motcua.workbench.launch import Address, refuse_port_in_use, wait_for_health
from motcua.workbench.parenthood import SUPERVISOR
from motcua.workbench.postgres import Cluster
from motcua.workbench.registry import command_names
from motcua.workbench.supervisor import Child, Supervisor, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine)"
    )
    parser.add_argument(
        "--port", type=int, default=8000, metavar="N", help="port to listen on (default 8000)"
    )
    parser.add_argument("--empty", action="store_true", help="start without the demo province")
    parser.add_argument("--prepare-only", action="store_true", help="make everything ready, start nothing")


def run(options: argparse.Namespace) -> int:
    if not 0 < options.port < 65536:
        raise CommandError(f"--port {options.port}: a port is a number from 1 to 65535")
    address = Address(options.host, options.port)
    folder = data_folder(options)
    folder.make()
    folder.claim(address.url)
    refuse_port_in_use(address)
    own = has_own_database(os.environ, folder)
    launch = _Launch(folder, address, Cluster(folder.path) if own else None, wants_demo=not options.empty)
    try:
        launch.prepare()
        if not options.prepare_only:
            launch.serve()
    finally:
        launch.supervisor.end()
    return 0


class _Launch:
    """One start of the product, from the data folder to the last signal."""

    def __init__(
        self, folder: DataFolder, address: Address, cluster: Cluster | None, *, wants_demo: bool
    ) -> None:
        self.folder = folder
        self.address = address
        self.cluster = cluster
        self.is_demo = folder.purpose(wanted=DEMO if wants_demo else EMPTY) == DEMO
        if self.is_demo != wants_demo:
            say(f"{folder.path} {_OTHER_PURPOSE[self.is_demo]}")
        self.environ = self._environ()
        listen = ("--host", address.host, "--port", str(address.port))
        children = [
            Child("web", [*motcua(), "web", "--data", str(folder.path), *listen], self.environ),
            Child("worker", [*motcua(), "worker", "--data", str(folder.path)], self.environ),
        ]
        self.supervisor = Supervisor(children, cluster, say)
        self.supervisor.listen()

    def prepare(self) -> None:
        """Database made and migrated; pages' styles and scripts built and collected."""
        say(f"data: {self.folder.path}")
        static = None if self.folder.pages_are_fresh() else self._begin("static")
        try:
            if self.cluster is not None:
                self.cluster.start()
            if not tables_are_fresh(self.environ["DATABASE_URL"]):
                self._finish(self._begin("migrate"), "the database could not be brought up to date")
        finally:
            if static is not None:
                self._finish(static, "the pages' styles and scripts could not be built")

    def serve(self) -> None:
        """Run until told to stop."""
        if self.supervisor.stopping:
            return
        self.supervisor.start()
        if not wait_for_health(self.address, self.supervisor):
            return
        say(f"Một Cửa answers: {self.address.url}  (end with Ctrl-C)")
        demo = self._begin_demo()
        while not self.supervisor.stopping:
            self.supervisor.tick()
            if demo is not None and demo.poll() is not None:
                self._end_demo(demo)
                demo = None
        say("stopping")
        if demo is not None:
            demo.terminate()
            demo.wait()

    # --- the demo province ---

    def _begin_demo(self) -> subprocess.Popen[bytes] | None:
        """Load it once; at later starts only tell who can sign in. An installation may lack the command."""
        if not self.is_demo or "demo" not in command_names():
            return None
        if self.folder.demo_is_loaded:
            return self._begin("demo", "accounts")
        say("loading the demo province; the pages can be used meanwhile")
        return self._begin("demo", "load")

    def _end_demo(self, demo: subprocess.Popen[bytes]) -> None:
        if demo.returncode != 0:
            say("the demo province was not loaded; the next start tries again")
        elif not self.folder.demo_is_loaded:
            self.folder.note_demo_loaded()
            self._finish(self._begin("demo", "accounts"), "the demo accounts could not be shown")
            say(f"ready: {self.address.url}")

    # --- children that end by themselves ---

    def _begin(self, *words: str) -> subprocess.Popen[bytes]:
        command: Sequence[str] = [*motcua(), words[0], *words[1:], "--data", str(self.folder.path)]
        return subprocess.Popen(command, env=self.environ, stdin=subprocess.DEVNULL, start_new_session=True)

    def _finish(self, child: subprocess.Popen[bytes], problem: str) -> None:
        while child.poll() is None:
            try:
                child.wait(0.1)
            except subprocess.TimeoutExpired:
                if self.supervisor.stopping:
                    child.terminate()
        if child.returncode != 0 and not self.supervisor.stopping:
            raise LauncherError(f"{problem}; see above")

    def _environ(self) -> dict[str, str]:
        ours = {
            "MOTCUA_BASE_URL": self.address.url,
            "MOTCUA_HOSTS": ",".join(self.address.names()),
            "MOTCUA_DEMO": "1" if self.is_demo else "0",
        }
        if self.cluster is not None:
            ours["MOTCUA_OWNER_URL"] = self.cluster.owner_url()
        return ours | dict(os.environ) | variables(self.folder) | {SUPERVISOR: str(os.getpid())}


_OTHER_PURPOSE = {
    True: "holds the demo province already; for an empty start choose another folder with --data DIR.",
    False: "was begun empty, so the demo province stays out of it; choose another folder with --data DIR.",
}
