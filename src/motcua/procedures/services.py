"""Writing the catalogue: releases are drafted, published, ended; who decides and who receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from motcua.agencies.errors import DaysOutOfOrder
from motcua.agencies.models import Desk
from motcua.agencies.selectors import held_on
from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.eforms.schema import FormDocument
from motcua.kernel.canonical import digest
from motcua.kernel.text import nfc
from motcua.procedures.document import Duration, ProcedureDocument
from motcua.procedures.errors import (
    NotADraft,
    NotFitToPublish,
    NotInForce,
    NotShorter,
    UnknownProcedure,
    UnknownReception,
    UnknownRelease,
)
from motcua.procedures.models import Commitment, Competence, Procedure, Reception, Release
from motcua.procedures.rules import is_shorter, limit_for
from motcua.processes.rules import judge
from motcua.processes.schema import ProcessDocument

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Content:
    """What one release freezes together, judged.

    form_ready     the form can be filled by citizens
    process_ready  dossiers can be handled by the process
    """

    document: ProcedureDocument
    form: FormDocument
    process: ProcessDocument | None
    form_ready: bool
    process_ready: bool

    @classmethod
    def judged(
        cls, document: ProcedureDocument, form: FormDocument, process: ProcessDocument | None
    ) -> Content:
        """The content with its readiness found out here: what an editor saves."""
        return cls(document, form, process, form.is_complete, not process_errors(document, process))

    def columns(self) -> dict[str, Any]:
        """The columns of a release that come from the content."""
        document = self.document
        form = self.form.dump()
        process = (
            None if self.process is None else self.process.model_dump(mode="json", exclude_defaults=True)
        )
        description = document.model_dump(mode="json", exclude_defaults=True)
        return {
            "document": description,
            "form": form,
            "process": process,
            "content_hash": digest([description, form, process, self.form_ready, self.process_ready]).hex(),
            "form_ready": self.form_ready,
            "process_ready": self.process_ready,
            "name": document.name,
            "field": document.field,
            "agency": document.agency,
            "levels": [level.value for level in document.levels],
            "audiences": [audience.value for audience in document.audiences],
            "channels": [channel.value for channel in document.channels],
            "online_class": document.online_class.value,
            "online_level": document.online_level,
            "search_text": search_text(document),
        }


def search_text(document: ProcedureDocument) -> str:
    """What people may type to find a procedure: its names, words for it, its field and its results."""
    parts = [document.name, document.short_name, *document.keywords, document.field]
    return " · ".join(part for part in [*parts, *(result.name for result in document.results)] if part)


def process_errors(document: ProcedureDocument, process: ProcessDocument | None) -> tuple[str, ...]:
    """Why dossiers could not be handled; empty when they can."""
    if process is None:
        return ("Chưa có quy trình nội bộ.",)
    general = limit_for(document).duration
    findings = judge(process, general.working_minutes if general else None)
    return tuple(finding.sentence for finding in findings if finding.level == "error")


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
    _tell(procedure.id, "procedure_opened", at, actor, {"code": code, "national_code": national_code})
    return procedure


@transaction.atomic
def give_code(*, procedure_id: UUID, national_code: str, at: datetime, actor: Actor) -> Procedure:
    """Give a procedure with a provisional code the national one; its identity, releases and dossiers stay."""
    procedure = _locked(procedure_id)
    before = procedure.code
    procedure.code = procedure.national_code = national_code
    procedure.code_is_provisional = False
    procedure.save(update_fields=["code", "national_code", "code_is_provisional"])
    _tell(procedure.id, "procedure_code_given", at, actor, {"before": before, "code": national_code})
    return procedure


@transaction.atomic
def new_release(*, procedure_id: UUID, content: Content, at: datetime, actor: Actor) -> Release:
    """Start a new version of a procedure as a draft (dự thảo phiên bản)."""
    procedure = _locked(procedure_id)
    last = procedure.releases.aggregate(last=Max("number"))["last"] or 0
    release = Release.objects.create(procedure=procedure, number=last + 1, created_at=at, **content.columns())
    _tell(procedure.id, "release_drafted", at, actor, _about(release))
    return release


@transaction.atomic
def edit_release(*, release_id: UUID, content: Content, at: datetime, actor: Actor) -> Release:
    """Change a draft.

    Refuses
        UnknownRelease, NotADraft: a published release is never changed (TN19-7.2)
    """
    release = _locked_release(release_id)
    if release.state != Release.State.DRAFT:
        raise NotADraft(number=release.number, procedure=release.name)
    for column, value in content.columns().items():
        setattr(release, column, value)
    release.save()
    _tell(release.procedure_id, "release_edited", at, actor, _about(release))
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
    release = _locked_release(release_id)
    if release.state != Release.State.DRAFT:
        raise NotADraft(number=release.number, procedure=release.name)
    if not as_information and (
        errors := process_errors(release.procedure_document(), release.process_document())
    ):
        raise NotFitToPublish(procedure=release.name, problems=" ".join(errors))
    others = Release.objects.filter(procedure_id=release.procedure_id, state=Release.State.PUBLISHED)
    in_force = others.filter(_covers(effective_from)).first()
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
    _tell(release.procedure_id, "release_published", at, actor, _about(release))
    return release


def _covers(day: date) -> Q:
    return Q(effective_from__lte=day) & (Q(effective_to__isnull=True) | Q(effective_to__gte=day))


@transaction.atomic
def withdraw(*, procedure_id: UUID, decision: str, last_day: date, at: datetime, actor: Actor) -> Release:
    """End a procedure by a decision (bãi bỏ): nobody may submit after `last_day`; running dossiers go on.

    Refuses
        UnknownProcedure, NotInForce when no release is in force on that day
    """
    procedure = _locked(procedure_id)
    release = procedure.releases.filter(_covers(last_day), state=Release.State.PUBLISHED).first()
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
    _tell(procedure.id, "procedure_withdrawn", at, actor, _about(release))
    return release


@transaction.atomic
def set_competence(
    *,
    procedure_id: UUID,
    kind: str,
    valid_from: date,
    at: datetime,
    actor: Actor,
    agency_id: UUID | None = None,
    field: str = "",
    agency_kind: str = "people_committee",
    instrument: str = "",
) -> Competence:
    """Say which agency decides a procedure from a day on (phân định thẩm quyền).

    The same again changes nothing. The rule in force on that day ends the day before; one that began on the
    same day is corrected.
    """
    procedure = _locked(procedure_id)
    values = {
        "kind": kind,
        "agency_id": agency_id,
        "field": field,
        "agency_kind": agency_kind,
        "instrument": instrument,
    }
    held = procedure.competences.filter(held_on(valid_from)).first()
    if held is not None and all(getattr(held, name) == value for name, value in values.items()):
        return held
    valid_to = held.valid_to if held else None
    if held is not None and held.valid_from == valid_from:
        for name, value in values.items():
            setattr(held, name, value)
        held.save()
        competence = held
    else:
        if held is not None:
            held.valid_to = valid_from - A_DAY
            held.save(update_fields=["valid_to"])
        later = procedure.competences.filter(valid_from__gt=valid_from).order_by("valid_from").first()
        if held is None and later is not None:
            valid_to = later.valid_from - A_DAY
        competence = Competence.objects.create(
            procedure=procedure, valid_from=valid_from, valid_to=valid_to, **values
        )
    body = {"kind": kind, "agency": str(agency_id or ""), "field": field, "from": valid_from.isoformat()}
    _tell(procedure.id, "competence_set", at, actor, body)
    return competence


@transaction.atomic
def open_reception(
    *,
    desk_id: UUID,
    valid_from: date,
    procedure_id: UUID | None = None,
    level: str = "",
    agency_id: UUID | None = None,
    instrument: str = "",
    at: datetime | None = None,
    actor: Actor = SYSTEM,
) -> Reception:
    """Let a desk receive (giao tiếp nhận; TN19-9.1 to 9.3).

    One procedure, a level, or all (neither given); for one agency or for any. The same again changes nothing.

    Takes
        at  of the act, which is then told in the history of the desk's agency; none while a province is set up
    """
    place = {"desk_id": desk_id, "procedure_id": procedure_id, "level": level, "agency_id": agency_id}
    held = Reception.objects.filter(held_on(valid_from), **place).first()
    if held is not None:
        return held
    reception = Reception.objects.create(valid_from=valid_from, instrument=nfc(instrument), **place)
    if at is not None:
        _tell_reception(reception, "reception_opened", at, actor, valid_from)
    return reception


def _tell_reception(reception: Reception, kind: str, at: datetime, actor: Actor, day: date) -> None:
    body = {
        "reception": str(reception.id),
        "desk": str(reception.desk_id),
        "procedure": str(reception.procedure_id or ""),
        "level": reception.level,
        "agency": str(reception.agency_id or ""),
        "day": day.isoformat(),
    }
    append(Stream("agency", reception.desk.agency_id), kind=kind, happened_at=at, actor=actor, body=body)


@transaction.atomic
def receive_everywhere(*, valid_from: date, instrument: str) -> int:
    """Let every public desk receive every procedure for any agency (phi địa giới; NĐ 118/2025/NĐ-CP).

    Gives how many desks were opened; those that already receive something are left as they are. A
    department's counter at the centre receives for its own agency only.
    """
    opened = 0
    for desk in Desk.objects.filter(held_on(valid_from, "versions__")).distinct():
        before = Reception.objects.filter(held_on(valid_from), desk=desk).exists()
        if not before:
            agency_id = desk.agency_id if desk.host_id else None
            open_reception(desk_id=desk.id, agency_id=agency_id, valid_from=valid_from, instrument=instrument)
            opened += 1
    return opened


@transaction.atomic
def close_reception(
    *, reception_id: UUID, last_day: date, at: datetime | None = None, actor: Actor = SYSTEM
) -> None:
    """A desk no longer receives after a day (kết thúc tiếp nhận).

    Refuses
        UnknownReception, DaysOutOfOrder
    """
    reception = Reception.objects.select_for_update().filter(pk=reception_id).first()
    if reception is None:
        raise UnknownReception
    if last_day < reception.valid_from:
        raise DaysOutOfOrder(
            first=reception.valid_from.strftime("%d/%m/%Y"), last=last_day.strftime("%d/%m/%Y")
        )
    reception.valid_to = last_day
    reception.save(update_fields=["valid_to"])
    if at is not None:
        _tell_reception(reception, "reception_closed", at, actor, last_day)


@transaction.atomic
def promise_shorter_time(
    *,
    procedure_id: UUID,
    agency_id: UUID,
    duration: Duration,
    valid_from: date,
    at: datetime,
    actor: Actor,
    instrument: str = "",
) -> Commitment:
    """An agency promises a shorter time than the law's (cam kết rút ngắn thời gian; HG-17).

    Refuses
        NotInForce, NotShorter: a promise that is no shorter than the law promises nothing
    """
    procedure = _locked(procedure_id)
    release = procedure.releases.filter(_covers(valid_from), state=Release.State.PUBLISHED).first()
    if release is None:
        raise NotInForce(procedure=procedure.code, day=valid_from.strftime("%d/%m/%Y"))
    legal = limit_for(release.procedure_document()).duration
    if legal is None or not is_shorter(duration, legal):
        raise NotShorter(promised=duration.words, legal=legal.words if legal else "chưa công bố")
    held = Commitment.objects.filter(held_on(valid_from), procedure=procedure, agency_id=agency_id).first()
    if held is not None and held.valid_from == valid_from:
        held.delete()
    elif held is not None:
        held.valid_to = valid_from - A_DAY
        held.save(update_fields=["valid_to"])
    commitment = Commitment.objects.create(
        procedure=procedure,
        agency_id=agency_id,
        amount=duration.amount,
        unit=duration.unit,
        valid_from=valid_from,
        instrument=instrument,
    )
    body = {"agency": str(agency_id), "limit": duration.spelled, "from": valid_from.isoformat()}
    _tell(procedure.id, "shorter_time_promised", at, actor, body)
    return commitment


def _locked(procedure_id: UUID) -> Procedure:
    """The procedure, locked: numbers and days in force of its releases are decided one after the other."""
    procedure = Procedure.objects.select_for_update().filter(pk=procedure_id).first()
    if procedure is None:
        raise UnknownProcedure(procedure=procedure_id)
    return procedure


def _locked_release(release_id: UUID) -> Release:
    found = Release.objects.filter(pk=release_id).values_list("procedure_id", flat=True).first()
    if found is None:
        raise UnknownRelease()
    _locked(found)
    return Release.objects.select_for_update().get(pk=release_id)


def _about(release: Release) -> dict[str, Any]:
    return {
        "release": str(release.id),
        "number": release.number,
        "content": release.content_hash,
        "decision": release.decision,
        "from": release.effective_from.isoformat() if release.effective_from else None,
        "to": release.effective_to.isoformat() if release.effective_to else None,
    }


def _tell(procedure_id: UUID, kind: str, at: datetime, actor: Actor, body: dict[str, Any]) -> None:
    append(Stream("procedure", procedure_id), kind=kind, happened_at=at, actor=actor, body=body)
