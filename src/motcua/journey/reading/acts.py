"""What one officer may do next with one dossier: asked of the moves, the open tasks and the officer's postings."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import ENDED, State, acts_from, move_named
from motcua.journey.desk import cash_desk_id
from motcua.journey.reading.completing_acts import completing_acts
from motcua.journey.reading.cooperation import cooperation_acts
from motcua.journey.reading.next_act import NextAct
from motcua.journey.reading.turn_acts import acts_of_turns
from motcua.processes.schema import StepKind
from motcua.workflow.models import Task
from motcua.workflow.services import heads_place_of, may_do
from motcua.workflow.work import STEP_KINDS

__all__ = ["NextAct", "is_open_to", "may_collect", "next_acts"]
CASH_ROLES = (Role.CASHIER, Role.RECEIVER, Role.DESK_HEAD)
DESK_KINDS = frozenset({StepKind.RECEIVE, StepKind.RETURN})


def next_acts(dossier: Dossier, open_tasks: Sequence[Task], scope: Scope) -> tuple[NextAct, ...]:
    """The acts of this officer, what the dossier waits for first. The services check each of them again."""
    allowed = {move.act for move in acts_from(dossier.state)}
    found: list[NextAct] = []
    if "accept" in allowed and _at_desk(scope, dossier.desk_id, "accept"):
        found.append(NextAct("check", gettext("Kiểm tra hồ sơ"), is_main=True))
    if "supplement" in allowed and _at_desk(scope, dossier.desk_id, "supplement"):
        found.append(NextAct("supplement", gettext("Ghi nhận bổ sung tại quầy"), is_main=True))
    for task in open_tasks:
        found += _acts_of_task(task, scope)
    found += completing_acts(dossier, open_tasks, scope)
    found += acts_of_turns(dossier, open_tasks, scope)
    if "hand_over" in allowed and _at_desk(scope, dossier.return_desk_id, "hand_over"):
        found.append(NextAct("hand_over", gettext("Trả kết quả"), is_main=True))
    if may_collect(dossier, scope):
        found.append(NextAct("pay", gettext("Thu phí, lệ phí")))
    if "close" in allowed and dossier.closed_at is None and _at_desk(scope, dossier.return_desk_id, "close"):
        found.append(NextAct("close", gettext("Kết thúc và lưu hồ sơ"), is_main=True))
    found += cooperation_acts(dossier, open_tasks, scope)
    found += _acts_of_return(dossier, allowed, scope)
    found += _acts_on_results(dossier, scope)
    return tuple(sorted(found, key=lambda act: not act.is_main))


def _acts_on_results(dossier: Dossier, scope: Scope) -> list[NextAct]:
    """What the leader may do with a decision that is already made, of a merged agency too."""
    allowed = {move.act for move in acts_from(dossier.state)}
    leads = any(
        dossier.agency_id in (posted.agency_id, *posted.former_agency_ids)
        for posted in scope.postings
        if posted.role is Role.AGENCY_LEADER
    )
    if "correct_result" in allowed and leads:
        return [NextAct("correct_result", gettext("Đính chính kết quả"))]
    return []


def _acts_of_task(task: Task, scope: Scope) -> list[NextAct]:
    found = []
    mine = may_do(task, scope)
    if mine and task.kind in STEP_KINDS - DESK_KINDS:
        found.append(NextAct("step", task.name, task.pk, is_main=True))
    if mine and task.owner_id is None:
        found.append(NextAct("claim", gettext("Nhận việc"), task.pk))
    if heads_place_of(task, scope):
        words = gettext("Phân công") if task.owner_id is None else gettext("Phân công lại")
        found.append(NextAct("assign", words, task.pk))
    return found


def _acts_of_return(dossier: Dossier, allowed: set[str], scope: Scope) -> list[NextAct]:
    """Another place of return may be chosen at the desk that received and at the one that returns."""
    desks = {dossier.desk_id, dossier.return_desk_id}
    act = "change_return_place"
    if act not in allowed or not any(_at_desk(scope, one, act) for one in desks):
        return []
    return [
        NextAct("return_place", gettext("Đổi nơi nhận kết quả")),
        NextAct("post_delivery", gettext("Gửi kết quả qua bưu chính")),
    ]


def may_collect(dossier: Dossier, scope: Scope) -> bool:
    """Whether this officer may take cash for the dossier: something is due, and they work at its desk."""
    return (
        dossier.money_state == "due"
        and State(dossier.state) not in ENDED
        and any(
            posted.desk_id == cash_desk_id(dossier) and posted.role in CASH_ROLES for posted in scope.postings
        )
    )


def _at_desk(scope: Scope, desk_id: UUID, act: str) -> bool:
    """Whether one of the postings at this desk is of a role that the table of moves names for the act."""
    roles = move_named(act).roles
    return any(posted.desk_id == desk_id and posted.role in roles for posted in scope.postings)


def is_open_to(acts: Sequence[NextAct], act: str, task_id: UUID | None = None) -> bool:
    """Whether an act is among those of this officer."""
    return any(one.act == act and (task_id is None or one.task_id == task_id) for one in acts)
