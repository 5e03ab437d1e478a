"""One sitting at the counter: what is decided at once by whom the province authorised (TN19-10.5, TN19-10.6)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.accounts.selectors import account_name
from motcua.agencies.selectors import scope_of
from motcua.audit.services import SYSTEM, Actor
from motcua.deadlines.rules import Unit
from motcua.dossiers.selectors import dossier_named, papers_of
from motcua.dossiers.services.reception import Finding
from motcua.dossiers.services.returning import Receiving
from motcua.journey.accept import settled_limit
from motcua.journey.needs import ON_PAPER
from motcua.journey.settle import Given, Settled, authorisation_for, settle
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.procedures.selectors.administration import procedure_named
from motcua.procedures.services import authorise_desk
from motcua.workbench.simulate.field import place_of

INSTRUMENT = "Quyết định ủy quyền (mô phỏng)"


def settle_at_once(dossier_id: UUID, officer: Actor, at: datetime, key: UUID) -> bool:
    """Decide and give at the counter where the result is immediate; False where it goes the long way after all."""
    dossier = dossier_named(dossier_id)
    assert officer.id is not None
    if dossier.channel not in ON_PAPER:
        return False
    try:
        if settled_limit(dossier, at).unit is not Unit.IMMEDIATE:
            return False
        scope = scope_of(officer.id, at)
        if authorisation_for(dossier, scope, at) is None:
            authorise_desk(
                procedure_id=procedure_named(dossier.procedure_code).id,
                agency_id=dossier.agency_id,
                account_id=officer.id,
                valid_from=local_day(at),
                instrument=INSTRUMENT,
                at=at,
                actor=SYSTEM,
            )
        place = place_of(dossier_id, at)
        settle(
            dossier_id=dossier_id,
            officer=officer,
            scope=scope,
            findings=[Finding(paper.pk, "ok") for paper in papers_of(dossier_id)],
            settled=Settled(f"Kết quả: {dossier.procedure_name}"[:200], number="TQ", place=place),
            given=Given(
                receiver_name=dossier.applicant_name,
                receipt_number=f"TQ {account_name(officer.id)}"[:40],
                receiving=Receiving(place=place),
            ),
            at=at,
            key=key,
        )
    except Refusal:
        return False
    return True
