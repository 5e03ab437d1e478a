"""Each day is sealed; an export can be checked without the product, and a forger is found out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from motcua.audit import merkle, services
from motcua.audit.digests import make_digests
from motcua.audit.exporting import export
from motcua.audit.models import Digest
from motcua.audit.services import SYSTEM, Stream
from motcua.audit.signing import fingerprint, public_key
from motcua.kernel.clock import local
from motcua.kernel.uuid7 import uuid7
from motcua.workbench import verifier

MONDAY = local("2026-08-24T09:00")
FRIDAY = local("2026-08-28T06:00")


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> list[Stream]:
    """Three dossiers; the first grows on Monday and Tuesday, the others on Monday."""
    made = [Stream("dossier", uuid7(MONDAY)) for _ in range(3)]

    def write(at: Any, *which: Stream) -> None:
        monkeypatch.setattr(services, "timezone", SimpleNamespace(now=lambda: at))
        for stream in which:
            services.append(
                stream, kind="noted", happened_at=at, actor=SYSTEM, body={"n": 1}, words={"lời": "Đã xem"}
            )

    write(MONDAY, *made)
    write(MONDAY + timedelta(hours=2), made[1])
    write(MONDAY + timedelta(days=1), made[0])
    return made


@given(st.integers(1, 40).flatmap(lambda count: st.tuples(st.just(count), st.integers(0, count - 1))))
def test_every_leaf_climbs_to_the_root_and_no_other_does(shape: tuple[int, int]) -> None:
    count, index = shape
    leaves = [merkle.leaf(uuid7(MONDAY), seq, bytes(32)) for seq in range(1, count + 1)]
    way = merkle.path(leaves, index)

    assert merkle.climb(leaves[index], way) == merkle.root(leaves)
    assert merkle.climb(merkle.leaf(uuid7(MONDAY), 99, bytes(32)), way) != merkle.root(leaves)


@pytest.mark.django_db
def test_each_finished_day_is_sealed_once_and_an_unfinished_one_is_not(streams: list[Stream]) -> None:
    assert [row.day.day for row in make_digests(at=FRIDAY)] == [24, 25, 26, 27]
    assert make_digests(at=FRIDAY) == []
    assert [row.streams for row in Digest.objects.order_by("day")] == [3, 1, 0, 0]


@pytest.mark.django_db
def test_a_sealed_day_can_be_neither_changed_nor_deleted(streams: list[Stream]) -> None:
    make_digests(at=FRIDAY)
    for act in (lambda: Digest.objects.update(streams=0), lambda: Digest.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def _exported(streams: list[Stream]) -> list[str]:
    make_digests(at=FRIDAY)
    return [line.decode() for line in export(stream.id for stream in streams)]


def _found(lines: list[str]) -> list[str]:
    return list(verifier.problems(lines, fingerprint(public_key()).replace(" ", "")))


@pytest.mark.django_db
def test_a_genuine_export_holds_also_when_words_were_destroyed(streams: list[Stream]) -> None:
    services.destroy_words(stream_id=streams[0].id, seq=1, why="Luật 91/2025", at=FRIDAY, actor=SYSTEM)
    assert _found(_exported(streams)) == []


def _event(changed: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda chain: chain["events"][0].update(changed)


FORGERIES: dict[str, Callable[[dict[str, Any]], None]] = {
    "a body": _event({"body": {"n": 2}}),
    "a time": _event({"happened_at": "2026-08-01T00:00:00.000000Z"}),
    "a word": _event({"words": {"lời": "Chưa xem"}}),
    "the last event left out": lambda chain: chain["events"].pop(),
    "the first event left out": lambda chain: chain["events"].pop(0),
    "the proof left out": lambda chain: chain["proofs"].pop(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", list(FORGERIES))
def test_a_forged_chain_is_found_out(streams: list[Stream], what: str) -> None:
    lines = _exported(streams[1:2])
    chain = json.loads(lines[-1])
    FORGERIES[what](chain)
    assert _found([*lines[:-1], json.dumps(chain)])


@pytest.mark.django_db
def test_somebody_who_rewrites_a_whole_chain_still_lacks_what_was_sealed(streams: list[Stream]) -> None:
    make_digests(at=FRIDAY)
    with connection.cursor() as cursor:
        cursor.execute("alter table audit_event disable trigger audit_event_append_only")
        cursor.execute(
            "update audit_event set hash = sha256('forged'::bytea) where stream_id = %s and seq = 1",
            [streams[2].id],
        )
    assert any("is not what was sealed" in sentence for sentence in _found(_exported(streams[2:])))


@pytest.mark.django_db
def test_a_day_left_out_or_another_key_is_found_out(streams: list[Stream]) -> None:
    lines = _exported(streams)
    without_tuesday = [line for line in lines if '"day":"2026-08-25","previous"' not in line]
    assert len(without_tuesday) == len(lines) - 1
    assert any("days are missing" in sentence for sentence in _found(without_tuesday))
    assert any("another key" in sentence for sentence in verifier.problems(lines, "0" * 64))


@pytest.mark.django_db
def test_the_verifier_runs_alone_without_the_product(streams: list[Stream], tmp_path: Path) -> None:
    """Copied into an empty folder it is all an inspector needs."""
    (tmp_path / "export.jsonl").write_text("\n".join(_exported(streams)))
    alone = tmp_path / "verifier.py"
    alone.write_text(Path(verifier.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    outcome = subprocess.run(
        [sys.executable, str(alone), "export.jsonl", "--fingerprint", fingerprint(public_key())],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": ""},
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "genuine" in outcome.stdout
    imported = [line for line in alone.read_text().splitlines() if line.startswith(("import ", "from "))]
    assert not any("motcua" in line or "django" in line for line in imported)
