"""Locks on a data folder that the system itself drops when their holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.05


class FileLock:
    """An advisory lock on one file (flock). The file stays; only the lock comes and goes.

    The holder leaves a note of who it is, so that the one who is turned away can be told.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, note: str = "") -> bool:
        """Take the lock for ourselves alone; False when another holds or shares it."""
        if not self._lock(fcntl.LOCK_EX | fcntl.LOCK_NB):
            return False
        assert self._handle is not None
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, note.encode(), 0)
        return True

    def take_within(self, seconds: float) -> bool:
        """Take the lock as soon as it is free; False when `seconds` have passed."""
        deadline = time.monotonic() + seconds
        while not self.take():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_SECONDS)
        return True

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Hold the lock together with others; waits while somebody holds it alone."""
        self._lock(fcntl.LOCK_SH)
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def note(self) -> str:
        """Who holds it, in its own words; empty when nobody does."""
        try:
            return self.path.read_text(errors="replace").strip()
        except OSError:
            return ""

    def _lock(self, kind: int) -> bool:
        self.release()
        # the child processes we start must not inherit the lock: O_CLOEXEC is Python's default
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, kind)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True
