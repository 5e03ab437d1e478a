"""Simulated people send by post and queue through the services; what they leave is in order."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from tests.journey import builders as b
from tests.journey.bundles import LATER, sound
from tests.journey.parcels import carrier
from tests.queues import builders as q

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.custody.models import Envelope, Parcel
from motcua.dossiers.models import Dossier
from motcua.kernel.clock import local
from motcua.queues.models import Appointment, Ticket, Turn
from motcua.queues.selectors import board
from motcua.queues.services import close_days
from motcua.workbench.simulate import queue
from motcua.workbench.simulate.desk import DeskActs
from motcua.workbench.simulate.dice import Dice
from motcua.workbench.simulate.paper import PaperActs
from motcua.workbench.simulate.people import citizen
from motcua.workbench.simulate.post import Filing, PostActs
from motcua.workbench.simulate.queue import Counters
from motcua.workbench.simulate.scene import Scene
from motcua.workbench.simulate.turns import Turns
from motcua.workbench.simulate.world import Town, World

pytestmark = pytest.mark.django_db
DAYS = 30


def scene(where: b.Place) -> Scene:
    """Only the place, and whatever can happen does once."""
    town = Town(where.agency_id, "X", "UBND phường", "25459", "Phường Tân Ninh", "80")
    world = World((town,), frozenset({where.agency_id}), frozenset({where.agency_id}), ())
    return Scene(world, Random(7), Dice(7, each_once=True))


def people(where: b.Place) -> PostActs:
    here = scene(where)
    return DeskActs(here, PaperActs(here), Turns(here)).post


def kinds() -> set[str]:
    return {
        one for one in Event.objects.values_list("kind", flat=True) if one.startswith(("post_", "paper_"))
    }


@pytest.mark.demand("DN15-4.3c")
def test_results_go_by_post_in_every_way_a_carrier_knows() -> None:
    where = b.place()
    carrier()
    officer, acts = where.actor(Role.RECEIVER), people(where)
    dossiers = [b.travelled(where, b.submitted(where).pk) for _ in range(5)]
    paper = PaperActs(acts.scene)
    paper.keep_originals(dossiers[0].pk, officer, LATER)
    acts.wish(dossiers[0].pk, LATER)
    for day in range(DAYS):
        at = LATER + timedelta(days=day)
        for dossier in Dossier.objects.filter(state="decided"):
            acts.takes(dossier.pk, officer, at)
        acts.day(at)
    sound()

    assert {
        *("post_asked", "post_cancelled", "post_packed", "post_unpacked", "post_taken"),
        *("post_returned", "post_lost", "post_unsettled", "paper_posted", "paper_back"),
    } <= kinds()
    states = set(Parcel.objects.values_list("state", flat=True))
    assert {"cancelled", "returned", "lost", "delivered"} <= states
    assert Dossier.objects.filter(state="handed_over").exists()


@pytest.mark.demand("TN19-10.1")
def test_papers_come_in_an_envelope_or_are_fetched_at_home() -> None:
    where = b.place()
    carrier()
    acts, who = people(where), citizen(Random(3), LATER.date())
    applicant = {"kind": "person", "full_name": who.full_name, "number": who.number, "phone": who.phone}
    fields = {
        "applicant": applicant | {"born_on": who.born_on.isoformat(), "sex": who.sex, "address": who.street},
        "answers": {"ho_ten": who.full_name},
    }
    filing = Filing(
        where.release.procedure.code, where.desk_id, who, f"{who.street}, phường Tân Ninh", fields
    )

    assert acts.wants_fetching(filing, LATER)
    assert acts.fetched(LATER) == []
    (came,) = acts.fetched(LATER + timedelta(days=1))
    assert came.waybill
    first = acts.file(came, LATER + timedelta(days=1))
    second = acts.file(filing, LATER + timedelta(days=1))

    assert Dossier.objects.get(pk=first).channel == Dossier.objects.get(pk=second).channel == "post"
    assert Envelope.objects.get(dossier_id=first).parcel.state == "delivered"
    assert "post_received" in kinds()
    sound()


@pytest.mark.demand("TN14-4.3c")
def test_the_counters_see_every_turn_a_number_can_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "BUSY", 1)
    where = q.desk()
    counters = Counters(scene(where))
    for day in range(14):
        at = local("2026-09-07T16:00") + timedelta(days=day)
        if at.isoweekday() < 6:
            counters.day(at)
        close_days(at=at + timedelta(hours=12))
    sound()

    outcomes = set(Turn.objects.values_list("outcome", flat=True))
    assert {"served", "no_show", "put_back", "transferred"} <= outcomes
    assert {"done", "cancelled", "lapsed"} <= set(Ticket.objects.values_list("state", flat=True))
    assert {"used", "no_show", "cancelled"} <= set(Appointment.objects.values_list("state", flat=True))


def test_now_some_wait_and_one_is_served_where_a_newcomer_looks() -> None:
    where, at = q.desk(), local("2026-09-07T15:30")
    Counters(scene(where)).show(at, left=4)

    shown = board(where.desk_id, at)
    assert 4 <= shown.waiting < 9
    assert [one.is_serving for one in shown.called] == [True]
    assert not Ticket.objects.filter(taken_at__gt=at).exists()
    sound()


def test_nobody_queues_before_the_desk_opens() -> None:
    where, at = q.desk(), local("2026-09-07T06:00")
    Counters(scene(where)).show(at, left=4)
    assert not Ticket.objects.exists()
