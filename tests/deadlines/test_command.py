"""`motcua deadline`: the contract of design §10."""

import json
from argparse import ArgumentParser
from datetime import date

import pytest
from tests.workbench.builders import make_folder, motcua, remove_folder

from motcua.deadlines.errors import CalendarUnknown
from motcua.deadlines.rules import DayKind
from motcua.deadlines.services import publish_calendar, seed_holidays, set_day
from motcua.kernel.clock import local
from motcua.workbench import cli
from motcua.workbench.commands.deadline import add_arguments, run

WORDS = ["--from", "2026-02-13T10:00", "--limit", "3 working days"]
NOW = local("2026-01-05T08:00")


@pytest.fixture
def folder():
    folder = make_folder()
    yield folder
    remove_folder(folder)


def answer(capsys, folder, *words):
    """What the command prints, run in this process and so on the test's database."""
    parser = ArgumentParser()
    parser.add_argument("--data")
    add_arguments(parser)
    assert run(parser.parse_args([*WORDS, *words, "--data", str(folder)])) == 0
    return json.loads(capsys.readouterr().out)


def test_without_any_database_the_built_in_calendar_answers(folder):
    done = motcua("deadline", *WORDS, "--data", folder)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["due_at"] == "2026-02-25T17:00:00+07:00"
    assert "dựng sẵn" in told["reasons"][0]["sentence"]
    assert not (folder / "postgres").exists()


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-02-13T03:00Z", "2026-02-25"), ("2026-02-22T18:00Z", "2026-02-26"), ("2026-02-13", "2026-02-25")],
)
def test_times_are_read_in_their_zone_and_shown_in_ours(capsys, folder, monkeypatch, start, end):
    monkeypatch.delenv("DATABASE_URL")
    assert answer(capsys, folder, "--from", start)["due_at"] == f"{end}T17:00:00+07:00"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--from", "yesterday", "--limit", "3 working days"], "ISO 8601"),
        (["--from", "2026-02-13T10:00", "--limit", "3 days"], "3 working days"),
        (["--from", "9999-12-31T23:00", "--limit", "3 working days"], "2200"),
        (["--from", "0001-01-01T00:00+14:00", "--limit", "3 working days"], "--from"),
        (["--limit", "3 working days"], "--from"),
        ([*WORDS, "--calendar", "moon"], "moon"),
        ([*WORDS, "--channel", "pigeon"], "pigeon"),
    ],
)
def test_bad_input_gives_2_and_one_clear_line(capsys, folder, monkeypatch, words, told):
    monkeypatch.delenv("DATABASE_URL")
    # it is loaded here: no process of its own is needed
    monkeypatch.setattr(cli, "_load_django", lambda words: None)
    try:
        code = cli.main(["deadline", *words, "--data", str(folder)])
    except SystemExit as ended:
        code = ended.code
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert told in err


@pytest.mark.django_db(transaction=True)
def test_an_empty_database_is_as_good_as_none(capsys, folder):
    assert answer(capsys, folder)["due_at"] == "2026-02-25T17:00:00+07:00"
    with pytest.raises(CalendarUnknown):
        answer(capsys, folder, "--calendar", "moon")


@pytest.mark.django_db(transaction=True)
def test_the_published_calendar_answers_and_is_named(capsys, folder):
    seed_holidays(years=[2026], at=NOW)
    set_day(calendar="province", day=date(2026, 2, 24), kind=DayKind.HOLIDAY, name="Nghỉ bão", at=NOW)
    publish_calendar(name="province", at=NOW)

    told = answer(capsys, folder, "--channel", "post")

    assert told["due_at"] == "2026-02-26T17:00:00+07:00"
    assert (told["calendar"], told["calendar_version"]) == ("province", 2)
    assert told["reasons"][0]["kind"] == "channel"
    assert "bưu chính" in told["reasons"][0]["sentence"]
    assert any("Nghỉ bão" in reason["sentence"] for reason in told["reasons"])
