"""What the people of the simulation do, one act of the journey each."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from random import Random
from uuid import UUID

from PIL import Image, ImageDraw

from motcua.accounts.selectors import account_name
from motcua.agencies.acting import posted_officer
from motcua.agencies.selectors import scope_of
from motcua.audit.services import Actor
from motcua.documents.services import store_file
from motcua.dossiers.requests import requests_of
from motcua.dossiers.selectors import (
    answers_of_draft,
    dossier_named,
    open_supplement_of,
    papers_of,
    results_of,
)
from motcua.dossiers.services import drafts
from motcua.dossiers.services.reception import Finding
from motcua.dossiers.services.results import ResultFacts
from motcua.dossiers.services.returning import Compared
from motcua.journey.accept import accept
from motcua.journey.answer import Reply, answer_supplement
from motcua.journey.check import check, refuse
from motcua.journey.close import close
from motcua.journey.context import documents_of, process_of
from motcua.journey.correct import correct_result, leaders_of
from motcua.journey.errors import FeeUnsettled
from motcua.journey.fees import choices, fees_of
from motcua.journey.hand_over import hand_over, pay_cash
from motcua.journey.needs import ON_PAPER, components_for
from motcua.journey.originals import to_compare
from motcua.journey.process import StepResult, process, send_back
from motcua.journey.steps import candidates
from motcua.journey.submit import submit
from motcua.journey.supplement import supplement
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.procedures.selectors import Card, competent_agency, desks_receiving, open_releases, release_on
from motcua.processes import rules as processes
from motcua.processes.schema import StepKind
from motcua.workbench.simulate import completing, field, waits
from motcua.workbench.simulate.absences import Absences
from motcua.workbench.simulate.answers import Answerer
from motcua.workbench.simulate.paper import PaperActs
from motcua.workbench.simulate.people import Citizen, citizen
from motcua.workbench.simulate.sitting import settle_at_once
from motcua.workbench.simulate.turns import Turns
from motcua.workbench.simulate.world import Town, World
from motcua.workflow.errors import NobodyThere
from motcua.workflow.selectors import open_steps_of, staff_for


class NextAct(StrEnum):
    FILE = "file"
    RECEIVE = "receive"
    SUPPLEMENT = "supplement"
    STEP = "step"
    HAND_OVER = "hand_over"


@dataclass(frozen=True)
class Done:
    """What an act led to: the dossier's state, what comes next, after about how many minutes."""

    dossier_id: UUID
    state: str
    then: NextAct | None = None
    minutes: int = 0
    was_decided_late: bool | None = None


