"""What the agency does: one step of the process after the other, with everything that comes between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.agencies.acting import posted_officer
from motcua.dossiers.selectors import dossier_named
from motcua.journey.context import process_of
from motcua.journey.process import StepResult, assign, claim, process, send_back
from motcua.journey.steps import candidates
from motcua.processes import rules as processes
from motcua.processes.schema import StepKind
from motcua.workbench.simulate import completing, waits
from motcua.workbench.simulate.absences import Absences
from motcua.workbench.simulate.desk import DeskActs, result_of
from motcua.workbench.simulate.paper import PaperActs
from motcua.workbench.simulate.scene import Done, NextAct, Scene
from motcua.workbench.simulate.turns import Turns
from motcua.workbench.simulate.waits import Doer, Turn

SENT_BACK = 0.05
LEFT = 0.03  # of the parts of others
CLAIMED = 0.1
ASSIGNED = 0.03
DAY = 24 * 60


@dataclass(frozen=True)
class AgencyActs:
    """People of the agencies that decide or take part.

    absences  who is away or leaves, decided step by step; none where the offices live and say it day by day
    """

    scene: Scene
    paper: PaperActs
    turns: Turns
    desk: DeskActs
    absences: Absences | None = None

    def step(self, dossier_id: UUID, at: datetime, key: UUID) -> Done:
        """Do the step that is open, or what keeps the dossier from going straight on."""
        self.paper.receive(dossier_id, at)
        turn = waits.turn_of(dossier_id)
        doer = self._doer(turn, at)
        if self.turns.is_stopped(dossier_id, turn.kind, at):
            return Done(dossier_id, "stopped", NextAct.APPLICANT, 4 * DAY)
        if waits.play(self.scene, dossier_id, turn, doer, key=key):
            return self._goes_on(dossier_id, "in_process")
        self._settle_who(dossier_id, turn, doer)
        self.turns.along_the_way(dossier_id, turn.kind, doer.officer, at)
        return self._sent_back(dossier_id, turn, doer, key) or self._finish(dossier_id, turn, doer, key)

    def _sent_back(self, dossier_id: UUID, turn: Turn, doer: Doer, key: UUID) -> Done | None:
        """To an earlier step by who reviews, to the applicant by who examines; None when neither."""
        if turn.kind in {StepKind.REVIEW, StepKind.APPROVE} and self.scene.happens("sent back", SENT_BACK):
            return self._send_back(dossier_id, turn, doer, key)
        leads = turn.agency_id == dossier_named(dossier_id).agency_id
        if turn.kind == StepKind.EXTERNAL and not leads and self.scene.happens("part left", LEFT):
            return self._send_back(dossier_id, turn, doer, key)
        if turn.kind == StepKind.EXAMINE:
            state = completing.send_back(self.scene, dossier_id, turn, doer, key=key)
            if state == "stopped":
                return Done(dossier_id, state, NextAct.APPLICANT, 3 * DAY)
            if state:
                return self.desk.awaited(dossier_id)
        return None

    def _finish(self, dossier_id: UUID, turn: Turn, doer: Doer, key: UUID) -> Done:
        at = doer.at
        outcome = self._outcome(dossier_id, turn, doer)
        process(
            dossier_id=dossier_id,
            task_id=turn.id,
            officer=doer.officer,
            scope=doer.scope,
            outcome=outcome,
            at=at,
            key=key,
        )
        after = dossier_named(dossier_id)
        if after.state == "decided":
            late = after.due_at is not None and at > after.due_at
            minutes = self.scene.random.choice((60, 480, 1440))
            return Done(dossier_id, "decided", NextAct.OFFICE, minutes, late)
        return self._goes_on(dossier_id, after.state)

    def _goes_on(self, dossier_id: UUID, state: str) -> Done:
        return Done(dossier_id, state, NextAct.OFFICE, waits.minutes(self.scene, dossier_id))

    def _doer(self, turn: Turn, at: datetime) -> Doer:
        staff = self.scene.staff
        if self.absences is not None:
            doer = self.absences.doer(turn, at)
            staff.forget()  # somebody may stand in from now on
        elif turn.owner_id is not None:
            doer = staff.doer(turn.owner_id, turn.pool_id, at)
        else:
            doer = self.scene.random.choice(staff.of_pool(turn.pool_id, at))
        scope = staff.scope(doer, at)
        return Doer(posted_officer(scope, agency_id=turn.agency_id), scope, at)

    def _settle_who(self, dossier_id: UUID, turn: Turn, doer: Doer) -> None:
        """Who is about to do it takes it first, or is given it by the head of the place."""
        assert doer.officer.id is not None
        if turn.owner_id is not None:
            return
        if self.scene.happens("claimed", CLAIMED):
            claim(
                dossier_id=dossier_id,
                task_id=turn.id,
                officer=doer.officer,
                scope=doer.scope,
                at=doer.at,
                key=self.scene.key(),
            )
        elif self.scene.happens("assigned", ASSIGNED):
            leader = self.scene.leader(turn.agency_id, doer.at)
            if leader is None:
                self.scene.dice.came_to_nothing("assigned")
                return
            assign(
                dossier_id=dossier_id,
                task_id=turn.id,
                owner_id=doer.officer.id,
                officer=leader,
                scope=self.scene.scope(leader, doer.at),
                at=doer.at,
                key=self.scene.key(),
            )

    def _send_back(self, dossier_id: UUID, turn: Turn, doer: Doer, key: UUID) -> Done | None:
        """To whoever examined it before; None where nobody did."""
        earlier = processes.earlier(process_of(dossier_named(dossier_id)), turn.step_id)
        target = next((step for step in earlier if step.kind is StepKind.EXAMINE), None)
        if target is None:
            return None
        send_back(
            dossier_id=dossier_id,
            task_id=turn.id,
            to_step_id=target.id,
            reason="Bổ sung căn cứ pháp lý vào tờ trình.",
            officer=doer.officer,
            scope=doer.scope,
            at=doer.at,
            key=key,
        )
        return self._goes_on(dossier_id, "in_process")

    def _outcome(self, dossier_id: UUID, turn: Turn, doer: Doer) -> StepResult:
        dossier = dossier_named(dossier_id)
        refusal = self.turns.refusal_at(dossier_id, turn.kind, leads=turn.agency_id == dossier.agency_id)
        if refusal:
            return StepResult(refusal=refusal)
        if turn.kind == StepKind.ASSIGN:
            return StepResult(assignee_id=self._assignee(dossier_id, turn.step_id, doer.at))
        text = "Đã kiểm tra, hồ sơ đủ điều kiện giải quyết theo quy định."
        if turn.kind == StepKind.APPROVE or self._is_last(dossier_id, turn.step_id):
            return StepResult(text=text, result=result_of(self.scene, dossier_id, doer.officer, doer.at))
        return StepResult(text=text)

    def _is_last(self, dossier_id: UUID, step_id: str) -> bool:
        """The step that must bring the result where no step approves (a number given by a machine)."""
        steps = process_of(dossier_named(dossier_id)).steps
        if any(step.kind is StepKind.APPROVE for step in steps):
            return False
        working = [step for step in steps if step.kind is not StepKind.RETURN]
        return working[-1].id == step_id

    def _assignee(self, dossier_id: UUID, step_id: str, at: datetime) -> UUID:
        """Somebody of the place where the next step is done, who is there today where anybody is."""
        dossier = dossier_named(dossier_id)
        after = processes.following(process_of(dossier), step_id)[0]
        people = candidates(dossier, after, at)
        there = [one for one in people if not self.scene.staff.is_away(one, at)]
        return self.scene.random.choice(there or people)
