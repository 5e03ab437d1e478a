"""In the field: a few procedures are received and returned where the officer goes, by decision (TN19-9.4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zlib import crc32

from motcua.audit.services import SYSTEM
from motcua.dossiers.selectors import dossier_named
from motcua.journey.outside import instrument_of
from motcua.kernel.clock import local_day
from motcua.procedures.selectors.administration import procedure_named
from motcua.procedures.services import take_outside

INSTRUMENT = "Quyết định tiếp nhận, trả kết quả ngoài trụ sở (mô phỏng)"
PLACE = "Cơ sở của người nộp hồ sơ"
ONE_OF = 20
"""So many procedures, one of which the chairman took out of the desks."""


def place_of(dossier_id: UUID, at: datetime, *, is_taken_outside: bool = False) -> str:
    """Where the officer receives this dossier; empty at the desk. The decision comes with the first one.

    Takes
        is_taken_outside  the chairman decides it for this procedure now, whichever it is
    """
    dossier = dossier_named(dossier_id)
    is_meant = is_taken_outside or crc32(dossier.procedure_code.encode()) % ONE_OF == 0
    if is_meant and not instrument_of(dossier, at):
        take_outside(
            procedure_id=procedure_named(dossier.procedure_code).id,
            agency_id=dossier.agency_id,
            valid_from=local_day(at),
            instrument=INSTRUMENT,
            at=at,
            actor=SYSTEM,
        )
    return place_decided(dossier_id, at)


def place_decided(dossier_id: UUID, at: datetime) -> str:
    """The place where the result is returned, for what was taken out of the desks; empty for all else."""
    return PLACE if instrument_of(dossier_named(dossier_id), at) else ""
