"""Carrying out runs: what each kind does with one dossier, before the first and after the last (lượt xử lý)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.journey import bulk, carry, succeed
from motcua.workflow import runs
from motcua.workflow.models import Run
from motcua.workflow.runs import LineAct

AT_A_TIME = 50  # lines between two looks at the clock


@dataclass(frozen=True)
class Conduct:
    """How a kind of run is carried out.

    line     does one dossier
    prepare  adds dossiers that came meanwhile; gives how many
    finish   once, after the last, in the transaction that ends the run
    """

    line: LineAct
    prepare: Callable[..., int] = lambda run, at: 0
    finish: Callable[..., Any] = lambda run, at: None


CONDUCTS: dict[str, Conduct] = {
    Run.Kind.HAND_WORK_OVER: Conduct(succeed.do_line, succeed.prepare, succeed.finish),
    Run.Kind.CARRY_OVER: Conduct(carry.do_line, carry.prepare),
    Run.Kind.CLAIM: Conduct(bulk.claim_line),
    Run.Kind.ASSIGN: Conduct(bulk.assign_line),
    Run.Kind.HAND_ON: Conduct(bulk.hand_on_line),
    Run.Kind.APPROVE: Conduct(bulk.approve_line),
    Run.Kind.HAND_OVER: Conduct(bulk.hand_over_line),
}


def carry_out(run_id: UUID, *, at: datetime, most: int = AT_A_TIME) -> bool:
    """Go on with a run; gives whether something is left to do (thực hiện một lượt).

    Cut off anywhere it is simply called again; two workers at one run never do one line twice.
    """
    run = _prepared(run_id, at)
    if run is None:
        return False
    conduct = CONDUCTS[run.kind]
    tried = runs.do_lines(run, conduct.line, at=at, most=most)
    if runs.is_waiting(run):  # where nothing could be tried, another worker has the rest
        return tried > 0
    return not _finished(run_id, conduct, at)


@transaction.atomic
def _prepared(run_id: UUID, at: datetime) -> Run | None:
    run = runs.run_for_update(run_id)
    if run.finished_at is not None or run.starts_at > at:
        return None
    CONDUCTS[run.kind].prepare(run, at=at)
    return run


@transaction.atomic
def _finished(run_id: UUID, conduct: Conduct, at: datetime) -> bool:
    """End the run unless more came meanwhile."""
    run = runs.run_for_update(run_id)
    if run.finished_at is not None:
        return True
    if conduct.prepare(run, at=at) or runs.is_waiting(run):
        return False
    conduct.finish(run, at=at)
    runs.finish_run(run, at=at)
    return True


def carry_out_waiting(*, at: datetime) -> int:
    """Go on with every run whose time has come; gives how many (job; and the nights of a simulation)."""
    found = runs.runs_to_do(at)
    for run_id in found:
        while carry_out(run_id, at=at):
            pass
    return len(found)
