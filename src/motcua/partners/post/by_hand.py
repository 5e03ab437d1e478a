"""A carrier without an interface: the clerk types the number, and what the carrier's own page or slip says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from motcua.partners.post.carrier import Carrier, Order, PostRefused, Registered, Tracking, WebhookRefused


class ByHand(Carrier):
    """Nothing is asked of anybody: the number comes with the clerk."""

    label: ClassVar[str] = "Ghi tay số hiệu bưu gửi"
    types_number: ClassVar[bool] = True

    def register(self, order: Order) -> Registered:
        raise PostRefused("typed by hand")

    def cancel(self, key: str, waybill: str) -> None:
        """There is nobody to be told."""

    def track(self, waybill: str) -> Sequence[Tracking]:
        return ()

    def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Tracking]:
        raise WebhookRefused("no interface")

    def check_config(self) -> list[str]:
        return []
