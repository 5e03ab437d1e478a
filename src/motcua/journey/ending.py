"""A dossier that ends before its end: everything that was still to be done is cancelled, so that nothing stays open."""

from __future__ import annotations

from datetime import datetime

from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier
from motcua.dossiers.services import parts, receipts
from motcua.dossiers.services.extension import lapse_extension
from motcua.dossiers.services.stopping import lapse_request
from motcua.journey.errands import Errand, end_errand
from motcua.journey.opinions import revoke_open_opinions
from motcua.workflow import services as workflow
from motcua.workflow.models import Task
from motcua.workflow.work import work_on

ENDED = "Hồ sơ không được giải quyết tiếp"


def cancel_all(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Cancel every open part and task of a locked dossier; its proposals are not needed any more."""
    lapse_extension(dossier, at=at)
    receipts.settle(dossier, receipts.State.LAPSED, actor=actor, at=at)
    revoke_open_opinions(work_on(dossier), reason=ENDED, officer=actor, at=at)
    for part in parts.open_parts_of(dossier):
        workflow.end_tasks_of(part, by=actor.id, at=at, state=Task.State.CANCELLED)
        parts.close_part(part, at=at, state="cancelled")


def lapse_errands(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """The result is there: what was proposed or asked for beside the process came too late."""
    lapse_extension(dossier, at=at)
    receipts.settle(dossier, receipts.State.LAPSED, actor=actor, at=at)
    lapse_request(dossier, actor=actor, at=at)
    for errand in Errand:
        end_errand(dossier, errand, by=actor.id, at=at, state=Task.State.CANCELLED)
