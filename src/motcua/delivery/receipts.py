"""The reader of receipts of short messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.delivery.readers import Arrival, Reader
from motcua.delivery.rules import Fate, told_of_nobody
from motcua.delivery.selectors import nobody_codes
from motcua.delivery.services import note_receipt
from motcua.delivery.sms_gateways import provider_of


class ReceiptReader(Reader):
    """One that comes before its message is noted as sent is read again a little later.

    Which failures mean that nobody has the number is each operator's own: the provider's settings name them.
    """

    def take(self, arrival: Arrival, fetched: Any, *, at: datetime) -> None:
        provider_id, code = provider_of(arrival.body), str(arrival.body["code"])
        fate = Fate(arrival.body["fate"])
        if fate is Fate.FAILED and told_of_nobody(code, nobody_codes(provider_id)):
            fate = Fate.NOBODY
        note_receipt(
            provider_id=provider_id,
            external_id=str(arrival.body["id"]),
            fate=fate,
            code=code,
            at=arrival.received_at,
        )
