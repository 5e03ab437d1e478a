"""The facts a page of a form is made of, as the templates in `sites/ui/templates/eform` read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from motcua.eforms.widgets import Widget
from motcua.kernel.phrases import phrase


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a repeated group."""

    title: str
    widgets: tuple[Widget, ...]
    remove_value: str
    remove_label: str


@dataclass(frozen=True, slots=True)
class FileView:
    """One file that was attached."""

    name: str
    size: str
    remove_value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field on a page; `kind`: widget, group (several inputs under one legend), rows, files, gap."""

    kind: str
    id: str
    field_id: str
    label: str
    hint: str = ""
    error: str = ""
    is_optional: bool = False
    origin: str = ""
    condition: str = ""
    condition_json: str = ""
    statement: str = ""
    widgets: tuple[Widget, ...] = ()
    rows: tuple[RowView, ...] = ()
    add_value: str = ""
    add_label: str = ""
    files: tuple[FileView, ...] = ()
    accept: str = ""
    limits: str = ""
    has_camera: bool = False
    is_multiple: bool = False

    @property
    def described_by(self) -> str:
        """Ids of limits, hint and error, for aria-describedby."""
        named = (("limits", self.limits), ("hint", self.hint), ("error", self.error))
        return " ".join(f"{self.id}-{name}" for name, words in named if words)

    @property
    def target(self) -> str:
        """Id of the input that an error of the whole field leads to."""
        if self.rows:
            return self.rows[0].widgets[0].target
        return self.widgets[0].target if self.widgets else self.id


@dataclass(frozen=True, slots=True)
class ErrorView:
    """A line of the error summary."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A section in the list of steps."""

    id: str
    title: str
    state: Literal["done", "now", "todo"]
    url: str


@dataclass(frozen=True, slots=True)
class PageView:
    """One section being filled."""

    form_title: str
    form_number: str
    section_id: str
    title: str
    hint: str
    step: int
    steps_total: int
    steps: tuple[StepView, ...]
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorView, ...]
    previous_url: str
    next_id: str
    """Section after this one, or `REVIEW`."""

    @property
    def progress(self) -> str:
        """Bước 2/5."""
        return phrase("Bước {number}/{total}", number=self.step, total=self.steps_total)


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question with its answer, for review and print; `table` for a repeated group."""

    field_id: str
    label: str
    lines: tuple[str, ...]
    change_url: str = ""
    error: str = ""
    heads: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    is_signature: bool = False
    is_addressee: bool = False
    """On paper these stand at the foot and at the head, not among the answers."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the review or print."""

    id: str
    title: str
    change_url: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The whole form as answered: "check your answers", the clerk's view, the print."""

    form_title: str
    form_number: str
    step: int
    steps_total: int
    steps: tuple[StepView, ...]
    sections: tuple[SectionView, ...]
    errors: tuple[ErrorView, ...]
    signatures: tuple[AnswerView, ...]
    addressed_to: str

    @property
    def progress(self) -> str:
        """Bước 5/5."""
        return phrase("Bước {number}/{total}", number=self.step, total=self.steps_total)
