"""The database itself keeps dated records from contradicting each other."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua.agencies.models import Agency, AgencyVersion, Commune, Pool

MERGER = date(2025, 7, 1)


def version(agency: Agency, first: date, last: date | None, name: str = "Sở Y tế") -> AgencyVersion:
    return AgencyVersion.objects.create(
        agency=agency,
        valid_from=first,
        valid_to=last,
        name=name,
        short_name=name,
        level="province",
        kind="department",
        instrument="Nghị quyết 202/2025/QH15",
    )


@pytest.mark.django_db
def test_two_versions_of_an_agency_never_hold_on_the_same_day() -> None:
    agency = Agency.objects.create(code="H53.07")
    version(agency, date(2020, 1, 1), date(2025, 6, 30))
    version(agency, MERGER, None)

    with pytest.raises(IntegrityError, match="agency_version_no_overlap"), transaction.atomic():
        version(agency, date(2025, 6, 30), date(2025, 6, 30))
    with pytest.raises(IntegrityError, match="agency_version_no_overlap"), transaction.atomic():
        version(agency, date(2030, 1, 1), None)


@pytest.mark.django_db
def test_a_version_cannot_end_before_it_begins() -> None:
    agency = Agency.objects.create(code="H53.07")
    # the range constraint itself refuses such a range, before the check is looked at
    with (
        pytest.raises(Exception, match=r"range lower bound|agency_version_days_ordered"),
        transaction.atomic(),
    ):
        version(agency, MERGER, date(2025, 6, 30))


@pytest.mark.django_db
def test_a_commune_code_may_live_on_after_the_merger_but_names_one_commune_a_day() -> None:
    old = {"code": "25459", "kind": "phường", "province_code": "72", "province_name": "Tỉnh Tây Ninh"}
    new = old | {"province_code": "80", "instrument": "Nghị quyết 1656/NQ-UBTVQH15"}
    Commune.objects.create(name="Phường 1", valid_from=date(2020, 1, 1), valid_to=date(2025, 6, 30), **old)
    Commune.objects.create(name="Phường Tân Ninh", valid_from=MERGER, **new)

    with pytest.raises(IntegrityError, match="commune_code_no_overlap"), transaction.atomic():
        Commune.objects.create(name="Phường Khác", valid_from=MERGER, **new)


@pytest.mark.django_db
def test_a_duty_at_a_place_is_one_pool_also_where_there_is_no_unit_and_no_desk() -> None:
    agency = Agency.objects.create(code="H53.07")
    Pool.objects.create(agency=agency, role="agency_leader")

    with pytest.raises(IntegrityError, match="pool_once"), transaction.atomic():
        Pool.objects.create(agency=agency, role="agency_leader")
    with pytest.raises(IntegrityError, match="pool_role_known"), transaction.atomic():
        Pool.objects.create(agency=agency, role="king")
