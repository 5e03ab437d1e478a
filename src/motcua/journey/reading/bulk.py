"""What an officer sees before an act on many rows: each dossier, what would be done with it, why it cannot be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.audit.selectors import last_words
from motcua.dossiers.access import visible_to
from motcua.dossiers.models import Dossier
from motcua.journey.bulk import PASSED_ON, refusals_proposed
from motcua.journey.context import document_of, process_of
from motcua.journey.reading.step import likely_result
from motcua.processes import rules as processes
from motcua.processes.schema import StepKind
from motcua.workflow import selectors
from motcua.workflow.models import Run, Task
from motcua.workflow.places import place_of
from motcua.workflow.selectors import Colleague
from motcua.workflow.services import heads_place_of, may_do


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One ticked row.

    words    what was written at the step before
    result   the name of what would be signed
    why_not  why this row cannot be among them; empty when it can
    """

    dossier_id: UUID
    task_id: UUID
    version: int
    code: str
    applicant: str
    procedure: str
    step: str
    due_at: datetime
    promised_at: datetime | None
    words: str
    result: str
    why_not: str


@dataclass(frozen=True)
class BulkPage:
    """The rows that can be done, those that cannot, and who may be given them."""

    rows: tuple[BulkRow, ...]
    left_out: tuple[BulkRow, ...]
    colleagues: tuple[Colleague, ...]
    asks_person: bool


def acts_for(scope: Scope, *, at_desk: bool) -> tuple[Run.Kind, ...]:
    """The acts on many rows that an officer may have; `at_desk`: on the list of results to hand over."""
    if at_desk:
        return (Run.Kind.HAND_OVER,)
    workers = scope.holds(Role.HANDLER, Role.UNIT_HEAD, Role.AGENCY_LEADER, Role.RECORDS_CLERK)
    found = [Run.Kind.CLAIM] if scope.postings else []
    if scope.holds(Role.UNIT_HEAD, Role.DESK_HEAD, Role.AGENCY_LEADER):
        found.append(Run.Kind.ASSIGN)
    if workers:
        found.append(Run.Kind.HAND_ON)
    if scope.holds(Role.AGENCY_LEADER):
        found.append(Run.Kind.APPROVE)
    return tuple(found)


def bulk_page(kind: Run.Kind, task_ids: Collection[UUID], scope: Scope, *, at: datetime) -> BulkPage:
    """The ticked tasks of dossiers this officer may see, judged for the act; five statements and the people.

    What ended since the list was shown is left out with that reason: no tick vanishes without a word.
    """
    tasks = list(
        Task.objects.filter(pk__in=task_ids, dossier_id__in=visible_to(scope).values("pk"))
        .select_related("dossier", "owner", "pool")
        .order_by("due_at", "id")
    )
    words = last_words([task.dossier_id for task in tasks], "process") if tasks else {}
    doubted = refusals_proposed([task.dossier_id for task in tasks]) if kind is Run.Kind.APPROVE else set()
    rows = [
        _row(kind, task, scope, words.get(task.dossier_id, {}), is_doubted=task.dossier_id in doubted)
        for task in tasks
    ]
    fitting = {row.task_id for row in rows if not row.why_not}
    pools, asks_person = _pools([task for task in tasks if task.pk in fitting], kind, at)
    return BulkPage(
        rows=tuple(row for row in rows if not row.why_not),
        left_out=tuple(row for row in rows if row.why_not),
        colleagues=tuple(selectors.colleagues_of(sorted(pools), at)) if pools else (),
        asks_person=asks_person,
    )


def _pools(tasks: Sequence[Task], kind: Run.Kind, at: datetime) -> tuple[set[UUID], bool]:
    """The pools that somebody must be of to be given all of these, and whether anybody is asked for at all."""
    if kind is Run.Kind.ASSIGN:
        return {task.pool_id for task in tasks}, True
    assigning = [task for task in tasks if kind is Run.Kind.HAND_ON and task.kind == StepKind.ASSIGN]
    pools = {pool_id for task in assigning for pool_id in _next_pools(task, at)}
    return pools, bool(assigning)


def _next_pools(task: Task, at: datetime) -> set[UUID]:
    dossier = task.dossier
    following = processes.following(process_of(dossier), task.step_id)
    field = document_of(dossier).field
    return {
        place_of(step, dossier, field=field, at=at).pool_id
        for step in following
        if step.kind is not StepKind.RETURN
    }


def _row(kind: Run.Kind, task: Task, scope: Scope, words: dict[str, str], *, is_doubted: bool) -> BulkRow:
    dossier = task.dossier
    return BulkRow(
        dossier_id=dossier.pk,
        task_id=task.pk,
        version=dossier.version,
        code=dossier.code or dossier.reference,
        applicant=dossier.applicant_name,
        procedure=dossier.procedure_name,
        step=task.name,
        due_at=task.due_at,
        promised_at=dossier.due_at,
        words=words.get("text", ""),
        result=likely_result(document_of(dossier)) if kind is Run.Kind.APPROVE else "",
        why_not=_why_not(kind, task, dossier, scope, is_doubted=is_doubted),
    )


def _why_not(  # noqa: PLR0911 one line an act
    kind: Run.Kind, task: Task, dossier: Dossier, scope: Scope, *, is_doubted: bool
) -> str:
    if task.state != Task.State.OPEN:
        return gettext("Việc này đã kết thúc từ lúc bạn mở trang")
    if kind is Run.Kind.ASSIGN:
        return "" if heads_place_of(task, scope) else gettext("Bạn không phụ trách nơi giữ việc này")
    if kind is Run.Kind.HAND_OVER:
        if dossier.state != "decided":
            return gettext("Chưa có kết quả")
        return gettext("Chưa nộp phí") if dossier.money_state == "due" else ""
    if not may_do(task, scope):
        return gettext("Việc đã có người khác nhận")
    if kind is Run.Kind.CLAIM:
        return "" if task.owner_id is None else gettext("Bạn đang giữ việc này")
    if task.held_at is not None:
        return gettext("Hồ sơ đang tạm dừng")
    if kind is Run.Kind.HAND_ON:
        return "" if task.kind in PASSED_ON else gettext("Bước này phải xem xét từng hồ sơ")
    if task.kind != StepKind.APPROVE:
        return gettext("Không phải bước phê duyệt")
    return gettext("Có đề xuất từ chối, mở riêng hồ sơ để quyết định") if is_doubted else ""
