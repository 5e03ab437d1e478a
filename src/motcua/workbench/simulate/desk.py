"""What the one-stop desk does: it receives, asks, refuses, passes on, accepts, hands over, gives paper back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from motcua.accounts.selectors import account_name
from motcua.agencies.acting import posted_officer
from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.dossiers.requests import requests_of
from motcua.dossiers.selectors import dossier_named, papers_of, results_of
from motcua.dossiers.services.reception import Finding
from motcua.dossiers.services.results import ResultFacts
from motcua.dossiers.services.returning import Compared, Receiving, wrong_results_out
from motcua.journey.accept import accept
from motcua.journey.check import check, refuse
from motcua.journey.close import close
from motcua.journey.context import documents_of
from motcua.journey.correct import correct_result, leaders_of
from motcua.journey.errors import FeeUnsettled
from motcua.journey.fees import choices, fees_of
from motcua.journey.hand_over import hand_over, pay_cash
from motcua.journey.needs import ON_PAPER
from motcua.journey.originals import allow_differences, to_compare
from motcua.journey.supplement import allow_second_request, supplement
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.workbench.simulate import completing, field, waits
from motcua.workbench.simulate.paper import PaperActs
from motcua.workbench.simulate.people import citizen
from motcua.workbench.simulate.post import PostActs
from motcua.workbench.simulate.scene import Done, NextAct, Scene
from motcua.workbench.simulate.sitting import settle_at_once
from motcua.workbench.simulate.turns import Turns
from motcua.workflow.selectors import open_steps_of

SUPPLEMENTED = 0.09
ASKED_TWICE = 0.06
REFUSED = 0.03
AT_ONCE = 0.5
NEVER_ANSWERED = 0.2
DESK_ASKS = 0.02
KEPT_OPEN = 0.04
SENT_SOMEBODY = 0.08
BY_POST = 0.05
DIFFERS = 0.02
CORRECTED = 0.01
DAY = 24 * 60
SOME_DAY = date(2026, 1, 1)
BLURRED = "Bản chụp bị mờ, không đọc được. Chụp lại rõ cả trang."


class DeskActs:
    """People of the desks; the chances are those of a busy but decent province."""

    def __init__(self, scene: Scene, paper: PaperActs, turns: Turns) -> None:
        self.scene, self.random = scene, scene.random
        self.paper, self.turns = paper, turns
        self.post = PostActs(scene, paper, self._correct)

    def clerk(self, dossier_id: UUID, at: datetime) -> Actor:
        """An officer of the desk where the dossier waits."""
        task = open_steps_of(dossier_named(dossier_id))[0]
        staff = self.scene.staff
        doer = (
            staff.doer(task.owner_id, task.pool_id, at)
            if task.owner_id
            else self.random.choice(staff.of_pool(task.pool_id, at))
        )
        return posted_officer(staff.scope(doer, at), agency_id=task.pool.agency_id)

    def clerk_of(self, desk_id: UUID, agency_id: UUID, at: datetime) -> Actor | None:
        """Somebody of a desk, if anybody works there."""
        staff = self.scene.staff.of_duty(agency_id, Role.RECEIVER, at, desk_id=desk_id)
        return Actor("officer", self.random.choice(staff), agency_id) if staff else None

    # --- a dossier comes in ---

    def receive(self, dossier_id: UUID, at: datetime, key: UUID) -> Done:
        officer = self.clerk(dossier_id, at)
        if self.turns.is_withdrawn(dossier_id, officer, at, key):
            return Done(dossier_id, "withdrawn", NextAct.APPLICANT, 3 * DAY)
        dossier = dossier_named(dossier_id)
        papers = papers_of(dossier_id)
        earlier = requests_of(dossier_id)
        if self.scene.happens("settled at the counter", AT_ONCE):
            if settle_at_once(dossier_id, officer, at, key):
                return Done(dossier_id, "handed_over")
            self.scene.dice.came_to_nothing("settled at the counter")
        findings = [Finding(paper.id, "ok") for paper in papers]
        asks = bool(papers) and self._asks(dossier_id, len(earlier), officer, at)
        if asks:
            findings[-1] = Finding(papers[-1].id, "wrong", BLURRED)
        check(dossier_id=dossier_id, officer=officer, findings=findings, at=at)
        if asks:
            supplement(
                dossier_id=dossier_id,
                officer=officer,
                reason="Thành phần hồ sơ chưa đúng theo quy định của thủ tục.",
                form_faults=completing.form_faults(self.random, documents_of(dossier.release_id)[1]),
                at=at,
                key=key,
            )
            return self.awaited(dossier_id)
        if not earlier and self.scene.happens("refused at the desk", REFUSED):
            reason = "Nội dung đề nghị không thuộc thẩm quyền giải quyết của cơ quan theo quy định hiện hành."
            refuse(dossier_id=dossier_id, officer=officer, reason=reason, at=at, key=key)
            return Done(dossier_id, "refused", NextAct.APPLICANT, 3 * DAY)
        if not earlier:
            moved = completing.pass_on(self.scene, dossier_id, officer=officer, at=at, key=key)
            if moved is not None:
                return moved
        self._accept(dossier_id, officer, at, key)
        if dossier.channel in ON_PAPER and dossier_named(dossier_id).money_state == "due":
            self._pay(dossier_id, officer, at)
        self.paper.keep_originals(dossier_id, officer, at)
        self.paper.give(dossier_id, officer, at)
        if self.scene.happens("the desk asks", DESK_ASKS):
            waits.ask_from_desk(self.scene, dossier_id, officer, at)
        return Done(dossier_id, "in_process", NextAct.OFFICE, waits.minutes(self.scene, dossier_id))

    def _asks(self, dossier_id: UUID, earlier: int, officer: Actor, at: datetime) -> bool:
        """Whether the applicant is asked; a second time only where the head of the desk says why (TN19-10.2a)."""
        if earlier == 0:
            channel = dossier_named(dossier_id).channel
            return self.scene.happens(f"asked to complete, {channel}", SUPPLEMENTED)
        if earlier > 1 or not self.scene.happens("asked twice", ASKED_TWICE):
            return False
        dossier = dossier_named(dossier_id)
        assert officer.agency_id is not None
        head = self.scene.desk_head(dossier.desk_id, officer.agency_id, at)
        if head is None:
            self.scene.dice.came_to_nothing("asked twice")
            return False
        return self.scene.tried(
            "asked twice",
            lambda: allow_second_request(
                dossier_id=dossier_id,
                officer=head,
                scope=self.scene.scope(head, at),
                reason="Bản nộp bổ sung vẫn không đọc được.",
                at=at,
                key=self.scene.key(),
            ),
        )

    def awaited(self, dossier_id: UUID) -> Done:
        """What was asked for is brought after two days or so; some never come back."""
        if self.scene.happens("never answered", NEVER_ANSWERED):
            return Done(dossier_id, "supplement_requested", NextAct.APPLICANT, 40 * DAY)
        comes = dossier_named(dossier_id).channel in ON_PAPER
        return Done(
            dossier_id, "supplement_requested", NextAct.OFFICE if comes else NextAct.APPLICANT, 2 * DAY
        )

    def _accept(self, dossier_id: UUID, officer: Actor, at: datetime, key: UUID) -> None:
        place = field.place_of(
            dossier_id, at, is_taken_outside=self.scene.happens("taken out of the desks", 0)
        )
        try:
            accept(dossier_id=dossier_id, officer=officer, at=at, key=key, place=place)
        except FeeUnsettled:
            fee = choices(fees_of(dossier_named(dossier_id), at))[0].name
            accept(
                dossier_id=dossier_id, officer=officer, at=at, key=key, place=place, fees_vnd={fee: 50_000}
            )

    def _pay(self, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        receipt = f"BL{self.random.randint(1, 9_999_999):07d}"
        pay_cash(dossier_id=dossier_id, officer=officer, receipt_number=receipt, at=at, key=self.scene.key())

    # --- a result goes out ---

    def give_result(self, dossier_id: UUID, at: datetime, key: UUID) -> Done:
        dossier = dossier_named(dossier_id)
        officer = self.clerk(dossier_id, at)
        if self.post.takes(dossier_id, officer, at):
            return Done(dossier_id, "decided", NextAct.OFFICE, DAY)
        if dossier.money_state == "due":
            self._pay(dossier_id, officer, at)
        paper_reason = self.paper.account(dossier_id, dossier.return_desk_id, at)
        compared = [Compared(paper.pk, fits=True) for paper in to_compare(dossier)]
        if compared and self.scene.happens("original differs", DIFFERS):
            compared = self._differing(dossier_id, compared, officer, at)
        hand_over(
            dossier_id=dossier_id,
            officer=officer,
            receiver_name=dossier.applicant_name,
            compared=compared,
            receiving=self._receiving(dossier_id, at),
            returned=self.paper.originals_here(dossier_id, dossier.return_desk_id),
            paper_reason=paper_reason,
            at=at,
            key=key,
        )
        if self.scene.happens("corrected", CORRECTED) and self._correct(dossier_id, at):
            return Done(dossier_id, "decided", NextAct.OFFICE, 480)
        return self.close(dossier_id, officer, at, paper_reason)

    def close(self, dossier_id: UUID, officer: Actor, at: datetime, paper_reason: str) -> Done:
        """What was handed over is closed and filed away; some are forgotten."""
        if not self.scene.happens("kept open", KEPT_OPEN):
            close(
                dossier_id=dossier_id,
                officer=officer,
                paper_reason=paper_reason,
                at=at,
                key=self.scene.key(),
            )
        return Done(dossier_id, "handed_over")

    def _differing(
        self, dossier_id: UUID, compared: list[Compared], officer: Actor, at: datetime
    ) -> list[Compared]:
        """One original is not what was sent in: the clerk may not give the result, the head of the desk allows it."""
        dossier = dossier_named(dossier_id)
        assert officer.agency_id is not None
        head = self.scene.desk_head(dossier.return_desk_id, officer.agency_id, at)
        if head is None:
            self.scene.dice.came_to_nothing("original differs")
            return compared
        differing = [
            Compared(compared[0].paper_id, fits=False, remark="Ngày cấp khác bản chụp."),
            *compared[1:],
        ]
        try:
            hand_over(
                dossier_id=dossier_id,
                officer=officer,
                receiver_name=dossier.applicant_name,
                compared=differing,
                receiving=Receiving(place=field.place_decided(dossier_id, at)),
                at=at,
                key=self.scene.key(),
            )
        except Refusal:  # as the law has it; the comparison stays written down
            allow_differences(
                dossier_id=dossier_id,
                officer=head,
                scope=self.scene.scope(head, at),
                reason="Giấy tờ gốc đã được cấp đổi, nội dung không thay đổi.",
                at=at,
                key=self.scene.key(),
            )
        return []

    def _receiving(self, dossier_id: UUID, at: datetime) -> Receiving:
        """Most applicants come themselves; some send somebody with a paper. A wrong result comes back."""
        took_back, place = bool(wrong_results_out(dossier_id)), field.place_decided(dossier_id, at)
        if self.scene.happens("sent somebody", SENT_SOMEBODY):
            number = citizen(self.random, SOME_DAY).number
            return Receiving(
                number=number,
                mandate="authorised",
                mandate_paper="Giấy ủy quyền có chứng thực",
                took_back=took_back,
                place=place,
            )
        if self.scene.happens("by post", BY_POST):
            parcel = f"E{self.random.randint(1, 9_999_999):09d}VN"
            return Receiving(way="post", post_number=parcel, took_back=took_back, place=place)
        return Receiving(took_back=took_back, place=place)

    def _correct(self, dossier_id: UUID, at: datetime) -> bool:
        """The leader finds a mistake in a result that is out already; False where nobody leads the agency now."""
        dossier = dossier_named(dossier_id)
        leaders = leaders_of(dossier.agency_id, at)
        if not leaders:
            self.scene.dice.came_to_nothing("corrected")
            return False
        leader = Actor("officer", self.random.choice(leaders), dossier.agency_id)
        correct_result(
            dossier_id=dossier_id,
            result_id=results_of(dossier_id)[-1].pk,
            facts=result_of(self.scene, dossier_id, leader, at),
            reason="Ghi sai thông tin của người nộp hồ sơ trên kết quả.",
            officer=leader,
            scope=self.scene.scope(leader, at),
            at=at,
            key=self.scene.key(),
        )
        return True


def result_of(scene: Scene, dossier_id: UUID, signer: Actor, at: datetime) -> ResultFacts:
    """The result that somebody signs, as the procedure calls it."""
    assert signer.id is not None
    dossier = dossier_named(dossier_id)
    document = documents_of(dossier.release_id)[0]
    name = document.results[-1].name if document.results else f"Kết quả: {dossier.procedure_name}"
    number = f"{scene.random.randint(1, 999)}/KQ-UBND"
    return ResultFacts(name[:200], local_day(at), account_name(signer.id), number=number)
