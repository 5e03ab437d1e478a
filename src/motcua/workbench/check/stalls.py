"""No silent stall: what the watchdog's last round should have found is on its list (promise 3 of the design)."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.dossiers.models import Dossier
from motcua.oversight.models import Stall
from motcua.oversight.selectors import last_watch
from motcua.oversight.watching import standing_still


def unseen() -> Iterator[str]:
    """Dossiers that stood still at the last round, did not move since, and are on no list."""
    at = last_watch()
    if at is None:
        return
    listed = set(Stall.objects.filter(resolved_at=None).values_list("dossier_id", "part_no", "cause"))
    missed = [one for one in standing_still(at) if (one.dossier_id, one.part_no, one.cause) not in listed]
    untouched = dict(
        Dossier.objects.filter(pk__in=[one.dossier_id for one in missed], updated_at__lt=at).values_list(
            "pk", "reference"
        )
    )
    for one in missed:
        if one.dossier_id in untouched:
            yield f"dossier {untouched[one.dossier_id]} stands still ({one.cause}) and nobody was told"
