"""A desk on a bad day: the head, an outage from eight to eleven, a kit, papers received by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tests.journey import builders as journey
from tests.journey.builders import APPLICANT, Place

from motcua.agencies.rules import Role
from motcua.kernel.clock import local
from motcua.operations.models import KitBlock, LateEntry, Outage
from motcua.operations.selectors.outages import numbers_of
from motcua.operations.services.kit import reserve_block
from motcua.operations.services.late import LateFacts, approve, enter_late, send_for_approval
from motcua.operations.services.outages import record_outage

BEFORE = local("2026-09-01T09:00")
BEGAN = local("2026-09-07T08:00")
RECEIVED = local("2026-09-07T09:15")
BACK = local("2026-09-08T14:00")


def desk() -> Place:
    where = journey.place()
    journey.post(where, Role.DESK_HEAD, "Bùi Thị Phụ Trách", desk_id=where.desk_id)
    return where


def kit(where: Place, count: int = 5, **options: Any) -> KitBlock:
    options = {"officer": where.actor(Role.DESK_HEAD), "at": BEFORE, "key": uuid4()} | options
    return reserve_block(desk_id=where.desk_id, count=count, **options)


def numbers(block: KitBlock) -> list[str]:
    return [one.number for one in numbers_of(block)]


def outage(where: Place, began_at: datetime = BEGAN, at: datetime = BACK) -> Outage:
    return record_outage(
        desk_id=where.desk_id,
        began_at=began_at,
        cause="Mất điện toàn phường",
        decision="Tiếp nhận bằng phiếu dự phòng",
        officer=where.actor(Role.DESK_HEAD),
        at=at,
    )


def facts(where: Place, number: str, **changes: Any) -> LateFacts:
    given: dict[str, Any] = {
        "number": number,
        "desk_id": where.desk_id,
        "procedure": where.release.procedure.code,
        "received_at": RECEIVED,
        "received_by": where.officers[Role.RECEIVER].id,
        "reason": "Mất điện, nhận bằng phiếu giấy",
        "applicant": APPLICANT,
        "papers": ("don", "giay", "can_cuoc"),
        "answers": {"ho_ten": "Nguyễn Thị Mẹ"},
    }
    return LateFacts(**{**given, **changes})


def entered(
    where: Place, number: str, *, at: datetime = BACK, key: UUID | None = None, **changes: Any
) -> LateEntry:
    return enter_late(
        facts=facts(where, number, **changes), officer=where.actor(Role.RECEIVER), at=at, key=key or uuid4()
    )


def sent(where: Place, number: str, **changes: Any) -> LateEntry:
    entry = entered(where, number, **changes)
    return send_for_approval(entry_id=entry.pk, officer=where.actor(Role.RECEIVER), at=BACK)


def approved(where: Place, entry: LateEntry, at: datetime = BACK) -> Any:
    return approve(entry_id=entry.pk, officer=where.actor(Role.DESK_HEAD), at=at)
