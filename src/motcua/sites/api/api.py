"""The operations. Refusals become `Refused` with their status in `sites.ui.refusals`, as on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import NinjaAPI, Query

from motcua.kernel.clock import TZ, local_day, now
from motcua.procedures.selectors import Card, open_among, search
from motcua.sites.api.schemas import Procedure, Procedures, Refused, Search, Status
from motcua.sites.ui.ratelimit import limited
from motcua.status.selectors import answer

REFUSALS: dict[int, type[Refused]] = {422: Refused, 429: Refused}

# no page of documentation: its scripts would come from elsewhere; openapi.json says everything
api = NinjaAPI(
    title="Một Cửa",
    version="1",
    docs_url=None,
    urls_namespace="api",
    description="Tra cứu tình trạng hồ sơ và danh mục thủ tục hành chính.",
)


@api.get(
    "/dossiers/{code}/status",
    response={200: Status, 404: Refused, **REFUSALS},
    auth=None,
    summary="Where a dossier is (TN14-5.3)",
)
@limited("lookup", per_minute=30)
def dossier_status(request: HttpRequest, code: str) -> Any:
    """One statement, no session. 404 unknown code, 422 not a code, 429 too often."""
    found = answer(code[:80].replace("\x00", ""))
    return Status(
        code=found.code,
        state=found.state,
        state_label=found.state_label,
        national_state=found.national_state,
        agency=found.agency,
        unit=found.unit,
        officer=found.officer,
        received_at=found.received_at and found.received_at.astimezone(TZ),
        due_at=found.due_at and found.due_at.astimezone(TZ),
        finished_at=found.finished_at and found.finished_at.astimezone(TZ),
        updated_at=found.updated_at.astimezone(TZ),
    )


@api.get(
    "/procedures",
    response={200: Procedures, **REFUSALS},
    auth=None,
    summary="Search and browse the catalogue (TN19-6.1)",
)
def procedures(request: HttpRequest, asked: Query[Search]) -> Any:
    """Words with or without marks, also mistyped; or a code. The best come first."""
    return _found(request, asked)


# ninja reads the operation's own signature, which a decorator would hide
@limited("catalogue", per_minute=120)
def _found(request: HttpRequest, asked: Search) -> Any:
    at = now()
    found = search(
        asked.q,
        day=local_day(at),
        field=asked.field,
        level=asked.level,
        audience=asked.audience,
        offset=asked.offset,
        limit=asked.limit,
    )
    open_now = open_among([one.release_id for one in found.items], at)
    return Procedures(
        total=found.total,
        is_guess=found.is_guess,
        items=[_procedure(one, is_open=one.release_id in open_now) for one in found.items],
    )


def _procedure(card: Card, *, is_open: bool) -> Procedure:
    levels = [level.value for level in card.levels]
    return Procedure(
        code=card.code,
        code_is_provisional=card.code_is_provisional,
        name=card.name,
        field=card.field,
        level=levels[0] if levels else "",
        levels=levels,
        audiences=[audience.value for audience in card.audiences],
        agency=card.agency,
        online_class=card.online_class.value,
        online_level=card.online_level,
        is_open_online=is_open,
        effective_from=card.effective_from,
        url=settings.BASE_URL + reverse("portal:procedure", args=[card.slug]),
    )
