"""Whether tables and pages are those of this source, told without loading the product.

A second start then skips what has nothing to do; a doubt (a changed file, a new package) costs a few seconds.
"""

from __future__ import annotations

import hashlib
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import psycopg

import motcua

PACKAGE = Path(motcua.__file__).resolve().parent


def fingerprint_of_tables() -> str:
    """Of everything that decides about tables and rights: models, migrations, installed packages."""
    sources = (
        path
        for path in PACKAGE.rglob("*.py")
        if path.name in {"models.py", "roles.py"} or path.parent.name in {"models", "migrations"}
    )
    return _hash(sources)


def fingerprint_of_pages() -> str:
    """Of everything that becomes styles, scripts, pictures and translations."""
    root = PACKAGE.parents[1]
    sources = (
        path
        for pattern in ("**/static/**/*", "**/assets/**/*", "**/*.po")
        for path in PACKAGE.glob(pattern)
        if path.is_file()
    )
    return _hash([*sources, *(path for path in (root / "package-lock.json",) if path.exists())])


def tables_are_fresh(address: str) -> bool:
    """Whether the database was migrated by this very source."""
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            found = connection.execute("select fingerprint from schema_fingerprint").fetchone()
    except psycopg.Error:  # not there, not ours, not answering: whoever migrates will say what is wrong
        return False
    return found == (fingerprint_of_tables(),)


def note_fresh_tables(owner: psycopg.Connection) -> None:
    """Remember the source that migrated; readable for the product, written by the owner only."""
    owner.execute(
        "create table if not exists schema_fingerprint (one bool primary key default true, fingerprint text)"
    )
    owner.execute(
        "insert into schema_fingerprint (fingerprint) values (%s) "
        "on conflict (one) do update set fingerprint = excluded.fingerprint",
        [fingerprint_of_tables()],
    )


def _hash(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(PACKAGE.parents[1])).encode() + b"\0" + path.read_bytes() + b"\0")
    packages = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    total.update("\n".join(sorted(package.name for package in packages)).encode())
    return total.hexdigest()
