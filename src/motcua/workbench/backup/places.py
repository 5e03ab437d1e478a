"""Where backups lie: a folder of many that share their files, or one tar file.

In a folder each backup is a folder named by its instant; the uploaded files, named by their content, lie once beside
them, so that a daily backup costs only what is new. Nothing has its name before it is whole.
"""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol, cast

from motcua.documents.rules import path_of
from motcua.workbench.backup.manifest import DATABASE, FILES, MANIFEST, SIGNATURE, Piece
from motcua.workbench.errors import CommandError, LauncherError
from motcua.workbench.locks import FileLock

CHUNK = 1024 * 1024
POOL = "files"
STAMP = "%Y-%m-%dT%H-%M-%SZ"
HALF = ".part"


class Target(Protocol):
    """A backup that is being written."""

    work: Path  # a folder for what must be a file before it can be added

    def holds(self, sha256: str, size: int) -> bool: ...

    def add_file(self, sha256: str, size: int, source: IO[bytes]) -> bool: ...

    def finish(self, manifest: bytes, signature: bytes) -> Path: ...


class Source(Protocol):
    """A backup that is read; `open_file` raises FileNotFoundError for what is not there."""

    def read(self, name: str) -> bytes: ...

    def open(self, name: str) -> IO[bytes]: ...

    def open_file(self, sha256: str) -> IO[bytes]: ...


class FolderTarget:
    """A new backup in a folder of backups."""

    def __init__(self, place: Path, at: datetime) -> None:
        self.place = place
        self.done = place / at.astimezone(UTC).strftime(STAMP)
        self.work = self.done.with_name(self.done.name + HALF)
        for left in place.glob("*" + HALF):  # of a backup that was cut off
            shutil.rmtree(left)
        self.work.mkdir(mode=0o700)

    def holds(self, sha256: str, size: int) -> bool:
        file = self.place / POOL / path_of(sha256)
        return file.exists() and file.stat().st_size == size

    def add_file(self, sha256: str, size: int, source: IO[bytes]) -> bool:
        target = self.place / POOL / path_of(sha256)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = target.with_name(target.name + HALF)
        with half.open("wb") as into:
            found = copied(source, into)
            into.flush()
            os.fsync(into.fileno())
        if found != Piece(sha256, size):
            half.unlink()
            return False
        half.replace(target)
        return True

    def finish(self, manifest: bytes, signature: bytes) -> Path:
        (self.work / MANIFEST).write_bytes(manifest)
        (self.work / SIGNATURE).write_bytes(signature)
        for file in (*self.work.iterdir(), self.work):
            _sync(file)
        self.work.rename(self.done)
        _sync(self.place)
        return self.done


