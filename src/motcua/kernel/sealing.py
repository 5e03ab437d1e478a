"""Personal numbers at rest: encrypted to be read by us, hashed with a key to be found by us.

One secret of 32 bytes lives outside the database; two keys are derived from it, so that neither use
weakens the other. Without it the columns tell nothing: a plain hash of 12 digits is searched in minutes.
"""

from __future__ import annotations

import binascii
import hmac
import os
from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "v1."
_NONCE_BYTES = 12


class SealBroken(Exception):
    """The token was not sealed with this key, or was changed since; the operator must look."""


class Sealer:
    """Seals short texts with AES-256-GCM and hashes them with HMAC-SHA256."""

    def __init__(self, key: bytes) -> None:
        """Takes the secret of 32 bytes; refuses another length with ValueError."""
        if len(key) != 32:
            raise ValueError(f"the sealing key has {len(key)} bytes, 32 are needed")
        self._cipher = AESGCM(_derive(key, b"motcua seal"))
        self._hash_key = _derive(key, b"motcua hash")

    @classmethod
    def from_base64(cls, text: str) -> Sealer:
        """The secret as the settings hold it; ValueError says what is wrong without repeating it."""
        try:
            key = b64decode(text.strip(), validate=True)
        except binascii.Error:
            raise ValueError("the sealing key is not base64") from None
        return cls(key)

    def seal(self, text: str) -> str:
        """An ASCII token; the same text sealed twice gives two tokens."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), None)).decode()

    def open(self, token: str) -> str:
        """The text again. Raises SealBroken."""
        try:
            if not token.startswith(_VERSION):
                raise SealBroken
            raw = b64decode(token[len(_VERSION) :], altchars=b"-_", validate=True)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
        except (binascii.Error, InvalidTag, ValueError):
            raise SealBroken from None

    def keyed_hash(self, text: str) -> str:
        """64 hexadecimal digits, the same for the same text: give it the canonical form."""
        return hmac.new(self._hash_key, text.encode(), sha256).hexdigest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)
