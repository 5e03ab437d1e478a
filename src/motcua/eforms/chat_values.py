"""Typed words of a conversation as values of a form: what was chosen, and where it goes. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from motcua.eforms.chat_steps import SKIPPED, Progress, Step, is_below
from motcua.eforms.codelists import Item
from motcua.eforms.places import Places
from motcua.eforms.rules import Answers, clean_field
from motcua.eforms.schema import FieldType
from motcua.eforms.showing import day
from motcua.kernel.phrases import phrase
from motcua.kernel.text import fold, nfc

MOST_FOUND = 8
# what people leave out of a place's name
KINDS = re.compile(r"^(tinh|thanh pho|tp\.?|xa|phuong|dac khu|thi tran|quan|huyen|thi xa)\s+")
DAY_WORD = re.compile(r"\s+(ngày|ngay)\s+")
FIRST_DAY_WORD = re.compile(r"^(ngày|ngay)\s+", re.IGNORECASE)
DAY_IN_WORDS = re.compile(r"([0-9]{1,2})\s*tháng\s*([0-9]{1,2})\s*năm\s*([0-9]{4})", re.IGNORECASE)
DATES = frozenset({"born_on", "issued_on"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value that was meant; or several it may be, to choose from."""

    value: Any = None
    offered: tuple[str, ...] = ()
    said: str = ""


def choose(step: Step, typed: str, listed: Sequence[str]) -> Chosen:
    """What was chosen: by its number among those listed, by its word, by a part of it.

    What matches nothing comes back as it was typed: the form's own check says so.
    """
    if step.kind == "several":
        picked = [_one(step.items, one, listed) for one in re.split(r"[,;\n]+", typed) if one.strip()]
        if len(picked) == 1 and isinstance(picked[0], str) and re.fullmatch(r"[0-9 ]+", typed):
            picked = [_one(step.items, one, listed) for one in typed.split()]
        return Chosen([one if isinstance(one, str) else typed for one in picked])
    found = _one(step.items, typed, listed)
    if isinstance(found, str):
        return Chosen(found)
    if not found:
        return Chosen(typed)
    values = tuple(item.value for item in found[:MOST_FOUND])
    if len(found) > MOST_FOUND:
        return Chosen(
            offered=values,
            said=phrase("Có {count} tên giống như vậy. Chọn số, hoặc gõ rõ hơn.", count=len(found)),
        )
    return Chosen(offered=values, said=phrase("Tìm thấy {count} tên. Trả lời bằng số.", count=len(found)))


def _one(items: Sequence[Item], typed: str, listed: Sequence[str]) -> str | list[Item]:
    """The one value that is meant, else all that may be."""
    said = nfc(typed).strip(" .()")
    if re.fullmatch(r"[0-9]{1,3}", said) and 1 <= int(said) <= len(listed):
        return listed[int(said) - 1]
    if any(item.value == said for item in items):
        return said
    wanted = fold(said)
    marked = [item for item in items if nfc(item.label).lower() == said.lower()]
    if len(marked) == 1:
        return marked[0].value
    if not wanted:
        return []
    bare = KINDS.sub("", wanted)
    folded = [(item, fold(item.label)) for item in items]
    ranks: tuple[list[Item], ...] = (
        [item for item, label in folded if label == wanted],
        [item for item, label in folded if KINDS.sub("", label) == bare],
        [item for item, label in folded if KINDS.sub("", label).startswith(bare)],
        [item for item, label in folded if all(_has_word(label, word) for word in bare.split())],
        [item for item, label in folded if len(bare) > 2 and bare in label],
    )
    exact = next((rank for rank in ranks[:2] if rank), [])
    if len(exact) == 1:
        return exact[0].value
    found = list(dict.fromkeys(item for rank in ranks for item in rank))
    return found[0].value if len(found) == 1 else found


