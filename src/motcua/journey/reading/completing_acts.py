"""What an officer may do with a dossier that is incomplete, at the wrong place, or ended so."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.selectors import Scope
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import acts_from, move_named
from motcua.dossiers.requests import requests_of
from motcua.journey.reading.next_act import NextAct
from motcua.journey.resubmit import may_start_again
from motcua.journey.supplement import IN_HAND, may_allow_second
from motcua.workflow.models import Task
from motcua.workflow.services import heads_place_of, may_do


def completing_acts(dossier: Dossier, open_tasks: Sequence[Task], scope: Scope) -> list[NextAct]:
    """The turns off the straight road of an incomplete dossier; no statement but for a head."""
    found = []
    allowed = {move.act for move in acts_from(dossier.state)}
    if "redirect" in allowed and _at_desk(scope, dossier.desk_id, "redirect"):
        found.append(NextAct("redirect", gettext("Không đúng thẩm quyền")))
    if "ask_completion" in allowed:
        found += [
            NextAct("incomplete", gettext("Chưa đủ điều kiện"), task.pk)
            for task in open_tasks
            if task.kind in IN_HAND and (may_do(task, scope) or heads_place_of(task, scope))
        ]
    if (
        "allow_second_request" in allowed
        and may_allow_second(dossier, open_tasks, scope)
        and requests_of(dossier.pk)
    ):
        found.append(NextAct("allow_second", gettext("Cho phép yêu cầu bổ sung lần nữa")))
    if may_start_again(dossier) and _at_desk(scope, dossier.desk_id, "submit"):
        found.append(NextAct("start_again", gettext("Nộp lại từ bản sao")))
    return found


def _at_desk(scope: Scope, desk_id: UUID, act: str) -> bool:
    roles = move_named(act).roles
    return any(posted.desk_id == desk_id and posted.role in roles for posted in scope.postings)
