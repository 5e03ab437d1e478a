"""Bad days: the system is away, the desk receives on paper, and everything enters afterwards with its true time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desks_of
from motcua.audit.services import Actor
from motcua.dossiers.selectors import dossier_named
from motcua.journey.context import documents_of
from motcua.journey.needs import components_for
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.operations.selectors.outages import blocks_of, numbers_of
from motcua.operations.services.kit import reserve_block, void_number
from motcua.operations.services.late import LateFacts, approve, decline, enter_late, send_for_approval
from motcua.operations.services.outages import end_outage, record_outage
from motcua.procedures.selectors import competent_agency, release_on
from motcua.workbench.simulate.answers import Answerer
from motcua.workbench.simulate.applicants import applicant_facts
from motcua.workbench.simulate.people import citizen
from motcua.workbench.simulate.scene import Done, NextAct, Scene
from motcua.workbench.simulate.world import Town

OUTAGE = 0.02  # a day, at each desk
SPOILT = 0.1
DECLINED = 0.1
INCOMPLETE = 0.2
RECEIVED = 5
BLOCK = 20
WHY = "Mất điện (mô phỏng)"


@dataclass(frozen=True)
class _BadDay:
    """A desk that could not use the system, who received, who answers for it, when it was entered."""

    town: Town
    desk_id: UUID
    clerk: Actor
    head: Actor
    at: datetime


class Outages:
    """A desk of a commune with a head, a kit of numbers and people who come all the same."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.random = scene, scene.random

    def day(self, at: datetime) -> list[Done]:
        """Gives the dossiers that came in by late entry today."""
        found: list[Done] = []
        for town in self.scene.world.towns:
            if self.scene.happens("outage", OUTAGE):
                done = self._outage(town, at)
                if done is None:
                    self.scene.dice.came_to_nothing("outage")
                found += done or []
        return found

    def _outage(self, town: Town, at: datetime) -> list[Done] | None:
        """From nine to eleven nothing worked; in the afternoon the desk enters what it received."""
        desk_id = desks_of(town.agency_id, local_day(at))[0].desk_id
        head = self.scene.desk_head(desk_id, town.agency_id, at)
        clerks = self.scene.staff.of_duty(town.agency_id, Role.RECEIVER, at, desk_id=desk_id)
        if head is None or not clerks:
            return None
        clerk = Actor("officer", self.random.choice(clerks), town.agency_id)
        began = at - timedelta(hours=6)
        numbers = self._numbers(desk_id, head, began - timedelta(hours=1))
        outage = record_outage(
            desk_id=desk_id,
            began_at=began,
            cause=WHY,
            decision="Tiếp nhận bằng phiếu dự phòng",
            officer=head,
            at=at,
        )
        found = []
        for n, number in enumerate(numbers[:RECEIVED]):
            if self.scene.happens("kit number spoilt", SPOILT):
                void_number(number=number, desk_id=desk_id, reason="Phiếu bị rách", officer=clerk, at=at)
                continue
            received_at = began + timedelta(minutes=20 * (n + 1))
            done = self._entered(_BadDay(town, desk_id, clerk, head, at), number, received_at)
            found += [done] if done else []
        end_outage(
            outage_id=outage.pk,
            ended_at=at - timedelta(hours=4),
            cause=WHY,
            repair="Điện lực đã cấp điện trở lại, đã kiểm tra máy",
            prevention="Đã đề nghị lắp bộ lưu điện",
            officer=head,
            at=at,
        )
        return found

    def _numbers(self, desk_id: UUID, head: Actor, at: datetime) -> list[str]:
        """Numbers of the kit that are still free; a new block where the old one is used up."""
        free = self._free(desk_id)
        if len(free) < RECEIVED:
            reserve_block(desk_id=desk_id, count=BLOCK, officer=head, at=at, key=self.scene.key())
            free = self._free(desk_id)
        return free

    def _free(self, desk_id: UUID) -> list[str]:
        return [
            one.number
            for view in blocks_of([desk_id])
            for one in numbers_of(view.block)
            if one.state == "printed"
        ]

    def _entered(self, day: _BadDay, number: str, then: datetime) -> Done | None:
        """One form: entered by who received it, looked at by the head of the desk."""
        facts = self._facts(day, number, then)
        if facts is None:
            return None
        try:
            entry = enter_late(facts=facts, officer=day.clerk, at=day.at, key=self.scene.key())
            send_for_approval(entry_id=entry.pk, officer=day.clerk, at=day.at)
            if self.scene.happens("late entry declined", DECLINED):
                decline(entry_id=entry.pk, officer=day.head, reason="Phiếu không có chữ ký", at=day.at)
                return None
            accepted = approve(entry_id=entry.pk, officer=day.head, at=day.at)
        except Refusal:
            return None
        state = dossier_named(entry.draft_id).state
        return Done(entry.draft_id, state, NextAct.OFFICE, 30 if accepted is None else 240)

    def _facts(self, day: _BadDay, number: str, then: datetime) -> LateFacts | None:
        """Something that the town's own agency decides; none where nothing of the catalogue is."""
        assert day.clerk.id is not None
        town = day.town
        for _ in range(20):
            card = self.random.choice(self.scene.world.catalogue)
            release = release_on(card.code, local_day(then))
            document, form, process = documents_of(release.id)
            who = citizen(self.random, local_day(then))
            answers = Answerer(self.random, who, town, then).fill(form)
            chosen = {"commune_code": town.commune_code}
            try:
                if (
                    process is None
                    or competent_agency(release, {**chosen, **answers}, then) != town.agency_id
                ):
                    continue
            except Refusal:
                continue
            asked = [one.id for one in components_for(document, answers, "direct")]
            if self.scene.happens("late entry incomplete", INCOMPLETE):
                asked = asked[:-1]
            return LateFacts(
                number=number,
                desk_id=day.desk_id,
                procedure=card.code,
                received_at=then,
                received_by=day.clerk.id,
                reason="Mất điện, nhận bằng phiếu giấy",
                applicant=applicant_facts(who, town) | chosen,
                papers=tuple(asked),
                answers=answers,
            )
        return None
