"""A dossier comes to be: from a draft, with its papers, parties and answers (nộp hồ sơ)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.audit.services import Actor
from motcua.dossiers.models import Answers, Dossier, DossierCode, Draft, Paper, PaperFile, Party
from motcua.dossiers.moves import State, next_state
from motcua.dossiers.rules import PaperFacts, PartyFacts, seal_answers
from motcua.dossiers.services.core import begin
from motcua.kernel.text import nfc
from motcua.parties.selectors import sealer

ONLINE_PRIORITY = 1


@dataclass(frozen=True)
class Destination:
    """Where a new dossier goes: the desk that receives, the agency that decides, the desk that returns.

    filed_desk_id  the desk that filed it for somebody, where another one receives it
    """

    desk_id: UUID
    agency_id: UUID
    agency_name: str
    return_desk_id: UUID
    filed_desk_id: UUID | None = None


def create_dossier(
    draft: Draft,
    *,
    procedure_code: str,
    procedure_name: str,
    destination: Destination,
    parties: Mapping[str, PartyFacts],
    papers: Sequence[PaperFacts],
    actor: Actor,
    at: datetime,
) -> Dossier:
    """Turn a locked draft into a submitted dossier; the draft's id is the dossier's and the idempotency key.

    Takes
        parties  by role: `applicant` always, `principal` when somebody acts for another
        papers   every component the release asks of this case, with the files attached to it
    Writes
        dossier (state submitted), parties, answers, papers, files, the reference as a code, the first event
    Law
        TN19-6.3b (structured), TN19-4.2 (online dossiers first), TN19-10.1.
    """
    applicant = parties["applicant"]
    shown = parties.get("principal", applicant)
    dossier = Dossier(
        id=draft.id,
        reference=draft.reference,
        release_id=draft.release_id,
        procedure_code=procedure_code,
        procedure_name=procedure_name,
        case=draft.case,
        channel=draft.channel,
        state=next_state(State.DRAFT, "submit"),
        applicant_name=nfc(shown.full_name),
        account_id=draft.account_id,
        desk_id=destination.desk_id,
        return_desk_id=destination.return_desk_id,
        agency_id=destination.agency_id,
        agency_name=destination.agency_name,
        priority=ONLINE_PRIORITY if draft.channel == "online" else 0,
        secret_hash=draft.secret_hash,
        token=secrets.token_urlsafe(16),
        submitted_at=at,
        updated_at=at,
    )
    begin(
        dossier,
        at=at,
        actor=actor,
        body={"channel": draft.channel, "desk": destination.desk_id, "filed_at": destination.filed_desk_id},
        key=draft.id,
    )
    DossierCode.objects.create(
        code=draft.reference, dossier_id=dossier.id, kind=DossierCode.Kind.REFERENCE, issued_at=at
    )
    Party.objects.bulk_create(_party(dossier.id, role, facts) for role, facts in parties.items())
    Answers.objects.create(dossier=dossier, no=1, answers=draft.answers, entered_at=at)
    add_papers(dossier.id, papers)
    return dossier


def add_alias(dossier_id: UUID, number: str, *, issuer_id: UUID, at: datetime) -> None:
    """One more name a dossier is found by: the number of the form it was received on during an outage."""
    DossierCode.objects.create(
        code=number, dossier_id=dossier_id, kind=DossierCode.Kind.OUTAGE, issuer_id=issuer_id, issued_at=at
    )


def _party(dossier_id: UUID, role: str, facts: PartyFacts) -> Party:
    seal = sealer()
    return Party(
        dossier_id=dossier_id,
        role=role,
        kind=facts.kind,
        full_name=nfc(facts.full_name),
        number_sealed=seal.seal(facts.number) if facts.number else "",
        number_hash=seal.keyed_hash(facts.number) if facts.number else "",
        tax_code=facts.tax_code,
        born_on=facts.born_on,
        sex=facts.sex,
        phone=facts.phone,
        email=facts.email,
        address=nfc(facts.address),
        relation=facts.relation,
    )


def add_papers(dossier_id: UUID, papers: Sequence[PaperFacts]) -> None:
    """The components of a new dossier, in the order of the release, with their files."""
    rows = [
        Paper(
            dossier_id=dossier_id,
            no=number,
            component_id=facts.component_id,
            name=facts.name,
            required=facts.required,
            originals=facts.originals,
            copies=facts.copies,
            form=facts.form,
        )
        for number, facts in enumerate(papers, start=1)
    ]
    Paper.objects.bulk_create(rows)
    PaperFile.objects.bulk_create(
        PaperFile(dossier_id=dossier_id, paper=row, file_id=file_id, page=page)
        for row, facts in zip(rows, papers, strict=True)
        for page, file_id in enumerate(facts.file_ids, start=1)
    )


def sealed(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as they may lie in the database."""
    result: dict[str, Any] = seal_answers(answers, sealer().seal)
    return result
