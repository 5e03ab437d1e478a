"""What the clock does by itself along the way of a dossier."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.delivery.clockwork import by_the_clock, daily, hourly
from motcua.journey.book import go_on_with_prints, make_print
from motcua.journey.carry import carry_over_what_is_due
from motcua.journey.contacts import hear_receipts
from motcua.journey.expire import expire_due, remind_due
from motcua.journey.opinions import remind_due_opinions, settle_past_opinions
from motcua.journey.post_tracking import poll_parcels
from motcua.journey.process import end_past_postings
from motcua.journey.runs import carry_out, carry_out_waiting
from motcua.journey.succeed import return_left_work
from motcua.kernel.clock import now


@app.periodic(cron="4-59/15 * * * *")
@app.task(queue="housekeeping", queueing_lock="poll-parcels")
@by_the_clock
def ask_about_parcels(timestamp: int) -> None:
    """Parcels of carriers that did not tell anything for two hours."""
    poll_parcels(at=now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="opinions")
@by_the_clock
def look_after_opinions(timestamp: int) -> None:
    """Remind before the day; after it consent where silence consents, else the head of the desk is told."""
    at = now()
    remind_due_opinions(at=at)
    settle_past_opinions(at=at)


@app.periodic(cron="5-59/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="postings")
@by_the_clock
def end_postings(timestamp: int) -> None:
    """A public posting ends by itself when its last day is over."""
    end_past_postings(at=now())


@app.task(queue="housekeeping", retry=3)
def make_book(print_id: str) -> None:
    """A book that an officer asked to have printed."""
    make_print(print_id=UUID(print_id), at=now())


@app.periodic(cron="7-59/15 * * * *")
@app.task(queue="housekeeping", queueing_lock="book-prints")
def make_stopped_books(timestamp: int) -> None:
    """Books whose printing stopped: the disk was full, or the worker went away."""
    go_on_with_prints(at=now())


@app.periodic(cron="25 * * * *")
@app.task(queue="housekeeping", queueing_lock="receipts")
def look_through_receipts(timestamp: int) -> None:
    """Numbers at which nothing arrives day after day take no more messages; their desks see it."""
    hear_receipts(at=now())


@app.task(queue="runs")
def carry_out_run(run_id: str) -> None:
    """One run, to its end; what is done already is not done again."""
    while carry_out(UUID(run_id), at=now()):
        pass


@app.periodic(cron="*/5 * * * *")
@app.task(queue="runs", queueing_lock="runs")
def go_on_with_runs(timestamp: int) -> None:
    """Runs that were cut off, or whose job was lost."""
    carry_out_waiting(at=now())


@app.periodic(cron=daily("03:30"))
@app.task(queue="housekeeping", queueing_lock="left-work")
@by_the_clock
def give_left_work_back(timestamp: int) -> None:
    """What people hold whose duty ended goes back to their colleagues."""
    return_left_work(at=now())


@app.periodic(cron="*/20 * * * *")
@app.task(queue="housekeeping", queueing_lock="expire-supplements")
@by_the_clock
def expire_supplements(timestamp: int) -> None:
    """Requests to complete that nobody answered end their dossiers; a batch each time."""
    expire_due(at=now())


@app.periodic(cron=hourly(10, first=7, last=17))
@app.task(queue="housekeeping", queueing_lock="remind-supplements")
@by_the_clock
def remind_supplements(timestamp: int) -> None:
    """Applicants hear by day, not by night, that their time runs out."""
    remind_due(at=now())


@app.periodic(cron=daily("00:05"))
@app.task(queue="housekeeping", queueing_lock="carry-over")
@by_the_clock
def carry_what_is_due_over(timestamp: int) -> None:
    """Agencies that were succeeded hand their open dossiers over on the day, and what was refused on the next."""
    carry_over_what_is_due(at=now())
