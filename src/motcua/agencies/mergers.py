"""Which communes a new one was made of, read from the sentence of a decision; pure, no Django.

“Xã Tân Bình (huyện Tân Biên), Xã Thạnh Tây, Thị trấn Tân Biên” names three former communes. A name
without its district is only taken when it can mean one commune; the rest is reported and left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from motcua.kernel.text import nfc

_KINDS = "Phường|Xã|Thị trấn|Đặc khu"
_COMMUNE = re.compile(rf"^(?P<name>(?:{_KINDS}) [^()]+?)(?: \((?P<district>[^()]+)\))?$")
_COMMA = re.compile(r",(?![^()]*\))")


@dataclass(frozen=True)
class Former:
    """A former commune: its name with its kind, and its district where it is known."""

    name: str
    district: str = ""

    @property
    def kind(self) -> str:
        return next(kind for kind in _KINDS.split("|") if self.name.startswith(kind)).lower()


@dataclass(frozen=True)
class Unresolved:
    """A piece of a sentence that names no certain commune, and why."""

    about: str
    text: str
    why: str


@dataclass
class Mergers:
    """For each former commune the new ones it went into, and what could not be read."""

    successors: dict[Former, list[str]] = field(default_factory=dict)
    unresolved: list[Unresolved] = field(default_factory=list)


def read_mergers(sentences: Mapping[str, str], listed: Iterable[Former] = ()) -> Mergers:
    """Read the sentences of one former province, new commune (code) → sentence.

    With `listed`, the whole list of its former communes, a name must be on the list, and who is named by
    nobody is reported. Without, the communes are those the sentences name.
    """
    known: dict[str, dict[str, Former]] = {}
    for former in listed:
        known.setdefault(_key(former.name), {})[_key(former.district)] = former
    is_closed = bool(known)
    pieces = {code: [nfc(piece) for piece in _COMMA.split(text)] for code, text in sentences.items()}
    if not is_closed:
        for former in _qualified(pieces.values()):
            known.setdefault(_key(former.name), {}).setdefault(_key(former.district), former)

    result = Mergers()
    for code, named in pieces.items():
        beside = {_key(former.district) for former in _qualified([named])}
        for piece in named:
            match = _COMMUNE.match(piece)
            if match is None:
                result.unresolved.append(Unresolved(code, piece, "không phải tên xã, phường, thị trấn"))
                continue
            found = _find(match["name"], match["district"] or "", known, beside, is_closed=is_closed)
            if isinstance(found, str):
                result.unresolved.append(Unresolved(code, piece, found))
            elif code not in result.successors.setdefault(found, []):
                result.successors[found].append(code)
    for same_name in known.values():
        for former in same_name.values():
            if former not in result.successors:
                why = "không thấy trong câu sáp nhập của xã, phường nào"
                result.unresolved.append(Unresolved("", _shown(former), why))
    return result


def _find(
    name: str, district: str, known: dict[str, dict[str, Former]], beside: set[str], *, is_closed: bool
) -> Former | str:
    """The one former commune a name means, or why there is none."""
    by_district = known.get(_key(name), {})
    if district:
        return by_district.get(_key(district)) or "không có trong danh mục trước sắp xếp"
    if not by_district:
        return "không có trong danh mục trước sắp xếp" if is_closed else Former(name)
    # a closed list knows every bearer of the name; an open one only those that somebody qualified
    if is_closed and len(by_district) == 1:
        return next(iter(by_district.values()))
    # "Phường 1, Phường 2 (thị xã Kiến Tường)": the only district named beside it stands for it too
    candidates = beside & set(by_district) if is_closed else beside
    if len(candidates) == 1:
        only = next(iter(candidates))
        if only in by_district:
            return by_district[only]
        spelled = next(f.district for same in known.values() for d, f in same.items() if d == only)
        return Former(name, spelled)
    bearers = ", ".join(sorted(former.district for former in by_district.values()))
    return f"không rõ thuộc huyện nào ({bearers})"


def _qualified(sentences: Iterable[list[str]]) -> Iterable[Former]:
    """The communes that are named together with their district; the district as the sentence spells it."""
    for pieces in sentences:
        for piece in pieces:
            match = _COMMUNE.match(piece)
            if match and match["district"]:
                district = match["district"]
                yield Former(match["name"], district[:1].upper() + district[1:])


def _key(text: str) -> str:
    return nfc(text).casefold()


def _shown(former: Former) -> str:
    return f"{former.name} ({former.district})" if former.district else former.name
