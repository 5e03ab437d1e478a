"""The people of the demonstration, read from `data/*.yaml`: who is posted where, who may sign in as what."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from motcua.agencies.rules import ROLE_NAMES, Role


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitEntry(_Entry):
    key: str
    name: str


class Charge(_Entry):
    """A unit handles a field of procedures; no field = everything its agency does."""

    unit: str
    field: str = ""


class Post(_Entry):
    """One officer and the duty; `unit` and `desk` are keys inside the agency."""

    role: Role
    mailbox: str
    name: str
    unit: str = ""
    desk: str = ""


class Office(_Entry):
    """An agency of the province file, by its key or by its commune's code, with its people."""

    agency: str = ""
    commune: str = ""
    mail: str
    units: tuple[UnitEntry, ...] = ()
    in_charge: tuple[Charge, ...] = ()
    posts: tuple[Post, ...] = ()


class CitizenEntry(_Entry):
    number: str
    name: str
    born_on: date
    sex: Literal["male", "female"]
    mailbox: str
    phone: str


class OrganisationEntry(_Entry):
    tax_code: str
    name: str
    representative_number: str
    representative: str
    mailbox: str
    phone: str


class Cast(_Entry):
    """Everybody, and how much they have to do. `mark` stands beside every invented officer's name."""

    mark: str
    password: str
    posted_from: date
    instrument: str
    offices: tuple[Office, ...]
    citizens: tuple[CitizenEntry, ...]
    organisations: tuple[OrganisationEntry, ...]
    dossiers: int
    days: int
    seed: int

    def accounts(self) -> list[tuple[str, str, str]]:
        """Who can sign in: address, name, as what; the applicants first."""
        people = [(f"{one.mailbox}@cong-dan.example", one.name, "Công dân") for one in self.citizens]
        firms = [
            (f"{one.mailbox}@to-chuc.example", one.name, "Tổ chức, doanh nghiệp")
            for one in self.organisations
        ]
        officers = [
            (f"{post.mailbox}@{office.mail}", f"{post.name} {self.mark}", ROLE_NAMES[post.role])
            for office in self.offices
            for post in office.posts
        ]
        return [*people, *firms, *officers]


@cache
def read_cast(name: str = "tay_ninh") -> Cast:
    """The cast of a demonstration; a file of the package."""
    text = (files("motcua.workbench.demo") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    return Cast.model_validate(yaml.safe_load(text))
