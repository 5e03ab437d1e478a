"""Simulated people who are away or leave go through the services, as people do."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from tests.journey import builders as b

from motcua.agencies.models import Delegation
from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of
from motcua.journey.runs import carry_out_waiting
from motcua.workbench.simulate.absences import Absences
from motcua.workbench.simulate.waits import turn_of
from motcua.workflow.selectors import held_count, open_tasks_for

pytestmark = pytest.mark.django_db
AT = b.MORNING + timedelta(hours=3)


def absences(monkeypatch: pytest.MonkeyPatch, *, away: float, succeeded: float) -> Absences:
    monkeypatch.setattr(Absences, "AWAY", away)
    monkeypatch.setattr(Absences, "SUCCEEDED", succeeded)
    return Absences(Random(7))


def examined(where: b.Place) -> b.Dossier:
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    return dossier


@pytest.mark.demand("TN19-14.5")
def test_the_same_colleague_stands_in_as_long_as_the_officer_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    where = b.place()
    dossier = examined(where)
    people, turn = absences(monkeypatch, away=1, succeeded=0), turn_of(dossier.pk)

    doers = {people.doer(turn, AT) for _ in range(3)}

    (stand_in,) = doers
    one = Delegation.objects.get()
    assert (one.giver_id, one.delegate_id) == (where.officers[Role.HANDLER].pk, stand_in)
    assert open_tasks_for(scope_of(stand_in, AT)).filter(pk=turn.id).exists()


@pytest.mark.demand("TN19-14.5")
def test_a_successor_takes_everything_in_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    where = b.place()
    dossier, handler = examined(where), where.officers[Role.HANDLER]
    people, turn = absences(monkeypatch, away=0, succeeded=1), turn_of(dossier.pk)
    assert people.doer(turn, AT) == handler.pk, "nobody else is of the place: all stays"
    assert carry_out_waiting(at=AT) == 0

    other = b.post(where, Role.HANDLER, "Đỗ Thị Kế Nhiệm", unit_id=where.unit_id)
    assert people.doer(turn, AT) == handler.pk, "today the officer is still at work"
    carry_out_waiting(at=AT)
    assert (held_count(handler.pk), held_count(other.pk)) == (0, 1)
