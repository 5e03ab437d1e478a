"""As whom the database runs: ourselves, or an unprivileged user when we are root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from motcua.workbench.errors import LauncherError

CANDIDATES = ("motcua", "postgres", "nobody")


@dataclass(frozen=True)
class ServerUser:
    """The user the server runs as; `uid` is None when it is ourselves."""

    uid: int | None
    gid: int | None
    name: str

    @classmethod
    def of(cls, data: Path) -> ServerUser:
        """The owner of an existing database folder, or the user a new one should belong to.

        Refuses: a database that belongs to somebody we cannot become; root with nobody to drop to.
        """
        owner = data.stat().st_uid if data.exists() else None
        if os.geteuid() != 0:
            if owner is not None and owner != os.geteuid():
                raise LauncherError(
                    f"{data} belongs to user '{_user_name(owner)}'. Run as that user, "
                    "or choose another folder with --data DIR."
                )
            return cls(None, None, _user_name(os.geteuid()))
        if owner:  # a folder keeps its user, also when a better one was made since
            return cls(owner, data.stat().st_gid, _user_name(owner))
        for name in CANDIDATES:
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
        """Give `path` to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, folder: Path) -> bool:
        """Whether this user can walk into `folder`; asked of the system itself, not guessed from modes."""
        return self.uid is None or self.run(["test", "-x", str(folder)]).returncode == 0

    def may_run(self, programme: Path) -> bool:
        """Whether this user can read and execute `programme`."""
        return (
            self.uid is None
            or self.run(["test", "-r", str(programme), "-a", "-x", str(programme)]).returncode == 0
        )

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        """Run to the end as this user; what it says is kept."""
        return subprocess.run(
            command,
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            user=self.uid,
            group=self.gid,
            extra_groups=self._groups,
            cwd="/",
        )

    def start(self, command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        """Start as this user in a session of its own: Ctrl-C reaches us only, we end it in order."""
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                user=self.uid,
                group=self.gid,
                extra_groups=self._groups,
                cwd="/",
            )

    @property
    def _groups(self) -> list[int] | None:
        return None if self.uid is None else []


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
