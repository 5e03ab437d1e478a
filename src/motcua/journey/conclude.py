"""Stages 2 and 3 in one act of the desk: the findings are kept, and the outcome is taken if it can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from motcua.audit.services import Actor
from motcua.dossiers.moves import next_state
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import Finding
from motcua.journey.accept import accept
from motcua.journey.check import check, refuse
from motcua.journey.desk import is_done
from motcua.journey.supplement import FormFault, supplement
from motcua.kernel.errors import Refusal

_CHECK = UUID("0192b1c0-0000-7000-8000-636865636b00")  # names the key of the check that goes with an outcome


@dataclass(frozen=True)
class Outcome:
    """What the desk concludes: `save` (nothing yet), `accept`, `supplement`, `refuse`.

    form_faults, head_reason  of a request to complete; see `journey.supplement`
    """

    act: str
    reason: str = ""
    form_faults: Sequence[FormFault] = ()
    head_reason: str = ""
    wants_slip: bool = True
    place: str = ""
    fees_vnd: Mapping[str, int] = field(default_factory=dict)


def conclude(
    *,
    dossier_id: UUID,
    officer: Actor,
    findings: Sequence[Finding],
    outcome: Outcome,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Save the checklist, then accept, ask for a supplement, or refuse (kết luận kiểm tra).

    One lock for both. When the outcome is refused the findings stay written: an officer who forgot the reason has
    not checked twenty papers in vain.

    Refuses
        whatever `check`, `accept`, `supplement` and `refuse` do; IllegalMove when the desk's check is over
    """
    refused: Refusal | None = None
    with transaction.atomic():
        dossier = dossier_for_update(dossier_id)
        if not is_done(dossier, key):
            next_state(dossier.state, "accept")
            check(
                dossier_id=dossier_id,
                officer=officer,
                findings=findings,
                at=at,
                expected_version=expected_version,
                key=key if outcome.act == "save" else uuid5(_CHECK, str(key)),
            )
        try:
            with transaction.atomic():
                _take(outcome, dossier_id=dossier_id, officer=officer, at=at, key=key)
        except Refusal as refusal:
            refused = refusal
    if refused is not None:
        raise refused


def _take(outcome: Outcome, *, dossier_id: UUID, officer: Actor, at: datetime, key: UUID) -> None:
    if outcome.act == "accept":
        accept(
            dossier_id=dossier_id,
            officer=officer,
            at=at,
            key=key,
            wants_slip=outcome.wants_slip,
            place=outcome.place,
            fees_vnd=outcome.fees_vnd or None,
        )
    elif outcome.act == "supplement":
        supplement(
            dossier_id=dossier_id,
            officer=officer,
            reason=outcome.reason,
            form_faults=outcome.form_faults,
            head_reason=outcome.head_reason,
            at=at,
            key=key,
        )
    elif outcome.act == "refuse":
        refuse(dossier_id=dossier_id, officer=officer, reason=outcome.reason, at=at, key=key)
