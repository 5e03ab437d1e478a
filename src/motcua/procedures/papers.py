"""The papers of a dossier (thành phần hồ sơ), read out of one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from motcua.eforms.conditions import Condition
from motcua.kernel.text import fold
from motcua.procedures.document import Choice, Component, Provenance
from motcua.procedures.reader import Reader, free, slug_of

DOCUMENT_KEYS = frozenset(
    {"name", "original", "copies", "form_code", "form_file", "required", "condition", "applies_to"}
    | {"alternative_of", "id", "when", "replaced_by_form", "name_portal", "shown_only"}
)
_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


@dataclass(slots=True)
class _Plan:
    """What one run gathers; a choice is known by its title and the heading it stands under."""

    provenance: Provenance
    choices: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)


def read_papers(reader: Reader, provenance: Provenance) -> tuple[tuple[Component, ...], tuple[Choice, ...]]:
    """Papers in their order; those that are alternatives of one thing under one heading make a choice."""
    rows = reader.rows("documents")
    plan = _Plan(provenance)
    taken: set[str] = set()
    for path, row in rows:
        key = (reader.text_of(row, "alternative_of", path), reader.text_of(row, "applies_to", path))
        if key[0] and key not in plan.choices:
            plan.choices[key] = free(slug_of(key[0]), taken)
    found = [_component(reader, path, row, plan) for path, row in rows]
    components = tuple(one for one in found if one is not None)
    return components, _choices(plan, components)


def _choices(plan: _Plan, components: tuple[Component, ...]) -> tuple[Choice, ...]:
    """A choice is required when the line that announces it is; without such a line, when one paper is."""
    made = []
    for (title, group), choice_id in plan.choices.items():
        members = [one for one in components if one.choice == choice_id]
        speaking = [one for one in members if one.is_heading] or members
        made.append(
            Choice(id=choice_id, title=title, required=any(one.required for one in speaking), group=group)
        )
    return tuple(made)


def _component(reader: Reader, path: str, row: Mapping[str, Any], plan: _Plan) -> Component | None:
    reader.unknown_keys(path, row, DOCUMENT_KEYS)
    name = reader.text_of(row, "name", path)
    if not name:
        reader.error(f"{path}.name", "no_name", "Giấy tờ chưa có tên.")
        return None
    group, title = reader.text_of(row, "applies_to", path), reader.text_of(row, "alternative_of", path)
    announced = None if title else _announced(plan, name, group)
    return Component(
        id=free(reader.text_of(row, "id", path) or slug_of(name), plan.ids),
        name=name,
        originals=reader.count_of(row, "original", path) or 0,
        copies=reader.count_of(row, "copies", path) or 0,
        form_code=reader.text_of(row, "form_code", path),
        form_file=reader.text_of(row, "form_file", path),
        required=reader.flag_of(row, "required", path, default=True),
        condition=reader.text_of(row, "condition", path),
        group=group,
        choice=plan.choices.get((title, group)) if title else announced,
        is_heading=announced is not None,
        shown_only=reader.flag_of(row, "shown_only", path, default="xuat trinh" in fold(group)),
        when=read_condition(reader, path, row),
        replaced_by_form=reader.flag_of(row, "replaced_by_form", path, default=False),
        name_published=reader.text_of(row, "name_portal", path),
        status=plan.provenance.status,
        source=plan.provenance.source,
    )


def _announced(plan: _Plan, name: str, group: str) -> str | None:
    """The choice that a line like "Một trong những giấy tờ hợp pháp về đất đai …" announces."""
    return next(
        (one for (title, of), one in plan.choices.items() if of == group and fold(title) in fold(name)), None
    )


def read_condition(reader: Reader, path: str, row: Mapping[str, Any]) -> Condition | None:
    """`when` of a paper or a case: an expression over answers of the form; what is wrong with it is told."""
    if row.get("when") is None:
        return None
    try:
        return _CONDITION.validate_python(row["when"])
    except ValidationError as refused:
        sentence = f"Điều kiện không đọc được: {refused.errors()[0]['msg']}."
        reader.error(f"{path}.when", "bad_condition", sentence)
        return None
