"""Oversight acts: urging, answering, telling the heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.accounts.selectors import names_of
from motcua.agencies.acting import in_duty_of
from motcua.agencies.rules import Role
from motcua.agencies.selectors import (
    Scope,
    agency_names_on,
    delegations_at,
    postings_at,
    staff_of_pool,
)
from motcua.audit.services import Actor
from motcua.deadlines.rules import Limit, Unit, due
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.access import PROVINCE, visible_to
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.text import nfc
from motcua.notifications.events import StallsFound, UrgeAnswered, Urged
from motcua.notifications.services import queue
from motcua.oversight.errors import (
    AlreadyAnswered,
    AlreadyUrged,
    NothingToUrge,
    NotTheirHead,
    UnknownUrge,
    WordsMissing,
)
from motcua.oversight.models import Stall, Urge
from motcua.oversight.policies import ANSWER_DAYS
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of
from motcua.workflow.services import heads_place_of

HEADS = (Role.UNIT_HEAD, Role.AGENCY_LEADER, Role.DESK_HEAD)


@transaction.atomic
def urge(
    *, dossier_id: UUID, task_id: UUID, officer: Actor, scope: Scope, words: str, at: datetime, key: UUID
) -> Urge:
    """Ask whoever has a step to move it, and to answer (đôn đốc); the same key again gives the same urge.

    Refuses
        UnknownDossier, NothingToUrge (the step is over), NotTheirHead, WordsMissing, AlreadyUrged
    Law
        TN19-14.4, TN19-4.4, HG-15.
    """
    dossier = dossier_for_update(dossier_id)
    if not visible_to(scope).filter(pk=dossier_id).exists():
        raise UnknownDossier
    if (same := Urge.objects.filter(pk=key).first()) is not None:
        return same
    task = next((one for one in open_tasks_of(dossier) if one.pk == task_id), None)
    if task is None:
        raise NothingToUrge
    if not may_urge(task, scope):
        raise NotTheirHead
    if not words.strip():
        raise WordsMissing
    open_one = (
        Urge.objects.select_related("by").filter(dossier=dossier, task_id=task_id, answered_at=None).first()
    )
    if open_one is not None:
        raise AlreadyUrged(
            who=open_one.by.full_name, until=f"{open_one.answer_by.astimezone(TZ):%H:%M %d/%m/%Y}"
        )
    made = Urge.objects.create(
        id=key,
        dossier=dossier,
        task_id=task_id,
        step=task.name,
        pool_id=task.pool_id,
        to_id=task.owner_id,
        by_id=scope.account_id,
        words=nfc(words.strip()),
        asked_at=at,
        answer_by=_answer_by(at),
    )
    note(
        *(dossier, "urged"),
        at=at,
        actor=officer,
        body={"urge": made.pk, "task": task_id, "to": task.owner_id},
        words={"words": made.words},
        key=key,
    )
    receivers = _receivers(task, at)
    names = names_of({*receivers, made.by_id})
    for account_id in receivers:
        _tell_urged(made, dossier, account_id, names, at)
    return made


@transaction.atomic
def answer_urge(*, urge_id: UUID, officer: Actor, scope: Scope, answer: str, at: datetime) -> Urge:
    """Answer an urge: what hindered, until when it is done; told to who urged (trả lời đôn đốc).

    Refuses
        UnknownUrge (also when it is for others), WordsMissing, AlreadyAnswered (by a colleague, or in other words)
    """
    rows = urges_to(scope).select_for_update(of=("self",)).select_related("by")
    made = rows.filter(pk=urge_id).first()
    if made is None:
        raise UnknownUrge
    if made.answered_at is not None:
        if (made.answered_by_id, made.answer) != (scope.account_id, nfc(answer.strip())):
            assert made.answered_by is not None
            when = f"{made.answered_at.astimezone(TZ):%H:%M %d/%m/%Y}"
            raise AlreadyAnswered(who=made.answered_by.full_name, at=when)
        return made
    if not answer.strip():
        raise WordsMissing
    dossier = dossier_for_update(made.dossier_id)
    made.answer, made.answered_at, made.answered_by_id = nfc(answer.strip()), at, scope.account_id
    made.save(update_fields=["answer", "answered_at", "answered_by"])
    note(
        *(dossier, "urge_answered"),
        at=at,
        actor=in_duty_of(officer, scope.on_behalf_of(made.pool_id, made.to_id)),
        body={"urge": made.pk},
        words={"answer": made.answer},
    )
    facts = UrgeAnswered(
        greeting=made.by.full_name,
        code=_code(dossier),
        step=made.step,
        answer=made.answer,
        link=_link(dossier),
    )
    queue(
        "urge_answered",
        facts,
        account_id=made.by_id,
        dedupe_key=f"urge/{made.pk}/answered",
        order_key=str(dossier.pk),
        at=at,
    )
    return made


def urges_to(scope: Scope) -> QuerySet[Urge]:
    """The urges an officer must answer or has answered: sent to them, to whom they stand in for, or to their pools."""
    mine = Q(to_id=scope.account_id) | Q(to_id=None, pool_id__in=scope.pool_ids)
    for posted in scope.postings:
        if posted.giver_id is not None:
            mine |= Q(to_id=posted.giver_id, pool_id=posted.pool_id)
    return Urge.objects.filter(mine)


def may_urge(task: Task, scope: Scope) -> bool:
    """Whether these postings answer for the place of a task: its heads, its agency's leader, the province's eyes."""
    return scope.holds(*PROVINCE) or heads_place_of(task, scope)


@transaction.atomic
def tell_heads(*, at: datetime) -> int:
    """Tell the heads of each place what the last round found new there; gives how many were told."""
    by_agency = Counter(
        Stall.objects.filter(resolved_at=None, found_at=at).values_list("agency_id", flat=True)
    )
    # an abolished agency keeps its last name: what stands still there must not keep the others from hearing
    names = agency_names_on(by_agency, local_day(at))
    told = 0
    for agency_id, count in by_agency.items():
        for account_id, full_name in _heads_of(agency_id, at):
            facts = StallsFound(
                greeting=full_name,
                office=names[agency_id],
                count=count,
                link=f"{settings.BASE_URL}/can-bo/theo-doi/dung-yen/",
            )
            queue(
                "stalls_found",
                facts,
                account_id=account_id,
                dedupe_key=f"stalls/{agency_id}/{account_id}/{local_day(at)}",
                order_key=str(agency_id),
                at=at,
            )
            told += 1
    return told


def _heads_of(agency_id: UUID, at: datetime) -> list[tuple[UUID, str]]:
    rows = postings_at(at).filter(agency_id=agency_id, role__in=HEADS)
    return sorted(set(rows.values_list("account_id", "account__full_name")))


def _receivers(task: Task, at: datetime) -> list[UUID]:
    """Who has the task and who stands in for them; where nobody has it, everybody who may take it."""
    if task.owner_id is None:
        return staff_of_pool(task.pool_id, at)
    stand_ins = delegations_at(at).filter(giver_id=task.owner_id, pool_id=task.pool_id)
    return sorted({task.owner_id, *stand_ins.values_list("delegate_id", flat=True)})


def _tell_urged(
    made: Urge, dossier: Dossier, account_id: UUID, names: Mapping[UUID, str], at: datetime
) -> None:
    facts = Urged(
        greeting=names[account_id],
        code=_code(dossier),
        step=made.step,
        by=names[made.by_id],
        words=made.words,
        answer_by=made.answer_by,
        link=f"{settings.BASE_URL}/can-bo/don-doc/{made.pk}/",
    )
    queue(
        "urged",
        facts,
        account_id=account_id,
        dedupe_key=f"urge/{made.pk}/{account_id}",
        order_key=str(dossier.pk),
        at=at,
    )


def _answer_by(at: datetime) -> datetime:
    calendar, _ = calendar_named(PROVINCE_CALENDAR)
    days = max(ANSWER_DAYS.on(local_day(at)), 1)
    return due(Limit(Unit.WORKING_DAYS, days), at, calendar, calendar.settings).due_at


def _code(dossier: Dossier) -> str:
    return dossier.code or dossier.reference


def _link(dossier: Dossier) -> str:
    return f"{settings.BASE_URL}/can-bo/ho-so/{dossier.pk}/"
