"""Runs: one act on many dossiers, each in its own transaction, with progress and a report (xử lý hàng loạt).

What an act is, is known above; here it is a function that gets one line. The line's end and the act's own writes are
one transaction, so that a run that was cut off does nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import OperationalError, transaction
from django.db.models import Count, F, Max, Q
from procrastinate.contrib.django import app

from motcua.kernel.errors import Refusal
from motcua.kernel.phrases import phrase
from motcua.workflow.errors import LineBroken, UnknownRun
from motcua.workflow.models import Run, RunLine

log = logging.getLogger(__name__)
TASK = "motcua.journey.tasks.carry_out_run"
LineAct = Callable[[Run, RunLine, datetime], object]


@dataclass(frozen=True)
class Pick:
    """One dossier of a new run, the task of it that is meant, and what was typed for it alone."""

    dossier_id: UUID
    task_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def begin_run(
    kind: Run.Kind,
    *,
    key: UUID,
    by: UUID | None,
    at: datetime,
    agency_id: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    picks: Iterable[Pick] = (),
    starts_at: datetime | None = None,
) -> Run:
    """Write a run down and leave it to the worker (bắt đầu một lượt); the same key again gives the same run.

    Takes
        starts_at  not before; null = at once
    """
    run, is_new = Run.objects.get_or_create(
        pk=key,
        defaults={
            "kind": kind,
            "by_id": by,
            "agency_id": agency_id,
            "facts": dict(facts or {}),
            "made_at": at,
            "starts_at": starts_at or at,
        },
    )
    if not is_new:
        return run
    add_lines(run, picks)
    # written in this transaction: no run without its job, no job without its run
    later = run.starts_at if run.starts_at > at else None
    app.configure_task(TASK, lock=f"run-{key}", queue="runs", schedule_at=later).defer(run_id=str(key))
    return run


def add_lines(run: Run, picks: Iterable[Pick]) -> int:
    """More dossiers for a run; gives how many. Two that look at once are told apart by the run's row lock."""
    last = RunLine.objects.filter(run=run).aggregate(last=Max("no"))["last"] or 0
    rows = [
        RunLine(run=run, no=no, dossier_id=pick.dossier_id, task_id=pick.task_id, facts=dict(pick.facts))
        for no, pick in enumerate(picks, start=last + 1)
    ]
    RunLine.objects.bulk_create(rows)
    return len(rows)


def key_of(line: RunLine) -> UUID:
    """The idempotency key of a line's act."""
    return uuid5(line.run_id, str(line.no))


def do_lines(run: Run, act: LineAct, *, at: datetime, most: int) -> int:
    """Do up to `most` waiting lines, each in its own transaction; gives how many were tried."""
    waiting = RunLine.objects.filter(run=run, state=RunLine.State.WAITING).order_by("no")
    return sum(_try_line(run, line_id, act, at) for line_id in waiting.values_list("id", flat=True)[:most])


def _try_line(run: Run, line_id: UUID, act: LineAct, at: datetime) -> bool:
    try:
        return _do_line(run, line_id, act, at)
    except OperationalError:  # the database is away: the run goes on when it is back
        raise
    except Exception:
        # one dossier that breaks must not hold up the others; it is told in the report, the cause is in the log
        log.exception("line %s of run %s", line_id, run.pk)
        fault = LineBroken()
        RunLine.objects.filter(pk=line_id, state=RunLine.State.WAITING).update(
            state=RunLine.State.REFUSED, refusal=fault.code, sentence=fault.template, done_at=at
        )
        return True


@transaction.atomic
def _do_line(run: Run, line_id: UUID, act: LineAct, at: datetime) -> bool:
    line = (
        RunLine.objects.select_for_update(skip_locked=True)
        .filter(pk=line_id, state=RunLine.State.WAITING)
        .first()
    )
    if line is None:  # another worker has it
        return False
    try:
        with transaction.atomic():
            act(run, line, at)
    except Refusal as refusal:
        line.state, line.refusal = RunLine.State.REFUSED, refusal.code
        line.sentence = refusal.template
        line.sentence_facts = {name: str(value) for name, value in refusal.facts.items()}
    else:
        line.state = RunLine.State.DONE
    line.done_at = at
    line.save(update_fields=["state", "refusal", "sentence", "sentence_facts", "done_at"])
    return True


def is_waiting(run: Run) -> bool:
    """Whether a line still waits, also one that another worker has in hand."""
    return RunLine.objects.filter(run=run, state=RunLine.State.WAITING).exists()


def finish_run(run: Run, *, at: datetime) -> None:
    """Everything was tried; the caller holds the run's row."""
    run.finished_at = at
    run.save(update_fields=["finished_at"])


def run_for_update(run_id: UUID) -> Run:
    """The run, locked. Refuses with UnknownRun."""
    run = Run.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise UnknownRun
    return run


# reads


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    total: int
    done: int
    refused: int

    @property
    def tried(self) -> int:
        return self.done + self.refused


def run_of(run_id: UUID, account_id: UUID, *, kinds: Collection[str] = ()) -> Run:
    """A run that this account began, or one of `kinds`. Refuses with UnknownRun, also for somebody else's."""
    run = Run.objects.filter(Q(by_id=account_id) | Q(kind__in=kinds), pk=run_id).first()
    if run is None:
        raise UnknownRun
    return run


def progress_of(run: Run) -> Progress:
    """Counted over the run's own lines."""
    return Progress(
        **RunLine.objects.filter(run=run).aggregate(
            total=Count("id"),
            done=Count("id", filter=Q(state=RunLine.State.DONE)),
            refused=Count("id", filter=Q(state=RunLine.State.REFUSED)),
        )
    )


def progress_of_all(found: Collection[Run]) -> dict[UUID, Progress]:
    """The same of several, one statement."""
    counted = {
        run_id: Progress(total, done, refused)
        for run_id, total, done, refused in RunLine.objects.filter(run__in=found)
        .values_list("run_id")
        .annotate(
            total=Count("id"),
            done=Count("id", filter=Q(state=RunLine.State.DONE)),
            refused=Count("id", filter=Q(state=RunLine.State.REFUSED)),
        )
    }
    return {run.pk: counted.get(run.pk, Progress(0, 0, 0)) for run in found}


def lines_of(run: Run, *, state: str = "", limit: int = 500) -> list[RunLine]:
    """The dossiers of a run, those that were refused first."""
    rows = RunLine.objects.filter(run=run).select_related("dossier")
    if state:
        rows = rows.filter(state=state)
    return list(rows.annotate(is_refused=Q(state="refused")).order_by("-is_refused", "no")[:limit])


def why_refused(line: RunLine) -> str:
    """The sentence of a refused line, which a screen may tell in its own language."""
    return phrase(line.sentence, **line.sentence_facts) if line.sentence else ""


def runs_by(account_id: UUID, *, limit: int = 20) -> list[Run]:
    """What an officer began, newest first."""
    return list(Run.objects.filter(by_id=account_id).order_by("-made_at")[:limit])


def last_run_of(kind: Run.Kind, agency_id: UUID) -> Run | None:
    """The newest run of a kind that is about an agency."""
    return Run.objects.filter(kind=kind, agency_id=agency_id).order_by("-made_at").first()


def runs_to_do(at: datetime) -> list[UUID]:
    """Runs whose time has come and that are not finished, oldest first."""
    rows = Run.objects.filter(finished_at=None, starts_at__lte=at).order_by(F("starts_at"), "id")
    return list(rows.values_list("id", flat=True))
