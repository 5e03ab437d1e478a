"""What one officer may do beside the straight road: a new date, a verification, a stop, a withdrawal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import acts_from
from motcua.journey.errands import Errand
from motcua.journey.reading.next_act import NextAct
from motcua.workflow.models import Task
from motcua.workflow.services import may_do

RECEIVERS = (Role.RECEIVER, Role.DESK_HEAD)
HANDLERS = (Role.HANDLER, Role.UNIT_HEAD)


def acts_of_turns(dossier: Dossier, open_tasks: Sequence[Task], scope: Scope) -> Iterator[NextAct]:
    """The acts of this officer; the services check each again."""
    allowed = {move.act for move in acts_from(dossier.state)}
    errands = {task.kind: task for task in open_tasks}
    extend, stop = errands.get(Errand.EXTEND), errands.get(Errand.STOP)
    if extend is not None and may_do(extend, scope):
        yield NextAct("extend", gettext("Quyết định đề nghị hẹn lại"), is_main=True)
    if stop is not None and may_do(stop, scope):
        yield NextAct("stop", gettext("Trả lời đề nghị dừng"), is_main=True)
    handles = works_at(dossier, open_tasks, scope, *HANDLERS)
    if "verify" in allowed and handles:
        yield NextAct("verify", gettext("Ghi xác minh"))
    if "extend" in allowed and handles and extend is None:
        yield NextAct("extend", gettext("Đề nghị hẹn lại"))
    if not is_posted(scope, dossier.desk_id, *RECEIVERS):
        return
    if "withdraw" in allowed and dossier.accepted_at is None:
        yield NextAct("withdraw", gettext("Rút hồ sơ theo yêu cầu"))
    if "stop" in allowed and dossier.accepted_at is not None and stop is None:
        yield NextAct("stop", gettext("Dừng giải quyết"))


def works_at(dossier: Dossier, open_tasks: Sequence[Task], scope: Scope, *roles: Role) -> bool:
    """Whether an officer has one of the duties in the lead agency, in a unit that is at work or for all of it."""
    units = {task.pool.unit_id for task in open_tasks} - {None}
    return any(
        posted.role in roles
        and posted.agency_id == dossier.agency_id
        and (posted.unit_id is None or not units or posted.unit_id in units)
        for posted in scope.postings
    )


def is_posted(scope: Scope, desk_id: UUID, *roles: Role) -> bool:
    """Whether an officer has one of the duties at a desk."""
    return any(posted.desk_id == desk_id and posted.role in roles for posted in scope.postings)
