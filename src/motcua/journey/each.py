"""What the clock does to many dossiers, one after the other (việc chạy theo giờ)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from motcua.kernel.errors import Refusal

log = logging.getLogger(__name__)


def count_done(acts: Iterable[tuple[UUID, Callable[[], bool]]]) -> int:
    """Do an act on each dossier; gives how many were done.

    One that is refused stops none of the others: the next run tries it again, and the watchdog finds it meanwhile.

    Takes
        acts  the dossier with what is to be done, in a transaction of its own; it says whether it did anything
    """
    done = 0
    for dossier_id, act in acts:
        try:
            done += act()
        except Refusal as refusal:
            log.warning("dossier %s: %s", dossier_id, refusal.code)
    return done
