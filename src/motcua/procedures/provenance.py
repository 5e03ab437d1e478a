"""`verified` and `recalled`: which values an agency may rely on, and which were reconstructed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from motcua.kernel.text import nfc
from motcua.procedures.document import Provenance
from motcua.processes.schema import Status

_ENTRY = re.compile(r"^(?P<key>[a-z_]+)(?:\.(?P<parts>[a-z_/]+))?(?:\s*(?P<note>\S.*))?$")


def provenance_of_keys(
    keys: Collection[str], verified: Iterable[str], recalled: Iterable[str], source: str
) -> tuple[dict[str, Provenance], list[str]]:
    """Status and source of each key of a file.

    Takes
        verified, recalled  entries as `fees`, `time_limit.unit`, `documents (tên, số bản, mẫu)`, `*`
        source              where the file comes from
    Gives
        key → provenance, and the entries that name no key. A key is confirmed only when `verified` names it
        and `recalled` names neither it nor a part of it: a half-known value is not known.
    """
    unknown: list[str] = []
    sure: dict[str, str] = {}
    doubts: dict[str, list[str]] = {}
    everything = ""
    for entry in verified:
        if (found := _read(entry, keys)) is None:
            unknown.append(entry)
        else:
            sure.setdefault(found[0], found[1])
    for entry in recalled:
        if nfc(entry) == "*":
            everything = "toàn bộ tệp là dữ liệu nhớ lại"
        elif (found := _read(entry, keys)) is None:
            unknown.append(entry)
        else:
            doubts.setdefault(found[0], []).append(found[1])
    result = {}
    for key in sorted(keys):
        notes = [everything] if everything else doubts.get(key, [])
        confirmed = key in sure and not notes
        note = "; ".join(note for note in notes if note) or (sure.get(key, "") if confirmed else "")
        result[key] = Provenance(
            status=Status.CONFIRMED if confirmed else Status.TO_BE_CONFIRMED,
            source=source if key in sure else "",
            note=note,
        )
    return result, unknown


def _read(entry: str, keys: Collection[str]) -> tuple[str, str] | None:
    match = _ENTRY.match(nfc(entry))
    if match is None or match["key"] not in keys:
        return None
    parts, note = match["parts"] or "", (match["note"] or "").strip("() ")
    return match["key"], f"{parts}: {note}" if parts and note else parts or note


def with_sources(
    provenance: Mapping[str, Provenance], settled: Mapping[str, Provenance]
) -> dict[str, Provenance]:
    """What an overlay settled replaces what the file says of the same key."""
    return {**provenance, **settled}
