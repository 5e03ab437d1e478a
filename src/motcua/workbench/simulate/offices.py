"""What happens in an office and not to one dossier: leave, successors, lists, urging, batches of paper, policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid4

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Posted, Scope, delegations_at, officers_of
from motcua.agencies.services import engage_officer
from motcua.agencies.services.delegations import end_delegation
from motcua.audit.services import SYSTEM, Actor
from motcua.custody.selectors import record_for
from motcua.dossiers.selectors import dossier_named
from motcua.journey.custody import place_named
from motcua.journey.delegations import delegate
from motcua.journey.policies import KEPT, PASS_ON, RETURNED, TELL_WHERE
from motcua.journey.reading.paper import paper_desk
from motcua.journey.runs import carry_out
from motcua.journey.succeed import close_officer, hand_over_as_head, replace
from motcua.kernel.clock import TZ, local_day
from motcua.oversight.services import answer_urge, urge
from motcua.workbench.simulate.lists import Lists
from motcua.workbench.simulate.outages import Outages
from motcua.workbench.simulate.paper import PaperActs
from motcua.workbench.simulate.people import citizen
from motcua.workbench.simulate.scene import Away, Done, Scene
from motcua.workbench.simulate.waits import Doer, answer
from motcua.workflow.selectors import held_by_person, open_tasks_of, opinions_of, tasks_headed

LEAVE = 0.5  # a day, of somebody in the province
SUCCESSION = 0.08
ACCOUNT_CLOSED = 0.05
WORK_GIVEN = 0.1
BACK_EARLY = 0.1
URGED = 0.5
ANSWERED = 0.3  # a day
URGE_UNANSWERED = 0.1
BATCH = 0.8
SHORT_TIME = (("incomplete_after_acceptance", RETURNED, KEPT), ("wrong_agency", TELL_WHERE, PASS_ON))
INSTRUMENT = "Quyết định (mô phỏng)"
REASON = "Chuyển công tác"


@dataclass(frozen=True)
class Asked:
    """An urge that waits for its answer: of whom, or of which pool, since when."""

    id: UUID
    pool_id: UUID
    to_id: UUID | None
    at: datetime


class Offices:
    """Once a day in every staffed agency. Only people whom the simulation hired leave for good: the cast stays.

    Takes
        decides  the province also tries the other choices of its policies, each for a third of the time
    """

    def __init__(self, scene: Scene, paper: PaperActs) -> None:
        self.scene, self.random, self.paper = scene, scene.random, paper
        self.outages, self.lists = Outages(scene), Lists(scene, paper)
        self.hired: dict[UUID, Posted] = {}
        self.urged: list[Asked] = []

    def decide(self, start: datetime, end: datetime) -> None:
        """The province chooses the other way for a while in the middle of the time; one agency lets its desk ask."""
        third = (end - start) / 3
        first, last = local_day(start + third), local_day(end - third)
        acts: list[Callable[[], object]] = []
        for name, other, usual in SHORT_TIME:
            acts.append(partial(set_policy, name, other, valid_from=first, instrument=INSTRUMENT, at=start))
            acts.append(partial(set_policy, name, usual, valid_from=last, instrument=INSTRUMENT, at=start))
        for town in self.scene.world.towns:
            asks = partial(set_policy, "desk_asks_opinions", True, agency_id=town.agency_id)
            acts.append(partial(asks, valid_from=local_day(start), instrument=INSTRUMENT, at=start))
        for act in acts:
            self.scene.tried(
                "policy", act
            )  # refused where an earlier simulation of these days decided already

    def day(self, at: datetime) -> list[Done]:
        """The day of the offices; gives the dossiers that came in by late entry."""
        for agency_id in sorted(self.scene.world.agency_ids):
            self._people(agency_id, at)
            self._urge(agency_id, at)
            self._send_paper(agency_id, at)
        self._answer_urges(at)
        self._give_opinions(at)
        return self.outages.day(at)

    def tick_rows(self, at: datetime) -> None:
        """Later that day people work through their lists."""
        for agency_id in sorted(self.scene.world.agency_ids):
            self.lists.work_through(agency_id, at)

    # --- people ---

    def _people(self, agency_id: UUID, at: datetime) -> None:
        share = 1 / len(self.scene.world.agency_ids)
        if self.scene.happens("leave", LEAVE * share):
            self._go_on_leave(agency_id, at)
        if self.scene.happens("back early", BACK_EARLY * share):
            self._come_back(at)
        if self.scene.happens("post taken over", SUCCESSION * share):
            self._change_post(agency_id, at)
        if self.scene.happens("account closed", ACCOUNT_CLOSED * share):
            self._leave_for_good(agency_id, at)
        if self.scene.happens("work given to a colleague", WORK_GIVEN * share):
            self._give_work(agency_id, at)

    def _held(self, agency_id: UUID, at: datetime) -> list[UUID]:
        """Who holds work at an agency, the busiest first."""
        leader = self.scene.leader(agency_id, at)
        if leader is None:
            return []
        loads = held_by_person(self.scene.scope(leader, at), at)
        found = [one.account_id for one in sorted(loads, key=lambda one: -one.open_tasks)]
        return [one for one in found if one is not None and one != leader.id]

    def _go_on_leave(self, agency_id: UUID, at: datetime) -> None:
        """Somebody who has work is away for some days; a colleague of the agency does their duties."""
        staff = {posting.account_id for posting in officers_of(agency_id, at)}
        free = sorted(one for one in staff if not self.scene.staff.is_away(one, at))
        standing = {
            leave.stand_in
            for one, leave in self.scene.staff.away.items()
            if self.scene.staff.is_away(one, at)
        }
        givers = [one for one in self._held(agency_id, at) if one in free and one not in standing]
        if not givers or len(free) < 2:
            self.scene.dice.came_to_nothing("leave")
            return
        giver = givers[0]
        colleague = self.random.choice([one for one in free if one != giver])
        until = local_day(at) + timedelta(days=self.random.randint(2, 6))
        if self.scene.tried(
            "leave",
            lambda: delegate(
                giver_id=giver,
                delegate_id=colleague,
                valid_from=local_day(at),
                valid_to=until,
                at=at,
                actor=Actor("officer", giver, agency_id),
                instrument="Đơn nghỉ phép (mô phỏng)",
            ),
        ):
            self.scene.staff.away[giver] = Away(colleague, until)
            self.scene.staff.changes_on.add(until + timedelta(days=1))
            self.scene.staff.forget()

    def _come_back(self, at: datetime) -> None:
        """Somebody is back before the day that was said."""
        gone = [one for one in sorted(self.scene.staff.away) if self.scene.staff.is_away(one, at)]
        if not gone:
            self.scene.dice.came_to_nothing("back early")
            return
        giver = gone[0]
        for row in delegations_at(at).filter(giver_id=giver):
            end_delegation(delegation_id=row.pk, at=at, actor=Actor("officer", giver))
        del self.scene.staff.away[giver]
        self.scene.staff.forget()

    def _hire(self, like: Posted, at: datetime) -> UUID:
        """Somebody new for the duty of somebody else."""
        who = citizen(self.random, local_day(at))
        made = engage_officer(
            email=f"{uuid4().hex}@mo-phong.example",
            full_name=f"{who.full_name} (mô phỏng)",
            agency_id=like.agency_id,
            role=like.role,
            unit_id=like.unit_id,
            desk_id=like.desk_id,
            valid_from=local_day(at),
            at=at,
            instrument=INSTRUMENT,
        )
        self.hired[made.account.id] = like
        self.scene.staff.forget()
        return made.account.id

    def _newcomer(self, agency_id: UUID, at: datetime) -> UUID | None:
        """Somebody the simulation hired at an agency and who has work; where nobody is yet, one is hired."""
        there = [one for one, like in self.hired.items() if like.agency_id == agency_id]
        busy = [one for one in self._held(agency_id, at) if one in there]
        if not there and (like := next(iter(self._handlers(agency_id, at)), None)) is not None:
            self._hire(like, at)
        return next(iter(busy), None)

    def _handlers(self, agency_id: UUID, at: datetime) -> list[Posted]:
        found = []
        for posting in officers_of(agency_id, at):
            scope = self.scene.staff.scope(posting.account_id, at)
            found += [one for one in scope.postings if one.role is Role.HANDLER and one.giver_id is None]
        return found

    def _change_post(self, agency_id: UUID, at: datetime) -> None:
        """A newcomer goes to another post; the successor takes all running work in one act (TN19-14.5)."""
        leaving = self._newcomer(agency_id, at)
        if leaving is None or self.scene.staff.is_away(leaving, at):
            self.scene.dice.came_to_nothing("post taken over")
            return
        like = self.hired.pop(leaving)
        successor = self._hire(like, at)
        tomorrow = local_day(at) + timedelta(days=1)
        self.scene.staff.changes_on.add(tomorrow)
        run = replace(
            leaving_id=leaving,
            successor_id=successor,
            agency_id=agency_id,
            from_day=tomorrow,
            at=at,
            key=self.scene.key(),
            actor=SYSTEM,
            instrument=INSTRUMENT,
        )
        while carry_out(run.pk, at=at):
            pass
        self.scene.staff.forget()

    def _leave_for_good(self, agency_id: UUID, at: datetime) -> None:
        """A newcomer's account is closed; what is held goes to somebody of the same duty first."""
        leaving = self._newcomer(agency_id, at)
        if leaving is None or self.scene.staff.is_away(leaving, at):
            self.scene.dice.came_to_nothing("account closed")
            return
        like = self.hired.pop(leaving)
        others = [one for one in self.scene.staff.of_pool(like.pool_id, at) if one != leaving]
        successor = next(iter(others), None) or self._hire(like, at)
        run = close_officer(
            account_id=leaving,
            reason=REASON,
            at=at,
            key=self.scene.key(),
            actor=SYSTEM,
            successor_id=successor,
        )
        while run is not None and carry_out(run.pk, at=at):
            pass
        self.scene.staff.forget()

    def _give_work(self, agency_id: UUID, at: datetime) -> None:
        """The leader gives what one holds back to all who can do it."""
        leader = self.scene.leader(agency_id, at)
        busy = self._held(agency_id, at)
        if leader is None or not busy:
            self.scene.dice.came_to_nothing("work given to a colleague")
            return
        run = hand_over_as_head(
            leaving_id=busy[0],
            successor_id=None,
            officer=leader,
            scope=self.scene.scope(leader, at),
            at=at,
            key=self.scene.key(),
        )
        while carry_out(run.pk, at=at):
            pass

    # --- oversight ---

    def _urge(self, agency_id: UUID, at: datetime) -> None:
        """The leader asks about what is late."""
        leader = self.scene.leader(agency_id, at)
        if leader is None:
            return
        scope = self.scene.scope(leader, at)
        late = list(tasks_headed(scope).filter(due_at__lt=at).order_by("due_at", "id")[:3])
        for task in late:
            if self.scene.happens("urged", URGED):
                self.scene.tried("urged", partial(self._ask, task.dossier_id, task.pk, leader, scope, at))

    def _ask(self, dossier_id: UUID, task_id: UUID, leader: Actor, scope: Scope, at: datetime) -> None:
        made = urge(
            dossier_id=dossier_id,
            task_id=task_id,
            officer=leader,
            scope=scope,
            words="Đề nghị báo cáo lý do chậm và ngày hoàn thành.",
            at=at,
            key=self.scene.key(),
        )
        self.urged.append(Asked(made.pk, made.pool_id, made.to_id, at))

    def _answer_urges(self, at: datetime) -> None:
        """Whoever was asked yesterday answers, mostly."""
        waiting, self.urged = self.urged, []
        for asked in waiting:
            if asked.at >= at or self.scene.happens("urge not answered yet", URGE_UNANSWERED):
                self.urged.append(asked)
                continue
            answers = asked.to_id or self.scene.one_of(self.scene.staff.of_pool(asked.pool_id, at))
            scope = self.scene.staff.scope(answers, at)
            self.scene.tried(
                "urge answered",
                partial(
                    answer_urge,
                    urge_id=asked.id,
                    officer=Actor("officer", answers, next(iter(scope.agency_ids), None)),
                    scope=scope,
                    answer="Đang chờ kết quả xác minh; sẽ xong trong tuần này.",
                    at=at,
                ),
            )

    def _give_opinions(self, at: datetime) -> None:
        """What is asked beside somebody's work is answered when whoever is asked comes to it."""
        for dossier_id in sorted(self.scene.asked_beside):
            opinions = [
                one for one in opinions_of(dossier_id) if one.ended_at is None and not one.waiting_task_id
            ]
            tasks = {task.pk: task for task in open_tasks_of(dossier_named(dossier_id))}
            if not opinions:
                self.scene.asked_beside.remove(dossier_id)
            for opinion in opinions:
                task = tasks[opinion.task_id]
                if not self.scene.happens("answered beside", ANSWERED):
                    continue
                account_id = task.owner_id or self.scene.one_of(self.scene.staff.of_pool(task.pool_id, at))
                doer = Doer(
                    Actor("officer", account_id, task.pool.agency_id),
                    self.scene.staff.scope(account_id, at),
                    at,
                )
                self.scene.tried(
                    "answered beside", partial(answer, dossier_id, opinion.pk, doer, self.scene.key())
                )

    # --- paper ---

    def _send_paper(self, agency_id: UUID, at: datetime) -> None:
        """What lies at the desks goes on in batches, one record for each place (TN19-11.2)."""
        if not self.scene.happens("batch of paper", BATCH):
            return
        for account_id in self._keepers(agency_id, at):
            officer = Actor("officer", account_id, agency_id)
            scope = self.scene.staff.scope(account_id, at)
            page = paper_desk(scope, at=at)
            for came in page.to_confirm:
                self.paper.confirm(record_for(came.id, scope), at)
            for group in page.groups:
                to = place_named(group.goal, at)
                here = [one.id for one in group.bundles if one.is_here]
                if here and self.scene.staff.keepers(to, at):
                    self.scene.tried("batch of paper", partial(self.paper.give_batch, here, to, officer, at))

    def _keepers(self, agency_id: UUID, at: datetime) -> Sequence[UUID]:
        """One officer for each desk of an agency."""
        desks: dict[UUID, UUID] = {}
        for posting in officers_of(agency_id, at):
            if posting.desk_id is not None and not self.scene.staff.is_away(posting.account_id, at):
                desks.setdefault(posting.desk_id, posting.account_id)
        return list(desks.values())


def afternoons(start: datetime, end: datetime) -> list[datetime]:
    """Three o'clock of every day between two instants."""
    days = (local_day(end) - local_day(start)).days + 1
    hours = [datetime.combine(local_day(start) + timedelta(days=n), time(15), TZ) for n in range(days)]
    return [one for one in hours if start < one < end]
