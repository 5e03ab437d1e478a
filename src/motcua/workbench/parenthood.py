"""A child of the launcher does not outlive it, also when the launcher is killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
SUPERVISOR = "MOTCUA_SUPERVISOR"


def end_with_parent() -> None:
    """Ask the system for SIGTERM when the launcher dies; without a launcher nothing happens. Linux only."""
    parent = os.environ.get(SUPERVISOR)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it died before we asked
        sys.exit(0)