class Acts:
    """The acts; chances and delays are those of a busy but decent province."""

    ONLINE_SHARE = 0.55
    SUPPLEMENTED = 0.09
    REFUSED = 0.03
    NEVER_ANSWERED = 0.2
    WRONG_PLACE = 0.02
    INCOMPLETE = 0.04
    SENT_BACK = 0.05
    SLOW = 0.12
    KEPT_OPEN = 0.04
    CORRECTED = 0.01
    AT_ONCE = 0.5

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.hopeless: dict[str, str] = {}
        self.paper = PaperActs(random)
        self.turns = Turns(Random(random.getrandbits(64)))  # noqa: S311 a simulation, not a secret
        self.absences = Absences(Random(random.getrandbits(64)))  # noqa: S311 the same

    def do(self, act: NextAct, dossier_id: UUID | None, at: datetime, key: UUID, *, in_office: bool) -> Done:
        """Do one act at `at`; refusals of the journey come through."""
        if act is NextAct.FILE:
            return self._file(at, in_office=in_office)
        assert dossier_id is not None
        if act is NextAct.RECEIVE:
            return self._receive(dossier_id, at, key)
        if act is NextAct.SUPPLEMENT:
            return self._supplement(dossier_id, at, key)
        if act is NextAct.STEP:
            return self._step(dossier_id, at, key)
        return self._hand_over(dossier_id, at, key)

    # --- the applicant ---

    def _file(self, at: datetime, *, in_office: bool) -> Done:
        """Somebody files something; what nobody here can handle is not chosen again."""
        while True:
            card = self.random.choice([one for one in self.world.catalogue if one.code not in self.hopeless])
            try:
                done = self._file_one(card, at, in_office=in_office)
                if done is not None:
                    return done
            except Refusal as refusal:
                self.hopeless[card.code] = refusal.code
                if len(self.hopeless) == len(self.world.catalogue):
                    raise

    def _file_one(self, card: Card, at: datetime, *, in_office: bool) -> Done | None:
        """One filing; None when the counter is closed and the procedure is not open online."""
        town = self.random.choice(self.world.towns)
        release = release_on(card.code, local_day(at))
        document, form, _ = documents_of(release.id)
        who = citizen(self.random, local_day(at))
        answers = Answerer(self.random, who, town, at).fill(form)
        chosen = {"commune_code": town.commune_code}
        agency_id = competent_agency(release, {**chosen, **answers}, at)
        if agency_id not in self.world.agency_ids:
            raise NobodyThere(step=card.name, place=str(agency_id))
        online = release.id in open_releases([release], at, agency_id=agency_id) and (
            not in_office or self.random.random() < self.ONLINE_SHARE
        )
        if not online and not in_office:
            return None
        desks = desks_receiving(release, agency_id, at)
        desk = next((one for one in desks if one.agency_id == town.agency_id), desks[0])
        opened = drafts.open_draft(
            release_id=release.id,
            at=at,
            channel="online" if online else "direct",
            desk_id=None if online else desk.desk_id,
            answers=answers,
        ).draft
        drafts.save_draft(opened.id, fields={"applicant": _applicant(who, town) | chosen}, at=at)
        for component in components_for(document, answers_of_draft(opened), opened.channel):
            if online and not component.shown_only:
                drafts.attach_file(opened.id, component_id=component.id, file_id=_paper_file(), at=at)
        try:
            filed = submit(draft_id=opened.id, actor=Actor("applicant"), at=at)
        except Refusal:
            drafts.discard_draft(opened.id)
            raise
        return Done(filed.dossier_id, "submitted", NextAct.RECEIVE, 25 if not online else 120)

    def _supplement(self, dossier_id: UUID, at: datetime, key: UUID) -> Done:
        asked = open_supplement_of(dossier_id)
        assert asked is not None
        replies = {
            point.pk: Reply(file_ids=(_paper_file(),))
            if point.paper_id is not None
            else Reply("Tôi đã kiểm tra lại, nội dung khai là đúng.")
            for point in asked.points.all()
        }
        answer_supplement(
            dossier_id=dossier_id, applicant=Actor("applicant"), replies=replies, at=at, key=key
        )
        return Done(dossier_id, "submitted", NextAct.RECEIVE, 90)

    # --- the desk ---

    def _receive(self, dossier_id: UUID, at: datetime, key: UUID) -> Done:
        if self.turns.is_withdrawn(dossier_id, at, key):
            return Done(dossier_id, "withdrawn")
        dossier = dossier_named(dossier_id)
        officer = self._doer(dossier_id, at)
        papers = papers_of(dossier_id)
        luck = self.random.random()
        if luck > 1 - self.AT_ONCE and settle_at_once(dossier_id, officer, at, key):
            return Done(dossier_id, "handed_over")
        is_first = not requests_of(dossier_id)
        ask = bool(papers) and is_first and luck < self.SUPPLEMENTED
        findings = [Finding(paper.id, "ok") for paper in papers]
        if ask:
            findings[-1] = Finding(
                papers[-1].id, "wrong", "Bản chụp bị mờ, không đọc được. Chụp lại rõ cả trang."
            )
        check(dossier_id=dossier_id, officer=officer, findings=findings, at=at)
        if ask:
            supplement(
                dossier_id=dossier_id,
                officer=officer,
                reason="Thành phần hồ sơ chưa đúng theo quy định của thủ tục.",
                form_faults=completing.form_faults(self.random, documents_of(dossier.release_id)[1]),
                at=at,
                key=key,
            )
            return self._awaited(dossier_id)
        if is_first and luck < self.SUPPLEMENTED + self.REFUSED:
            reason = "Nội dung đề nghị không thuộc thẩm quyền giải quyết của cơ quan theo quy định hiện hành."
            refuse(dossier_id=dossier_id, officer=officer, reason=reason, at=at, key=key)
            return Done(dossier_id, "refused")
        if is_first and self.random.random() < self.WRONG_PLACE:
            moved = completing.pass_on(dossier_id, self.world, self.random, officer=officer, at=at, key=key)
            if moved:
                return Done(dossier_id, "submitted", NextAct.RECEIVE, 60)
        self._accept(dossier_id, officer, at, key)
        if dossier.channel in ON_PAPER and dossier_named(dossier_id).money_state == "due":
            self._pay(dossier_id, officer, at)
        self.paper.give(dossier_id, officer, at)
        return Done(dossier_id, "in_process", NextAct.STEP, self._minutes(dossier_id))

    def _awaited(self, dossier_id: UUID) -> Done:
        """What was asked for is brought after two days or so; some never come back."""
        waits = None if self.random.random() < self.NEVER_ANSWERED else NextAct.SUPPLEMENT
        return Done(dossier_id, "supplement_requested", waits, 2 * 24 * 60)

    def _accept(self, dossier_id: UUID, officer: Actor, at: datetime, key: UUID) -> None:
        place = field.place_of(dossier_id, at)
        try:
            accept(dossier_id=dossier_id, officer=officer, at=at, key=key, place=place)
        except FeeUnsettled:
            fee = choices(fees_of(dossier_named(dossier_id), at))[0].name
            settled = {fee: 50_000}
            accept(
                dossier_id=dossier_id, officer=officer, at=at, key=key, fees_vnd=settled, place=place
            )  # fmt: skip

    def _pay(self, dossier_id: UUID, officer: Actor, at: datetime) -> None:
        receipt = f"BL{self.random.randint(1, 9_999_999):07d}"
        pay_cash(dossier_id=dossier_id, officer=officer, receipt_number=receipt, at=at, key=_key(self.random))

    def _hand_over(self, dossier_id: UUID, at: datetime, key: UUID) -> Done:
        dossier = dossier_named(dossier_id)
        officer = self._doer(dossier_id, at)
        if dossier.money_state == "due":
            self._pay(dossier_id, officer, at)
        self.paper.account(dossier_id, dossier.return_desk_id, at)
        hand_over(
            dossier_id=dossier_id,
            officer=officer,
            receiver_name=dossier.applicant_name,
            compared=[Compared(paper.pk, fits=True) for paper in to_compare(dossier)],
            receiving=field.receiving(dossier_id, at, self.random),
            at=at,
            key=key,
        )
        if self.random.random() < self.CORRECTED and self._correct(dossier_id, at):
            return Done(dossier_id, "decided", NextAct.HAND_OVER, 480)
        if self.random.random() > self.KEPT_OPEN:
            close(dossier_id=dossier_id, officer=officer, at=at, key=_key(self.random))
        return Done(dossier_id, "handed_over")

    def _correct(self, dossier_id: UUID, at: datetime) -> bool:
        """The leader finds a mistake in a result that is out already; False where nobody leads the agency now."""
        dossier = dossier_named(dossier_id)
        leaders = leaders_of(dossier.agency_id, at)
        if not leaders:
            return False
        leader = self.random.choice(leaders)
        correct_result(
            dossier_id=dossier_id,
            result_id=results_of(dossier_id)[-1].pk,
            facts=self._result(dossier_id, leader, at),
            reason="Ghi sai thông tin của người nộp hồ sơ trên kết quả.",
            officer=Actor("officer", leader, dossier.agency_id),
            scope=scope_of(leader, at),
            at=at,
            key=_key(self.random),
        )
        return True

    # --- the agency ---

    def _step(self, dossier_id: UUID, at: datetime, key: UUID) -> Done:
        self.paper.receive(dossier_id, at)
        dossier = dossier_named(dossier_id)
        task = waits.turn_of(dossier_id)
        doer = self.absences.doer(task, at)
        scope = scope_of(doer, at)
        officer = posted_officer(scope, agency_id=task.agency_id)
        if self.turns.is_stopped(dossier_id, task.kind, at):
            return Done(dossier_id, "stopped")
        doing = waits.Doer(officer, scope, at, self.random)
        if waits.play(dossier_id, task, doing, agencies=self.world.agency_ids, key=key):
            return Done(dossier_id, "in_process", NextAct.STEP, self._minutes(dossier_id))
        self.turns.along_the_way(dossier_id, task.kind, officer, at)
        if task.kind in {StepKind.REVIEW, StepKind.APPROVE} and self.random.random() < self.SENT_BACK:
            target = next(
                step
                for step in processes.earlier(process_of(dossier), task.step_id)
                if step.kind is StepKind.EXAMINE
            )
            send_back(
                dossier_id=dossier_id,
                task_id=task.id,
                to_step_id=target.id,
                reason="Bổ sung căn cứ pháp lý vào tờ trình.",
                officer=officer,
                scope=scope,
                at=at,
                key=key,
            )
            return Done(dossier_id, "in_process", NextAct.STEP, self._minutes(dossier_id))
        if task.kind == StepKind.EXAMINE and self.random.random() < self.INCOMPLETE:
            asked = completing.send_back(dossier_id, task.id, officer=officer, scope=scope, at=at, key=key)
            if asked:
                return self._awaited(dossier_id)
        outcome = StepResult(text="Đã kiểm tra, hồ sơ đủ điều kiện giải quyết theo quy định.")
        if task.kind == StepKind.ASSIGN:
            outcome = StepResult(assignee_id=self._assignee(dossier_id, task.step_id, at))
        if task.kind == StepKind.APPROVE or self._is_last(dossier_id, task.step_id):
            outcome = StepResult(text=outcome.text, result=self._result(dossier_id, doer, at))
        if refusal := self.turns.refusal_at(dossier_id, task.kind, leads=task.agency_id == dossier.agency_id):
            outcome = StepResult(refusal=refusal)
        process(
            dossier_id=dossier_id,
            task_id=task.id,
            officer=officer,
            scope=scope,
            outcome=outcome,
            at=at,
            key=key,
        )
        after = dossier_named(dossier_id)
        if after.state == "decided":
            late = after.due_at is not None and at > after.due_at
            return Done(dossier_id, "decided", NextAct.HAND_OVER, self.random.choice((60, 480, 1440)), late)
        return Done(dossier_id, after.state, NextAct.STEP, self._minutes(dossier_id))

    def _is_last(self, dossier_id: UUID, step_id: str) -> bool:
        """The step that must bring the result where no step approves (a number given by a machine)."""
        steps = process_of(dossier_named(dossier_id)).steps
        if any(step.kind is StepKind.APPROVE for step in steps):
            return False
        working = [step for step in steps if step.kind is not StepKind.RETURN]
        return working[-1].id == step_id

    def _assignee(self, dossier_id: UUID, step_id: str, at: datetime) -> UUID:
        """Somebody of the place where the next step is done."""
        dossier = dossier_named(dossier_id)
        after = processes.following(process_of(dossier), step_id)[0]
        return self.random.choice(candidates(dossier, after, at))

    def _result(self, dossier_id: UUID, signer: UUID, at: datetime) -> ResultFacts:
        dossier = dossier_named(dossier_id)
        document = documents_of(dossier.release_id)[0]
        name = document.results[-1].name if document.results else f"Kết quả: {dossier.procedure_name}"
        number = f"{self.random.randint(1, 999)}/KQ-UBND"
        return ResultFacts(name[:200], local_day(at), account_name(signer), number=number)

    def _minutes(self, dossier_id: UUID) -> int:
        """About how long the open step takes: its allotment, sometimes several times that."""
        task = waits.turn_of(dossier_id)
        if task.kind == waits.OPINION:
            return self.random.randint(60, 1200)
        step = process_of(dossier_named(dossier_id)).step(task.step_id)
        if step.waits:
            return self.random.randint(1, 5) * 24 * 60
        factor = (
            self.random.uniform(2.5, 6) if self.random.random() < self.SLOW else self.random.uniform(0.3, 0.9)
        )
        return max(10, int(step.minutes * factor))

    def _doer(self, dossier_id: UUID, at: datetime) -> Actor:
        """An officer of the desk where the dossier waits."""
        task = open_steps_of(dossier_named(dossier_id))[0]
        scope = scope_of(task.owner_id or self.random.choice(staff_for(task, at)), at)
        return posted_officer(scope, agency_id=task.pool.agency_id)


def _applicant(who: Citizen, town: Town) -> dict[str, str]:
    return {
        "kind": "person",
        "full_name": who.full_name,
        "number": who.number,
        "born_on": who.born_on.isoformat(),
        "sex": who.sex,
        "phone": who.phone,
        "email": who.email,
        "address": f"{who.street}, {town.commune_name}",
    }


def _key(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


@cache
def _paper_file() -> UUID:
    """One picture that stands for every paper of the simulation; it says what it is."""
    picture = Image.new("RGB", (900, 1270), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 860, 1230), outline="#9B1C1C", width=4)
    pen.text((110, 120), "GIAY TO MO PHONG", fill="#9B1C1C", font_size=60)
    pen.text((110, 210), "Anh minh hoa cho he thong chay thu", fill="black", font_size=34)
    for line in range(20):
        pen.line((110, 330 + line * 42, 790 - 60 * (line % 3), 330 + line * 42), fill="#bbbbbb", width=6)
    page = io.BytesIO()
    picture.save(page, "JPEG", quality=70)
    page.seek(0)
    return store_file(file=page, name="giay-to-mo-phong.jpg", at=now()).id
