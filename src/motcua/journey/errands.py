"""Work beside the process (việc ngoài quy trình): a proposal for the leader, a request for the desk.

An errand is a task like a step's, with a pool and a date, so that nobody can overlook it; the process knows nothing
of it and goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.agencies.selectors import Scope, agency_on, desk_on, staff_of_pool
from motcua.agencies.services import ensure_pool
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.services import parts
from motcua.journey.context import calendar_of_desk
from motcua.journey.errors import NotYourDuty
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import phrase
from motcua.workflow import services as workflow
from motcua.workflow.errors import NobodyThere
from motcua.workflow.models import Task
from motcua.workflow.work import work_on


class Errand(StrEnum):
    """Kinds of tasks that are no step."""

    EXTEND = "extend"
    STOP = "stop"
    RECEIPT = "receipt"
    POST = "post"


ERRANDS = frozenset(str(errand) for errand in Errand)
NAMES = {
    Errand.EXTEND: phrase("Quyết định đề nghị hẹn lại ngày trả kết quả"),
    Errand.STOP: phrase("Trả lời đề nghị dừng giải quyết hồ sơ"),
    Errand.RECEIPT: phrase("Kiểm tra chứng từ nộp tiền do người nộp gửi"),
    Errand.POST: phrase("Xử lý bưu gửi bị chuyển hoàn, thất lạc hoặc chưa ghi được kết quả phát"),
}


def open_errand(
    dossier: Dossier, errand: Errand, part: Part, *, role: Role, due_at: datetime, at: datetime
) -> Task:
    """Open an errand of a locked dossier for a duty at the place of a part; `due_at` is its date.

    Refuses
        NobodyThere when nobody is posted there: the task would wait for ever (HG-15)
    """
    pool_id = ensure_pool(agency_id=part.agency_id, role=role, desk_id=part.desk_id)
    if not staff_of_pool(pool_id, at):
        place = agency_on(part.agency_id, local_day(at)).name
        raise NobodyThere(step=NAMES[errand], place=f"{place} ({ROLE_NAMES[role].lower()})")
    return workflow.open_task(
        *(work_on(dossier), part),
        step_id=str(errand),
        kind=str(errand),
        name=str(NAMES[errand]),
        pool_id=pool_id,
        minutes=0,
        calendar_name=calendar_of_desk(dossier.desk_id, at),
        at=at,
        due_at=due_at,
    )


def end_errand(
    dossier: Dossier, errand: Errand, *, by: UUID | None, at: datetime, state: Task.State = Task.State.DONE
) -> None:
    """End an errand, if it is open, and the part that was opened for nothing else."""
    for task in Task.objects.filter(dossier_id=dossier.pk, kind=errand, state=Task.State.OPEN):
        workflow.end_task(task, by=by, at=at, state=state)
    part = parts.open_part_of(dossier, Part.Duty.REQUEST)
    if part is not None:
        left = Task.objects.filter(dossier_id=dossier.pk, part_id=part.pk, state=Task.State.OPEN)
        if not left.exists():
            parts.close_part(part, at=at, state="done" if state == Task.State.DONE else "cancelled")


def open_request_part(dossier: Dossier, at: datetime) -> Part:
    """The duty of the receiving desk to answer what the applicant asks for or sends; one, whatever it is."""
    open_one = parts.open_part_of(dossier, Part.Duty.REQUEST)
    if open_one is not None:
        return open_one
    desk = desk_on(dossier.desk_id, local_day(at))
    return parts.open_part(
        dossier, duty=Part.Duty.REQUEST, agency_id=desk.desk.agency_id, desk_id=dossier.desk_id, at=at
    )


def lead_part_of(dossier: Dossier) -> Part | None:
    """The part of the agency that decides, ended or not."""
    return Part.objects.filter(dossier=dossier, duty=Part.Duty.LEAD).exclude(state="cancelled").first()


def has_lead_duty(
    dossier: Dossier, part: Part | None, tasks: Iterable[Task], scope: Scope, *roles: Role
) -> bool:
    """Whether an officer has one of the duties where the dossier is handled.

    Takes
        tasks  the open ones, with their pools: the units at work now count beside the part's own
    """
    if part is None:
        return False
    units = {part.unit_id, *(task.pool.unit_id for task in tasks)} - {None}
    return any(
        posted.role in roles
        and posted.agency_id == part.agency_id
        and (posted.unit_id is None or not units or posted.unit_id in units)
        for posted in scope.postings
    )


def require_lead(dossier: Dossier, scope: Scope, *roles: Role, act: str) -> Part:
    """The lead part, for an officer with one of these duties in it; refuses with NotYourDuty."""
    part = lead_part_of(dossier)
    tasks = Task.objects.filter(dossier_id=dossier.pk, state=Task.State.OPEN).select_related("pool")
    if part is None or not has_lead_duty(dossier, part, tasks, scope, *roles):
        raise NotYourDuty(act=act)
    return part
