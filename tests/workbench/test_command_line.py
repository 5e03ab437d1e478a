import argparse
import stat
import subprocess
import sys

import pytest
from tests.workbench.builders import environment as environment_of_a_person
from tests.workbench.builders import motcua

from motcua.kernel.errors import Invalid
from motcua.workbench import cli, installation, registry
from motcua.workbench.errors import CommandError, LauncherError
from motcua.workbench.folder import DataFolder
from motcua.workbench.postgres import Cluster


@pytest.mark.parametrize(
    "words", [[], ["no-such-command"], ["serve", "--no-such-option"], ["serve", "--port", "x"]]
)
def test_bad_input_ends_with_2_and_one_clear_line(words, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("motcua")


def test_help_names_every_command_with_the_first_line_of_its_docstring(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    for name in registry.command_names():
        assert f" {name} " in shown
        assert registry.first_line(name)


@pytest.mark.parametrize("name", registry.command_names())
def test_every_command_has_the_face_the_registry_expects(name):
    command = registry.load(name)
    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    command.add_arguments(parser)
    assert callable(command.run)


@pytest.mark.parametrize(
    ("raised", "code", "line"),
    [
        (CommandError("no such day"), 2, "motcua: no such day\n"),
        (LauncherError("no room"), 1, "motcua: no room\n"),
        (Invalid(), 2, f"motcua: {Invalid.template}\n"),
    ],
)
def test_a_refusal_becomes_one_line_and_no_traceback(raised, code, line, capsys, monkeypatch):
    def refuse(words):
        raise raised

    monkeypatch.setattr(cli, "_run", refuse)
    assert cli.main(["serve"]) == code
    assert capsys.readouterr().err == line


def test_the_data_folder_is_the_option_then_the_variable_then_the_default(monkeypatch):
    monkeypatch.setenv("MOTCUA_DATA", "/from/variable")
    given = argparse.Namespace(data="/from/option")
    absent = argparse.Namespace(data=None)
    assert str(installation.data_folder(given).path) == "/from/option"
    assert str(installation.data_folder(absent).path) == "/from/variable"
    monkeypatch.delenv("MOTCUA_DATA")
    assert installation.data_folder(absent).path.name == "motcua"


def test_secrets_are_made_once_for_the_owner_only(folder):
    data = DataFolder(folder)
    first = data.secrets()
    assert stat.S_IMODE(data.secrets_file.stat().st_mode) == 0o600
    assert len(first["MOTCUA_SECRET_KEY"]) >= 50
    assert DataFolder(folder).secrets() == first
    assert list(folder.glob("*.part")) == []


def test_a_database_without_its_keys_is_not_given_new_ones(folder):
    (folder / "postgres").mkdir()
    with pytest.raises(LauncherError, match="Restore that file"):
        DataFolder(folder).secrets()
    assert not (folder / "secrets.env").exists()


def test_a_key_file_that_lost_a_line_is_refused_not_completed(folder):
    (folder / "secrets.env").write_text("MOTCUA_SECRET_KEY=" + "x" * 60)
    with pytest.raises(LauncherError, match="lacks MOTCUA_SEALING_KEY"):
        DataFolder(folder).secrets()


def test_keys_given_in_the_environment_win_and_leave_no_file(folder, monkeypatch):
    monkeypatch.setenv("MOTCUA_SECRET_KEY", "s" * 60)
    monkeypatch.setenv("MOTCUA_SEALING_KEY", "k")
    monkeypatch.setenv("MOTCUA_AUDIT_KEY", "a")
    assert "MOTCUA_SECRET_KEY" not in installation.variables(DataFolder(folder))
    assert not (folder / "secrets.env").exists()


def test_a_folder_begun_empty_never_becomes_a_demo(folder):
    assert DataFolder(folder).purpose(wanted="empty") == "empty"
    assert DataFolder(folder).purpose(wanted="demo") == "empty"


def test_a_command_on_an_empty_folder_makes_migrates_and_stops_the_database(folder):
    code = (
        "import argparse; from motcua.workbench import environment as e, installation as i\n"
        "from django.db import connection\n"
        f"options = argparse.Namespace(data={str(folder)!r})\n"
        "e.set_up(i.data_folder(options))\n"
        "with e.with_database(options), connection.cursor() as cursor:\n"
        "    cursor.execute('select current_user, (select count(*) from account)')\n"
        "    print(*cursor.fetchone())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment_of_a_person(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("motcua_app 0\n", "")
    assert not Cluster(folder).is_answering()


def test_two_commands_may_overlap_and_the_last_one_stops_the_database(folder, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    data = DataFolder(folder)
    cluster = Cluster(folder)
    with installation.running_database(data):
        assert cluster.is_ready()
        with installation.running_database(data):
            assert cluster.is_ready()
        assert cluster.is_ready()
    assert not cluster.is_answering()


def test_an_outside_database_that_does_not_answer_is_told_in_one_line_without_its_password(folder):
    address = "postgresql://motcua:s3cret@127.0.0.1:9/motcua"
    done = motcua("migrate", "--data", folder, DATABASE_URL=address)
    assert done.returncode == 1
    assert done.stderr.startswith("motcua: The database of DATABASE_URL does not answer:")
    assert done.stderr.count("\n") == 1
    assert "s3cret" not in done.stderr


def test_a_data_folder_that_is_a_file_is_refused(folder):
    taken = folder / "file"
    taken.write_text("")
    done = motcua("migrate", "--data", taken)
    assert done.returncode == 1
    assert done.stderr == (
        f"motcua: The data folder {taken} cannot be used: File exists. Choose another with --data DIR.\n"
    )
