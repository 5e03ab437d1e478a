"""The procedure document: everything the law says a procedure must show, typed and frozen in a release.

TN19-6.1 names it: name, sequence, ways, components and number of sets, limit, who applies, competent agency,
result, forms, conditions, fees, legal basis; DN15-4.1a and 4.1b add field, level, the day put in use,
registration information and a guide; TN19-16.2 questions and answers. Sources are uneven, so values carry
where they come from and whether an agency stands behind them: what was reconstructed is shown as "chờ xác
nhận", never as law.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from motcua.eforms.conditions import Condition
from motcua.kernel.phrases import phrase
from motcua.procedures.codes import Audience, Channel, Level, OnlineClass
from motcua.processes.schema import Frozen, Status

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]


class Provenance(Frozen):
    """Whether a value is certain and where it was found; `note` keeps the words of the source."""

    status: Status = Status.TO_BE_CONFIRMED
    source: str = ""
    note: str = ""


class Sourced(Frozen):
    """An item of a list that says for itself how certain it is."""

    status: Status = Status.TO_BE_CONFIRMED
    source: str = ""


DURATION_WORDS = {
    "working_day": phrase("{amount} ngày làm việc"),
    "working_hour": phrase("{amount} giờ làm việc"),
    "calendar_day": phrase("{amount} ngày"),
    "immediate": phrase("Giải quyết ngay"),
}


class Duration(Frozen):
    """A time limit as data; `spelled` is the form the arithmetic reads (`deadlines.rules.Limit.parse`)."""

    amount: int = Field(ge=0)
    unit: str = Field(pattern=r"^(working_day|working_hour|calendar_day|immediate)$")

    @model_validator(mode="after")
    def _amount_fits(self) -> Self:
        if self.unit != "immediate" and self.amount == 0:
            raise ValueError("a limit of zero is 'immediate'")
        return self

    @property
    def spelled(self) -> str:
        """`3 working days`, `6 working hours`, `15 calendar days`, `immediate`."""
        return "immediate" if self.unit == "immediate" else f"{self.amount} {self.unit.replace('_', ' ')}s"

    @property
    def words(self) -> str:
        """The same for a reader: `3 ngày làm việc`, `Giải quyết ngay`."""
        return phrase(DURATION_WORDS[self.unit], amount=f"{self.amount:02d}")

    @property
    def working_minutes(self) -> int:
        """At most so many working minutes (a day is 480): what allotments are measured against."""
        return self.amount * 60 if self.unit == "working_hour" else max(self.amount, 1) * 480


class LimitRow(Sourced):
    """One published limit: for a case, for a channel, or for all (both empty).

    duration      None when the source gives an amount without a unit; that amount is then `amount_alone`
    as_published  the words of the source
    """

    duration: Duration | None
    amount_alone: int | None = None
    case: Key | None = None
    channel: Channel | None = None
    note: str = ""
    as_published: str = ""


class FeeRow(Sourced):
    """One published fee in đồng; `amount_vnd` null = the province or another text sets it.

    channels     empty = all
    valid_from, valid_to  first and last day, where the text says so
    """

    name: str
    amount_vnd: int | None = Field(default=None, ge=0)
    condition: str = ""
    case: Key | None = None
    channels: tuple[Channel, ...] = ()
    basis: str = ""
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class PublishedFee(Sourced):
    """What a portal shows beside a channel ("Miễn phí", "150,000 VNĐ"); None when it is no amount in đồng."""

    channel: Channel
    text: str
    amount_vnd: int | None = Field(default=None, ge=0)


class Component(Sourced):
    """One paper of the dossier (thành phần hồ sơ).

    group       the heading it stands under ("Giấy tờ phải xuất trình"); empty = none
    choice      id of the group of papers of which one is enough
    is_heading  the line that only announces a choice; no paper belongs to it
    shown_only  to be shown, not handed in (xuất trình): not scanned (TT 03/2025/TT-VPCP Đ.5)
    when        asked for only when the form says so; `condition` says it in words
    replaced_by_form  the e-form itself is this paper when submitted online
    """

    id: Key
    name: str
    originals: int = Field(default=0, ge=0)
    copies: int = Field(default=0, ge=0)
    form_code: str = ""
    form_file: str = ""
    required: bool = True
    condition: str = ""
    group: str = ""
    choice: Key | None = None
    is_heading: bool = False
    shown_only: bool = False
    when: Condition | None = None
    replaced_by_form: bool = False
    name_published: str = ""


class Choice(Frozen):
    """Papers of which one is enough (một trong các giấy tờ)."""

    id: Key
    title: str
    required: bool
    group: str = ""


class Case(Frozen):
    """A named case of a procedure with values of its own; `when` tells it from the answers of the form."""

    id: Key
    name: str
    note: str = ""
    when: Condition | None = None


class ResultPaper(Frozen):
    """What the applicant gets; `code` is the national code of the kind of result."""

    name: str
    code: str = ""


class Source(Frozen):
    """Where the description was found."""

    title: str
    url: str = ""
    via: str = ""


class Question(Frozen):
    """A question people ask, and the answer (TN19-16.2)."""

    question: str
    answer: str
    source: str = ""


class CompetenceRule(Frozen):
    """How the competent agency follows from the case (cơ quan có thẩm quyền).

    kind        fixed: the agency named `agency_name` · commune_of_field: the commune of the place in `field`
                · commune_chosen: the applicant picks the commune (in `field`)
    field       id of the form's field
    agency_kind which agency of the commune: `people_committee` or `police`
    words       what the page tells the reader
    """

    kind: str = Field(pattern=r"^(fixed|commune_of_field|commune_chosen)$")
    field: str = ""
    agency_name: str = ""
    agency_kind: str = "people_committee"
    words: str = ""
    source: str = ""


class Relation(Frozen):
    """A procedure that belongs to this one."""

    code: str = ""
    name: str
    note: str = ""


class ProcedureDocument(Frozen):
    """All that is published of one procedure; text fields keep the words of the source.

    completion_limit  how long after reception the handling agency may still send an incomplete dossier back, where
                      the law of the sector sets a time of its own (TN19-12.4)
    provenance  per key of this document: status and source; `provenance_of` answers for every key
    extra       keys of the source that this form does not know, kept so that nothing is lost
    """

    version: int = 1
    name: str = Field(min_length=1)
    short_name: str = ""
    keywords: tuple[str, ...] = ()
    field: str = ""
    levels: tuple[Level, ...] = ()
    level_text: str = ""
    agency: str = ""
    coordinating_agency: str = ""
    decision: str = ""
    audiences: tuple[Audience, ...] = ()
    applicants: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    channel_texts: tuple[str, ...] = ()
    online_class: OnlineClass = OnlineClass.INFORMATION
    online_level: int = Field(default=2, ge=1, le=4)
    online_text: str = ""
    steps: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    choices: tuple[Choice, ...] = ()
    component_notes: tuple[str, ...] = ()
    sets: int = Field(default=1, ge=0)
    cases: tuple[Case, ...] = ()
    limits: tuple[LimitRow, ...] = ()
    fees: tuple[FeeRow, ...] = ()
    published_fees: tuple[PublishedFee, ...] = ()
    results: tuple[ResultPaper, ...] = ()
    conditions: str = ""
    legal_basis: tuple[str, ...] = ()
    in_use_from: date | None = None
    registration: str = ""
    guide: tuple[str, ...] = ()
    faq: tuple[Question, ...] = ()
    related: tuple[Relation, ...] = ()
    competence: CompetenceRule | None = None
    completion_limit: Duration | None = None
    sources: tuple[Source, ...] = ()
    provenance: dict[str, Provenance] = {}
    extra: dict[str, object] = {}

    @model_validator(mode="after")
    def _points_inside(self) -> Self:
        cases = {case.id for case in self.cases}
        choices = {choice.id for choice in self.choices}
        ids = [component.id for component in self.components]
        if len(ids) != len(set(ids)):
            raise ValueError("two components have the same id")
        if unknown := {one.choice for one in self.components if one.choice} - choices:
            raise ValueError(f"unknown choice: {sorted(unknown)}")
        rows: tuple[LimitRow | FeeRow, ...] = (*self.limits, *self.fees)
        if unknown_cases := {row.case for row in rows if row.case} - cases:
            raise ValueError(f"unknown case: {sorted(unknown_cases)}")
        return self

    def provenance_of(self, key: str) -> Provenance:
        """How certain the value of a key is; a key that no source speaks of is to be confirmed."""
        return self.provenance.get(key, Provenance())

    def is_confirmed(self, key: str) -> bool:
        return self.provenance_of(key).status is Status.CONFIRMED

    def component(self, component_id: str) -> Component:
        """The component with this id; KeyError when there is none."""
        for component in self.components:
            if component.id == component_id:
                return component
        raise KeyError(component_id)

    @property
    def papers(self) -> tuple[Component, ...]:
        """The components that are papers: headings left out."""
        return tuple(one for one in self.components if not one.is_heading)

    @property
    def forms_to_download(self) -> tuple[Component, ...]:
        """The components that have an official form (TN19-6.2)."""
        return tuple(one for one in self.papers if one.form_code or one.form_file)
