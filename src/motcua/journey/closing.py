"""An agency ends its work: nothing that runs there may be left without somebody (kết thúc hoạt động cơ quan)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.agencies import services as agencies
from motcua.agencies.administration import successions_of
from motcua.audit.services import Actor
from motcua.dossiers.selectors import running_at
from motcua.journey.errors import SuccessorNeeded


@transaction.atomic
def close_agency(
    *,
    agency_id: UUID,
    last_day: date,
    instrument: str,
    at: datetime,
    actor: Actor,
    successor_id: UUID | None = None,
) -> None:
    """Close an agency with its units, desks and postings; its open dossiers go to its main successor on the next day.

    Takes
        successor_id  who takes over from the day after `last_day`; none where one is written already or nothing runs
    Refuses
        SuccessorNeeded (dossiers are open and nobody takes them over), NoSuchAgency, VersionOverlaps,
        AlreadySucceeded, SuccessionTurnsBack
    Law
        HG-15 (no dossier without somebody who has it), TN19-14.5.
    """
    if successor_id is not None:
        agencies.succeed(
            predecessor_id=agency_id,
            successor_id=successor_id,
            on=last_day + timedelta(days=1),
            instrument=instrument,
            at=at,
            actor=actor,
        )
    elif not _has_heir(agency_id) and (count := running_at(agency_id).count()):
        raise SuccessorNeeded(count=count)
    agencies.close_agency(agency_id=agency_id, last_day=last_day, instrument=instrument, at=at, actor=actor)


def _has_heir(agency_id: UUID) -> bool:
    """Whether somebody is written down who gets its open dossiers."""
    _origins, successions = successions_of(agency_id)
    return any(one.is_main for one in successions)
