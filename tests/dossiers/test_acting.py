"""Whose duty an act was, where an officer has own duties and delegated ones side by side (uỷ quyền)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.journey import builders as b

from motcua.accounts.models import Account
from motcua.agencies.acting import posted_officer
from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of
from motcua.agencies.services import post_officer
from motcua.agencies.services.delegations import delegate
from motcua.audit.services import SYSTEM
from motcua.dossiers.acting import NOTES, ROLES, doer
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import MOVES
from motcua.journey.reading.history import NOTES as WORDS

pytestmark = pytest.mark.django_db
AT = b.MORNING + timedelta(hours=1)


def give(where: b.Place, role: Role, to: Account) -> UUID:
    giver = where.officers[role]
    delegate(
        giver_id=giver.id, delegate_id=to.id, valid_from=date(2026, 9, 7), valid_to=date(2026, 9, 11),
        at=b.MORNING, actor=where.actor(role),
    )  # fmt: skip
    return giver.id


def named(who: Account, dossier: Dossier, kind: str) -> UUID | None:
    return doer(posted_officer(scope_of(who.id, AT)), dossier, kind).on_behalf_of


@pytest.mark.demand("TN19-14.5")
def test_the_duty_that_gives_the_right_decides_whose_act_it_was() -> None:
    where = b.place()
    clerk = where.officers[Role.RECORDS_CLERK]
    dossier, _ = b.accepted(where)
    receiver = give(where, Role.RECEIVER, clerk)
    handler = give(where, Role.HANDLER, clerk)
    leader = give(where, Role.AGENCY_LEADER, clerk)

    assert named(clerk, dossier, "check") == receiver
    assert named(clerk, dossier, "verify") == handler
    assert named(clerk, dossier, "extend") == leader
    assert named(clerk, dossier, "process") is None  # a clerk does steps of their own
    assert doer(SYSTEM, dossier, "expire") is SYSTEM


def test_an_own_duty_elsewhere_does_not_hide_whose_duty_it_was_here() -> None:
    where, elsewhere = b.place(), b.place()
    dossier, _ = b.accepted(where)
    colleague = b.post(where, Role.CASHIER, "Mai Văn Thu Phí", desk_id=where.desk_id)
    post_officer(
        account_id=colleague.id, agency_id=elsewhere.agency_id, role=Role.HANDLER, unit_id=elsewhere.unit_id,
        valid_from=b.SINCE, at=b.MORNING,
    )  # fmt: skip
    handler = give(where, Role.HANDLER, colleague)

    assert named(colleague, dossier, "verify") == handler
    assert named(colleague, dossier, "paid") is None
    written = doer(posted_officer(scope_of(colleague.id, AT)), dossier, "verify")
    assert written.agency_id == where.agency_id


def test_every_kind_of_the_table_is_one_that_is_told_in_words_and_names_real_duties() -> None:
    assert set(NOTES) <= set(WORDS)
    assert set(NOTES).isdisjoint(move.act for move in MOVES)
    duties = {role.value for role in Role}
    assert {role for kind in NOTES for role in ROLES[kind]} <= duties
