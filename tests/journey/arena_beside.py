"""More grounds of races: paper in a bundle, an urge, a late entry, a list that is being done."""

from __future__ import annotations

from uuid import uuid4

from tests.journey.arena import AT, Arena, decided, stepped, waiting_for_head
from tests.journey.parcels import HOME
from tests.journey.races import Ground
from tests.operations import builders as bad_day

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.custody import rules as custody
from motcua.custody.models import Bundle
from motcua.custody.rules import Carrier, Holder
from motcua.journey.bulk import ForAll, Ticked, begin_bulk
from motcua.journey.custody import give_paper
from motcua.journey.post import ask_delivery
from motcua.oversight.services import urge
from motcua.workflow.models import Run


def with_paper(arena: Arena, steps: int = 0) -> Ground:
    """What lies in the bundle at the desk."""
    ground = stepped(arena, steps)
    bundle = Bundle.objects.get(dossier_id=ground.id)
    ground.facts |= {"bundles": [bundle.pk], "items": list(bundle.items.values_list("pk", flat=True))}
    return ground


def paper_given(arena: Arena) -> Ground:
    """The desk has given the bundle to the unit, which has not confirmed it yet."""
    ground = with_paper(arena)
    record = give_paper(
        bundle_ids=ground.facts["bundles"], to=unit_of(ground), carrier=Carrier(),
        officer=arena.where.actor(Role.RECEIVER), scope=arena.where.scope(Role.RECEIVER, AT), at=AT, key=uuid4(),
    )  # fmt: skip
    return arena.ground(ground.id, record=record.pk, **ground.facts)


def by_post(arena: Arena) -> Ground:
    """The result is to go by post, to this address."""
    ground = decided(arena)
    ask_delivery(dossier_id=ground.id, to=HOME, actor=Actor("applicant"), at=AT, key=uuid4())
    return arena.ground(ground.id)


def unit_of(ground: Ground) -> custody.Place:
    return custody.Place(Holder.UNIT, ground.where.agency_id, unit_id=ground.where.unit_id)


def agency_of(ground: Ground) -> custody.Place:
    return custody.Place(Holder.DESK, ground.there.agency_id, desk_id=ground.there.desk_id)


def urged(arena: Arena) -> Ground:
    """The head was asked when it will be done."""
    ground = waiting_for_head(arena)
    made = urge(
        dossier_id=ground.id, task_id=ground.facts["task"], officer=arena.where.actor(Role.AGENCY_LEADER),
        scope=arena.where.scope(Role.AGENCY_LEADER, AT), words="Bao giờ xong?", at=AT, key=uuid4(),
    )  # fmt: skip
    return arena.ground(ground.id, urge=made.pk)


def entered_late(arena: Arena) -> Ground:
    """What was received during an outage waits for the head's approval."""
    number = bad_day.numbers(bad_day.kit(arena.where, 1))[0]
    entry = bad_day.sent(arena.where, number)
    return arena.ground(entry.draft_id, bad_day.BACK, entry=entry.pk)


def run_begun(arena: Arena) -> Ground:
    """A list of one dossier that a head takes; the worker has not begun."""
    ground = waiting_for_head(arena)
    run = begin_bulk(
        Run.Kind.CLAIM, [Ticked(ground.id, ground.facts["task"], 0)], ForAll(),
        officer=arena.where.actor(Role.UNIT_HEAD), scope=arena.where.scope(Role.UNIT_HEAD, AT), at=AT, key=uuid4(),
    )  # fmt: skip
    return arena.ground(ground.id, run=run.pk)
