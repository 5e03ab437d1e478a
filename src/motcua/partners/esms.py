"""eSMS, a gateway for messages under a brand name: one JSON call a message, delivery told by a callback.

Our `RequestId` makes the call safe to repeat: the same again is answered with 124.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

ADDRESS = "https://rest.esms.vn"
_PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
TAKEN, DOUBLE = "100", "124"
# what is wrong with our account or contract concerns every message; what is wrong with this one, only this one
ACCOUNT_CODES = frozenset({"101", "102", "103", "104", "118", "140", "143"})
NETWORK_CODES = frozenset({"177"})  # not registered for this operator: another provider may be


class EsmsError(Exception):
    """The message was not taken; `code` is theirs or the kind of fault, never the text or a number."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class EsmsDown(EsmsError):
    """Nothing was handed over, or our account may send nothing."""


class EsmsSilent(EsmsError):
    """Handed over without an answer; asking again with the same RequestId is safe."""


class EsmsElsewhere(EsmsError):
    """Not by this gateway, perhaps by another."""


class EsmsRefused(EsmsError):
    """This message will never be taken."""


@dataclass(frozen=True)
class Esms:
    """One account."""

    api_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    brandname: str
    address: str = ADDRESS
    sandbox: bool = False
    timeout_seconds: float = 15.0

    def send(self, *, request_id: str, to: str, text: str, is_unicode: bool, callback: str = "") -> str:
        """Hand one text over; gives their id of it, "" when they had it already.

        Refuses
            EsmsDown, EsmsSilent, EsmsElsewhere, EsmsRefused
        """
        told = self._post(
            {
                "ApiKey": self.api_key,
                "SecretKey": self.secret_key,
                "Brandname": self.brandname,
                "SmsType": "2",  # care of customers, not advertising
                "Phone": to,
                "Content": text,
                "IsUnicode": "1" if is_unicode else "0",
                "RequestId": request_id,
                "CallbackUrl": callback,
                "Sandbox": "1" if self.sandbox else "0",
            }
        )
        code = str(told.get("CodeResult", ""))
        if code in {TAKEN, DOUBLE}:
            return str(told.get("SMSID") or "")
        if code in ACCOUNT_CODES:
            raise EsmsDown(code)
        if code in NETWORK_CODES:
            raise EsmsElsewhere(code)
        raise EsmsRefused(code or "no code")

    def _post(self, asked: dict[str, str]) -> dict[str, Any]:
        parts = urlsplit(self.address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeout_seconds)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise EsmsDown(type(error).__name__) from error
            try:
                connection.request("POST", _PATH, json.dumps(asked), {"Content-Type": "application/json"})
                # closed at once: a gateway that ends the line leaves the answer open
                with connection.getresponse() as answer:
                    body = answer.read(10_000)
            except (OSError, http.client.HTTPException) as error:
                raise EsmsSilent(type(error).__name__) from error
            if answer.status >= 500:
                raise EsmsDown(f"HTTP {answer.status}")
            if answer.status >= 400:
                raise EsmsRefused(f"HTTP {answer.status}")
            return _read(body)
        finally:
            connection.close()


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        # it may have been taken: only the answer cannot be read
        raise EsmsSilent("no JSON") from error
    if not isinstance(found, dict):
        raise EsmsSilent("no JSON")
    return found
