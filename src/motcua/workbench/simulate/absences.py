"""People are away or leave: a colleague stands in for some days, a successor takes everything (TN19-14.5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from motcua.agencies.acting import posted_officer
from motcua.agencies.selectors import delegations_at, postings_at, scope_of, staff_of_pool
from motcua.agencies.services.delegations import NOT_DELEGATED
from motcua.audit.services import Actor
from motcua.journey.correct import leaders_of
from motcua.journey.delegations import delegate
from motcua.journey.succeed import hand_over_as_head
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.workbench.simulate.waits import Turn


class Absences:
    """Who really does a step; `random` is its own, so that it changes nobody else's luck."""

    AWAY = 0.03
    SUCCEEDED = 0.01
    LONGEST = 3  # days after the first

    def __init__(self, random: Random) -> None:
        self.random = random

    def doer(self, turn: Turn, at: datetime) -> UUID:
        """The owner of the step or somebody of its pool; a colleague where that officer is away today."""
        meant = turn.owner_id or self.random.choice(staff_of_pool(turn.pool_id, at))
        luck = self.random.random()
        if luck < self.AWAY:
            return self._stand_in(meant, turn, at) or meant
        if luck < self.AWAY + self.SUCCEEDED:
            self._succeed(meant, turn, at)
        return meant

    def _stand_in(self, giver_id: UUID, turn: Turn, at: datetime) -> UUID | None:
        """Whoever stands in already, else a colleague from today on; None where nobody can."""
        known = delegations_at(at).filter(giver_id=giver_id, pool_id=turn.pool_id).first()
        if known is not None:
            return known.delegate_id
        rows = postings_at(at).filter(agency_id=turn.agency_id).exclude(role__in=NOT_DELEGATED)
        colleagues = sorted(set(rows.exclude(account_id=giver_id).values_list("account_id", flat=True)))
        if not colleagues:
            return None
        chosen, today = self.random.choice(colleagues), local_day(at)
        try:
            delegate(
                giver_id=giver_id,
                delegate_id=chosen,
                valid_from=today,
                valid_to=today + timedelta(days=self.random.randint(0, self.LONGEST)),
                at=at,
                actor=Actor("officer", giver_id, turn.agency_id),
                pool_ids=[turn.pool_id],
                instrument="Giấy nghỉ phép",
            )
        except Refusal:  # a stand-in has no duty of their own to pass on
            return None
        return chosen

    def _succeed(self, leaving_id: UUID, turn: Turn, at: datetime) -> None:
        """The leader gives all that an officer holds to a colleague of the same places; done in the night."""
        others = [one for one in staff_of_pool(turn.pool_id, at) if one != leaving_id]
        leaders = leaders_of(turn.agency_id, at)
        if not others or not leaders:
            return
        scope = scope_of(self.random.choice(leaders), at)
        try:
            hand_over_as_head(
                leaving_id=leaving_id,
                successor_id=self.random.choice(others),
                officer=posted_officer(scope, agency_id=turn.agency_id),
                scope=scope,
                at=at,
                key=UUID(int=self.random.getrandbits(128), version=4),
            )
        except Refusal:  # holds nothing, or at places the other is not of
            return
