"""The pages of a dossier that is incomplete or at the wrong place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.selectors import Scope
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors import answers_of
from motcua.journey.context import document_of
from motcua.journey.errors import NotYourDuty
from motcua.journey.policies import INCOMPLETE, WRONG_AGENCY, answer_by, completion_until
from motcua.journey.reading.acts import is_open_to, next_acts
from motcua.journey.reading.asked import Asked, asked_of, leave_of_head
from motcua.journey.reading.checking import form_parts
from motcua.journey.reading.dossier import PaperView, papers_of
from motcua.journey.reading.visible import visible_dossier
from motcua.journey.redirect import other_places
from motcua.kernel.clock import local_day
from motcua.procedures.selectors import DecidingPlace
from motcua.workflow.errors import UnknownTask
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of
from motcua.workflow.services import heads_place_of


@dataclass(frozen=True)
class IncompletePage:
    """What a handler needs to send a dossier back.

    way       kept or returned, as the province chose
    until     until when it may be sent back; `is_late` when that is over
    waits     until when the answer would be waited for
    asked     the requests that were made before
    is_head   this officer may ask again for what could be seen the first time
    """

    dossier: Dossier
    task: Task
    papers: tuple[PaperView, ...]
    form_parts: tuple[tuple[str, str], ...]
    asked: tuple[Asked, ...]
    leave: tuple[str, str] | None
    is_head: bool
    way: str
    until: datetime
    is_late: bool
    waits: datetime


def incomplete_page(dossier_id: UUID, task_id: UUID, scope: Scope, *, at: datetime) -> IncompletePage:
    """Refuses with UnknownDossier, UnknownTask, NotYourDuty."""
    dossier = visible_dossier(dossier_id, scope)
    task = next((one for one in open_tasks_of(dossier) if one.pk == task_id), None)
    if task is None:
        raise UnknownTask
    if not is_open_to(next_acts(dossier, [task], scope), "incomplete", task_id):
        raise NotYourDuty(act=gettext("Trả hồ sơ chưa đủ điều kiện"))
    asked = asked_of(dossier)
    until = completion_until(dossier, document_of(dossier))
    return IncompletePage(
        dossier=dossier,
        task=task,
        papers=papers_of(dossier.pk),
        form_parts=form_parts(dossier),
        asked=asked,
        leave=leave_of_head(dossier.pk) if asked else None,
        is_head=bool(asked) and heads_place_of(task, scope),
        way=INCOMPLETE.on(local_day(at)),
        until=until,
        is_late=at > until,
        waits=answer_by(dossier.desk_id, at),
    )


def waiting_page(dossier_id: UUID, scope: Scope) -> Asked:
    """The request that a dossier waits for, with what the applicant has prepared; refuses with UnknownDossier."""
    dossier = visible_dossier(dossier_id, scope)
    return asked_of(dossier, answers_of(dossier.pk))[-1]


@dataclass(frozen=True)
class RedirectPage:
    """Where a dossier could go instead; `way` is pass_on or tell_where, as the province chose."""

    dossier: Dossier
    places: tuple[DecidingPlace, ...]
    way: str


def redirect_page(dossier_id: UUID, scope: Scope, *, at: datetime) -> RedirectPage:
    """Refuses with UnknownDossier, NotYourDuty."""
    dossier = visible_dossier(dossier_id, scope)
    if not is_open_to(next_acts(dossier, (), scope), "redirect"):
        raise NotYourDuty(act=gettext("Chuyển hồ sơ đến đúng cơ quan"))
    return RedirectPage(dossier, other_places(dossier, at), WRONG_AGENCY.on(local_day(at)))
