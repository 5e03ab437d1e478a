"""The turn of a dossier handed in at the wrong agency: passed on to the right one, or told where, by setting."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier
from motcua.dossiers.moves import next_state
from motcua.dossiers.services import reception
from motcua.dossiers.services.core import dossier_for_update
from motcua.journey.check import refuse
from motcua.journey.desk import end_reception, expect, is_done, send_to_desk
from motcua.journey.errors import NotCompetent, OtherWayChosen
from motcua.journey.messages import tell_redirected
from motcua.journey.policies import PASS_ON, TELL_WHERE, WRONG_AGENCY
from motcua.kernel.clock import local_day
from motcua.procedures.models import Release
from motcua.procedures.selectors import DecidingPlace, deciding_places


def other_places(dossier: Dossier, at: datetime) -> tuple[DecidingPlace, ...]:
    """Where a dossier could go instead: every other agency that may decide its procedure."""
    release = Release.objects.get(pk=dossier.release_id)
    return tuple(one for one in deciding_places(release, at) if one.agency_id != dossier.agency_id)


@transaction.atomic
def redirect(
    *,
    dossier_id: UUID,
    officer: Actor,
    agency_id: UUID,
    reason: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Pass a submitted dossier on to the agency that may decide it (chuyển đúng cơ quan có thẩm quyền).

    The desk's duty here ends, the desk there has a task; the applicant is told and files nothing again.

    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove, OtherWayChosen, NotCompetent, ReasonMissing, NobodyThere
    Law
        TN19-10.2a.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    _require_way(dossier, PASS_ON, at)
    place = _place(dossier, agency_id, at)
    end_reception(dossier, officer, at)
    reception.pass_on(
        dossier,
        officer=officer,
        agency_id=place.agency_id,
        agency_name=place.agency_name,
        desk_id=place.desk_id,
        reason=reason,
        at=at,
        key=key,
    )
    send_to_desk(dossier, at)
    tell_redirected(dossier, reason, at=at)


@transaction.atomic
def tell_where(
    *,
    dossier_id: UUID,
    officer: Actor,
    agency_id: UUID,
    reason: str,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Refuse with Mẫu 03 that says where to file (hướng dẫn nơi nộp); the applicant files there from a copy.

    Refuses
        as `redirect`
    Law
        TN19-10.1b, TN19-10.2a.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    _require_way(dossier, TELL_WHERE, at)
    place = _place(dossier, agency_id, at)
    where = f"{place.desk_name}, {place.desk_address}" if place.desk_address else place.desk_name
    guidance = (
        f"Hồ sơ thuộc thẩm quyền giải quyết của {place.agency_name}. Nộp hồ sơ tại {where}; "
        "nội dung đã nộp được chép sẵn khi chọn nộp lại từ hồ sơ này."
    )
    full = f"{guidance}\n{reason.strip()}" if reason.strip() else guidance
    refuse(dossier_id=dossier_id, officer=officer, reason=full, at=at, key=key)


def _require_way(dossier: Dossier, way: str, at: datetime) -> None:
    next_state(dossier.state, "redirect")
    chosen = WRONG_AGENCY.on(local_day(at))
    if chosen != way:
        raise OtherWayChosen(way=dict(WRONG_AGENCY.choices)[chosen])


def _place(dossier: Dossier, agency_id: UUID, at: datetime) -> DecidingPlace:
    """Refuses with NotCompetent an agency that may not decide the procedure, or cannot."""
    for place in other_places(dossier, at):
        if place.agency_id == agency_id:
            return place
    raise NotCompetent
