"""What an agency saw for itself (thẩm tra, xác minh), recorded and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.audit.services import Actor
from motcua.dossiers.errors import VerificationUnclear
from motcua.dossiers.models import Dossier, Verification, VerificationFile
from motcua.dossiers.moves import next_state
from motcua.dossiers.services.core import note
from motcua.kernel.phrases import Phrase, joined, phrase
from motcua.kernel.text import nfc, nfc_lines


@dataclass(frozen=True)
class VerificationFacts:
    """What was done and found.

    applicant_attended  then `held_at`, `place` and `participants` are needed (TN19-12.3)
    file_ids            records and pictures, in order
    """

    content: str
    applicant_attended: bool = False
    held_at: datetime | None = None
    place: str = ""
    participants: str = ""
    file_ids: tuple[UUID, ...] = ()


def record_verification(
    dossier: Dossier, facts: VerificationFacts, *, actor: Actor, at: datetime, key: UUID
) -> Verification:
    """Write down a verification (ghi biên bản thẩm tra, xác minh).

    Refuses
        IllegalMove, VerificationUnclear
    Law
        TN19-12.3; NĐ 61/2018 Đ.19 k.3.
    """
    assert actor.id is not None
    next_state(dossier.state, "verify")
    if lacking := _lacking(facts, at):
        raise VerificationUnclear(lacking=joined(", ", lacking))
    made = Verification.objects.create(
        dossier=dossier,
        no=Verification.next_no(dossier.pk),
        content=nfc_lines(facts.content),
        applicant_attended=facts.applicant_attended,
        held_at=facts.held_at,
        place=nfc(facts.place),
        participants=nfc_lines(facts.participants),
        recorded_at=at,
        recorded_by_id=actor.id,
    )
    VerificationFile.objects.bulk_create(
        VerificationFile(dossier=dossier, verification=made, file_id=file_id, no=number)
        for number, file_id in enumerate(facts.file_ids, start=1)
    )
    words = {"content": made.content, "where": made.place, "participants": made.participants}
    note(
        *(dossier, "verify"),
        at=at,
        actor=actor,
        body={
            "verification": made.id,
            "attended": made.applicant_attended,
            "held_at": made.held_at,
            "files": list(facts.file_ids),
        },
        words={name: text for name, text in words.items() if text},
        key=key,
    )
    return made


def _lacking(facts: VerificationFacts, at: datetime) -> list[Phrase]:
    found = [] if facts.content.strip() else [phrase("nội dung")]
    if facts.held_at is not None and facts.held_at > at:
        found.append(phrase("thời gian đã diễn ra, không ở tương lai"))
    if facts.applicant_attended:
        if facts.held_at is None:
            found.append(phrase("thời gian"))
        found += [phrase("địa điểm")] if not facts.place.strip() else []
        found += [phrase("thành phần tham dự")] if not facts.participants.strip() else []
    return found
