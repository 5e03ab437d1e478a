"""A turn of stages 5 and 6: after appraisal the request is not granted (từ chối giải quyết sau thẩm định).

The handler proposes with reasons, the leader signs Mẫu 03; what stands between the signature and the records desk
is not done any more, the refusal goes to the records desk and on to the counter like any result.
"""

from __future__ import annotations

from datetime import datetime

from motcua.accounts.selectors import account_name
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier, Part, Result
from motcua.dossiers.services.pauses import open_pauses
from motcua.dossiers.services.results import ResultFacts
from motcua.journey import joint, pause
from motcua.journey.errors import RefusalUnsigned
from motcua.journey.papers import slips
from motcua.journey.steps import open_step
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc_lines
from motcua.processes import rules as processes
from motcua.processes.schema import ProcessDocument, StepKind
from motcua.workflow import services
from motcua.workflow.models import Task
from motcua.workflow.work import Work

NAME = "Phiếu từ chối giải quyết hồ sơ"


def is_refused(dossier: Dossier) -> bool:
    """Whether what was signed last is a refusal."""
    return dossier.outcome == Result.Kind.REFUSED


def signs(task: Task, process: ProcessDocument) -> bool:
    """Whether a step is one where the leader signs; in a process without one every step may conclude.

    Only the lead agency refuses the whole (HG-4): another agency sends back, or tells what it found.
    """
    return task.part.duty == Part.Duty.LEAD and concludes(task, process)


def concludes(task: Task, process: ProcessDocument) -> bool:
    """Whether a step is where a decision is signed: the one that approves; every one where no step does."""
    return task.kind == StepKind.APPROVE or not any(step.kind is StepKind.APPROVE for step in process.steps)


def refusal_signed(
    dossier: Dossier,
    task: Task,
    process: ProcessDocument,
    reasons: str,
    *,
    officer: Actor,
    at: datetime,
) -> ResultFacts:
    """The decision that a signed refusal is, with its Mẫu 03 in the leader's name (TN19-12.7, DN15-4.3b).

    Refuses
        RefusalUnsigned where the step is not one that signs
    """
    if not signs(task, process):
        raise RefusalUnsigned(step=task.name)
    assert officer.id is not None
    signer = account_name(officer.id)
    slip = slips.issue_refusal_after_appraisal(
        dossier, nfc_lines(reasons), signer=signer, officer=officer, at=at
    )
    return ResultFacts(
        name=NAME,
        signed_on=local_day(at),
        signer_name=signer,
        number=slip.number,
        reasons=reasons,
        slip_id=slip.id,
    )


def go_to_records(
    work: Work, process: ProcessDocument, task: Task, *, officer: Actor, field: str, at: datetime
) -> list[Task]:
    """After the signature of a refusal: other branches and waitings end, the next records step opens, no other."""
    for found in open_pauses(work.dossier):
        pause.end(work, found, officer=officer, reason=NAME, at=at)
    for other in work.open_steps:
        services.end_task(other, by=officer.id, at=at, state=Task.State.CANCELLED)
    joint.dismiss(work, officer=officer, at=at)
    records = processes.later_of_kind(process, task.step_id, StepKind.REGISTER)
    return [open_step(work, step, field=field, at=at) for step in records[:1]]
