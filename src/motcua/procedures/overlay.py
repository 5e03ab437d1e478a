"""Overlays: what is settled over an imported file, value by value, each with its source.

An overlay is a YAML file

    applies_to: {code: '1.013225', slug: cap-giay-phep-xay-dung-moi-nha-o-rieng-le}
    expects: {time_limit: {amount: 15, unit: calendar_day}}
    set:
      time_limit:
        value: {amount: 7, unit: working_day}
        source: Nghị định 217/2026/NĐ-CP, Điều 54 và 56
        status: confirmed

`set` replaces whole keys of the interchange form (and its further keys: keywords, faq, guide, registration,
in_use_from, competence, completion_limit, form). `expects` names what it replaces: when a file says something
else, the source was renewed and the overlay is not laid over it. One overlay applies to one procedure; keys are
independent, so the order never matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from motcua.procedures.document import Provenance
from motcua.procedures.loading import load_file
from motcua.procedures.problems import Problem, Severity
from motcua.processes.schema import Status

OVERLAY_KEYS = frozenset({"applies_to", "expects", "set"})
VALUE_KEYS = frozenset({"value", "source", "status"})


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay file, read."""

    file: str
    code: str
    slug: str
    expects: Mapping[str, Any]
    values: Mapping[str, Any]
    provenance: Mapping[str, Provenance] = field(default_factory=dict)


def read_overlays(folder: Path | None) -> tuple[list[Overlay], list[Problem]]:
    """Every overlay of a folder, in the order of their names; broken ones are told and left out."""
    overlays: list[Overlay] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")) if folder else []:
        content, found = load_file(path)
        problems += found
        if content is None:
            continue
        overlay, sentence = _read(path.name, content)
        if overlay is None:
            problems.append(Problem(path.name, "", "bad_overlay", sentence, Severity.ERROR))
        else:
            overlays.append(overlay)
    return overlays, problems


def _read(name: str, content: Mapping[str, Any]) -> tuple[Overlay | None, str]:
    if unknown := sorted(set(content) - OVERLAY_KEYS):
        return None, f"Không biết khóa {', '.join(unknown)}."
    target, values = content.get("applies_to"), content.get("set")
    if not isinstance(target, dict) or not target.get("code") or not target.get("slug"):
        return None, "applies_to phải có code và slug."
    if not isinstance(values, dict) or not values:
        return None, "set phải có ít nhất một khóa."
    provenance = {}
    for key, one in values.items():
        if not isinstance(one, dict) or set(one) - VALUE_KEYS or "value" not in one or not one.get("source"):
            return None, f"set.{key} phải có value và source."
        status = one.get("status", Status.TO_BE_CONFIRMED)
        if status not in set(Status):
            return None, f"set.{key}.status phải là confirmed hoặc to_be_confirmed."
        provenance[key] = Provenance(status=Status(status), source=str(one["source"]))
    expects = content.get("expects") or {}
    return (
        Overlay(
            name,
            str(target["code"]),
            str(target["slug"]),
            expects,
            {key: one["value"] for key, one in values.items()},
            provenance,
        ),
        "",
    )


def overlay_for(overlays: list[Overlay], slug: str, content: Mapping[str, Any]) -> Overlay | None:
    """The overlay of a file: the same national code, and the same name where several share that code."""
    code = content.get("code")
    same = [one for one in overlays if one.code == code]
    return next((one for one in same if one.slug == slug), same[0] if len(same) == 1 else None)


def is_expected(overlay: Overlay, content: Mapping[str, Any]) -> bool:
    """Whether the file still says what the overlay was written over."""
    return _contains(content, overlay.expects)


def _contains(found: Any, expected: Any) -> bool:
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            _contains(found.get(key), value) for key, value in expected.items()
        )
    return bool(found == expected)
