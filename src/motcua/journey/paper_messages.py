"""What officers are told about paper; the facts go down to notifications, which leave after commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from motcua.accounts.selectors import account_name
from motcua.custody.models import HandoverRecord, Line
from motcua.custody.selectors import name_of
from motcua.kernel.clock import local_day
from motcua.notifications.events import PaperMissing
from motcua.notifications.services import queue


def tell_paper_missing(record: HandoverRecord, missing: Sequence[Line], *, at: datetime) -> None:
    """The giver of a batch learns what its receiver did not find (NB18-13.1)."""
    facts = PaperMissing(
        greeting=account_name(record.given_by_id),
        record=record.number,
        receiver=name_of(record.receiver, local_day(at)),
        missing=tuple(str(line.bundle.dossier) for line in missing),
        remark=record.remark,
        link=f"{settings.BASE_URL}/can-bo/giay/ban-giao/{record.pk}/",
    )
    queue(
        "paper_missing",
        facts,
        account_id=record.given_by_id,
        dedupe_key=f"handover/{record.pk}/missing",
        order_key=str(record.pk),
        at=at,
    )
