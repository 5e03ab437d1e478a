"""Signatures: of webhooks, of the login's graph calls, and the proof key of the OAuth grant."""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256


def mac(app_id: str, body: bytes, timestamp: str, key: str) -> str:
    """The signature of a webhook: a plain SHA-256 of the concatenation, no HMAC.

    Takes
        body       the bytes as they came; never serialised again
        timestamp  as the body or the header says it
        key        "OA Secret Key" of the webhook page; a setting of its own, not the app secret
    """
    return sha256(app_id.encode() + body + timestamp.encode() + key.encode()).hexdigest()


def is_signed(header: str, body: bytes, *, app_id: str, timestamps: Iterable[str], key: str) -> bool:
    """Whether the header `X-ZEvent-Signature` fits the bytes, by one of the timestamps it may have been made with.

    Sources disagree whether the body's field or the header `X-ZEvent-Timestamp` goes in; both are tried, every one
    in constant time.
    """
    given = header.strip().removeprefix("mac=").lower().encode()
    fits = False
    for timestamp in dict.fromkeys(timestamps):
        if timestamp and key:
            fits |= hmac.compare_digest(given, mac(app_id, body, timestamp, key).encode())
    return fits


def signed_header(app_id: str, body: bytes, timestamp: str, key: str) -> str:
    """The header as Zalo sends it; stand-ins and tests sign with it."""
    return f"mac={mac(app_id, body, timestamp, key)}"


def verifier() -> str:
    """A fresh PKCE verifier: 43 characters."""
    return urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()


def challenge(of: str) -> str:
    """The PKCE challenge of a verifier; Zalo knows no `code_challenge_method`."""
    return urlsafe_b64encode(sha256(of.encode()).digest()).rstrip(b"=").decode()


def appsecret_proof(access_token: str, app_secret: str) -> str:
    """What a graph call must carry beside its token since 2024."""
    return hmac.new(app_secret.encode(), access_token.encode(), sha256).hexdigest()


def hashed_phone(phone: str) -> str:
    """A phone (84…) as `/message/template/hashphone` takes it."""
    return sha256(phone.encode()).hexdigest()
