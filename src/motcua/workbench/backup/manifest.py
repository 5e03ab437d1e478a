"""The list of what a backup holds: signed, so that nobody without the keys can change or swap any of it."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature

from motcua.workbench.backup.keys import fingerprint, signing_key
from motcua.workbench.errors import CommandError

FORMAT = 1
MANIFEST, SIGNATURE, DATABASE, FILES = "manifest.json", "manifest.sig", "database.dump", "files.txt"


@dataclass(frozen=True)
class Piece:
    """One file of the backup."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What was saved, and when.

    tables      every table with the number of its rows, as of the same instant as the dump
    migrations  (app, name) applied to it: an older product must not be set upon it
    files       `files.txt`, one line each: sha256, size; `file_count` and `file_bytes` sum it up
    missing     contents the database names that were lost or damaged in the store already
    keys        fingerprints of the keys that open it
    """

    made_at: str
    product: str
    postgresql: str
    purpose: str
    demo_is_loaded: bool
    database: Piece
    files: Piece
    file_count: int
    file_bytes: int
    tables: dict[str, int]
    migrations: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    keys: dict[str, str]

    def to_bytes(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode() + b"\n"


def signed(manifest: Manifest, keys: Mapping[str, str]) -> tuple[bytes, bytes]:
    """The manifest and its signature, as they are written."""
    content = manifest.to_bytes()
    return content, b64encode(signing_key(keys).sign(content)) + b"\n"


def opened(content: bytes, signature: bytes, keys: Mapping[str, str]) -> Manifest:
    """The manifest, when it is the one that was signed with these keys.

    Refuses: CommandError: changed, of another installation, of a newer product
    """
    try:
        raw: dict[str, Any] = json.loads(content)
        made_by = dict(raw["keys"])
        kind = raw.pop("format")
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise CommandError(f"{MANIFEST} is damaged: it is no list of a backup") from problem
    if other := [name for name, value in keys.items() if made_by.get(name) != fingerprint(name, value)]:
        raise CommandError(
            f"these are not the keys of this backup ({', '.join(other)}). Give the ones of its installation"
        )
    try:
        signing_key(keys).public_key().verify(b64decode(signature), content)
    except (InvalidSignature, ValueError) as problem:
        raise CommandError(
            f"{MANIFEST} was changed after it was signed; this backup is not restored. Take another one"
        ) from problem
    if kind != FORMAT:
        raise CommandError(f"this backup has format {kind}; this motcua reads format {FORMAT}")
    return Manifest(
        **{
            **raw,
            "database": Piece(**raw["database"]),
            "files": Piece(**raw["files"]),
            "migrations": tuple((app, name) for app, name in raw["migrations"]),
            "missing": tuple(raw["missing"]),
        }
    )


def piece_of(content: bytes) -> Piece:
    return Piece(sha256(content).hexdigest(), len(content))
