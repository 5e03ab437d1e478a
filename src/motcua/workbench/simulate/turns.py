"""The turns that people of the simulation take: a verification, a new date, a refusal, a stop, an apology."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_of
from motcua.audit.services import Actor
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.selectors import dossier_named, papers_of
from motcua.dossiers.services.verification import VerificationFacts
from motcua.journey.errands import Errand
from motcua.journey.extend import apologise, decide_extension, propose_extension
from motcua.journey.reading.turns import proposed_refusal
from motcua.journey.stop import Asked, ask_stop, decline_stop, stop, withdraw
from motcua.journey.verify import verify
from motcua.kernel.clock import local_day
from motcua.payments.selectors import charges_of
from motcua.payments.services import Settlement
from motcua.processes.schema import StepKind
from motcua.workbench.simulate.scene import Scene
from motcua.workflow.selectors import open_tasks_of

REASONS = (
    "Hiện trạng không đúng với nội dung đề nghị.\nCăn cứ pháp lý kèm theo chưa đủ điều kiện theo quy định."
)


WITHDRAWN, WITHDRAWN_AT_COUNTER = 0.007, 0.003
VERIFIED = 0.10
EXTENDED, NOT_EXTENDED = 0.045, 0.005
NOT_GRANTED = 0.04
APOLOGISED = 0.3
WANTS_NO_MORE = "Tôi không còn nhu cầu thực hiện thủ tục này."


class StopWay(StrEnum):
    """How it comes to a stop, or not: a name and a chance each."""

    IN_WRITING = "stopped in writing"
    ONLINE = "stopped as asked online"
    PAID = "stopped after the fee was paid"
    DECLINED = "stop declined"
    UNANSWERED = "stop not answered in time"


STOPS = {
    StopWay.IN_WRITING: 0.003,
    StopWay.ONLINE: 0.006,
    StopWay.PAID: 0.01,
    StopWay.DECLINED: 0.003,
    StopWay.UNANSWERED: 0.002,
}


class Turns:
    """Chances are those of a decent province."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.random = scene, scene.random

    def is_withdrawn(self, dossier_id: UUID, clerk: Actor, at: datetime, key: UUID) -> bool:
        """Now and then somebody takes their dossier back before the desk has looked at it, or at the counter."""
        if dossier_named(dossier_id).accepted_at is not None:
            return False
        if self.scene.happens("withdrawn at the counter", WITHDRAWN_AT_COUNTER):
            actor = clerk
        elif self.scene.happens("withdrawn", WITHDRAWN):
            actor = Actor("applicant")
        else:
            return False
        withdraw(dossier_id=dossier_id, actor=actor, at=at, key=key, reason=WANTS_NO_MORE)
        return True

    def is_stopped(self, dossier_id: UUID, kind: str, at: datetime) -> bool:
        """Now and then somebody wants no more of it while it is examined; the desk mostly stops it."""
        if kind != StepKind.EXAMINE or stop_asked(dossier_id):
            return False
        fits = [way for way in STOPS if way is not StopWay.PAID or charges_of(dossier_id)]
        way = next((way for way in fits if self.scene.happens(way, STOPS[way])), None)
        if way is None:
            return False
        desk = self._clerk(dossier_id, at)
        if way is StopWay.IN_WRITING and desk is not None:
            asker = dossier_named(dossier_id).applicant_name
            self._stop(
                dossier_id, desk, at, Asked("in_writing", asker, WANTS_NO_MORE, at - timedelta(hours=1))
            )
            return True
        ask_stop(
            dossier_id=dossier_id, applicant=Actor("applicant"), reason=WANTS_NO_MORE, at=at, key=self._key()
        )
        if desk is None or way is StopWay.UNANSWERED:
            return False
        if way is StopWay.DECLINED:
            answer = "Người đề nghị chưa xuất trình giấy tờ chứng minh là chủ hồ sơ."
            decline_stop(dossier_id=dossier_id, officer=desk, answer=answer, at=at, key=self._key())
            return False
        self._stop(dossier_id, desk, at)
        return True

    def _clerk(self, dossier_id: UUID, at: datetime) -> Actor | None:
        desk_id = dossier_named(dossier_id).desk_id
        agency_id = desk_of(desk_id).agency_id
        staff = self.scene.staff.of_duty(agency_id, Role.RECEIVER, at, desk_id=desk_id)
        return Actor("officer", self.random.choice(staff), agency_id) if staff else None

    def _stop(self, dossier_id: UUID, desk: Actor, at: datetime, asked: Asked | None = None) -> None:
        stop(
            dossier_id=dossier_id,
            officer=desk,
            asked=asked,
            originals={paper.id: paper.originals for paper in papers_of(dossier_id)},
            fees=[
                Settlement(charge.pk, refunds=True, why="Chưa thực hiện công việc")
                for charge in charges_of(dossier_id)
            ],
            paper_reason="Giấy tờ còn ở đơn vị giải quyết, đã yêu cầu chuyển về.",
            at=at,
            key=self._key(),
        )

    def _key(self) -> UUID:
        return self.scene.key()

    def refusal_at(self, dossier_id: UUID, kind: str, *, leads: bool) -> str:
        """Reasons not to grant: proposed by who examines, signed by the leader who finds them proposed."""
        if not leads:
            return ""
        if kind == StepKind.APPROVE:
            return proposed_refusal(dossier_id)
        return REASONS if kind == StepKind.EXAMINE and self.scene.happens("not granted", NOT_GRANTED) else ""

    def along_the_way(self, dossier_id: UUID, kind: str, officer: Actor, at: datetime) -> None:
        """What a handler records and proposes while examining; a leader who is late apologises."""
        if kind == StepKind.EXAMINE and self.scene.happens("verified", VERIFIED):
            self._verify(dossier_id, officer, at)
        if kind == StepKind.EXAMINE:
            for name, chance in (("extension approved", EXTENDED), ("extension refused", NOT_EXTENDED)):
                if self.scene.happens(name, chance):
                    self._extend(name, dossier_id, officer, at)
        due_at = dossier_named(dossier_id).due_at
        if due_at is not None and at > due_at and self.scene.happens("apologised", APOLOGISED):
            self._apologise(dossier_id, at)

    def _verify(self, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        scope = self.scene.scope(officer, at)
        facts = VerificationFacts(
            content="Đã kiểm tra thực tế, hiện trạng phù hợp với hồ sơ.",
            applicant_attended=True,
            held_at=at - timedelta(hours=1),
            place="Tại địa điểm ghi trong hồ sơ",
            participants="Người nộp hồ sơ; cán bộ chuyên môn",
        )
        self.scene.tried(
            "verified",
            lambda: verify(
                dossier_id=dossier_id,
                officer=officer,
                scope=scope,
                facts=facts,
                at=at,
                key=self._key(),
            ),
        )

    def _extend(self, name: str, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        dossier = dossier_named(dossier_id)
        leader = self._leader(dossier_id, at)
        if leader is None or dossier.due_at is None:
            return
        new_due_on = _working_day_after(local_day(dossier.due_at), self.random.randint(3, 8))
        handler = self.scene.scope(officer, at)
        proposed = self.scene.tried(
            name,
            lambda: propose_extension(
                dossier_id=dossier_id,
                officer=officer,
                scope=handler,
                reason="Chưa nhận được kết quả đo đạc, xác minh của đơn vị phối hợp.",
                new_due_on=new_due_on,
                at=at,
                key=self._key(),
            ),
        )
        if proposed:
            decide_extension(
                dossier_id=dossier_id,
                officer=leader,
                scope=self.scene.scope(leader, at),
                approves=name == "extension approved",
                answer="Còn đủ thời gian giải quyết, giữ ngày đã hẹn.",
                at=at,
                key=self._key(),
            )

    def _apologise(self, dossier_id: UUID, at: datetime) -> None:
        leader = self._leader(dossier_id, at)
        if leader is None:
            return
        scope = self.scene.scope(leader, at)
        self.scene.tried(
            "apologised",
            lambda: apologise(
                dossier_id=dossier_id,
                officer=leader,
                scope=scope,
                reason="Số lượng hồ sơ tăng đột biến, chưa bố trí kịp cán bộ.",
                expected_on=_working_day_after(local_day(at), 3),
                at=at,
                key=self._key(),
            ),
        )

    def _leader(self, dossier_id: UUID, at: datetime) -> Actor | None:
        """One of the leaders of the agency that decides, if it has any."""
        return self.scene.leader(dossier_named(dossier_id).agency_id, at)


def stop_asked(dossier_id: UUID) -> bool:
    """Whether a request to stop waits for its answer already."""
    return any(task.kind == Errand.STOP for task in open_tasks_of(dossier_named(dossier_id)))


def _working_day_after(day: date, number: int) -> date:
    calendar = calendar_named("province")[0]
    for _ in range(number):
        day = calendar.working_day_from(day + timedelta(days=1))
    return day
