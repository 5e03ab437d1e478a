"""What the command line says when it cannot go on: one clear line and an exit code, never a traceback."""

from __future__ import annotations

from pathlib import Path


class CommandError(Exception):
    """The command cannot do what was asked; the message says why and what to do next.

    `exit_code` is 2 for bad input and 1 for everything that is not the caller's wording.
    """

    exit_code = 2


class LauncherError(CommandError):
    """The database or the product cannot be started here."""

    exit_code = 1


def unusable_folder(folder: Path, problem: OSError) -> LauncherError:
    """A data folder the system does not let us use."""
    return LauncherError(
        f"The data folder {folder} cannot be used: {problem.strerror}. Choose another with --data DIR."
    )


class AlreadyRunning(LauncherError):
    """Another process holds this data folder; `holder` says who."""

    def __init__(self, message: str, *, holder: str) -> None:
        super().__init__(message)
        self.holder = holder
