"""What goes and comes by public post: wishes, parcels, the postman's round, envelopes that become dossiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, desk_of, desks_of
from motcua.audit.services import Actor
from motcua.custody.post.carriers import active_carriers
from motcua.custody.post.rules import Address, Direction, Purpose, State
from motcua.custody.post.selectors import newest_result_parcel, parcels_at, parcels_in_batch, result_parcel
from motcua.dossiers.selectors import dossier_named
from motcua.dossiers.services import drafts
from motcua.dossiers.services.returning import Compared
from motcua.journey import post, postman
from motcua.journey.originals import to_compare
from motcua.journey.post_in import (
    EnvelopeFacts,
    ask_pick_up,
    begin_from_envelope,
    file_from_envelope,
    order_pick_up,
    record_envelope,
)
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.partners.post import waybills
from motcua.workbench.simulate.paper import PaperActs
from motcua.workbench.simulate.people import Citizen, citizen
from motcua.workbench.simulate.scene import Scene

WISHED, WISHED_WHEN_DECIDED, SENT_ANEW = 0.05, 0.05, 0.5
THOUGHT_BETTER, PACKED_WRONGLY, LEFT_BEHIND = 0.05, 0.03, 0.05
NOT_AT_HOME, RETURNED, PAPERS_RETURNED, LOST, CORRECTED = 0.2, 0.05, 0.05, 0.01, 0.005
FETCHED = 0.3
OPEN = (State.WANTED, State.REGISTERED, State.COLLECTED, State.UNDER_WAY)
MOMENT = timedelta(minutes=20)
BY_HAND = "by_hand"
POSTMAN = "Nguyễn Văn Bưu (mô phỏng)"
A_NIGHT = timedelta(hours=12)


@dataclass(frozen=True)
class Clerk:
    """Who packs at a desk today, and where that is."""

    desk_id: UUID
    officer: Actor
    scope: Scope


@dataclass(frozen=True)
class Filing:
    """Papers that come by post: whose, for which procedure, at which desk they arrive, what the draft is filled with.

    waybill, asked_at  of a pick-up
    """

    procedure: str
    desk_id: UUID
    who: Citizen
    address: str
    fields: Mapping[str, Any]
    waybill: str = ""
    asked_at: datetime | None = None


class PostActs:
    """The desks' afternoon with the post; chances are those of a decent carrier.

    Takes
        correct  a leader corrects the result of a dossier; whether there was one to do it
    """

    def __init__(self, scene: Scene, paper: PaperActs, correct: Callable[[UUID, datetime], bool]) -> None:
        self.scene, self.random, self.paper, self.correct = scene, scene.random, paper, correct
        self._carrier: UUID | None = None
        self._desks: list[UUID] = []
        self._coming: list[Filing] = []

    # --- the applicant ---

    def wish(self, dossier_id: UUID, at: datetime) -> None:
        """While it is handled somebody asks for the result by post."""
        if not self._has_carrier() or not self.scene.happens("wants it by post", WISHED):
            return
        if result_parcel(dossier_id) is None:
            self._ask(dossier_id, Actor("applicant"), at, "wants it by post")

    def takes(self, dossier_id: UUID, officer: Actor, at: datetime) -> bool:
        """Whether the post brings the result that is ready, and nobody comes to the counter."""
        if result_parcel(dossier_id) is not None:
            return True
        before = newest_result_parcel(dossier_id)
        if before is None:
            name, chance, actor = "wants it by post once decided", WISHED_WHEN_DECIDED, Actor("applicant")
        elif before.state == State.RETURNED:
            name, chance, actor = "sent once more", SENT_ANEW, officer
        else:
            return False
        if not self._has_carrier() or not self.scene.happens(name, chance):
            return False
        return self._ask(dossier_id, actor, at, name)

    def _ask(self, dossier_id: UUID, actor: Actor, at: datetime, name: str) -> bool:
        who = citizen(self.random, local_day(at))
        town = self.random.choice(self.scene.world.towns)
        to = Address(
            dossier_named(dossier_id).applicant_name, who.phone, f"{who.street}, {town.commune_name}"
        )
        return self.scene.tried(
            name,
            partial(
                post.ask_delivery, dossier_id=dossier_id, to=to, actor=actor, at=at, key=self.scene.key()
            ),
        )

    def _has_carrier(self) -> bool:
        """Whether the province has a carrier whose numbers the clerk types; one with an interface is not played."""
        if self._carrier is None:
            self._carrier = next((one.pk for one in active_carriers() if one.kind == BY_HAND), None)
        return self._carrier is not None

    # --- the desks in the afternoon ---

    def day(self, at: datetime) -> None:
        """What was asked is packed and given to the postman; what left before is heard of."""
        if not self._has_carrier():
            return
        ready: dict[UUID, list[UUID]] = {}
        for parcel in parcels_at(self._all_desks(at), *OPEN, direction=Direction.OUT):
            clerk = self.clerk_at(parcel.desk_id, at)
            if clerk is None:
                continue
            if parcel.state == State.WANTED:
                self._pack(parcel, clerk, at)
            elif parcel.state == State.REGISTERED:
                ready.setdefault(parcel.desk_id, []).append(parcel.pk)
            elif parcel.collected_at is not None and at - parcel.collected_at > A_NIGHT:
                self._hear(parcel, clerk, at)
        for desk_id, parcel_ids in ready.items():
            clerk = self.clerk_at(desk_id, at)
            assert clerk is not None
            self.scene.tried("the postman's round", partial(self._give, parcel_ids, clerk, at))

    def _all_desks(self, at: datetime) -> list[UUID]:
        if not self._desks:
            agencies = sorted(self.scene.world.desk_agency_ids)
            self._desks = [
                one.desk_id for agency_id in agencies for one in desks_of(agency_id, local_day(at))
            ]
        return self._desks

    def clerk_at(self, desk_id: UUID, at: datetime) -> Clerk | None:
        """Somebody who packs parcels and opens envelopes at a desk."""
        agency_id = desk_of(desk_id).agency_id
        staff = self.scene.staff.of_duty(agency_id, Role.RECEIVER, at, desk_id=desk_id)
        if not staff:
            return None
        officer = Actor("officer", self.scene.one_of(staff), agency_id)
        return Clerk(desk_id, officer, self.scene.scope(officer, at))

    def _pack(self, parcel: Any, clerk: Clerk, at: datetime) -> None:
        dossier = dossier_named(parcel.dossier_id)
        if parcel.purpose != Purpose.RESULT:
            self._close(post.Pack(parcel.pk, waybill=self._number()), clerk, at)
            return
        if dossier.state != "decided":
            return
        if self.scene.happens("comes for it after all", THOUGHT_BETTER):
            post.cancel_delivery(dossier_id=dossier.pk, actor=Actor("applicant"), at=at, key=self.scene.key())
            return
        self.scene.tried("a parcel is packed", partial(self._pack_result, parcel, clerk, at))

    def _pack_result(self, parcel: Any, clerk: Clerk, at: datetime) -> None:
        """Everything the counter would ask for first: paper, originals, the fee."""
        dossier = dossier_named(parcel.dossier_id)
        reason = self.paper.account(dossier.pk, dossier.return_desk_id, at)
        compared = [Compared(paper.pk, fits=True) for paper in to_compare(dossier)]
        if compared:
            post.compare(
                dossier_id=dossier.pk, compared=compared, actor=clerk.officer, at=at, key=self.scene.key()
            )
        how = post.Pack(
            parcel.pk,
            collect=dossier.money_state == "due",
            item_ids=tuple(self.paper.originals_here(dossier.pk, dossier.return_desk_id)),
            paper_reason=reason,
            waybill=self._number(),
        )
        if self._close(how, clerk, at) and self.scene.happens("packed wrongly", PACKED_WRONGLY):
            post.unpack(parcel_id=parcel.pk, officer=clerk.officer, scope=clerk.scope, at=at)

    def _close(self, how: post.Pack, clerk: Clerk, at: datetime) -> bool:
        refused = post.pack(
            picks=[how],
            carrier_id=self._carrier,
            officer=clerk.officer,
            scope=clerk.scope,
            at=at,
            key=self.scene.key(),
        )
        return not refused

    def _number(self) -> str:
        return waybills.s10("RR", self.random.randint(1, 99_999_999))

    def _give(self, parcel_ids: Sequence[UUID], clerk: Clerk, at: datetime) -> None:
        """The postman counts, signs, and now and then has no room for the last one."""
        batches = postman.make_batch(
            parcel_ids=parcel_ids, officer=clerk.officer, scope=clerk.scope, at=at, key=self.scene.key()
        )
        for batch in batches:
            inside = [one.pk for one in parcels_in_batch(batch)]
            if len(inside) > 1 and self.scene.happens("a parcel is left behind", LEFT_BEHIND):
                inside.pop()
            postman.give_to_postman(
                batch_id=batch.pk,
                taken=inside,
                postman=POSTMAN,
                paper="BT-MP",
                officer=clerk.officer,
                scope=clerk.scope,
                at=at,
                key=self.scene.key(),
            )

    def _hear(self, parcel: Any, clerk: Clerk, at: datetime) -> None:
        """What the carrier's page says today: on its way, nobody at home, delivered, back, lost."""
        happens = self.scene.happens
        if parcel.state == State.COLLECTED:
            self._tell(
                parcel, "attempted" if happens("nobody at home", NOT_AT_HOME) else "under_way", clerk, at
            )
            return
        self._tell(parcel, self._end(parcel, at), clerk, at)

    def _end(self, parcel: Any, at: datetime) -> str:
        """How the way of a parcel ends; a slip simply arrives."""
        happens = self.scene.happens
        if parcel.item_ids and happens("a parcel with papers comes back", PAPERS_RETURNED):
            return "returned"
        if parcel.purpose != Purpose.RESULT:
            return "delivered"
        if happens("a parcel comes back", RETURNED):
            return "returned"
        if happens("a parcel is lost", LOST):
            return "lost"
        if happens("corrected on its way", CORRECTED) and not self.correct(parcel.dossier_id, at):
            self.scene.dice.came_to_nothing("corrected on its way")
        return "delivered"

    def _tell(self, parcel: Any, status: str, clerk: Clerk, at: datetime) -> None:
        postman.tell_by_hand(
            parcel_id=parcel.pk,
            status=status,
            happened_at=at,
            receiver=parcel.name if status == "delivered" else "",
            words="",
            officer=clerk.officer,
            scope=clerk.scope,
            at=at,
            key=self.scene.key(),
        )

    # --- what comes in ---

    def fetched(self, at: datetime) -> list[Filing]:
        """The pick-ups whose envelopes reach their desks today."""
        due = [one for one in self._coming if one.asked_at is not None and at - one.asked_at > A_NIGHT]
        self._coming = [one for one in self._coming if one not in due]
        return due

    def wants_fetching(self, filing: Filing, at: datetime) -> bool:
        """Whether a postman comes for the papers; the desk passes it on to the carrier at once."""
        if not self._has_carrier() or not self.scene.happens("fetched at home", FETCHED):
            return False
        clerk = self.clerk_at(filing.desk_id, at)
        if clerk is None:
            return False
        waybill = self._number()
        asked = self.scene.tried("fetched at home", partial(self._order, filing, clerk, waybill, at))
        if asked:
            self._coming.append(replace(filing, waybill=waybill, asked_at=at))
        return asked

    def _order(self, filing: Filing, clerk: Clerk, waybill: str, at: datetime) -> None:
        parcel = ask_pick_up(
            procedure=filing.procedure,
            desk_id=filing.desk_id,
            at_home=Address(filing.who.full_name, filing.who.phone, filing.address),
            wish="",
            account_id=None,
            at=at,
        )
        order_pick_up(
            parcel_id=parcel.pk,
            carrier_id=self._carrier,
            officer=clerk.officer,
            scope=clerk.scope,
            at=at,
            waybill=waybill,
        )

    def file(self, filing: Filing, at: datetime) -> UUID | None:
        """The clerk enters the envelope and files what is in it; gives the dossier, none where nobody is there."""
        clerk = self.clerk_at(filing.desk_id, at)
        if clerk is None:
            return None
        envelope = record_envelope(
            facts=EnvelopeFacts(
                sender_name=filing.who.full_name,
                sender_phone=filing.who.phone,
                sender_address=filing.address,
                carrier_name="Bưu điện tỉnh",
                waybill=filing.waybill or self._number(),
                sent_on=local_day(at) - timedelta(days=1),
                arrived_at=at - MOMENT,
            ),
            desk_id=filing.desk_id,
            officer=clerk.officer,
            scope=clerk.scope,
            at=at,
            key=self.scene.key(),
        )
        draft = begin_from_envelope(
            envelope_id=envelope.pk,
            procedure=filing.procedure,
            case="",
            officer=clerk.officer,
            scope=clerk.scope,
            at=at,
        )
        drafts.save_draft(draft.pk, fields=filing.fields, at=at)
        try:
            return file_from_envelope(envelope_id=envelope.pk, officer=clerk.officer, at=at).dossier_id
        except Refusal:
            drafts.discard_draft(draft.pk)
            raise
