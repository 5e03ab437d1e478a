"""Stage 6 of 8: the handling is complete, the result goes to the desk (có kết quả)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Paper, Part
from motcua.dossiers.services import parts, results
from motcua.journey import joint
from motcua.journey.context import document_of
from motcua.journey.ending import lapse_errands
from motcua.journey.messages import tell_decided, tell_not_granted
from motcua.journey.needs import ON_PAPER
from motcua.journey.not_granted import is_refused
from motcua.journey.opinions import revoke_open_opinions
from motcua.journey.steps import open_step
from motcua.processes.schema import ProcessDocument, StepKind
from motcua.workflow.work import Work

_DECIDE = UUID("0192b1c0-0000-7000-8000-6d6f74637561")  # names the keys that follow from a finished last step


def decide_if_complete(work: Work, process: ProcessDocument, *, officer: Actor, at: datetime) -> None:
    """When every step before the return is done: state decided, the return desk gets its task, the applicant is told.

    Refuses
        NoResult when no step recorded what was decided; NobodyThere at the desk of return
    Law
        TN19-12.9, TN19-3.2, DN15-3.3.
    """
    dossier = work.dossier
    if not _is_complete(work, process):
        return
    lapse_errands(dossier, actor=officer, at=at)
    results.decide_dossier(
        dossier, actor=officer, at=at, key=uuid5(_DECIDE, f"{dossier.pk}:{dossier.version}")
    )
    revoke_open_opinions(work, reason="Hồ sơ đã có kết quả giải quyết", officer=officer, at=at)
    joint.stop_following(work, at=at)
    lead = work.part_of(Part.Duty.LEAD)
    if lead is not None:
        parts.close_part(lead, at=at)
    give = next(step for step in process.steps if step.kind is StepKind.RETURN)
    open_step(work, give, field=document_of(dossier).field, at=at)
    tell_outcome(dossier, officer=officer, at=at)


def tell_outcome(dossier: Dossier, *, officer: Actor, at: datetime) -> None:
    """Where to fetch what was decided, with what to bring; of a refusal whom to ask.

    Takes
        officer  whom to ask; of anybody else's act the desk that returns it
    """
    if is_refused(dossier):
        tell_not_granted(dossier, officer=officer, at=at)
    else:
        tell_decided(dossier, to_bring(dossier), at=at)


def _is_complete(work: Work, process: ProcessDocument) -> bool:
    """Every step is done; after a signed refusal those that are still open (TN19-12.7)."""
    if is_refused(work.dossier):
        return not work.open_steps
    done = work.steps_done
    return all(step.id in done for step in process.steps if step.kind is not StepKind.RETURN)


def to_bring(dossier: Dossier) -> tuple[str, ...]:
    """An online dossier was handled without its paper: the originals are compared when the result is fetched."""
    if dossier.channel in ON_PAPER:
        return ()
    names = {component.id: component.name for component in document_of(dossier).papers if component.originals}
    papers = Paper.objects.filter(dossier=dossier, finding=Paper.Finding.OK).order_by("no")
    return tuple(names[paper.component_id] for paper in papers if paper.component_id in names)
