"""What officers are told of their work: opinions that are asked of them, work that comes to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from motcua.accounts.selectors import account_name
from motcua.agencies.rules import Role
from motcua.agencies.selectors import agency_on, desk_on, officers_of, staff_of_pool
from motcua.dossiers.models import Dossier
from motcua.kernel.clock import local_day
from motcua.notifications.dossier_events import OpinionAsked, OpinionLate, OpinionReminder, OpinionRevoked
from motcua.notifications.events import EventFacts, WorkTakenOver
from motcua.notifications.services import queue
from motcua.workflow.models import Opinion, Run, Task
from motcua.workflow.opinions import name_of


def tell_opinion_asked(dossier: Dossier, opinion: Opinion, *, at: datetime) -> None:
    """To who may answer: an opinion is asked (TN19-12.5a). A body without account gets its letter by other ways."""
    if opinion.agency_id is not None:
        _tell_asked("opinion_asked", OpinionAsked, dossier, opinion, at)


def tell_opinion_reminder(dossier: Dossier, opinion: Opinion, *, at: datetime) -> None:
    """To who may answer: the day comes near."""
    _tell_asked("opinion_reminder", OpinionReminder, dossier, opinion, at)


def _tell_asked(
    event: str,
    facts_of: type[OpinionAsked] | type[OpinionReminder],
    dossier: Dossier,
    opinion: Opinion,
    at: datetime,
) -> None:
    task = Task.objects.get(dossier_id=dossier.pk, pk=opinion.task_id)
    asker = agency_on(opinion.asked_for_id, local_day(at)).name
    readers = [task.owner_id] if task.owner_id else staff_of_pool(task.pool_id, at)
    for reader in readers:
        facts = facts_of(**_to_officer(dossier, reader, asker), asker=asker, due_at=opinion.due_at)
        _tell_officer(event, dossier, facts, reader, at)


def tell_opinion_revoked(dossier: Dossier, opinion: Opinion, *, at: datetime) -> None:
    """To who was asked and did not answer yet: nothing is left to do. A body without account hears by other ways."""
    if opinion.agency_id is None:
        return
    task = Task.objects.get(dossier_id=dossier.pk, pk=opinion.task_id)
    asker = agency_on(opinion.asked_for_id, local_day(at)).name
    for reader in [task.owner_id] if task.owner_id else staff_of_pool(task.pool_id, at):
        facts = OpinionRevoked(
            **_to_officer(dossier, reader, asker), asker=asker, reason=opinion.reason.strip()
        )
        _tell_officer("opinion_revoked", dossier, facts, reader, at)


def tell_opinion_late(dossier: Dossier, opinion: Opinion, *, asker: str, at: datetime) -> None:
    """To the heads of the desk that received the dossier: whom to urge (TN19-12.5b)."""
    desk = desk_on(dossier.desk_id, local_day(at))
    heads = [
        posting.account_id
        for posting in officers_of(desk.desk.agency_id, at)
        if posting.role == Role.DESK_HEAD and posting.desk_id == dossier.desk_id
    ]
    for head in heads:
        facts = OpinionLate(
            **_to_officer(dossier, head, desk.name),
            asker=asker,
            place=name_of(opinion, at),
            due_at=opinion.due_at,
        )
        _tell_officer("opinion_late", dossier, facts, head, at)


def tell_work_taken_over(run: Run, *, successor_id: UUID, leaving_id: UUID, count: int, at: datetime) -> None:
    """To the successor: how much came, and from whom (TN19-14.5)."""
    facts = WorkTakenOver(
        greeting=account_name(successor_id),
        leaving=account_name(leaving_id),
        count=count,
        link=f"{settings.BASE_URL}/can-bo/",
    )
    queue(
        *("work_taken_over", facts),
        account_id=successor_id,
        dedupe_key=f"run/{run.pk}",
        order_key=str(run.pk),
        at=at,
    )


def _to_officer(dossier: Dossier, account_id: UUID, office: str) -> dict[str, Any]:
    return {
        "greeting": account_name(account_id),
        "code": dossier.code or dossier.reference,
        "procedure": dossier.procedure_name,
        "office": office,
        "link": f"{settings.BASE_URL}/can-bo/ho-so/{dossier.pk}/",
    }


def _tell_officer(event: str, dossier: Dossier, facts: EventFacts, account_id: UUID, at: datetime) -> None:
    """One telling an officer and event of the chain."""
    queue(
        event,
        facts,
        account_id=account_id,
        dedupe_key=f"{dossier.pk}/{event}/{dossier.event_seq}/{account_id}",
        order_key=str(dossier.pk),
        at=at,
    )
