"""The worker counts in UTC, the province in its own hours; a simulation lets its own time pass."""

from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from croniter import croniter
from django.db import connection

from motcua.delivery import clockwork
from motcua.delivery.clockwork import by_the_clock, daily, hourly, own_clock
from motcua.dossiers import tasks as dossiers
from motcua.journey import tasks as journey
from motcua.kernel.clock import TZ, local
from motcua.operations import tasks as operations
from motcua.oversight import tasks as oversight


def hours(cron: str, number: int) -> list[str]:
    turn = croniter(cron, local("2026-11-20T00:00").astimezone(UTC))
    return [f"{turn.get_next(datetime).astimezone(TZ):%d %H:%M}" for _ in range(number)]


def test_what_is_said_for_the_night_runs_in_the_night_of_ha_noi():
    assert hours(daily("00:05"), 2) == ["20 00:05", "21 00:05"]
    assert hours(daily("04:30"), 1) == ["20 04:30"]
    assert hours(daily("13:00"), 1) == ["20 13:00"]


def test_applicants_are_reminded_from_seven_to_seventeen_and_never_at_night():
    asked = hours(hourly(10, first=7, last=17), 12)
    assert asked[0] == "20 07:10"
    assert asked[10] == "20 17:10"
    assert asked[11] == "21 07:10"


@pytest.mark.django_db
def test_no_job_acts_on_dossiers_while_a_simulation_has_a_clock_of_its_own():
    done = []
    job = by_the_clock(done.append)
    holds, may_end = Event(), Event()

    def simulate() -> None:
        with own_clock():
            holds.set()
            assert may_end.wait(120)
        connection.close()

    other = Thread(target=simulate)
    other.start()
    assert holds.wait(120)
    job(1)
    assert done == [], "three months pass there: what is late by our clock is not late by theirs"

    may_end.set()
    other.join(120)
    job(2)
    assert done == [2]


@pytest.mark.parametrize(
    "job",
    [
        *(journey.look_after_opinions, journey.end_postings, journey.give_left_work_back),
        *(journey.expire_supplements, journey.remind_supplements, journey.carry_what_is_due_over),
        *(oversight.go_round, operations.keep_late_drafts, dossiers.sweep),
    ],
    ids=lambda job: job.name,
)
def test_every_job_that_moves_dossiers_by_the_clock_gives_way_to_a_simulation(job, monkeypatch):
    asked = []
    monkeypatch.setattr(clockwork, "_ask", asked.append)  # its answer is no: somebody has the clock
    job.func(1)
    assert len(asked) == 1, "it asked for the clock, did not get it and touched nothing"


@pytest.mark.django_db
def test_a_job_that_fails_gives_the_clock_back():
    def fails(timestamp: int) -> None:
        raise RuntimeError(timestamp)

    with pytest.raises(RuntimeError):
        by_the_clock(fails)(1)
    held = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
    with connection.cursor() as cursor:
        cursor.execute(held)
        assert cursor.fetchone() == (0,)
