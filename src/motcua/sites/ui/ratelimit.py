"""A limit on how often one address may ask public questions, register or begin a dossier (429).

A token bucket in the memory of each web worker: nothing is written to the database, so the look-up stays
fast (design §11). With W workers an address gets at most W times the rate; the aim is to stop somebody who
reads out all codes, not to count exactly. Behind a proxy named in MOTCUA_PROXIES the address is the one the
proxy saw.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from motcua.sites.ui.errors import AskedTooOften

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
MOST_ADDRESSES = 20_000


class Buckets:
    """One bucket an address; the least recently seen address is forgotten first."""

    def __init__(self, per_minute: int, most: int = MOST_ADDRESSES) -> None:
        self.capacity = float(per_minute)
        self.per_second = per_minute / 60
        self.most = most
        self._lock = Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, now: float) -> float:
        """Take one token at `now` (seconds, monotonic); gives 0, or the seconds until there is one."""
        with self._lock:
            level, seen = self._levels.pop(address, (self.capacity, now))
            level = min(self.capacity, level + (now - seen) * self.per_second)
            wait = 0.0 if level >= 1 else (1 - level) / self.per_second
            self._levels[address] = (level if wait else level - 1, now)
            if len(self._levels) > self.most:
                self._levels.popitem(last=False)
            return wait

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self._levels.clear()

    def __len__(self) -> int:
        return len(self._levels)


ALL: dict[str, Buckets] = {}


def client_address(request: HttpRequest) -> str:
    """The address that asks; a forwarded one is believed only from our own proxies."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if forwarded and peer in settings.MOTCUA_PROXIES:
        return forwarded.rsplit(",", 1)[-1].strip()
    return peer


def household(address: str) -> str:
    """Of an IPv6 address the network it is in: whoever has one has as many addresses in it as they like."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    is_network = isinstance(found, IPv6Address) and found.ipv4_mapped is None
    return str(ip_network((found.packed, 64), strict=False)) if is_network else address


def refuse_if_too_often(request: HttpRequest, purpose: str, *, per_minute: int) -> None:
    """Count one question; refuses with AskedTooOften. What has the same purpose shares one bucket an address."""
    wait = ALL.setdefault(purpose, Buckets(per_minute)).take(
        household(client_address(request)), time.monotonic()
    )
    if wait:
        raise AskedTooOften(seconds=math.ceil(wait))


def limited(purpose: str, *, per_minute: int) -> Callable[[View], View]:
    """Limit a public view, as `refuse_if_too_often` counts."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refuse_if_too_often(request, purpose, per_minute=per_minute)
            return view(request, *args, **kwargs)

        return counted  # type: ignore[return-value]  # same signature, wrapped

    return wrap
