"""The people of the demonstration, read from `data/*.yaml`: who is posted where, who may sign in as what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from motcua.agencies.rules import ROLE_NAMES, Role

APPLICANTS = "Người nộp hồ sơ"


@dataclass(frozen=True)
class Player:
    """Somebody who can sign in to the demonstration: as what, where."""

    name: str
    duty: str
    email: str
    place: str


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
    """An agency of the province file, by its key or by its commune's code, with its people; `name` for the page."""

    name: str
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
    by_zalo: tuple[str, ...] = ()  # codes of procedures that may be filed by Zalo
    offices: tuple[Office, ...]
    citizens: tuple[CitizenEntry, ...]
    organisations: tuple[OrganisationEntry, ...]
    dossiers: int
    days: int
    seed: int

    def people(self) -> list[Player]:
        """Who can sign in; the applicants first, then office by office."""
        people = [
            Player(one.name, "Công dân", f"{one.mailbox}@cong-dan.example", APPLICANTS)
            for one in self.citizens
        ]
        firms = [
            Player(one.name, "Tổ chức, doanh nghiệp", f"{one.mailbox}@to-chuc.example", APPLICANTS)
            for one in self.organisations
        ]
        officers = [
            Player(
                f"{post.name} {self.mark}",
                ROLE_NAMES[post.role],
                f"{post.mailbox}@{office.mail}",
                office.name,
            )
            for office in self.offices
            for post in office.posts
        ]
        return [*people, *firms, *officers]


@cache
def read_cast(name: str = "tay_ninh") -> Cast:
    """The cast of a demonstration; a file of the package."""
    text = (files("motcua.workbench.demo") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    return Cast.model_validate(yaml.safe_load(text))
