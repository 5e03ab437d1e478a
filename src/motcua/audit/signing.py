"""The installation's own key that signs the daily digests (Ed25519); its fingerprint is published.

Kept with the other secrets, outside the database: whoever can write the database cannot sign.
"""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def signing_key() -> Ed25519PrivateKey:
    """The key of the setting `MOTCUA_AUDIT_KEY`: base64 of 32 random bytes."""
    return Ed25519PrivateKey.from_private_bytes(b64decode(settings.MOTCUA_AUDIT_KEY))


def public_key() -> bytes:
    """The 32 bytes with which anybody checks a signature."""
    return signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(key: bytes) -> str:
    """How a public key is published and compared by eye: SHA-256 in groups of four hexadecimal digits."""
    text = sha256(key).hexdigest()
    return " ".join(text[at : at + 4] for at in range(0, 64, 4))
