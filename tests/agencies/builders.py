"""Small agencies and officers for tests, made through the services."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

from motcua.accounts.models import Account
from motcua.agencies import services
from motcua.agencies.models import Agency, Desk, Unit
from motcua.agencies.rules import AgencyFacts, Level
from motcua.kernel.clock import local

MERGER = date(2025, 7, 1)
NOW: datetime = local("2026-09-01 08:00")
TODAY = date(2026, 9, 1)
BY = "Quyết định thử nghiệm"
_next = count(1)


def agency(name: str = "Sở Y tế", *, parent: Agency | None = None, valid_from: date = MERGER) -> Agency:
    facts = AgencyFacts(
        name=name,
        short_name=name,
        level=Level.PROVINCE,
        kind="department",
        parent_id=parent.id if parent else None,
    )
    return services.open_agency(
        code=f"H52.{next(_next):03d}", facts=facts, valid_from=valid_from, instrument=BY, at=NOW
    )


def unit(of: Agency, name: str = "Phòng Nghiệp vụ Y") -> Unit:
    return services.open_unit(
        agency_id=of.id, key=f"phong-{next(_next)}", name=name, valid_from=MERGER, instrument=BY, at=NOW
    )


def desk(of: Agency, name: str = "Bộ phận Một cửa Sở Y tế") -> Desk:
    return services.open_desk(
        agency_id=of.id, key=f"mot-cua-{next(_next)}", name=name, valid_from=MERGER, instrument=BY, at=NOW
    )


def officer(name: str = "Trần Thị Thử") -> Account:
    return Account.objects.create(kind="officer", email=f"can-bo-{next(_next)}@example.vn", full_name=name)
