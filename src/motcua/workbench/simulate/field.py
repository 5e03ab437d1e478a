"""In the field: a few procedures are received and returned where the officer goes, by decision (TN19-9.4)."""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from uuid import UUID
from zlib import crc32

from motcua.audit.services import SYSTEM
from motcua.dossiers.selectors import dossier_named
from motcua.dossiers.services.returning import Receiving, wrong_results_out
from motcua.journey.outside import instrument_of
from motcua.kernel.clock import local_day
from motcua.procedures.selectors.administration import procedure_named
from motcua.procedures.services import take_outside
from motcua.workbench.simulate.people import citizen

INSTRUMENT = "Quyết định tiếp nhận, trả kết quả ngoài trụ sở (mô phỏng)"
PLACE = "Cơ sở của người nộp hồ sơ"
ONE_OF = 20
"""So many procedures, one of which the chairman took out of the desks."""
SENT_SOMEBODY = 0.08
SOME_DAY = date(2026, 1, 1)


def place_of(dossier_id: UUID, at: datetime) -> str:
    """Where the officer receives this dossier; empty at the desk. The decision comes with the first one."""
    dossier = dossier_named(dossier_id)
    if crc32(dossier.procedure_code.encode()) % ONE_OF == 0 and not instrument_of(dossier, at):
        take_outside(
            procedure_id=procedure_named(dossier.procedure_code).id,
            agency_id=dossier.agency_id,
            valid_from=local_day(at),
            instrument=INSTRUMENT,
            at=at,
            actor=SYSTEM,
        )
    return _decided_place(dossier_id, at)


def _decided_place(dossier_id: UUID, at: datetime) -> str:
    return PLACE if instrument_of(dossier_named(dossier_id), at) else ""


def receiving(dossier_id: UUID, at: datetime, random: Random) -> Receiving:
    """Most applicants come themselves; some send somebody with a paper. A wrong result comes back."""
    took_back, place = bool(wrong_results_out(dossier_id)), _decided_place(dossier_id, at)
    if random.random() < SENT_SOMEBODY:
        number = citizen(random, SOME_DAY).number
        return Receiving(
            number=number,
            mandate="authorised",
            mandate_paper="Giấy ủy quyền có chứng thực",
            took_back=took_back,
            place=place,
        )
    return Receiving(took_back=took_back, place=place)
