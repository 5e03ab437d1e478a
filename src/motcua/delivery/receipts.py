"""The reader of receipts of short messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.delivery.readers import Arrival, Reader
from motcua.delivery.rules import Fate
from motcua.delivery.services import note_receipt
from motcua.delivery.sms_gateways import provider_of


class ReceiptReader(Reader):
    """One that comes before its message is noted as sent is read again a little later."""

    def take(self, arrival: Arrival, fetched: Any, *, at: datetime) -> None:
        note_receipt(
            provider_id=provider_of(arrival.body),
            external_id=str(arrival.body["id"]),
            fate=Fate(arrival.body["fate"]),
            code=str(arrival.body["code"]),
            at=arrival.received_at,
        )
