"""Filing again: an ended dossier is the start of a new draft under the release in force now (nộp lại từ bản sao)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.documents.models import StoredFile
from motcua.dossiers.models import Dossier, Draft, Party
from motcua.dossiers.moves import LABELS, State
from motcua.dossiers.selectors import answers_of, applicant_of_draft, number_of, papers_of, parties_of
from motcua.dossiers.services import drafts
from motcua.dossiers.services.drafts import Opened
from motcua.eforms.schema import FormDocument
from motcua.journey.context import documents_of, form_of
from motcua.journey.errors import NotEndedYet
from motcua.kernel.clock import local_day
from motcua.procedures.document import ProcedureDocument
from motcua.procedures.selectors import COMMUNE_ANSWER, release_on

FROM = frozenset({State.EXPIRED, State.REFUSED, State.WITHDRAWN, State.STOPPED})
"""A dossier that ended without a result; one with a result is nothing to file again."""


@dataclass(frozen=True)
class StartedAgain:
    """The new draft, and the names of what could not be taken over: fields, papers, files that are locked."""

    opened: Opened
    dropped: tuple[str, ...]


def may_start_again(dossier: Dossier) -> bool:
    return dossier.state in FROM


@transaction.atomic
def start_again(
    *,
    dossier: Dossier,
    at: datetime,
    key: UUID,
    account_id: UUID | None = None,
    officer_id: UUID | None = None,
    desk_id: UUID | None = None,
    channel: str = "online",
) -> StartedAgain:
    """Begin a draft filled with the answers, the applicant and the files of an ended dossier.

    Takes
        dossier  one that the caller may see: by account, by secret, or by posting
        key      made with the page: a second click leads to the same draft
    Refuses
        NotEndedYet, UnknownProcedure, NotInForce (the procedure is no longer offered)
    """
    if not may_start_again(dossier):
        raise NotEndedYet(state=LABELS[State(dossier.state)])
    release = release_on(dossier.procedure_code, local_day(at))
    document, form, _ = documents_of(release.pk)
    answers, lost = _answers(answers_of(dossier.pk), form_of(dossier), form)
    opened = drafts.open_draft(
        release_id=release.pk,
        at=at,
        account_id=account_id,
        officer_id=officer_id,
        desk_id=desk_id,
        channel=channel,
        case=dossier.case if dossier.case in {one.id for one in document.cases} else "",
        answers=answers,
        applicant=_applicant(dossier),
        key=key,
    )
    files = _files(dossier, document)
    if opened.is_new:
        for component_id, file_id in files.kept:
            drafts.attach_file(opened.draft.pk, component_id=component_id, file_id=file_id, at=at)
    return StartedAgain(opened, (*lost, *files.dropped))


def _answers(
    given: Mapping[str, Any], before: FormDocument, form: FormDocument
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The answers to the fields that are still asked alike; the labels of the others."""
    kept, lost = {}, []
    for name, value in given.items():
        was, field = before.by_id.get(name), form.by_id.get(name)
        if field is not None and (was is None or was.type is field.type):
            kept[name] = value
        elif was is not None:
            lost.append(was.label)
    return kept, tuple(lost)


@dataclass(frozen=True)
class _Files:
    kept: tuple[tuple[str, UUID], ...]
    dropped: tuple[str, ...]


def _files(dossier: Dossier, document: ProcedureDocument) -> _Files:
    """The present files of the components that are still asked for; the names of the others."""
    asked = {one.id for one in document.papers}
    kept: list[tuple[str, UUID]] = []
    dropped: list[str] = []
    for paper in papers_of(dossier.pk):
        for row in paper.files.all():
            if paper.component_id not in asked:
                dropped.append(paper.name)
            elif row.file.scan == StoredFile.Scan.INFECTED:
                dropped.append(row.file.name)
            else:
                kept.append((paper.component_id, row.file_id))
    return _Files(tuple(kept), tuple(dict.fromkeys(dropped)))


def _applicant(dossier: Dossier) -> dict[str, Any]:
    """Who filed, as they stood then; the commune they picked, while the draft of then is still kept."""
    parties = parties_of(dossier.pk)
    facts = _facts(parties[Party.Role.APPLICANT])
    if principal := parties.get(Party.Role.PRINCIPAL):
        facts["principal"] = _facts(principal)
    draft = Draft.objects.filter(pk=dossier.pk).first()
    if draft is not None:
        facts = {**applicant_of_draft(draft), **facts}
    return {name: value for name, value in facts.items() if value or name == COMMUNE_ANSWER}


def _facts(party: Party) -> dict[str, Any]:
    texts = ("kind", "full_name", "tax_code", "sex", "phone", "email", "address", "relation")
    facts: dict[str, Any] = {name: getattr(party, name) for name in texts if getattr(party, name)}
    if number := number_of(party):
        facts["number"] = number
    if party.born_on:
        facts["born_on"] = party.born_on.isoformat()
    return facts
