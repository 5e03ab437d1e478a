"""What the API answers with. Names and meanings are a contract: they change only with a decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator


class Status(Schema):
    """Where a dossier is. Instants are ISO 8601 with their offset; nothing here is about the applicant."""

    code: str = Field(description="Mã hồ sơ, or the reference given before acceptance")
    state: str = Field(
        description="Trạng thái xử lý: submitted, supplement_requested, accepted, in_process …"
    )
    state_label: str = Field(description="The state in Vietnamese")
    national_state: int = Field(description="TrangThaiHoSo of the national portal, 1 to 10")
    agency: str
    unit: str
    officer: str = Field(
        description="Who handles it now: duty data; empty where the province does not show it"
    )
    received_at: datetime | None = Field(description="When it was accepted (tiếp nhận)")
    due_at: datetime | None = Field(description="Hẹn trả kết quả")
    finished_at: datetime | None
    updated_at: datetime


class Procedure(Schema):
    """One procedure of the catalogue."""

    code: str
    code_is_provisional: bool
    name: str
    field: str
    level: str = Field(description="Where it is decided: ministry, province, commune, other, service, none")
    levels: list[str]
    audiences: list[str]
    agency: str
    online_class: str = Field(description="full (toàn trình), partial (một phần), information")
    online_level: int
    is_open_online: bool = Field(description="Whether citizens may file it online now")
    effective_from: date | None
    url: str = Field(description="Its page on the portal")


Words = Annotated[str, Field(max_length=200), AfterValidator(lambda text: text.replace("\x00", ""))]


class Search(Schema):
    """What may be asked of the catalogue."""

    q: Words = Field("", description="Words with or without marks, or a code; empty: all")
    field: Words = Field("", description="Lĩnh vực, by its name")
    level: Words = ""
    audience: Words = ""
    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(20, ge=1, le=100)


class Procedures(Schema):
    """A page of the catalogue; `is_guess` when nothing had all words and these are only alike."""

    total: int
    is_guess: bool
    items: list[Procedure]


class Refused(Schema):
    """Why a request was refused."""

    code: str
    message: str = Field(description="What happened and what to do next, in the language asked for")
