"""Kannel's sendsms interface: hand over a text, hear whether the gateway has it; what its calls to us mean.

The gateway cuts long texts itself and calls the `dlr_url` with what became of them. User guide, "Using the HTTP
interface to send and push messages" and "Delivery reports".
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

# delivered, not delivered, buffered, accepted by the centre, rejected by it
DLR_MASK = 1 | 2 | 4 | 8 | 16
DELIVERED, NOT_DELIVERED, BUFFERED, ACCEPTED, REJECTED = 1, 2, 4, 8, 16


class KannelError(Exception):
    """The message was not taken; `code` is the gateway's own word, never the text or a number."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class KannelDown(KannelError):
    """Nothing was handed over: not there, busy, or our user is not let in."""


class KannelSilent(KannelError):
    """The message was handed over and no answer came: it may be on its way."""


class KannelRefused(KannelError):
    """The gateway will never take this message."""


@dataclass(frozen=True)
class Kannel:
    """One smsbox.

    address  "http://127.0.0.1:13013"
    smsc     of the bearerbox, when there are several; "" for its own choice
    """

    address: str
    username: str
    password: str = field(repr=False)
    smsc: str = ""
    timeout_seconds: float = 15.0

    def send(self, *, sender: str, to: str, text: str, is_ucs2: bool, dlr_url: str = "") -> str:
        """Hand one text over; gives the gateway's answer ("0: Accepted for delivery").

        Refuses
            KannelDown, KannelSilent, KannelRefused
        """
        asked = {
            "username": self.username,
            "password": self.password,
            "from": sender,
            "to": to,
            "text": text,
            "charset": "UTF-8",
            "coding": "2" if is_ucs2 else "0",
        }
        if self.smsc:
            asked["smsc"] = self.smsc
        if dlr_url:
            asked |= {"dlr-mask": str(DLR_MASK), "dlr-url": dlr_url}
        status, body = self._get(f"/cgi-bin/sendsms?{urlencode(asked)}")
        if status == http.client.ACCEPTED:
            return body
        if status in {http.client.UNAUTHORIZED, http.client.FORBIDDEN} or status >= 500:
            raise KannelDown(f"HTTP {status}")
        raise KannelRefused(f"HTTP {status}")

    def _get(self, path: str) -> tuple[int, str]:
        parts = urlsplit(self.address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeout_seconds)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise KannelDown(type(error).__name__) from error
            try:
                connection.request("GET", path)
                # closed at once: a gateway that ends the line leaves the answer open
                with connection.getresponse() as answer:
                    return answer.status, answer.read(200).decode("utf-8", "replace")
            except (OSError, http.client.HTTPException) as error:
                raise KannelSilent(type(error).__name__) from error
        finally:
            connection.close()


def dlr_url(hook: str, own_id: str) -> str:
    """What Kannel is to call when it knows more; `%d` is what happened, `%A` the centre's words."""
    return f"{hook}dlr?{urlencode({'id': own_id})}&type=%d&code=%A&at=%T"
