"""A data folder the server's user can reach, and the command run in it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_")


def make_folder():
    """Outside of pytest's own folders, which are closed to the server's user."""
    return Path(tempfile.mkdtemp(prefix="motcua-folder-", dir="/tmp"))


def remove_folder(folder):
    shutil.rmtree(folder, ignore_errors=True)


def environment(**more):
    """What a person's terminal has: nothing of the test's own database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", *OURS))}
    return kept | {"PYTHONPATH": str(ROOT / "src")} | more


def motcua(*words, **more):
    """Run `motcua …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "motcua.workbench.cli", *map(str, words)],
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        stdin=subprocess.DEVNULL,
    )
