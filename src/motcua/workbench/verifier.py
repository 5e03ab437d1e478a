"""Check an export of the audit trail without the product: `python verifier.py EXPORT --fingerprint F`.

One file, Python's own library and `cryptography` for the signatures; it trusts nothing but the fingerprint, which
the inspector has from where the province publishes it. It proves that

- every sealed day is signed by the key of that fingerprint, and that no day between two is left out;
- every event follows from the one before it, and its words are those that were written;
- each chain stood, at the end of every sealed day on which it grew, where the sealed day says.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "motcua-audit-1"
HANOI = timezone(timedelta(hours=7))
EMPTY = "00" * 32
APART = {"hash", "words", "salt"}  # told beside an event, not part of what its hash is taken of


def canonical(value: Any) -> bytes:
    """The byte form that was hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def problems(lines: Iterable[str], fingerprint: str) -> Iterator[str]:
    """What is wrong with an export, a sentence each; nothing when all of it holds."""
    digests: dict[str, dict[str, Any]] = {}
    previous, last_day, is_read = EMPTY, None, False
    for number, line in enumerate(lines, start=1):
        row = json.loads(line)
        if number == 1:
            if row.get("format") != FORMAT:
                yield f"line 1: not an export of the form {FORMAT}"
                return
        elif "digest" in row:
            yield from _digest_problems(row, fingerprint, previous, last_day)
            previous = sha256(canonical(row["digest"])).hexdigest()
            last_day = date.fromisoformat(row["digest"]["day"])
            digests[row["digest"]["day"]] = row["digest"]
        else:
            is_read = True
            yield from _chain_problems(row, digests)
    if not digests:
        yield "no sealed day: nothing in this export is signed"
    if not is_read:
        yield "no chain: this export proves nothing about any dossier"


def _digest_problems(
    row: dict[str, Any], fingerprint: str, previous: str, last_day: date | None
) -> Iterator[str]:
    content, key = row["digest"], bytes.fromhex(row["public_key"])
    day = content["day"]
    if sha256(key).hexdigest() != fingerprint:
        yield f"day {day}: signed by another key than the published one"
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(row["signature"]), canonical(content))
    except InvalidSignature:
        yield f"day {day}: the signature does not fit"
    if last_day is not None and date.fromisoformat(day) != last_day + timedelta(days=1):
        yield f"day {day}: days are missing after {last_day}"
    if content["previous"] != previous:
        yield f"day {day}: does not follow from the day before"


def _chain_problems(chain: dict[str, Any], digests: dict[str, dict[str, Any]]) -> Iterator[str]:
    stream, head = chain["stream"], EMPTY
    last_of_day: dict[str, dict[str, Any]] = {}
    for expected, event in enumerate(chain["events"], start=1):
        where = f"{stream} event {event['seq']}"
        fields = {name: value for name, value in event.items() if name not in APART}
        if event["seq"] != expected or event["stream_id"] != stream:
            yield f"{where}: out of place, expected number {expected}"
        if sha256(bytes.fromhex(head) + canonical(fields)).hexdigest() != event["hash"]:
            yield f"{where}: was changed, or the one before it was"
        if "words" in event and not _words_fit(event):
            yield f"{where}: its words are not those that were written"
        head = event["hash"]
        last_of_day[_day_of(event)] = event
    proofs = {proof["day"]: proof for proof in chain["proofs"]}
    for day, event in last_of_day.items():
        if day in digests:
            yield from _proof_problems(stream, event, proofs.get(day), digests[day])


def _proof_problems(
    stream: str, event: dict[str, Any], proof: dict[str, Any] | None, digest: dict[str, Any]
) -> Iterator[str]:
    where = f"{stream} on {digest['day']}"
    if proof is None:
        yield f"{where}: grew on a sealed day, but no proof is there"
        return
    if proof["seq"] != event["seq"]:
        yield f"{where}: was sealed at event {proof['seq']}, the export ends the day at {event['seq']}"
        return
    found = sha256(
        b"\x00"
        + bytes.fromhex(stream.replace("-", ""))
        + event["seq"].to_bytes(4, "big")
        + bytes.fromhex(event["hash"])
    ).digest()
    for neighbour, is_left in proof["path"]:
        beside = bytes.fromhex(neighbour)
        found = sha256(b"\x01" + (beside + found if is_left else found + beside)).digest()
    if found.hex() != digest["root"]:
        yield f"{where}: is not what was sealed that day"


def _words_fit(event: dict[str, Any]) -> bool:
    told = sha256(bytes.fromhex(event["salt"]) + canonical(event["words"])).hexdigest()
    return bool(told == event["words_digest"])


def _day_of(event: dict[str, Any]) -> str:
    recorded = datetime.strptime(event["recorded_at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return recorded.astimezone(HANOI).date().isoformat()


def verify(path: Path, fingerprint: str) -> int:
    """Check a file; print what was found. Exit code 0 when all holds, 1 when not, 2 when it cannot be read."""
    plain = "".join(fingerprint.split()).lower()
    if len(plain) != 64 or set(plain) - set("0123456789abcdef"):
        print("the fingerprint is 64 hexadecimal digits, as published", file=sys.stderr)
        return 2
    try:
        with path.open(encoding="utf-8") as lines:
            found = list(problems(lines, plain))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print(f"{path}: cannot be read as an export: {problem}", file=sys.stderr)
        return 2
    for sentence in found:
        print(sentence)
    print("NOT GENUINE" if found else "genuine: every event, every word, every sealed day holds")
    return 1 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Check an export of the audit trail.")
    parser.add_argument("export", type=Path)
    parser.add_argument(
        "--fingerprint", required=True, help="of the signing key, as the province publishes it"
    )
    options = parser.parse_args()
    return verify(options.export, options.fingerprint)


if __name__ == "__main__":
    sys.exit(main())
