"""What is true of dossiers without a database: sealing of answers, public labels, secrets."""

from __future__ import annotations

import hmac
import re
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
    """The answers as they were typed, with every personal number sealed; the rest stays readable.

    Sealed is what a paper is numbered by (a text under the key `number`), any other text that is a personal number,
    and what somebody typed that looks sealed already: `open_answers` gives back exactly what was typed.
    """
    return _walk(answers, "", lambda key, text: SEALED + seal(text) if _is_personal(key, text) else text)


def open_answers(answers: Any, unseal: Callable[[str], str]) -> Any:
    """The answers as they were typed, from what `seal_answers` gave."""
    return _walk(
        answers, "", lambda _, text: unseal(text.removeprefix(SEALED)) if text.startswith(SEALED) else text
    )


def _is_personal(key: str, text: str) -> bool:
    return bool(text) and (
        key == "number" or text.startswith(SEALED) or re.fullmatch(r"[0-9]{12}", text) is not None
    )


def _walk(value: Any, key: str, change: Callable[[str, str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _walk(inner, name, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [_walk(inner, key, change) for inner in value]
    return change(key, value) if isinstance(value, str) else value


def secret_hash(secret: str) -> str:
    """What is kept of the secret that opens a dossier without an account; the secret is long and random."""
    return sha256(b"motcua-secret:" + secret.strip().upper().encode()).hexdigest()


def is_secret(secret: str, kept: str) -> bool:
    return bool(kept) and hmac.compare_digest(secret_hash(secret), kept)