def _has_word(label: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", label) is not None


def put(answers: Mapping[str, Any], step: Step, typed: Any, places: Places) -> Answers:
    """Answers with one step's value, typed as the field types it; what cannot be understood stays as typed."""
    field, path = step.field, step.key.split(".")[1:]
    if _is_date(step) and isinstance(typed, str):
        typed = as_date(typed)
    if field.type is FieldType.DATETIME and isinstance(typed, str):
        typed = DAY_WORD.sub(" ", nfc(typed))
    if not path:
        value = clean_field(field, typed, places=places)
        return _with(answers, field.id, value)
    before = answers.get(field.id)
    whole = _placed(_forgotten(before, path), path, typed)
    cleaned = clean_field(field, whole, places=places)
    found = _at(cleaned, path)
    if found is None and _at(whole, path) is not None and nfc(str(typed)):
        found = None if path == ["confirmed"] else nfc(str(typed))
    return _with(answers, field.id, _placed(_forgotten(before, path), path, found))


def as_date(typed: str) -> str:
    """27 3 1990 and 27031990 as people type them on a phone."""
    plain = FIRST_DAY_WORD.sub("", nfc(typed))
    if found := re.fullmatch(r"([0-9]{1,2})[ ,]+([0-9]{1,2})[ ,]+([0-9]{4})", plain):
        return "/".join(found.groups())
    if found := re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", plain):
        return "/".join(found.groups())
    if found := DAY_IN_WORDS.fullmatch(plain):
        return "/".join(found.groups())
    return typed


def _is_date(step: Step) -> bool:
    last = step.key.rpartition(".")[2]
    if step.key == step.field.id:
        return step.field.type is FieldType.DATE
    if step.field.type is FieldType.LIST:
        return any(one.id == last and one.type is FieldType.DATE for one in step.field.columns)
    return last in DATES


def at_key(answers: Mapping[str, Any], key: str) -> Any:
    """The value a step has, None without one."""
    first, *path = key.split(".")
    return _at(answers.get(first), path)


def _at(value: Any, path: Sequence[str]) -> Any:
    for name in path:
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit():
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return None
    return value


def _placed(value: Any, path: Sequence[str], given: Any) -> Any:
    """The value with another one at a path; None takes it out."""
    name, *below = path
    if name.isdigit():
        rows = (
            [dict(row) if isinstance(row, Mapping) else {} for row in value]
            if isinstance(value, list)
            else []
        )
        rows += [{} for _ in range(int(name) + 1 - len(rows))]
        rows[int(name)] = _placed(rows[int(name)], below, given)
        return rows
    kept = dict(value) if isinstance(value, Mapping) else {}
    if below:
        kept[name] = _placed(kept.get(name), below, given)
    elif given is None:
        kept.pop(name, None)
    else:
        kept[name] = given
    return kept


def _forgotten(value: Any, path: Sequence[str]) -> Any:
    """Another province has other communes; another kind of paper another number."""
    *above, name = path
    for lost in BELOW.get(name, ()):
        value = _placed(value, [*above, lost], None)
    return value


BELOW = {
    "province_code": ("province_name", "commune_code", "commune_name"),
    "kind": ("number",),
}


def forget_below(progress: Progress, step: Step) -> Progress:
    """What depends on a changed answer is asked again."""
    above, _, name = step.key.rpartition(".")
    lost = {f"{above}.{one}" for one in BELOW.get(name, ())}
    return replace(
        progress,
        passed=tuple(one for one in progress.passed if one.lstrip(SKIPPED) not in lost),
    )


def without(answers: Mapping[str, Any], prefix: str) -> Answers:
    """Answers without what lies at a key or below it."""
    first, *path = prefix.split(".")
    if not path:
        return {name: value for name, value in answers.items() if not is_below(name, first)}
    value = answers.get(first)
    return _with(answers, first, _placed(value, path, None)) if value is not None else dict(answers)


def _with(answers: Mapping[str, Any], field_id: str, value: Any) -> Answers:
    kept = {name: one for name, one in answers.items() if name != field_id}
    return kept if value is None else {**kept, field_id: value}


def shown_part(step: Step, value: Any) -> str:
    """A part of an answer in words."""
    return day(value) if _is_date(step) else str(value)
