"""Acts on many rows of a list: taken, assigned, passed on, approved, handed over (xử lý hàng loạt)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from motcua.accounts.selectors import account_name
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, officers_of
from motcua.audit.services import Actor
from motcua.dossiers.selectors import dossier_named
from motcua.journey.bulk import ForAll, Ticked, begin_bulk
from motcua.journey.reading.bulk import acts_for, bulk_page
from motcua.journey.runs import carry_out
from motcua.kernel.clock import local_day
from motcua.workbench.simulate.paper import PaperActs
from motcua.workbench.simulate.scene import Scene
from motcua.workflow.runs import progress_of
from motcua.workflow.selectors import Filters, my_work, tasks_headed

MOST = 30
BY_LIST = 0.1  # of the days, for each act
# act, duty that does it, the kind of step it is done to
ACTS = (
    ("claim", Role.HANDLER, "examine"),
    ("assign", Role.UNIT_HEAD, "examine"),
    ("hand_on", Role.UNIT_HEAD, "assign"),
    ("approve", Role.AGENCY_LEADER, "approve"),
    ("hand_over", Role.RECEIVER, "return"),
)


class Lists:
    """People who tick rows and do the same with all of them."""

    def __init__(self, scene: Scene, paper: PaperActs) -> None:
        self.scene, self.random, self.paper = scene, scene.random, paper

    def work_through(self, agency_id: UUID, at: datetime) -> None:
        """The lists of an agency on one day."""
        for act, role, step in ACTS:
            if self.scene.happens(f"by list: {act}", BY_LIST):
                people = {one.account_id for one in officers_of(agency_id, at) if one.role == role}
                if not people or not self._do(act, step, agency_id, self.scene.one_of(people), at):
                    self.scene.dice.came_to_nothing(f"by list: {act}")

    def _do(self, act: str, step: str, agency_id: UUID, account_id: UUID, at: datetime) -> bool:
        """Tick what can be ticked; gives whether any of it could be done."""
        scope = self.scene.staff.scope(account_id, at)
        kinds = {str(one.value): one for one in acts_for(scope, at_desk=act == "hand_over")}
        if act not in kinds:
            return False
        page = bulk_page(kinds[act], self._rows(act, step, scope, at), scope, at=at)
        if not page.rows or (page.asks_person and not page.colleagues):
            return False
        for_all = ForAll(
            owner_id=page.colleagues[0].account_id if page.asks_person else None,
            text="Đồng ý theo đề xuất.",
            signer_name=account_name(account_id),
            signed_on=local_day(at),
        )
        if act == "hand_over":  # what the applicants brought is accounted for before
            for row in page.rows:
                desk_id = dossier_named(row.dossier_id).return_desk_id
                self.scene.tried(
                    "paper accounted for", partial(self.paper.account, row.dossier_id, desk_id, at)
                )
        run = begin_bulk(
            kinds[act],
            [
                Ticked(
                    row.dossier_id,
                    row.task_id,
                    row.version,
                    name=row.result or row.procedure[:200],
                    number=f"{self.random.randint(1, 999)}/KQ-UBND",
                    receiver=row.applicant,
                )
                for row in page.rows
            ],
            for_all,
            officer=Actor("officer", account_id, agency_id),
            scope=scope,
            at=at,
            key=self.scene.key(),
        )
        while carry_out(run.pk, at=at):
            pass
        return progress_of(run).done > 0

    def _rows(self, act: str, step: str, scope: Scope, at: datetime) -> list[UUID]:
        """The tasks on the page of whoever ticks: of their people where they assign, else their own."""
        if act == "assign":
            found = tasks_headed(scope).filter(kind=step).order_by("due_at", "id")[:MOST]
            return [task.pk for task in found]
        own, _ = my_work(scope, Filters(kind=step), at=at, end_of_day=at + timedelta(hours=9))
        return [task.pk for task in own]
