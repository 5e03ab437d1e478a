"""Which communes there were on a day, and their agencies."""

from __future__ import annotations

from datetime import date

from motcua.agencies.errors import NoSuchCommune
from motcua.agencies.models import AgencyVersion, Commune
from motcua.agencies.selectors.dated import held_on, one_on


def communes_on(day: date, province_code: str | None = None) -> list[Commune]:
    """The communes there were on `day`, by code; the list an address is chosen from."""
    communes = Commune.objects.filter(held_on(day))
    if province_code:
        communes = communes.filter(province_code=province_code)
    return list(communes.order_by("code", "name"))


def commune_on(code: str, day: date) -> Commune:
    """The commune that bore `code` on `day`; refuses with NoSuchCommune."""
    commune = one_on(Commune.objects.filter(code=code), day)
    if commune is None:
        raise NoSuchCommune(commune=code, day=day.strftime("%d/%m/%Y"))
    return commune


def agency_of_commune(code: str, day: date, kind: str = "people_committee") -> AgencyVersion:
    """The People's Committee (or another `kind`, as `police`) of a commune on `day`; NoSuchCommune."""
    rows = AgencyVersion.objects.filter(commune_code=code, kind=kind).select_related("agency")
    version = one_on(rows, day)
    if version is None:
        raise NoSuchCommune(commune=code, day=day.strftime("%d/%m/%Y"))
    return version
