"""Reading who a free text of an internal process means: role, agency rule, unit rule (`data/roles.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from motcua.kernel.text import fold, nfc
from motcua.processes.schema import AgencyKind, AgencyRule, Role, StepKind, UnitKind, UnitRule, Waits


@dataclass(frozen=True, slots=True)
class RoleRule:
    """What a text means.

    kind    of the step when the text alone decides it (a tax office is always outside), else None
    counts  False when the legal limit does not run while they act
    exact   False when a pattern, not the table, recognised the text
    """

    role: Role
    agency: AgencyRule
    unit: UnitRule
    kind: StepKind | None = None
    counts: bool = True
    exact: bool = True


@dataclass(frozen=True, slots=True)
class LevelPattern:
    """The usual process of a level: where it was seen; kind, rule, name, share (per mille) of its steps."""

    basis: str
    steps: tuple[tuple[StepKind, RoleRule, str, int], ...]


def resolve(text: str) -> RoleRule | None:
    """The rule for a text; None when neither the table nor a pattern knows it."""
    table = _table()
    key = fold(nfc(text))
    if key in table.exact:
        return table.exact[key]
    for pattern, name in table.patterns:
        if match := pattern.search(key):
            return _rule(table.rules[name], _as_written(text, key, match), exact=False)
    return None


def kind_of(rule: RoleRule, step_name: str) -> StepKind:
    """What a step is, from who does it and the words of its name."""
    if rule.kind is not None:
        return rule.kind
    folded = fold(nfc(step_name))
    for kind, pattern in _table().kinds.get(rule.role, ()):
        if pattern.search(folded):
            return kind
    return StepKind.EXAMINE


def is_counted(step_name: str) -> bool:
    """Whether the legal limit runs during a step of this name ("… (không tính thời gian)")."""
    return not _table().uncounted.search(fold(nfc(step_name)))


def is_parallel(step_name: str) -> bool:
    """Whether a step of this name says of itself that it runs beside the one before it."""
    return bool(_table().parallel.search(fold(nfc(step_name))))


def waits_for(step_name: str) -> Waits:
    """What a step outside the limit waits for, by the words of its name."""
    folded = fold(nfc(step_name))
    return next((cause for cause, pattern in _table().waits if pattern.search(folded)), Waits.NOTHING)


def level_pattern(level: str) -> LevelPattern | None:
    """The usual process of a level (`commune`, `province`); None for levels that have none."""
    return _table().levels.get(level)


@dataclass(frozen=True, slots=True)
class _Table:
    rules: Mapping[str, Mapping[str, Any]]
    exact: Mapping[str, RoleRule]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    kinds: Mapping[Role, tuple[tuple[StepKind, re.Pattern[str]], ...]]
    uncounted: re.Pattern[str]
    parallel: re.Pattern[str]
    waits: tuple[tuple[Waits, re.Pattern[str]], ...]
    levels: Mapping[str, LevelPattern]


@cache
def _table() -> _Table:
    content = yaml.safe_load(files("motcua.processes").joinpath("data", "roles.yaml").read_text("utf-8"))
    rules = content["rules"]
    exact = {
        fold(nfc(text)): _rule(rules[name], agency)
        for name, texts in content["exact"].items()
        for text, agency in texts.items()
    }
    patterns = tuple((re.compile(pattern), name) for name, pattern in content["patterns"])
    kinds = {
        Role(role): tuple((StepKind(kind), re.compile(pattern)) for kind, pattern in rows)
        for role, rows in content["kinds"].items()
    }
    levels = {
        level: LevelPattern(
            one["basis"],
            tuple(
                (StepKind(kind), _rule(rules[name], ""), words, share)
                for kind, name, words, share in one["steps"]
            ),
        )
        for level, one in content["patterns_of_levels"].items()
    }
    return _Table(
        rules=MappingProxyType(rules),
        exact=MappingProxyType(exact),
        patterns=patterns,
        kinds=MappingProxyType(kinds),
        uncounted=re.compile(content["uncounted"]),
        parallel=re.compile(content["parallel"]),
        waits=tuple((Waits(cause), re.compile(pattern)) for cause, pattern in content["waits"].items()),
        levels=MappingProxyType(levels),
    )


def _rule(given: Mapping[str, Any], agency_name: str, *, exact: bool = True) -> RoleRule:
    agency = AgencyRule(
        kind=AgencyKind(given.get("agency", "lead")), code=given.get("code", ""), name=agency_name
    )
    unit = UnitRule(kind=UnitKind(given.get("unit", "whole")), names=tuple(given.get("names", ())))
    kind = StepKind(given["kind"]) if "kind" in given else None
    return RoleRule(Role(given["role"]), agency, unit, kind, given.get("counts", True), exact)


def _as_written(text: str, folded: str, match: re.Match[str]) -> str:
    """The agency's name out of the text itself; folding keeps the number of letters of NFC text."""
    written = nfc(text)
    found = match.groupdict().get("name")
    if not found or len(written) != len(folded):
        return found or ""
    start, end = match.span("name")
    return written[start:end]
