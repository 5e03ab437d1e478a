"""What the people of the simulation do with paper: most of it travels after the electronic dossier, some gets lost."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID

from motcua.agencies.selectors import Scope, scope_of
from motcua.audit.services import Actor
from motcua.custody.rules import Carrier, CarrierKind, Holder, Place
from motcua.custody.selectors import live_bundles, open_record_of
from motcua.journey.custody import confirm_receipt, give_paper, keepers_of, place_named
from motcua.journey.paper_settled import archive_paper
from motcua.journey.reading.paper import paper_of


class PaperActs:
    """Giving, confirming, archiving; chances are those of a desk that mostly keeps paper and dossier together."""

    GIVEN = 0.7
    SHORT = 0.05

    def __init__(self, random: Random) -> None:
        self.random = random

    def give(self, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        """After acceptance: the desk sends the bundle where the dossier is handled, or leaves it lying."""
        assert officer.id is not None
        scope = scope_of(officer.id, at)
        for bundle in paper_of(dossier_id, scope, at=at).bundles:
            if not (bundle.goal and bundle.is_here) or self.random.random() > self.GIVEN:
                continue
            to = place_named(bundle.goal, at)
            if not keepers_of(to, at):
                continue  # nobody of the simulation works there
            give_paper(
                bundle_ids=[bundle.id],
                to=to,
                carrier=self._carrier(to, officer),
                officer=officer,
                scope=scope,
                at=at,
                key=self._key(),
            )

    def receive(self, dossier_id: UUID, at: datetime) -> None:
        """What is on its way is counted and confirmed by somebody at its goal; now and then it is not there."""
        record = open_record_of(dossier_id)
        if record is None:
            return
        keeper, scope = self._keeper(record.receiver, at)
        is_short = self.random.random() < self.SHORT
        confirm_receipt(
            record_id=record.pk,
            received=[] if is_short else [line.bundle_id for line in record.lines.all()],
            remark="Không có túi giấy tờ này trong bưu kiện." if is_short else "",
            officer=keeper,
            scope=scope,
            at=at,
            key=self._key(),
        )

    def account(self, dossier_id: UUID, return_desk_id: UUID, at: datetime) -> None:
        """Before the result goes out: whoever still keeps paper of the dossier files it away."""
        self.receive(dossier_id, at)
        for bundle in live_bundles(dossier_id):
            if bundle.desk_id == return_desk_id:
                continue
            keeper, scope = self._keeper(bundle.place, at)
            archive_paper(
                dossier_id=dossier_id,
                bundle_id=bundle.pk,
                officer=keeper,
                scope=scope,
                at=at,
                key=self._key(),
            )

    def _keeper(self, place: Place, at: datetime) -> tuple[Actor, Scope]:
        account_id = self.random.choice(keepers_of(place, at))
        return Actor("officer", account_id, place.agency_id), scope_of(account_id, at)

    def _carrier(self, to: Place, officer: Actor) -> Carrier:
        if to.kind is Holder.DESK and to.agency_id != officer.agency_id:
            return Carrier(CarrierKind.POST, "Bưu điện tỉnh", f"E{self.random.randint(1, 9_999_999):09d}VN")
        return Carrier()

    def _key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)
