"""A run as its beginner sees it: how far it is, what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.delivery.selectors import is_fresh, worker_seen_at
from motcua.workflow import runs
from motcua.workflow.models import Run
from motcua.workflow.runs import Progress, why_refused

RunKind = Run.Kind


@dataclass(frozen=True, slots=True)
class LineView:
    """One dossier of a run."""

    dossier_id: UUID
    code: str
    applicant: str
    procedure: str
    state: str
    why: str


@dataclass(frozen=True)
class RunPage:
    """A run with its progress; `lines` those refused first, at most some hundreds."""

    run_id: UUID
    title: str
    made_at: datetime
    starts_at: datetime
    finished_at: datetime | None
    progress: Progress
    lines: tuple[LineView, ...]
    worker_is_alive: bool = True
    worker_seen_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether its day is still to come."""
        return self.starts_at > self.made_at and not self.progress.tried and self.finished_at is None


def run_page(run_id: UUID, account_id: UUID, *, at: datetime, keeps_mergers: bool = False) -> RunPage:
    """A run that this officer began, or a merger for whoever keeps them; four statements.

    Refuses
        UnknownRun
    """
    run = runs.run_of(run_id, account_id, kinds=[Run.Kind.CARRY_OVER] if keeps_mergers else [])
    seen_at = worker_seen_at()
    return RunPage(
        run_id=run.pk,
        worker_is_alive=is_fresh(seen_at, at),
        worker_seen_at=seen_at,
        title=str(Run.Kind(run.kind).label),
        made_at=run.made_at,
        starts_at=run.starts_at,
        finished_at=run.finished_at,
        progress=runs.progress_of(run),
        lines=tuple(
            LineView(
                line.dossier_id,
                line.dossier.code or line.dossier.reference,
                line.dossier.applicant_name,
                line.dossier.procedure_name,
                line.state,
                why_refused(line),
            )
            for line in runs.lines_of(run)
        ),
    )


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list of what somebody began."""

    run_id: UUID
    title: str
    made_at: datetime
    finished_at: datetime | None
    progress: Progress


def recent_runs(account_id: UUID) -> list[RunRow]:
    """What an officer began, newest first; two statements."""
    found = runs.runs_by(account_id)
    progress = runs.progress_of_all(found)
    return [
        RunRow(one.pk, str(Run.Kind(one.kind).label), one.made_at, one.finished_at, progress[one.pk])
        for one in found
    ]
