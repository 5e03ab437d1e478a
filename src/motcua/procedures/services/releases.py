"""Procedures and their releases: opened, drafted, published, ended (công bố, sửa đổi, bãi bỏ)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from motcua.audit.services import Actor
from motcua.eforms.schema import FormDocument
from motcua.kernel.phrases import joined
from motcua.procedures.document import Provenance
from motcua.procedures.errors import NotADraft, NotFitToPublish, NothingRevised, NotInForce
from motcua.procedures.models import Procedure, Release
from motcua.procedures.services.content import Content, process_errors
from motcua.procedures.services.record import A_DAY, about, covers, locked, locked_release, tell
from motcua.processes.schema import Status

REVISABLE = frozenset({"faq", "completion_limit"})
"""The parts of a description that the province settles by themselves, beside the file they came with."""


@transaction.atomic
def open_procedure(
    *,
    code: str,
    slug: str,
    at: datetime,
    actor: Actor,
    national_code: str = "",
    suffix: str = "",
) -> Procedure:
    """Add a procedure to the catalogue; without a national code its own code is provisional.

    Writes
        the procedure and its first event
    """
    procedure = Procedure.objects.create(
        code=code,
        code_is_provisional=not national_code,
        national_code=national_code,
        suffix=suffix,
        slug=slug,
        created_at=at,
    )
    tell(procedure.id, "procedure_opened", at, actor, {"code": code, "national_code": national_code})
    return procedure


@transaction.atomic
def give_code(
    *, procedure_id: UUID, national_code: str, at: datetime, actor: Actor, code: str = ""
) -> Procedure:
    """Give a procedure with a provisional code the national one; its identity, releases and dossiers stay.

    Takes
        code  what addresses and papers name, where another procedure has the national code already
    """
    procedure = locked(procedure_id)
    before = procedure.code
    procedure.code, procedure.national_code = code or national_code, national_code
    procedure.code_is_provisional = False
    procedure.save(update_fields=["code", "national_code", "code_is_provisional"])
    tell(procedure.id, "procedure_code_given", at, actor, {"before": before, "code": procedure.code})
    return procedure


@transaction.atomic
def new_release(*, procedure_id: UUID, content: Content, at: datetime, actor: Actor) -> Release:
    """Start a new version of a procedure as a draft (dự thảo phiên bản)."""
    procedure = locked(procedure_id)
    last = procedure.releases.aggregate(last=Max("number"))["last"] or 0
    release = Release.objects.create(procedure=procedure, number=last + 1, created_at=at, **content.columns())
    tell(procedure.id, "release_drafted", at, actor, about(release))
    return release


@transaction.atomic
def edit_release(*, release_id: UUID, content: Content, at: datetime, actor: Actor) -> Release:
    """Change a draft.

    Refuses
        UnknownRelease, NotADraft: a published release is never changed (TN19-7.2)
    """
    release = locked_release(release_id)
    if release.state != Release.State.DRAFT:
        raise NotADraft(number=release.number, procedure=release.name)
    for column, value in content.columns().items():
        setattr(release, column, value)
    release.save()
    tell(release.procedure_id, "release_edited", at, actor, about(release))
    return release


@transaction.atomic
def publish_release(
    *,
    release_id: UUID,
    decision: str,
    effective_from: date,
    at: datetime,
    actor: Actor,
    as_information: bool = False,
) -> Release:
    """Put a draft in force from a day on, by a decision (công bố thủ tục; TN19-7.2).

    Takes
        effective_from  first day in force; the release in force on that day ends the day before, and one
                        already announced for later stays announced
        as_information  publish although dossiers cannot be handled by it: people may read it, nobody may
                        submit
    Refuses
        UnknownRelease, NotADraft, NotFitToPublish with what is wrong
    Writes
        the release, the end of the one before; one event. Running dossiers keep the release they started
        under
    Law
        TN19-8.1: online reception opens as soon as the publishing decision takes effect.
    """
    release = locked_release(release_id)
    if release.state != Release.State.DRAFT:
        raise NotADraft(number=release.number, procedure=release.name)
    if not as_information and (
        errors := process_errors(release.procedure_document(), release.process_document())
    ):
        raise NotFitToPublish(procedure=release.name, problems=joined(" ", errors))
    others = Release.objects.filter(procedure_id=release.procedure_id, state=Release.State.PUBLISHED)
    in_force = others.filter(covers(effective_from)).first()
    later = others.filter(effective_from__gt=effective_from).order_by("effective_from").first()
    release.effective_to = later.effective_from - A_DAY if later and later.effective_from else None
    if in_force is not None:
        release.effective_to = in_force.effective_to
        in_force.effective_to = effective_from - A_DAY
        in_force.save(update_fields=["effective_to"])
    release.state = Release.State.PUBLISHED
    release.decision = decision
    release.effective_from = effective_from
    release.published_at = at
    release.save()
    tell(release.procedure_id, "release_published", at, actor, about(release))
    return release


@transaction.atomic
def revise(
    *,
    procedure_id: UUID,
    changes: Mapping[str, Any],
    decision: str,
    effective_from: date,
    at: datetime,
    actor: Actor,
) -> Release:
    """Publish the description in force anew with parts of it changed (sửa phần mô tả của thủ tục).

    A published release is never changed (TN19-7.2): questions people ask, or a sector's own time to complete, come
    with a release of their own, and what is confirmed by it is its decision.

    Takes
        changes  by key of the description, one of REVISABLE: the new value
    Refuses
        UnknownProcedure, NotInForce, NothingRevised
    Law
        TN19-16.2 (questions and answers), TN19-12.4.
    """
    procedure = locked(procedure_id)
    base = procedure.releases.filter(covers(effective_from), state=Release.State.PUBLISHED).first()
    if base is None:
        raise NotInForce(procedure=procedure.code, day=effective_from.strftime("%d/%m/%Y"))
    if unknown := changes.keys() - REVISABLE:
        raise KeyError(f"not to be revised by itself: {sorted(unknown)}")
    document = base.procedure_document()
    if all(getattr(document, key) == value for key, value in changes.items()):
        raise NothingRevised(procedure=base.name)
    source = Provenance(status=Status.CONFIRMED, source=decision)
    provenance = document.provenance | dict.fromkeys(changes, source)
    revised = document.model_copy(update={**changes, "provenance": provenance})
    process = base.process_document()
    content = Content(
        revised, FormDocument.model_validate(base.form), process, base.form_ready, base.process_ready
    )
    release = new_release(procedure_id=procedure_id, content=content, at=at, actor=actor)
    return publish_release(
        release_id=release.id,
        decision=decision,
        effective_from=effective_from,
        at=at,
        actor=actor,
        as_information=bool(process_errors(revised, process)),
    )


@transaction.atomic
def withdraw(*, procedure_id: UUID, decision: str, last_day: date, at: datetime, actor: Actor) -> Release:
    """End a procedure by a decision (bãi bỏ): nobody may submit after `last_day`; running dossiers go on.

    Refuses
        UnknownProcedure, NotInForce when no release is in force on that day
    """
    procedure = locked(procedure_id)
    release = procedure.releases.filter(covers(last_day), state=Release.State.PUBLISHED).first()
    if release is None:
        raise NotInForce(procedure=procedure.code, day=last_day.strftime("%d/%m/%Y"))
    for later in procedure.releases.filter(state=Release.State.PUBLISHED, effective_from__gt=last_day):
        assert later.effective_from is not None
        # announced, never in force: its end goes before its beginning
        later.effective_to = later.effective_from - A_DAY
        later.withdrawal = decision
        later.save(update_fields=["effective_to", "withdrawal"])
    release.effective_to = last_day
    release.withdrawal = decision
    release.save(update_fields=["effective_to", "withdrawal"])
    tell(procedure.id, "procedure_withdrawn", at, actor, about(release))
    return release
