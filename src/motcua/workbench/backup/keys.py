"""The installation's keys beside its backups: kept apart, recognised by a fingerprint."""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from motcua.workbench.errors import CommandError
from motcua.workbench.folder import SECRET_NAMES

KEYS_NAME = "secrets.env"
HEAD = "# Keys of a Một Cửa installation. Keep this file apart from its backups.\n"


def keys_of_environment() -> dict[str, str]:
    """The keys this process works with; every command of the product has them in its environment."""
    return {name: os.environ[name] for name in SECRET_NAMES if os.environ.get(name)}


def read_keys(file: Path | None) -> dict[str, str]:
    """The keys of a file as `--keys` writes it (a data folder's secrets.env is one too), or of the environment.

    Refuses: CommandError, when one of them is missing
    """
    if file is None:
        found = keys_of_environment()
    else:
        try:
            lines = file.read_text().splitlines()
        except OSError as problem:
            raise CommandError(f"the keys in {file} cannot be read: {problem.strerror}") from problem
        pairs = (line.partition("=") for line in lines if not line.startswith("#"))
        found = {name: value for name, _, value in pairs if name in SECRET_NAMES and value}
    if missing := [name for name in SECRET_NAMES if name not in found]:
        where = str(file) if file else "the environment"
        raise CommandError(
            f"{where} lacks {', '.join(missing)}. Give the keys that were kept apart with --keys FILE"
        )
    return found


def write_keys(place: Path, keys: Mapping[str, str]) -> Path:
    """Keep the keys in `place` (a folder, or a file), readable by nobody else. Never overwrites other keys.

    Refuses: CommandError
    """
    file = place / KEYS_NAME if place.is_dir() else place
    text = HEAD + "".join(f"{name}={keys[name]}\n" for name in SECRET_NAMES)
    if file.exists():
        if read_keys(file) != dict(keys):
            raise CommandError(
                f"{file} holds the keys of another installation; nothing was changed. Choose another file"
            )
        return file
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
    except OSError as problem:
        raise CommandError(f"the keys cannot be written to {file}: {problem.strerror}") from problem
    return file


def fingerprint(name: str, value: str) -> str:
    """Tells keys apart without giving them away: they are random and long."""
    return sha256(f"motcua backup\0{name}\0{value}".encode()).hexdigest()[:16]


def signing_key(keys: Mapping[str, str]) -> Ed25519PrivateKey:
    """The installation's own key, which also signs the daily digests; only who has the keys can make a list."""
    return Ed25519PrivateKey.from_private_bytes(b64decode(keys["MOTCUA_AUDIT_KEY"]))
