"""The turns that people of the simulation take: a verification, a new date, a refusal, a stop, an apology."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import pool_for, scope_of, staff_of_pool
from motcua.audit.services import Actor
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.selectors import dossier_named, papers_of
from motcua.dossiers.services.verification import VerificationFacts
from motcua.journey.errands import Errand
from motcua.journey.extend import apologise, decide_extension, propose_extension
from motcua.journey.reading.turns import proposed_refusal
from motcua.journey.stop import ask_stop, decline_stop, stop, withdraw
from motcua.journey.verify import verify
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.payments.selectors import charges_of
from motcua.payments.services import Settlement
from motcua.processes.schema import StepKind
from motcua.workflow.selectors import open_tasks_of, staff_for

REASONS = (
    "Hiện trạng không đúng với nội dung đề nghị.\nCăn cứ pháp lý kèm theo chưa đủ điều kiện theo quy định."
)


class Turns:
    """Chances are those of a decent province; the dice are its own, so that a new turn moves no other throw."""

    WITHDRAWN = 0.01
    VERIFIED = 0.10
    EXTENDED = 0.05
    NOT_GRANTED = 0.04
    STOPPED = 0.015
    DECLINED = 0.25
    APOLOGISED = 0.3

    def __init__(self, random: Random) -> None:
        self.random = random

    def _happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def _key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def is_withdrawn(self, dossier_id: UUID, at: datetime, key: UUID) -> bool:
        """Now and then somebody takes their dossier back before the desk has looked at it."""
        dossier = dossier_named(dossier_id)
        if dossier.accepted_at is not None or not self._happens(self.WITHDRAWN):
            return False
        withdraw(dossier_id=dossier_id, actor=Actor("applicant"), at=at, key=key)
        return True

    def is_stopped(self, dossier_id: UUID, kind: str, at: datetime) -> bool:
        """Now and then somebody wants no more of it while it is examined; the desk mostly stops it."""
        if kind != StepKind.EXAMINE or not self._happens(self.STOPPED):
            return False
        reason = "Tôi không còn nhu cầu thực hiện thủ tục này."
        ask_stop(dossier_id=dossier_id, applicant=Actor("applicant"), reason=reason, at=at, key=self._key())
        task = next(task for task in open_tasks_of(dossier_named(dossier_id)) if task.kind == Errand.STOP)
        desk = Actor("officer", self.random.choice(staff_for(task, at)), task.pool.agency_id)
        if self._happens(self.DECLINED):
            answer = "Người đề nghị chưa xuất trình giấy tờ chứng minh là chủ hồ sơ."
            decline_stop(dossier_id=dossier_id, officer=desk, answer=answer, at=at, key=self._key())
            return False
        stop(
            dossier_id=dossier_id,
            officer=desk,
            originals={paper.id: paper.originals for paper in papers_of(dossier_id)},
            fees=[
                Settlement(charge.pk, refunds=True, why="Chưa thực hiện công việc")
                for charge in charges_of(dossier_id)
            ],
            paper_reason="Giấy tờ còn ở đơn vị giải quyết, đã yêu cầu chuyển về.",
            at=at,
            key=self._key(),
        )
        return True

    def refusal_at(self, dossier_id: UUID, kind: str, *, leads: bool) -> str:
        """Reasons not to grant: proposed by who examines, signed by the leader who finds them proposed."""
        if not leads:
            return ""
        if kind == StepKind.APPROVE:
            return proposed_refusal(dossier_id)
        return REASONS if kind == StepKind.EXAMINE and self._happens(self.NOT_GRANTED) else ""

    def along_the_way(self, dossier_id: UUID, kind: str, officer: Actor, at: datetime) -> None:
        """What a handler records and proposes while examining; a leader who is late apologises."""
        if kind == StepKind.EXAMINE and self._happens(self.VERIFIED):
            self._verify(dossier_id, officer, at)
        if kind == StepKind.EXAMINE and self._happens(self.EXTENDED):
            self._extend(dossier_id, officer, at)
        due_at = dossier_named(dossier_id).due_at
        if due_at is not None and at > due_at and self._happens(self.APOLOGISED):
            self._apologise(dossier_id, at)

    def _verify(self, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        assert officer.id is not None
        scope = scope_of(officer.id, at)
        facts = VerificationFacts(
            content="Đã kiểm tra thực tế, hiện trạng phù hợp với hồ sơ.",
            applicant_attended=True,
            held_at=at - timedelta(hours=1),
            place="Tại địa điểm ghi trong hồ sơ",
            participants="Người nộp hồ sơ; cán bộ chuyên môn",
        )
        _try(
            lambda: verify(
                dossier_id=dossier_id,
                officer=officer,
                scope=scope,
                facts=facts,
                at=at,
                key=self._key(),
            )
        )

    def _extend(self, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        assert officer.id is not None
        dossier = dossier_named(dossier_id)
        leader = self._leader(dossier_id, at)
        if leader is None or dossier.due_at is None:
            return
        new_due_on = _working_day_after(local_day(dossier.due_at), self.random.randint(3, 8))
        handler = scope_of(officer.id, at)
        proposed = _try(
            lambda: propose_extension(
                dossier_id=dossier_id,
                officer=officer,
                scope=handler,
                reason="Chưa nhận được kết quả đo đạc, xác minh của đơn vị phối hợp.",
                new_due_on=new_due_on,
                at=at,
                key=self._key(),
            )
        )
        if proposed:
            assert leader.id is not None
            decide_extension(
                dossier_id=dossier_id,
                officer=leader,
                scope=scope_of(leader.id, at),
                approves=self._happens(0.9),
                answer="Còn đủ thời gian giải quyết, giữ ngày đã hẹn.",
                at=at,
                key=self._key(),
            )

    def _apologise(self, dossier_id: UUID, at: datetime) -> None:
        leader = self._leader(dossier_id, at)
        if leader is None:
            return
        assert leader.id is not None
        scope = scope_of(leader.id, at)
        _try(
            lambda: apologise(
                dossier_id=dossier_id,
                officer=leader,
                scope=scope,
                reason="Số lượng hồ sơ tăng đột biến, chưa bố trí kịp cán bộ.",
                expected_on=_working_day_after(local_day(at), 3),
                at=at,
                key=self._key(),
            )
        )

    def _leader(self, dossier_id: UUID, at: datetime) -> Actor | None:
        """One of the leaders of the agency that decides, if it has any."""
        agency_id = dossier_named(dossier_id).agency_id
        try:
            staff = staff_of_pool(pool_for(agency_id, Role.AGENCY_LEADER), at)
        except Refusal:
            return None
        return Actor("officer", self.random.choice(staff), agency_id) if staff else None


def _working_day_after(day: date, number: int) -> date:
    calendar = calendar_named("province")[0]
    for _ in range(number):
        day = calendar.working_day_from(day + timedelta(days=1))
    return day


def _try(act: Callable[[], None]) -> bool:
    """People propose what the law then refuses them; that is life, and no failure of the simulation."""
    try:
        act()
    except Refusal:
        return False
    return True
