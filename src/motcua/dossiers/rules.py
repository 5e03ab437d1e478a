"""What is true of dossiers without a database: sealing of answers, public labels, secrets."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

SEALED = "sealed:"


@dataclass(frozen=True)
class PartyFacts:
    """A person or organisation as declared for one dossier; text NFC, number 12 digits or empty."""

    kind: str
    full_name: str
    number: str = ""
    tax_code: str = ""
    born_on: date | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    relation: str = ""


@dataclass(frozen=True)
class PaperFacts:
    """One component of the release as this dossier needs it, and the files handed in for it."""

    component_id: str
    name: str
    required: bool
    originals: int
    copies: int
    form: str
    file_ids: tuple[Any, ...] = ()


def seal_answers(answers: Any, seal: Callable[[str], str]) -> Any:
    """The answers with every personal number (a text under the key `number`) sealed; the rest stays readable."""
    return _walk(answers, lambda text: text if text.startswith(SEALED) or not text else SEALED + seal(text))


def open_answers(answers: Any, unseal: Callable[[str], str]) -> Any:
    """The answers as they were typed."""
    return _walk(answers, lambda text: unseal(text.removeprefix(SEALED)) if text.startswith(SEALED) else text)


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            key: change(inner) if key == "number" and isinstance(inner, str) else _walk(inner, change)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_walk(inner, change) for inner in value]
    return value


def secret_hash(secret: str) -> str:
    """What is kept of the secret that opens a dossier without an account; the secret is long and random."""
    return sha256(b"motcua-secret:" + secret.strip().upper().encode()).hexdigest()


def is_secret(secret: str, kept: str) -> bool:
    return bool(kept) and hmac.compare_digest(secret_hash(secret), kept)
