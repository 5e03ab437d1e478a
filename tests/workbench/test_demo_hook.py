"""The demo province is loaded once, and only into a folder that was begun for it."""

import subprocess
import sys

import pytest

from motcua.workbench.commands import serve
from motcua.workbench.folder import DataFolder
from motcua.workbench.launch import Address


@pytest.fixture
def launch(folder, monkeypatch):
    """A launch whose child processes end at once with `code`; signals are left alone."""
    monkeypatch.setattr(serve.Supervisor, "listen", lambda supervisor: None)
    monkeypatch.setattr(serve, "command_names", lambda: ["demo"])

    def make(*, wants_demo=True, code=0):
        made = serve._Launch(DataFolder(folder), Address("127.0.0.1", 8000), None, wants_demo=wants_demo)
        made.begun = []

        def begin(*words):
            made.begun.append(words)
            return subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])

        monkeypatch.setattr(made, "_begin", begin)
        return made

    return make


def loads(launch):
    child = launch._begin_demo()
    if child is not None:
        child.wait()
        launch._end_demo(child)
    return launch.begun


def test_it_is_loaded_at_the_first_start_and_later_only_its_accounts_are_shown(launch):
    assert loads(launch()) == [("demo", "load"), ("demo", "accounts")]
    assert loads(launch()) == [("demo", "accounts")]


def test_a_load_that_failed_is_tried_again_at_the_next_start(launch, capsys):
    assert loads(launch(code=1)) == [("demo", "load")]
    assert "the next start tries again" in capsys.readouterr().out
    assert loads(launch()) == [("demo", "load"), ("demo", "accounts")]


def test_a_folder_begun_empty_is_never_given_the_demo(launch, capsys):
    assert loads(launch(wants_demo=False)) == []
    assert loads(launch(wants_demo=True)) == []
    assert "was begun empty" in capsys.readouterr().out


def test_web_and_worker_know_whether_it_is_a_demonstration(launch):
    assert launch().environ["MOTCUA_DEMO"] == "1"
