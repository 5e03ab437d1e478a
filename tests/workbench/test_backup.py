"""Backups: taken while officers work, restored into a fresh folder, compared row by row; nothing changed gets in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from psycopg import sql
from tests.documents.builders import PDF
from tests.journey import builders
from tests.journey.builders import MORNING
from tests.workbench.builders import make_folder, motcua, remove_folder

from motcua.documents.models import StoredFile
from motcua.documents.rules import path_of
from motcua.documents.services import store_file
from motcua.kernel.clock import local, now
from motcua.operations.models import BackupRun
from motcua.operations.selectors.backups import backup_state
from motcua.operations.services.backups import note_backup
from motcua.workbench.backup import tasks
from motcua.workbench.backup.keys import read_keys, write_keys
from motcua.workbench.backup.manifest import DATABASE, FILES, MANIFEST, SIGNATURE
from motcua.workbench.backup.places import POOL, backups_in, source_at
from motcua.workbench.backup.restoring import verify
from motcua.workbench.backup.taking import Taken, take
from motcua.workbench.errors import CommandError, LauncherError
from motcua.workbench.folder import DataFolder
from motcua.workbench.postgres import Cluster

NIGHT = local("2026-09-08T01:30")
WRITTEN_OVER = {"number_counter", "dossier_draft", "contact"}  # while a clerk files; all others only grow
KEYS = {
    "MOTCUA_SECRET_KEY": settings.SECRET_KEY,
    "MOTCUA_SEALING_KEY": settings.MOTCUA_SEALING_KEY,
    "MOTCUA_AUDIT_KEY": settings.MOTCUA_AUDIT_KEY,
}


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def place() -> Any:
    made = make_folder()
    made.chmod(0o711)  # the server's user passes through it
    yield made
    remove_folder(made)


def silent(_: str) -> None:
    return


def backup(place: Path, *, days: int = 0, **options: Any) -> Taken:
    folder = DataFolder(settings.MOTCUA_DATA)
    return take(place, folder=folder, keys=KEYS, at=NIGHT + timedelta(days=days), say=silent, **options)


def uploaded(content: bytes = PDF, name: str = "giay.pdf") -> StoredFile:
    return store_file(file=BytesIO(content), name=name, at=MORNING)


def rows_of(address: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, whole, as text."""
    with psycopg.connect(address) as reader:
        names = reader.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        return {
            name: reader.execute(
                sql.SQL("select t::text from {} t order by 1").format(sql.Identifier(name))
            ).fetchall()
            for (name,) in names.fetchall()
        }


@pytest.mark.demand("TN14-8.8", "TN14-9.3", "HG-16")
def test_a_backup_of_a_working_province_comes_back_row_by_row_in_a_fresh_folder(
    transactional_db: None, place: Path
) -> None:
    where = builders.place()
    builders.decided(where)
    uploaded()
    before = rows_of(own_address())
    stop = Event()

    def keep_filing() -> None:
        while not stop.is_set():
            builders.submitted(where)
            uploaded(PDF + bytes(str(StoredFile.objects.count()), "ascii"))
        connection.close()

    clerk = Thread(target=keep_filing)
    clerk.start()
    try:
        taken = backup(place / "set")
    finally:
        stop.set()
        clerk.join()
    write_keys(place / "keys.env", KEYS)
    fresh = place / "fresh"

    done = motcua("restore", place / "set", "--keys", place / "keys.env", "--data", fresh)

    assert done.returncode == 0, done.stderr
    with running(fresh) as cluster:
        after = rows_of(cluster.owner_url())
        as_product = psycopg.connect(cluster.app_url())
        with as_product, pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_product.execute("delete from audit_event")
    assert {name: len(rows) for name, rows in after.items() if name in taken.manifest.tables} == (
        taken.manifest.tables
    )
    still = rows_of(own_address())
    # what the clerk did not touch is equal; what grew holds what was there, and only what came
    grew = {name for name in taken.manifest.tables if before[name] != still[name]}
    assert {"account", "agency_version", "procedure_release"}.isdisjoint(grew)
    for name in taken.manifest.tables:
        if name not in grew:
            assert after[name] == before[name], name
        elif name not in WRITTEN_OVER:
            assert set(before[name]) <= set(after[name]) <= set(still[name]), name
    for stored in StoredFile.objects.filter(sha256__in=_saved(taken)):
        kept = (fresh / "files" / path_of(stored.sha256)).read_bytes()
        with storages["files"].open(path_of(stored.sha256)) as original:
            assert kept == original.read()
    checked = motcua("check", "--data", fresh)
    assert checked.returncode == 0, checked.stdout
    again = motcua("restore", place / "set", "--keys", place / "keys.env", "--data", fresh)
    assert again.returncode == 2
    assert "is not empty" in again.stderr


def _saved(taken: Taken) -> list[str]:
    return [line.split(" ")[0] for line in (taken.place / FILES).read_text().splitlines()]


