"""A province file: its agencies, communes and what they were made of, as typed data.

Nothing about one province is in code: `data/tay_ninh.yaml` is one such file, docs/howto names the keys.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from motcua.agencies.errors import BrokenOrganisationFile
from motcua.agencies.rules import Level


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class UnitEntry(_Entry):
    """A unit; `only` names the kinds of communes that have it, none means all."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    kind: str = "division"
    only: tuple[str, ...] = ()


class DeskEntry(_Entry):
    """A desk (Bộ phận Một cửa); “{place}” in the name is the commune."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str


class AgencyEntry(_Entry):
    """An agency; days and instrument are those of its province unless given."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    short_name: str = ""
    level: Level
    kind: str
    parent: str = ""
    code: str = ""
    code_status: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    instrument: str = ""
    succeeded_by: str = ""
    units: tuple[UnitEntry, ...] = ()
    desks: tuple[DeskEntry, ...] = ()


class CommuneAgencyEntry(_Entry):
    """An agency that every commune has; “{place}” stands for “xã Tân Biên”."""

    kind: str
    name: str
    short_name: str
    level: Level
    parent: str = ""
    units: tuple[UnitEntry, ...] = ()
    desks: tuple[DeskEntry, ...] = ()


class CountersEntry(_Entry):
    """The agencies of these kinds have a counter at the desk of `host` (TN19-9.1)."""

    host: str
    desk: str
    kinds: tuple[str, ...]
    name: str


class CommuneEntry(_Entry):
    """A commune; `merged_from` is the sentence of the decision, `former` the province it is about."""

    code: str | None = Field(default=None, pattern=r"^\d{5}$")
    name: str
    type: str
    former: str = ""
    merged_from: str = ""


class DistrictEntry(_Entry):
    name: str
    communes: tuple[str, ...] = ()


class ProvinceEntry(_Entry):
    """A province while one decision held; a file names the present one first, then those it was made of."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    code: str = Field(pattern=r"^\d{2}$")
    agency_code: str
    valid_from: date
    valid_to: date | None = None
    instrument: str = ""
    commune_instrument: str = ""
    agencies: tuple[AgencyEntry, ...] = ()
    district_agency: CommuneAgencyEntry | None = None
    commune_agencies: tuple[CommuneAgencyEntry, ...] = ()
    counters: tuple[CountersEntry, ...] = ()
    districts: tuple[DistrictEntry, ...] = ()
    communes: tuple[CommuneEntry, ...] = ()
    gaps: tuple[str, ...] = ()


class OrganisationDocument(_Entry):
    """The whole file."""

    provinces: tuple[ProvinceEntry, ...]
    sources: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()


def parse_organisation(text: str) -> OrganisationDocument:
    """Read a province file; refuses with BrokenOrganisationFile, telling where and why."""
    try:
        return OrganisationDocument.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"dòng {mark.line + 1}" if mark else "đầu tệp"
        raise BrokenOrganisationFile(where=where, why="không đọc được YAML") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "đầu tệp"
        raise BrokenOrganisationFile(where=where, why=first["msg"]) from error


def bundled(name: str) -> OrganisationDocument:
    """A province file that comes with the product, as `tay_ninh`."""
    return parse_organisation((files("motcua.agencies") / "data" / f"{name}.yaml").read_text("utf-8"))
