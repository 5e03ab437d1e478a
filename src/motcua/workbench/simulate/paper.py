"""What the people of the simulation do with paper: most of it travels after the electronic dossier, some gets lost."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.custody.rules import Carrier, CarrierKind, Holder, Place
from motcua.custody.selectors import live_bundles, open_record_of
from motcua.dossiers.selectors import dossier_named
from motcua.journey.custody import confirm_receipt, give_paper, place_named, withdraw_giving
from motcua.journey.paper_settled import archive_paper, mark_originals, return_paper
from motcua.journey.reading.paper import paper_of
from motcua.workbench.simulate.scene import Scene

GIVEN = 0.5  # at once; the rest goes with the batch of the day
SHORT = 0.05
TAKEN_BACK = 0.02
STAYS = 0.03
KEPT = 0.5  # of the applicants whose originals were kept until the result


class PaperActs:
    """Giving, confirming, archiving; chances are those of a desk that mostly keeps paper and dossier together."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.random = scene, scene.random

    def give(self, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        """After acceptance: the desk sends the bundle where the dossier is handled, or leaves it lying."""
        scope = self.scene.scope(officer, at)
        for bundle in paper_of(dossier_id, scope, at=at).bundles:
            if not (bundle.goal and bundle.is_here) or not self.scene.happens("paper goes at once", GIVEN):
                continue
            to = place_named(bundle.goal, at)
            if not self.scene.staff.keepers(to, at):
                continue  # nobody of the simulation works there
            record = give_paper(
                bundle_ids=[bundle.id],
                to=to,
                carrier=self.carrier(to, officer),
                officer=officer,
                scope=scope,
                at=at,
                key=self.scene.key(),
            )
            if self.scene.happens("giving taken back", TAKEN_BACK):
                withdraw_giving(record_id=record.pk, officer=officer, scope=scope, at=at)

    def give_batch(self, bundle_ids: Collection[UUID], to: Place, officer: Actor, at: datetime) -> None:
        """What goes to one place goes with one record, and is confirmed there as one the next day."""
        give_paper(
            bundle_ids=bundle_ids,
            to=to,
            carrier=self.carrier(to, officer),
            officer=officer,
            scope=self.scene.scope(officer, at),
            at=at,
            key=self.scene.key(),
        )

    def receive(self, dossier_id: UUID, at: datetime) -> None:
        """What is on its way is counted and confirmed by somebody at its goal; now and then it is not there."""
        record = open_record_of(dossier_id)
        if record is not None:
            self.confirm(record, at)

    def confirm(self, record: Any, at: datetime) -> None:
        """What came with one record is counted and confirmed."""
        keeper, scope = self._keeper(record.receiver, at)
        is_short = self.scene.happens("paper missing", SHORT)
        confirm_receipt(
            record_id=record.pk,
            received=[] if is_short else [line.bundle_id for line in record.lines.all()],
            remark="Không có túi giấy tờ này trong bưu kiện." if is_short else "",
            officer=keeper,
            scope=scope,
            at=at,
            key=self.scene.key(),
        )

    def account(self, dossier_id: UUID, return_desk_id: UUID, at: datetime) -> str:
        """Before the result goes out: paper elsewhere is filed away there, what the applicant gets back comes here.

        Gives
            why some stays elsewhere all the same; empty when all is accounted for
        """
        self.receive(dossier_id, at)
        reason = ""
        for bundle in live_bundles(dossier_id):
            if bundle.desk_id == return_desk_id:
                continue
            if bundle.place.kind is Holder.POST:
                reason = "Giấy tờ thất lạc trên đường bưu chính, đã lập biên bản với bưu chính."
                continue
            keeper, scope = self._keeper(bundle.place, at)
            if any(item.must_return and item.returned_at is None for item in bundle.items.all()):
                self.give_batch([bundle.pk], place_named(f"desk:{return_desk_id}", at), keeper, at)
                self.receive(dossier_id, at)
            elif self.scene.happens("paper stays elsewhere", STAYS):
                reason = "Giấy tờ còn ở đơn vị giải quyết để kiểm tra sau khi trả kết quả."
            else:
                archive_paper(
                    dossier_id=dossier_id,
                    bundle_id=bundle.pk,
                    officer=keeper,
                    scope=scope,
                    at=at,
                    key=self.scene.key(),
                )
        return reason

    def _keeper(self, place: Place, at: datetime) -> tuple[Actor, Scope]:
        account_id = self.random.choice(self.scene.staff.keepers(place, at))
        return Actor("officer", account_id, place.agency_id), self.scene.staff.scope(account_id, at)

    def carrier(self, to: Place, officer: Actor) -> Carrier:
        if to.kind is Holder.DESK and to.agency_id != officer.agency_id:
            return Carrier(CarrierKind.POST, "Bưu điện tỉnh", f"E{self.random.randint(1, 9_999_999):09d}VN")
        return Carrier()

    def originals_here(self, dossier_id: UUID, desk_id: UUID) -> list[UUID]:
        """What belongs to the applicant and lies at the desk that gives the result: it goes along."""
        return [
            item.pk
            for bundle in live_bundles(dossier_id)
            for item in bundle.items.all()
            if item.must_return and item.returned_at is None and bundle.desk_id == desk_id
        ]

    def keep_originals(self, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        """Some originals are kept until the result and are the applicant's (bản chính phải trả lại)."""
        items = [
            item.pk for bundle in live_bundles(dossier_id) for item in bundle.items.all() if item.originals
        ]
        if items and self.scene.happens("originals kept", KEPT):
            mark_originals(
                dossier_id=dossier_id,
                item_ids=items[:1],
                officer=officer,
                scope=self.scene.scope(officer, at),
                at=at,
            )

    def fetch(self, dossier_id: UUID, at: datetime) -> None:
        """A dossier ended without a result: its applicant fetches what still lies at a desk."""
        dossier = dossier_named(dossier_id)
        for bundle in live_bundles(dossier_id):
            items = [item.pk for item in bundle.items.all() if item.returned_at is None]
            if bundle.desk_id is None or not items or not self.scene.staff.keepers(bundle.place, at):
                continue
            keeper, scope = self._keeper(bundle.place, at)
            return_paper(
                dossier_id=dossier_id,
                item_ids=items,
                receiver_name=dossier.applicant_name,
                officer=keeper,
                scope=scope,
                at=at,
                key=self.scene.key(),
            )
