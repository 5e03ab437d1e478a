"""The data folder of one installation: where it lies, what is in it, its secrets and who runs it."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from motcua.workbench.errors import AlreadyRunning, LauncherError, unusable_folder
from motcua.workbench.freshness import fingerprint_of_pages
from motcua.workbench.locks import FileLock

SECRET_NAMES = ("MOTCUA_SECRET_KEY", "MOTCUA_SEALING_KEY", "MOTCUA_AUDIT_KEY")
# a folder of an earlier version gets these now; nothing was made with them before
YOUNGER = ("MOTCUA_AUDIT_KEY",)
PAGES_STAMP = ".collected"
DEMO, EMPTY = "demo", "empty"


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def default_folder() -> Path:
    """`/var/lib/motcua` for root, `~/.local/share/motcua` otherwise (design §10)."""
    if os.geteuid() == 0:
        return Path("/var/lib/motcua")
    return Path.home() / ".local" / "share" / "motcua"


class DataFolder:
    """One installation's folder: database, uploaded files, static files, secrets."""

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.abspath(path))
        self.run_lock = FileLock(self.path / "run.lock")
        # held together by all who use a database that one of them has started
        self.users_lock = FileLock(self.path / "users.lock")
        self.static = self.path / "static"

    def make(self) -> None:
        """Make the folder where there is none.

        Refuses: a place where we may not write.
        """
        try:
            self.path.mkdir(mode=0o755, parents=True, exist_ok=True)
            # the server's user passes through the folder; uploaded papers are nobody's but the product's
            (self.path / "files").mkdir(mode=0o700, exist_ok=True)
        except OSError as problem:
            raise unusable_folder(self.path, problem) from problem

    # --- secrets ---

    @property
    def secrets_file(self) -> Path:
        return self.path / "secrets.env"

    def secrets(self) -> dict[str, str]:
        """The installation's own keys, made once and kept outside the database and its backups.

        The sealing key opens the personal numbers in the database: whoever loses this file loses them.
        """
        if not self.secrets_file.exists():
            self._make_secrets()
        self._add_younger()
        pairs = (line.partition("=") for line in self.secrets_file.read_text().splitlines())
        found = {name: value for name, _, value in pairs if name in SECRET_NAMES}
        if missing := [name for name in SECRET_NAMES if not found.get(name)]:
            raise LauncherError(
                f"{self.secrets_file} lacks {', '.join(missing)}. Restore the file from your safe copy; "
                "a new key could not open what the old one sealed."
            )
        return found

    def _add_younger(self) -> None:
        text = self.secrets_file.read_text()
        if missing := [name for name in YOUNGER if f"{name}=" not in text]:
            with self.secrets_file.open("a") as file:
                file.write("".join(f"{name}={_random_key()}\n" for name in missing))

    def _make_secrets(self) -> None:
        if (self.path / "postgres").exists() and not self.secrets_file.exists():
            raise LauncherError(
                f"{self.path} has a database but no {self.secrets_file.name}. Restore that file from your "
                "safe copy; a new key could not open the personal numbers the old one sealed."
            )
        self.keep_secrets(
            {
                "MOTCUA_SECRET_KEY": secrets.token_urlsafe(48),
                "MOTCUA_SEALING_KEY": _random_key(),
                "MOTCUA_AUDIT_KEY": _random_key(),
            }
        )

    def keep_secrets(self, keys: Mapping[str, str]) -> None:
        """Write the keys of a folder that has none yet; never over others."""
        text = "# Made once. Keep a copy in a safe place, apart from backups of the database.\n" + "".join(
            f"{name}={keys[name]}\n" for name in SECRET_NAMES
        )
        half = self.secrets_file.with_name(f"secrets.{os.getpid()}.part")
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(half, self.secrets_file)  # the first of two at the same time wins, both read the winner's
        except FileExistsError:
            pass
        finally:
            half.unlink()

    # --- pages ---

    def pages_are_fresh(self) -> bool:
        """Whether the collected styles and scripts are those of this source."""
        stamp = self.static / PAGES_STAMP
        return stamp.exists() and stamp.read_text() == fingerprint_of_pages()

    def note_fresh_pages(self) -> None:
        (self.static / PAGES_STAMP).write_text(fingerprint_of_pages())

    # --- who runs here ---

    def claim(self, address: str) -> None:
        """Hold the folder for as long as this process lives.

        Refuses: AlreadyRunning, with the address of the one that runs.
        """
        if not self.run_lock.take(f"{address} (process {os.getpid()})"):
            holder = self.run_lock.note()
            raise AlreadyRunning(
                f"Một Cửa already runs on {self.path}: {holder}. Stop it there with Ctrl-C, "
                "or start another one with --data DIR --port N.",
                holder=holder,
            )

    # --- what it holds ---

    def purpose(self, *, wanted: str) -> str:
        """Whether this folder is a demonstration or real; decided at its first start and kept.

        A folder begun empty may hold a real province: the demo never gets in there by a forgotten option.
        """
        mark = self.path / "purpose"
        if not mark.exists():
            mark.write_text(wanted + "\n")
        return mark.read_text().strip()

    def kept_purpose(self) -> str:
        """The purpose as it was decided; empty where nothing was started yet."""
        mark = self.path / "purpose"
        return mark.read_text().strip() if mark.exists() else ""

    @property
    def demo_is_loaded(self) -> bool:
        return (self.path / "demo-loaded").exists()

    def note_demo_loaded(self) -> None:
        (self.path / "demo-loaded").touch()
