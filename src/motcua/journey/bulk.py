"""One act on many dossiers of a list: take, assign, pass on, approve, hand over (xử lý hàng loạt).

Each dossier is an act of its own, as if done by hand: same checks, own transaction, own idempotency key. What was
refused stands in the report of the run with its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from motcua.agencies.acting import posted_officer
from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope, scope_of
from motcua.audit.selectors import last_bodies
from motcua.audit.services import Actor
from motcua.dossiers.access import visible_to
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.services.results import ResultFacts
from motcua.journey.errors import NothingPicked, NotYourDuty, RefusalProposed, StepNotForBulk, TooManyPicked
from motcua.journey.hand_over import hand_over
from motcua.journey.process import StepResult, assign, claim, process
from motcua.kernel.text import nfc
from motcua.processes.schema import StepKind
from motcua.workflow import runs
from motcua.workflow.models import Run, RunLine, Task
from motcua.workflow.runs import Pick, key_of

MOST = 200  # in one run: what somebody can still have looked at
PASSED_ON = frozenset({StepKind.ASSIGN, StepKind.REVIEW, StepKind.REGISTER})
"""Steps that may be passed on by the list; examining looks at each dossier by itself (TN19-12.2)."""


@dataclass(frozen=True)
class Ticked:
    """One ticked row.

    version  of the dossier as the page showed it: where something is signed, nobody may have changed it since
    name, number  of the result, where results are approved
    receiver      who takes the result, where it is handed over
    """

    dossier_id: UUID
    task_id: UUID
    version: int
    name: str = ""
    number: str = ""
    receiver: str = ""


@dataclass(frozen=True)
class ForAll:
    """What was typed once for all rows: who does it next, words, who signs and when."""

    owner_id: UUID | None = None
    text: str = ""
    signer_name: str = ""
    signed_on: date | None = None
    receiver_paper: str = field(default="")


def begin_bulk(
    kind: Run.Kind,
    ticked: Sequence[Ticked],
    for_all: ForAll,
    *,
    officer: Actor,
    scope: Scope,
    at: datetime,
    key: UUID,
) -> Run:
    """Begin an act on many rows; the same key again gives the same run.

    Refuses
        NothingPicked, TooManyPicked, UnknownDossier (a row this officer may not see), NotYourDuty (approving is
        the leader's)
    """
    if not ticked:
        raise NothingPicked
    if len(ticked) > MOST:
        raise TooManyPicked(most=MOST)
    _require_seen(scope, {row.dossier_id for row in ticked})
    if kind is Run.Kind.APPROVE and not scope.holds(Role.AGENCY_LEADER):
        raise NotYourDuty(act=str(kind.label))
    facts: dict[str, Any] = {
        "owner": str(for_all.owner_id) if for_all.owner_id else None,
        "text": nfc(for_all.text),
        "signer_name": nfc(for_all.signer_name),
        "signed_on": for_all.signed_on.isoformat() if for_all.signed_on else None,
        "receiver_paper": nfc(for_all.receiver_paper),
    }
    return runs.begin_run(
        kind,
        key=key,
        by=officer.id,
        agency_id=officer.agency_id,
        at=at,
        facts=facts,
        picks=[
            Pick(
                row.dossier_id,
                row.task_id,
                {
                    "version": row.version,
                    "name": nfc(row.name),
                    "number": nfc(row.number),
                    "receiver": nfc(row.receiver),
                },
            )
            for row in ticked
        ],
    )


def _require_seen(scope: Scope, dossier_ids: Collection[UUID]) -> None:
    if visible_to(scope).filter(pk__in=dossier_ids).count() != len(dossier_ids):
        raise UnknownDossier


@dataclass(frozen=True)
class _Doing:
    """A line in the hands of its officer, with the rights of this instant."""

    run: Run
    line: RunLine
    at: datetime

    @property
    def task_id(self) -> UUID:
        assert self.line.task_id is not None
        return self.line.task_id

    @property
    def officer(self) -> Actor:
        return posted_officer(self.scope, agency_id=self.run.agency_id)

    @cached_property
    def scope(self) -> Scope:
        assert self.run.by_id is not None
        return scope_of(self.run.by_id, self.at)

    @property
    def common(self) -> dict[str, Any]:
        """What every act takes."""
        return {
            "dossier_id": self.line.dossier_id,
            "officer": self.officer,
            "at": self.at,
            "key": key_of(self.line),
        }


def claim_line(run: Run, line: RunLine, at: datetime) -> None:
    """Nhận việc."""
    one = _Doing(run, line, at)
    claim(**one.common, task_id=one.task_id, scope=one.scope)


def assign_line(run: Run, line: RunLine, at: datetime) -> None:
    """Phân công."""
    one = _Doing(run, line, at)
    assign(**one.common, task_id=one.task_id, scope=one.scope, owner_id=UUID(run.facts["owner"]))


def hand_on_line(run: Run, line: RunLine, at: datetime) -> None:
    """Hoàn thành bước và chuyển tiếp; refuses StepNotForBulk a step that looks at each dossier."""
    one = _Doing(run, line, at)
    _require_kind(one, PASSED_ON)
    owner = run.facts["owner"]
    outcome = StepResult(text=run.facts["text"], assignee_id=UUID(owner) if owner else None)
    process(
        **one.common,
        task_id=one.task_id,
        scope=one.scope,
        outcome=outcome,
        expected_version=line.facts["version"],
    )


def approve_line(run: Run, line: RunLine, at: datetime) -> None:
    """Phê duyệt: the result that the page showed, signed by the leader (TN19-12.9)."""
    one = _Doing(run, line, at)
    _require_kind(one, frozenset({StepKind.APPROVE}))
    if not one.scope.holds(Role.AGENCY_LEADER):
        raise NotYourDuty(act=str(Run.Kind.APPROVE.label))
    if refusals_proposed([line.dossier_id]):
        raise RefusalProposed
    result = ResultFacts(
        name=line.facts["name"],
        signed_on=date.fromisoformat(run.facts["signed_on"]),
        signer_name=run.facts["signer_name"],
        number=line.facts["number"],
    )
    process(
        **one.common,
        task_id=one.task_id,
        scope=one.scope,
        outcome=StepResult(text=run.facts["text"], result=result),
        expected_version=line.facts["version"],
    )


def refusals_proposed(dossier_ids: Collection[UUID]) -> set[UUID]:
    """The dossiers where not to grant is proposed and neither signed nor sent back (TN19-12.7); one statement."""
    bodies = last_bodies(dossier_ids, "process", ["refuses", "back_to"])
    return {one for one, body in bodies.items() if body.get("refuses") == "proposed"}


def hand_over_line(run: Run, line: RunLine, at: datetime) -> None:
    """Trả kết quả."""
    one = _Doing(run, line, at)
    hand_over(
        **one.common,
        receiver_name=line.facts["receiver"],
        receiver_paper=run.facts["receiver_paper"],
        expected_version=line.facts["version"],
    )


def _require_kind(one: _Doing, kinds: frozenset[StepKind]) -> None:
    task = Task.objects.filter(dossier_id=one.line.dossier_id, pk=one.task_id).only("kind", "name").first()
    if task is not None and task.kind not in kinds:
        raise StepNotForBulk(step=task.name)