class running:
    """The database of a data folder, for the time of a block."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(folder)

    def __enter__(self) -> Cluster:
        self.cluster.start()
        return self.cluster

    def __exit__(self, *_: object) -> None:
        self.cluster.stop()


def own_address() -> str:
    given = connection.settings_dict
    return f"postgresql://{given['USER']}@/{given['NAME']}?host={given['HOST'].replace('/', '%2F')}"


@pytest.mark.demand("TN14-9.3")
def test_a_changed_or_damaged_backup_is_refused(transactional_db: None, place: Path) -> None:
    upload = Path(POOL) / path_of(uploaded().sha256)
    name = backup(place / "sound").place.name
    verify(source_at(place / "sound"), KEYS, silent)
    harms: dict[str, Callable[[Path], object]] = {
        "database": lambda set_: _flip(set_ / name / DATABASE),
        "upload": lambda set_: _flip(set_ / upload),
        "lost upload": lambda set_: (set_ / upload).unlink(),
        "files list": lambda set_: (set_ / name / FILES).write_text(""),
        "list": lambda set_: _replace(set_ / name / MANIFEST, '"file_count": 1', '"file_count": 0'),
        "signature": lambda set_: (set_ / name / SIGNATURE).write_text("AAAA"),
    }
    for harm, do in harms.items():
        shutil.copytree(place / "sound", place / harm)
        do(place / harm)

        with pytest.raises(CommandError, match="is not restored"):
            verify(source_at(place / harm), KEYS, silent)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_only_the_keys_of_the_installation_open_its_backup_and_they_are_not_in_it(
    db: None, place: Path
) -> None:
    taken = backup(place)
    other = KEYS | {"MOTCUA_SEALING_KEY": "B" * 43 + "="}

    with pytest.raises(CommandError, match="not the keys of this backup"):
        verify(source_at(place), other, silent)

    verify(source_at(place), KEYS, silent)
    for file in taken.place.iterdir():
        for value in KEYS.values():
            assert value.encode() not in file.read_bytes()


def test_keys_are_written_for_their_owner_only_and_never_over_other_keys(place: Path) -> None:
    file = write_keys(place, KEYS)
    assert file.stat().st_mode & 0o077 == 0
    assert read_keys(file) == KEYS
    assert write_keys(place, KEYS) == file

    with pytest.raises(CommandError, match="another installation"):
        write_keys(file, KEYS | {"MOTCUA_AUDIT_KEY": "B" * 43 + "="})
    assert read_keys(file) == KEYS


def test_a_backup_of_every_day_costs_only_what_is_new_and_the_oldest_go(
    transactional_db: None, place: Path
) -> None:
    only_old = uploaded(PDF + b"1")
    backup(place)
    StoredFile.objects.filter(pk=only_old.pk).delete()
    kept = uploaded(PDF + b"2")
    first_copy = _pool(place)
    for day in (1, 2, 3):
        taken = backup(place, days=day, keep=2)

    assert [one.name for one in backups_in(place)] == ["2026-09-09T18-30-00Z", "2026-09-10T18-30-00Z"]
    assert taken.dropped == 1
    assert first_copy == {only_old.sha256}
    assert _pool(place) == {kept.sha256}
    verify(source_at(place), KEYS, silent)


def _pool(place: Path) -> set[str]:
    return {file.name for file in (place / POOL).glob("*/*/*")}


def test_one_file_can_be_carried_away(transactional_db: None, place: Path) -> None:
    uploaded()
    taken = backup(place / "mot-cua.tar")

    assert taken.manifest.file_count == 1
    assert [one.name for one in place.iterdir()] == ["mot-cua.tar"]
    verify(source_at(taken.place), KEYS, silent)
    with pytest.raises(CommandError, match="exists already"):
        backup(place / "mot-cua.tar")
    with (place / "mot-cua.tar").open("r+b") as file:
        file.truncate(2000)
    with pytest.raises(CommandError, match="is damaged"):
        verify(source_at(taken.place), KEYS, silent)


def test_a_file_the_store_lost_is_named_and_the_rest_is_saved(transactional_db: None, place: Path) -> None:
    lost, damaged, sound = uploaded(PDF + b"1"), uploaded(PDF + b"2"), uploaded(PDF + b"3")
    store = Path(settings.STORAGES["files"]["OPTIONS"]["location"])
    (store / path_of(lost.sha256)).unlink()
    _flip(store / path_of(damaged.sha256))

    taken = backup(place)

    assert set(taken.manifest.missing) == {lost.sha256, damaged.sha256}
    assert "2 uploaded files are lost or damaged" in taken.problem
    assert _pool(place) == {sound.sha256}
    verify(source_at(place), KEYS, silent)
    (store / path_of(damaged.sha256)).unlink()


def test_a_full_disk_leaves_earlier_backups_as_they_were(
    transactional_db: None, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded()
    earlier = backup(place)
    uploaded(PDF + b"new")

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("motcua.workbench.backup.places.copied", no_room)
    with pytest.raises(LauncherError, match="No space left on device"):
        backup(place, days=1)
    monkeypatch.undo()

    assert backups_in(place) == [earlier.place]
    assert not list(place.glob("*.part"))
    verify(source_at(place), KEYS, silent)


def test_a_backup_inside_the_data_folder_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="data folder itself"):
        backup(Path(settings.MOTCUA_DATA) / "backups")


def test_the_worker_makes_one_each_night_and_a_failure_is_written_down(
    db: None, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.back_up.func(0)
    assert not BackupRun.objects.exists()
    monkeypatch.setattr(settings, "MOTCUA_BACKUPS", str(place))

    tasks.back_up.func(0)

    assert BackupRun.objects.get().problem == ""
    assert len(backups_in(place)) == 1
    shutil.rmtree(place)
    place.write_text("a file where the folder was")
    tasks.back_up.func(0)
    assert "cannot be written" in BackupRun.objects.latest("ended_at").problem
    place.unlink()


def test_two_days_without_a_backup_are_a_warning(db: None) -> None:
    at = now()
    assert backup_state(at).word == "missing"
    note_backup(place="/backups", began_at=at - timedelta(days=3), at=at - timedelta(days=3))
    assert backup_state(at).word == "missing"
    note_backup(place="/backups", began_at=at, at=at)
    assert backup_state(at).word == "ok"
    note_backup(place="/backups", began_at=at, at=at + timedelta(minutes=1), problem="the disk is full")
    assert backup_state(at).word == "failed"
    assert backup_state(at + timedelta(days=2, minutes=2)).word == "missing"
