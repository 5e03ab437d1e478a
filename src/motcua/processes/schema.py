"""The process document: one small typed text of a procedure's internal process (quy trình nội bộ).

Law issues a process as a table of steps: order, work, role, time. The document is that table with stable ids,
plus what a table hides: which agency and unit a step belongs to, and which steps run side by side. It is
frozen in a release; BPMN drawings and the rows that run a dossier derive from it (design §5). Steps name
rules ("the lead agency", "Phòng Kinh tế"), never ids of agencies: who that is today is resolved when the task
opens.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MINUTES_A_DAY = 480  # 8 working hours are one working day (QĐ 3857/QĐ-UBND Nghệ An)


class Status(StrEnum):
    """Whether an agency stands behind a value, or it was reconstructed and awaits its word."""

    CONFIRMED = "confirmed"
    TO_BE_CONFIRMED = "to_be_confirmed"


class Role(StrEnum):
    """Who does a step (design §10)."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"
    RECEIVER = "receiver"
    DESK_HEAD = "desk_head"
    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    AGENCY_LEADER = "agency_leader"
    RECORDS_CLERK = "records_clerk"
    CASHIER = "cashier"
    AGENCY_IT = "agency_it"
    PROVINCE_ADMINISTRATOR = "province_administrator"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"


class StepKind(StrEnum):
    """What a step is in the journey of a dossier; a screen and the moves of a dossier follow from it."""

    RECEIVE = "receive"
    ASSIGN = "assign"
    EXAMINE = "examine"
    REVIEW = "review"
    APPROVE = "approve"
    REGISTER = "register"
    RETURN = "return"
    EXTERNAL = "external"


class Waits(StrEnum):
    """What a step that is nothing but waiting waits for; opening it pauses the dossier, finishing it resumes."""

    NOTHING = ""
    FINANCIAL_DUTY = "financial_duty"
    PUBLIC_POSTING = "public_posting"


class AgencyKind(StrEnum):
    """Which agency a step belongs to.

    lead       the agency competent for the dossier
    receiving  the agency of the desk that received it, whatever its place (phi địa giới)
    named      another agency, found by `AgencyRule.code` (tax, police, land office …)
    applicant  nobody of the state: the applicant acts and the clock may wait
    system     a machine of another body answers
    """

    LEAD = "lead"
    RECEIVING = "receiving"
    NAMED = "named"
    APPLICANT = "applicant"
    SYSTEM = "system"


class UnitKind(StrEnum):
    """Which unit of that agency.

    whole   the agency as such: its leaders, its records office
    desk    the one-stop desk
    named   the unit that carries one of `UnitRule.names`, tried in order (a commune has "Phòng Kinh tế", a
            ward "Phòng Kinh tế, Hạ tầng và Đô thị")
    chosen  the specialist unit that the agency charges with this procedure
    """

    WHOLE = "whole"
    DESK = "desk"
    NAMED = "named"
    CHOSEN = "chosen"


class Frozen(BaseModel):
    """A part of a document: immutable, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class AgencyRule(Frozen):
    """Which agency does a step; `code` names a sort of agency, `name` keeps the words of the source."""

    kind: AgencyKind = AgencyKind.LEAD
    code: str = ""
    name: str = ""


class UnitRule(Frozen):
    """Which unit of the agency does a step."""

    kind: UnitKind = UnitKind.WHOLE
    names: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _named_has_names(self) -> Self:
        if (self.kind is UnitKind.NAMED) != bool(self.names):
            raise ValueError("names belong to the kind 'named', and only to it")
        return self


Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class Step(Frozen):
    """One row of the table.

    id         stable for the life of the process: tasks, drawings and statistics point to it
    order      the number that people see
    after      ids of the steps that must be done before; none = a first step. Two steps after the same one
               run side by side; a step after several waits for all
    phase      id of the phase it belongs to
    minutes    allotment in working minutes; 0 = not counted
    counts     False: outside the legal limit (public posting, waiting for a tax payment)
    waits      what the step waits for, where it is a waiting (tạm dừng)
    wait_days  how many days it lasts; 0 = as the province set it
    silence_consents  other agencies are asked at this step, and who does not answer in time counts as agreed
    role_text  the words of the source that role, agency and unit were read from
    """

    id: Identifier
    order: int = Field(ge=1)
    name: str = Field(min_length=1, max_length=300)
    kind: StepKind
    role: Role
    agency: AgencyRule = AgencyRule()
    unit: UnitRule = UnitRule()
    minutes: int = Field(default=0, ge=0)
    counts: bool = True
    after: tuple[Identifier, ...] = ()
    phase: Identifier = "main"
    waits: Waits = Waits.NOTHING
    wait_days: int = Field(default=0, ge=0)
    silence_consents: bool = False
    status: Status = Status.TO_BE_CONFIRMED
    role_text: str = ""
    note: str = ""


class Phase(Frozen):
    """A stretch of a process that one agency leads, with a limit of its own (giai đoạn)."""

    id: Identifier
    name: str
    agency: AgencyRule = AgencyRule()
    limit_minutes: int | None = Field(default=None, ge=0)


class ProcessDocument(Frozen):
    """The internal process of one procedure, as one release pins it.

    basis  where the table comes from: a decision, or the pattern it was reconstructed by
    """

    version: int = 1
    phases: tuple[Phase, ...] = (Phase(id="main", name="Giải quyết"),)
    steps: tuple[Step, ...] = Field(min_length=1)
    status: Status = Status.TO_BE_CONFIRMED
    basis: str = ""

    @model_validator(mode="after")
    def _ids_hold(self) -> Self:
        ids = [step.id for step in self.steps]
        if len(ids) != len(set(ids)):
            raise ValueError("two steps have the same id")
        phases = {phase.id for phase in self.phases}
        for step in self.steps:
            if step.phase not in phases:
                raise ValueError(f"step {step.id} is in an unknown phase: {step.phase}")
            for before in step.after:
                if before not in ids or before == step.id:
                    raise ValueError(f"step {step.id} follows an unknown step: {before}")
        return self

    def step(self, step_id: str) -> Step:
        """The step with this id; KeyError when the document has none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)
