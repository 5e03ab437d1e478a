"""The form document (biểu mẫu): the one truth a form is rendered, checked, stored and printed from.

A form has sections, a section has fields; a repeated group is a field of type `list` with columns. Ids are
stable: they are stored with the answers of real dossiers, so a field keeps its id when its label is reworded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator
from pydantic import Field as Setting

from motcua.eforms.codelists import NAMES, Item, code_list
from motcua.eforms.conditions import Condition, fields_of
from motcua.kernel.text import nfc

# ids are names of HTML inputs and keys of stored answers: letters, digits, single underscores between
ID = r"^[a-z][a-z0-9_]{0,79}$"
SOURCE = r"^(account|card|dossier|vault|case)\.[a-z_]+$"
RESERVED = frozenset({"csrfmiddlewaretoken", "constructor", "prototype"})


class FieldType(StrEnum):
    """The nineteen types of the interchange form (procedures README)."""

    TEXT = "text"
    TEXTAREA = "textarea"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    SELECT = "select"
    MULTISELECT = "multiselect"
    LIST = "list"
    ADDRESS = "address"
    PERSON = "person"
    ID_DOCUMENT = "id_document"
    PHONE = "phone"
    EMAIL = "email"
    AGENCY = "agency"
    FILE = "file"
    SIGNATURE = "signature"


CHOICES = frozenset({FieldType.SELECT, FieldType.MULTISELECT})
COUNTS = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY})
WORDS = frozenset({FieldType.TEXT, FieldType.TEXTAREA})
# what a cell of a repeated row may be; compound things do not fit a cell on a phone
CELLS = WORDS | COUNTS | {FieldType(name) for name in ("date", "boolean", "select", "phone", "email")}

PersonPart = Literal[
    "full_name",
    "born_on",
    "sex",
    "ethnic_group",
    "nationality",
    "relation",
    "document",
    "address",
    "phone",
    "email",
]
DocumentPart = Literal["kind", "number", "issued_on", "issued_by"]


def _known_list(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"unknown code list {name}; known: {', '.join(NAMES)}")
    return name


Words = Annotated[str, AfterValidator(nfc)]
Identifier = Annotated[str, Setting(pattern=ID)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class Option(_Part):
    """One value that may be chosen."""

    value: Annotated[str, Setting(min_length=1, max_length=80)]
    label: Annotated[Words, Setting(min_length=1)]
    hint: Words = ""


class Constraints(_Part):
    """What a value must satisfy beyond its type; money in đồng, numbers in the label's unit."""

    min: float | None = None
    max: float | None = None
    max_length: Annotated[int, Setting(ge=1, le=20_000)] | None = None
    pattern: str | None = None
    pattern_says: Words = ""
    """What the pattern means, for the person: "gồm 6 chữ số"."""
    when: Literal["past", "past_or_today", "today_or_future", "future"] | None = None
    """Where a date must lie, against the day of filling."""
    not_before: date | None = None
    precision: Literal["day", "year"] = "day"
    """`year`: a year alone is enough, as registers have it for the old."""
    number: Literal["personal_number", "tax_code"] | None = None
    """The text is such a number; it is checked and stored as digits."""
    matches_birth_on: Identifier | None = None
    matches_sex: Identifier | None = None
    """Fields that the personal number must not contradict."""

    @model_validator(mode="after")
    def _is_sensible(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is above max")
        if self.pattern is not None:
            re.compile(self.pattern)
            if not self.pattern_says:
                raise ValueError("a pattern needs pattern_says: what it asks for, in words")
        return self


class Control(_Part):
    """What a field and a column of a repeated row have in common."""

    id: Identifier
    label: Annotated[Words, Setting(min_length=1, max_length=400)]
    type: FieldType
    required: bool = False
    hint: Words = ""
    options: tuple[Option, ...] = ()
    code_list: Annotated[str, AfterValidator(_known_list)] | None = None
    constraints: Constraints = Constraints()
    uppercase: bool = False
    """The official form asks for capitals ("chữ in hoa"); what is typed is raised."""
    autocomplete: Annotated[str, Setting(pattern=r"^[a-z0-9 -]*$")] = ""
    """The HTML token for what is the person's own data (WCAG 1.3.5)."""
    width: Literal["", "2", "3", "4", "5", "10", "20", "full"] = ""

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        if self.id in RESERVED:
            raise ValueError(f"the id {self.id} is reserved")
        if self.type not in CHOICES and (self.options or self.code_list):
            raise ValueError("options and code_list belong to select and multiselect")
        if self.options and self.code_list:
            raise ValueError("either options or code_list, not both")
        values = [option.value for option in self.options]
        if len(values) != len(set(values)):
            raise ValueError("two options have the same value")
        return self

    @property
    def choices(self) -> tuple[Item, ...]:
        """What can be chosen, from the options or from the code list."""
        if self.code_list:
            return code_list(self.code_list).items
        return tuple(Item(option.value, option.label) for option in self.options)

    def label_of(self, value: str) -> str:
        """The word for a chosen value; the value itself when the list no longer has it."""
        return next((item.label for item in self.choices if item.value == value), value)


class Column(Control):
    """One cell of a repeated row."""

    @model_validator(mode="after")
    def _fits_a_cell(self) -> Self:
        if self.type not in CELLS:
            raise ValueError(f"a column cannot be of type {self.type}; use {', '.join(sorted(CELLS))}")
        return self


class Field(Control):
    """One question of the form (trường thông tin)."""

    required_message: Words = ""
    """What to say when it is empty, where "Nhập …" and the label read badly."""
    status: Literal["confirmed", "to_be_confirmed"] = "to_be_confirmed"
    visible_when: Condition | None = None
    required_when: Condition | None = None
    prefill: tuple[Annotated[str, Setting(pattern=SOURCE)], ...] = ()
    """Where the answer can come from, best first: `account.full_name`, `card.name`."""
    must_agree: bool = False
    """A boolean that is a declaration: only yes will do."""
    # list
    columns: tuple[Column, ...] = ()
    min_rows: Annotated[int, Setting(ge=0, le=200)] = 0
    max_rows: Annotated[int, Setting(ge=1, le=200)] = 50
    row_name: Words = ""
    """What one row is: "Thành viên" gives "Thành viên 1" and "Thêm thành viên"."""
    # person, id_document
    parts: tuple[PersonPart, ...] = ()
    required_parts: tuple[str, ...] = ()
    document_parts: tuple[DocumentPart, ...] = ("kind", "number", "issued_on", "issued_by")
    document_kinds: tuple[str, ...] = ()
    """Kinds of papers that may be given; empty: every kind of the code list `id_documents`."""
    # address
    places: Literal["current", "historic"] = "current"
    """`historic`: also provinces of before 1 July 2025 and abroad, for places of birth and origin."""
    # file
    accept: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")
    max_files: Annotated[int, Setting(ge=1, le=50)] = 10
    max_bytes: Annotated[int, Setting(ge=1)] = 10 * 1024 * 1024
    """Of one file."""
    camera: bool = True
    """A phone offers its camera first."""
    # signature
    statement: Words = ""
    """What is confirmed on-line instead of a signature by hand."""

    @model_validator(mode="after")
    def _settings_belong_to_the_type(self) -> Self:
        allowed: dict[str, set[FieldType]] = {
            "columns": {FieldType.LIST},
            "parts": {FieldType.PERSON},
            "statement": {FieldType.SIGNATURE},
            "must_agree": {FieldType.BOOLEAN},
            "document_kinds": {FieldType.ID_DOCUMENT, FieldType.PERSON},
        }
        for name, types in allowed.items():
            if getattr(self, name) and self.type not in types:
                raise ValueError(f"{name} does not belong to a field of type {self.type}")
        if self.min_rows > self.max_rows:
            raise ValueError("min_rows is above max_rows")
        ids = [column.id for column in self.columns]
        if len(ids) != len(set(ids)):
            raise ValueError("two columns have the same id")
        unknown = set(self.document_kinds) - set(code_list("id_documents").values)
        if unknown:
            raise ValueError(f"unknown kinds of papers: {', '.join(sorted(unknown))}")
        if self.type is FieldType.ID_DOCUMENT and "kind" not in self.document_parts and len(self.kinds) > 1:
            raise ValueError("document_parts without kind need a single kind of paper")
        missing = set(self.required_parts) - set(self.part_names)
        if missing:
            raise ValueError(f"required_parts that the field does not have: {', '.join(sorted(missing))}")
        return self

    @property
    def part_names(self) -> tuple[str, ...]:
        """Parts of a compound answer, in the order they are asked; empty for a simple one."""
        match self.type:
            case FieldType.PERSON:
                return self.parts or ("full_name", "born_on", "document")
            case FieldType.ID_DOCUMENT:
                return self.document_parts
            case FieldType.ADDRESS:
                return ("province_code", "commune_code", "commune_name", "detail")
            case FieldType.AGENCY:
                return ("code", "name")
            case FieldType.SIGNATURE:
                return ("confirmed", "name")
        return ()

    @property
    def kinds(self) -> tuple[Item, ...]:
        """Kinds of identity papers that may be chosen."""
        every = code_list("id_documents").items
        return tuple(item for item in every if not self.document_kinds or item.value in self.document_kinds)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(one for one in (self.visible_when, self.required_when) if one is not None)


class Section(_Part):
    """A page of the form: a heading and the fields under it."""

    id: Identifier
    title: Annotated[Words, Setting(min_length=1, max_length=300)]
    hint: Words = ""
    fields: Annotated[tuple[Field, ...], Setting(min_length=1)]


class Gap(_Part):
    """Why a form cannot be opened yet: what the agency still has to say about a field."""

    field_id: str
    code: str
    sentence: str


class FormDocument(BaseModel):
    """A whole form. Unfinished fields are allowed, so that an agency can finish a draft; `is_complete` says
    whether citizens may be given it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    id: Identifier = "to_khai"
    title: Annotated[Words, Setting(min_length=1)]
    number: Words = ""
    """Number of the official form: "Mẫu số 01"."""
    source: Words = ""
    """The instrument or page the fields were taken from."""
    sections: tuple[Section, ...] = ()

    @model_validator(mode="after")
    def _ids_and_references(self) -> Self:
        seen: set[str] = set()
        for section in self.sections:
            for field in section.fields:
                for condition in field.conditions:
                    later = fields_of(condition) - seen
                    if later:
                        names = ", ".join(sorted(later))
                        raise ValueError(
                            f"{field.id}: a condition may only look at earlier fields, not {names}"
                        )
                if field.id in seen:
                    raise ValueError(f"two fields have the id {field.id}")
                seen.add(field.id)
        sections = [section.id for section in self.sections]
        if len(sections) != len(set(sections)):
            raise ValueError("two sections have the same id")
        for field in self.fields:
            for other in (field.constraints.matches_birth_on, field.constraints.matches_sex):
                if other is not None and other not in seen:
                    raise ValueError(f"{field.id}: there is no field {other} to compare the number with")
        return self

    @property
    def fields(self) -> Iterator[Field]:
        """Every field, in the order they are asked."""
        for section in self.sections:
            yield from section.fields

    @cached_property
    def by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}

    def field(self, field_id: str) -> Field:
        """The field of this id; KeyError when there is none."""
        return self.by_id[field_id]

    def section(self, section_id: str) -> Section:
        """The section of this id; KeyError when there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def section_of(self, field_id: str) -> Section:
        """The section a field stands in."""
        for section in self.sections:
            if any(field.id == field_id for field in section.fields):
                return section
        raise KeyError(field_id)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing before the form can be opened to citizens."""
        return tuple(_gaps(self))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A changed copy; what was computed for the old one does not go along."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("by_id", "gaps"):
            copy.__dict__.pop(name, None)
        return copy

    @property
    def is_complete(self) -> bool:
        """Every choice has options, every repeated group its columns; the form can be filled on-line."""
        return not self.gaps

    def dump(self) -> dict[str, Any]:
        """The JSON form that is frozen in a release; `FormDocument.model_validate` reads it back."""
        return self.model_dump(mode="json", exclude_defaults=True)


def _gaps(form: FormDocument) -> Iterator[Gap]:
    if not form.sections:
        yield Gap(field_id="", code="no_fields", sentence="Biểu mẫu chưa có mục thông tin nào.")
    for field in form.fields:
        if field.type in CHOICES and not field.choices:
            yield Gap(
                field_id=field.id,
                code="select_without_options",
                sentence=f"Mục “{field.label}” là mục chọn nhưng chưa có các giá trị để chọn.",
            )
        if field.type is FieldType.LIST and not field.columns:
            yield Gap(
                field_id=field.id,
                code="list_without_columns",
                sentence=f"Mục “{field.label}” là bảng nhiều dòng nhưng chưa nêu các cột.",
            )
        for column in field.columns:
            if column.type in CHOICES and not column.choices:
                yield Gap(
                    field_id=f"{field.id}.{column.id}",
                    code="select_without_options",
                    sentence=f"Cột “{column.label}” của mục “{field.label}” chưa có các giá trị để chọn.",
                )
