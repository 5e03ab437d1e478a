"""Fill the measuring database: the reference's rows and as many dossiers of ours. A process of its own.

Dossiers are copies of ones that went through the services, with a key and a code of their own: thousands of
rows of the true shape in seconds. Prints the codes, one a line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.resources import files
from uuid import UUID

import django
import psycopg

django.setup()

# The services need Django to be set up.
from django.conf import settings
from django.db import connection

from motcua.dossiers.models import Dossier
from motcua.kernel.clock import now
from motcua.kernel.uuid7 import uuid7
from motcua.numbers.rules import dossier_code, reference
from motcua.workbench.bench.world import province, under_examination

PLACES = 16
_REFERENCE = """
insert into bench_dossier
select i, 'H60.' || lpad((i %% 300)::text, 3, '0') || '-260901-' || lpad(i::text, 8, '0'), i %% 300, i %% 2000,
       'Nguyễn Thị ' || i, lpad((i * 104729 %% 1000000000000)::text, 12, '0'), i %% 3, 1 + i %% 7, i %% 6,
       i %% 9000, 1, now(), now() + interval '3 days', null, now(),
       jsonb_build_object('ho_ten', 'Nguyễn Thị ' || i, 'dia_chi', 'Số ' || i || ' đường 30/4',
                          'noi_dung', 'Đề nghị giải quyết thủ tục số ' || i)
from generate_series(1, %s::bigint) i
"""
_COPIED = ("dossier", "dossier_part", "task")
_NEW = "create temp table bench_new (template uuid, id uuid, code text, reference text)"


def seed_reference(address: str, size: int) -> None:
    """The reference's tables with `size` rows."""
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute((files(__package__) / "reference.sql").read_text())
        owner.execute(_REFERENCE, [size])


def seed_ours(address: str, size: int) -> list[str]:
    """The province, and `size` dossiers that wait to be examined; gives their codes."""
    at = now()
    # nobody signs in here with a password; the careful hash of eighty would take longer than all the rest
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    places = province(PLACES, at)
    templates = [under_examination(place, at) for place in places]
    connection.close()
    agency_codes = [code.rsplit("-", 2)[0] for code in map(_code_of, templates)]
    new = [
        (
            templates[n % PLACES],
            uuid7(),
            dossier_code(agency_codes[n % PLACES], at.date(), 1000 + n // PLACES),
            reference(),
        )
        for n in range(size)
    ]
    with psycopg.connect(address) as owner:
        owner.execute(_NEW)
        with owner.cursor().copy("copy bench_new from stdin") as copy:
            for row in new:
                copy.write_row(row)
        owner.execute("set session_replication_role = replica")  # copies of sound rows need no check of keys
        for statement in _copies(owner):
            owner.execute(statement)
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("vacuum analyze")
        owner.execute("checkpoint")
    return [code for _, _, code, _ in new]


def _code_of(dossier_id: UUID) -> str:
    return str(Dossier.objects.values_list("code", flat=True).get(id=dossier_id))


def _copies(owner: psycopg.Connection) -> Iterator[bytes]:
    own = {"dossier": {"id": "n.id", "code": "n.code", "reference": "n.reference"}}
    for table in _COPIED:
        columns = [
            name
            for (name,) in owner.execute(
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 "
                "and attgenerated = '' and not attisdropped",
                [table],
            )
        ]
        key = "id" if table == "dossier" else "dossier_id"
        values = own.get(table, {"dossier_id": "n.id", "id": _child("id"), "part_id": _child("part_id")})
        names = ", ".join(f'"{name}"' for name in columns)
        taken = ", ".join(values.get(name, f't."{name}"') for name in columns)
        source = f"{table} t join bench_new n on t.{key} = n.template"
        yield f"insert into {table} ({names}) select {taken} from {source}".encode()  # noqa: S608 own names
    yield (
        b"insert into dossier_code (code, dossier_id, kind, issuer_id, issued_at) "
        b"select code, id, 'statutory', null, now() from bench_new"
    )


def _child(column: str) -> str:
    """A key of its own for each copied row, the same wherever it is named."""
    return f"md5(n.id::text || t.{column}::text)::uuid"


if __name__ == "__main__":
    owner_address, rows = sys.argv[1], int(sys.argv[2])
    seed_reference(owner_address, rows)
    print("\n".join(seed_ours(owner_address, rows)))
