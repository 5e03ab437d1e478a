"""Who looked at a dossier, for the person concerned: every opening by an officer is written down (promise 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.accounts.models import Account
from motcua.agencies.selectors import agency_names_on
from motcua.audit.selectors import readings_of
from motcua.dossiers.access import Holder, held_by
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors import dossier_in
from motcua.kernel.clock import local_day

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Look:
    """One opening: when, who, for which agency; `saw_number` when the full personal number was shown."""

    at: datetime
    officer: str
    agency: str
    saw_number: bool


@dataclass(frozen=True)
class Looks:
    """The dossier and the newest openings of it."""

    dossier: Dossier
    looks: tuple[Look, ...]


def looks_at(holder: Holder, dossier_id: UUID, at: datetime) -> Looks:
    """Who opened a dossier, newest first, for somebody who filed it or knows its secret; four statements.

    Refuses
        UnknownDossier, the same for one that does not exist and for somebody else's
    """
    dossier = dossier_in(held_by(holder), dossier_id)
    rows = list(readings_of(dossier.pk)[:SHOWN])
    accounts = Account.objects.filter(pk__in={row.account_id for row in rows})
    names = dict(accounts.values_list("pk", "full_name"))
    agencies = agency_names_on({row.agency_id for row in rows if row.agency_id}, local_day(at))
    return Looks(
        dossier,
        tuple(
            Look(
                row.at,
                names.get(row.account_id, ""),
                agencies.get(row.agency_id, "") if row.agency_id else "",
                row.purpose.startswith("number"),
            )
            for row in rows
        ),
    )