class TarTarget:
    """A backup that is one file, to be carried away. The list comes last, when everything is known."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.half = file.with_name(file.name + HALF)
        self.work = file.with_name(file.name + ".work")
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(mode=0o700)
        handle = os.open(self.half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._handle = os.fdopen(handle, "wb")
        self._tar = tarfile.TarFile(fileobj=self._handle, mode="w", format=tarfile.PAX_FORMAT)

    def holds(self, sha256: str, size: int) -> bool:
        return False

    def add_file(self, sha256: str, size: int, source: IO[bytes]) -> bool:
        """Through a file of our own: what stands in the tar cannot be taken back."""
        half = self.work / sha256
        with half.open("wb") as into:
            is_right = copied(source, into) == Piece(sha256, size)
        if is_right:
            self._tar.add(half, f"{POOL}/{path_of(sha256)}")
        half.unlink()
        return is_right

    def finish(self, manifest: bytes, signature: bytes) -> Path:
        (self.work / MANIFEST).write_bytes(manifest)
        (self.work / SIGNATURE).write_bytes(signature)
        for name in (DATABASE, FILES, MANIFEST, SIGNATURE):
            self._tar.add(self.work / name, name)
        self._tar.close()
        self._handle.flush()
        os.fsync(self._handle.fileno())
        self._handle.close()
        self.half.replace(self.file)
        shutil.rmtree(self.work)
        return self.file

    def drop(self) -> None:
        self._handle.close()
        self.half.unlink(missing_ok=True)
        shutil.rmtree(self.work, ignore_errors=True)


@contextmanager
def new_backup(place: Path, at: datetime) -> Iterator[Target]:
    """The place for a new backup: a `.tar` file, else a folder of backups, which is ours until the block ends.

    Refuses: CommandError for a place we cannot use; LauncherError when another backup is written there
    """
    if place.suffix == ".tar":
        with _usable(place):
            tar = TarTarget(place)
        try:
            yield tar
        except BaseException:
            tar.drop()
            raise
        return
    with _usable(place):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(place / ".lock")
        if not lock.take(f"process {os.getpid()}"):
            raise LauncherError(
                f"another backup is being written to {place} ({lock.note()}). Try again later."
            )
    try:
        with _usable(place):
            target = FolderTarget(place, at)
        try:
            yield target
        except BaseException:
            with suppress(OSError):
                shutil.rmtree(target.work)
            raise
    finally:
        lock.release()


@contextmanager
def _usable(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise CommandError(f"backups cannot be written to {place}: {problem.strerror}") from problem


class FolderSource:
    def __init__(self, backup: Path) -> None:
        self.backup = backup

    def read(self, name: str) -> bytes:
        return (self.backup / name).read_bytes()

    def open(self, name: str) -> IO[bytes]:
        return (self.backup / name).open("rb")

    def open_file(self, sha256: str) -> IO[bytes]:
        return (self.backup.parent / POOL / path_of(sha256)).open("rb")


class _Stretch(io.RawIOBase):
    """A stretch of a file, read once from its begin."""

    def __init__(self, file: Path, start: int, size: int) -> None:
        self._file, self._left = file.open("rb"), size
        self._file.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(min(len(buffer), self._left))
        buffer[: len(content)] = content
        self._left -= len(content)
        return len(content)

    def close(self) -> None:
        self._file.close()
        super().close()


class TarSource:
    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            with tarfile.TarFile(file) as tar:
                self._pieces = {one.name: (one.offset_data, one.size) for one in tar if one.isfile()}
        except (OSError, tarfile.TarError) as problem:
            raise CommandError(f"{file} is damaged: it cannot be read to its end ({problem})") from problem

    def read(self, name: str) -> bytes:
        with self.open(name) as stream:
            return stream.read()

    def open(self, name: str) -> IO[bytes]:
        if name not in self._pieces:
            raise FileNotFoundError(name)
        return cast(IO[bytes], _Stretch(self._file, *self._pieces[name]))

    def open_file(self, sha256: str) -> IO[bytes]:
        return self.open(f"{POOL}/{path_of(sha256)}")


def source_at(place: Path) -> Source:
    """The backup at `place`: a tar file, one backup's folder, or the newest of a folder of backups.

    Refuses: CommandError
    """
    if place.is_file():
        return TarSource(place)
    if (place / MANIFEST).exists():
        return FolderSource(place)
    if found := backups_in(place):
        return FolderSource(found[-1])
    raise CommandError(f"there is no backup at {place}")


def backups_in(place: Path) -> list[Path]:
    """The whole backups of a folder, oldest first."""
    found = [manifest.parent for manifest in place.glob(f"*/{MANIFEST}")]
    return sorted(one for one in found if not one.name.endswith(HALF))


def keep_newest(place: Path, count: int) -> int:
    """Remove all but the newest backups of a folder and the files only they named; gives how many went."""
    with _usable(place):
        old = backups_in(place)[:-count]
        for one in old:
            # without its list it is no backup any more: a cut leaves nothing that looks whole
            (one / MANIFEST).unlink()
            shutil.rmtree(one)
        if old:
            _drop_unnamed(place)
    return len(old)


def _drop_unnamed(place: Path) -> None:
    named: set[str] = set()
    for one in backups_in(place):
        named.update(line.split(" ", 1)[0] for line in (one / FILES).read_text().splitlines())
    for file in (place / POOL).glob("*/*/*"):
        if file.name not in named:
            file.unlink()


def copied(source: IO[bytes], target: IO[bytes] | None = None) -> Piece:
    """Read a stream to its end, perhaps into another; its hash and size."""
    total, size = sha256(), 0
    while chunk := source.read(CHUNK):
        total.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return Piece(total.hexdigest(), size)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
