"""A form as single questions, one after the other: what is asked next follows from what was answered. Pure.

A step is a field, one part of a compound answer, one cell of a row, or whether there is one more row. Its key is the
name of the input on the page, so that a problem told there is told for the same step here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from motcua.eforms.checks import is_required
from motcua.eforms.codelists import Item, code_list
from motcua.eforms.compound_checks import PERSON_LISTS
from motcua.eforms.conditions import holds
from motcua.eforms.places import ABROAD, Places, provinces
from motcua.eforms.rendering import STATEMENT, group_label
from motcua.eforms.schema import CHOICES, Control, Field, FieldType, FormDocument
from motcua.eforms.sentences import PART_LABELS, short, shown_size, shown_types
from motcua.eforms.widgets import YES_NO
from motcua.kernel.phrases import joined, phrase

Kind = Literal["words", "choice", "several", "file", "another"]
SKIPPED, KNOWN = "-", "="
"""Before a key among those passed: skipped with all that is below it; the whole field known from elsewhere."""

DAY_HINT = phrase("Ví dụ: 27/3/1990")
HINTS = {
    FieldType.DATE: DAY_HINT,
    FieldType.DATETIME: phrase("Ví dụ: 8:30 ngày 27/3/2026"),
    FieldType.MONEY: phrase("Ghi số tiền bằng đồng, ví dụ: 75.000"),
    FieldType.NUMBER: phrase("Ghi số, ví dụ: 125,5"),
    FieldType.INTEGER: phrase("Ghi số nguyên, ví dụ: 12"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is asked.

    skips  what "bỏ qua" passes over: this key, its part or the whole field; "" where it must be answered
    first  values of a long list that are offered before anything was searched
    """

    key: str
    field: Field
    kind: Kind
    label: str
    hint: str = ""
    items: tuple[Item, ...] = ()
    first: tuple[str, ...] = ()
    skips: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a conversation came.

    passed   keys of steps, in the order they were answered (see `SKIPPED`)
    offered  values found by the last search, chosen by their number
    """

    passed: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    def json(self) -> dict[str, list[str]]:
        return {"passed": list(self.passed), "offered": list(self.offered)}

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Progress:
        """From what `json` gave."""
        kept = kept or {}
        return cls(tuple(kept.get("passed", ())), tuple(kept.get("offered", ())))


def road(
    form: FormDocument, answers: Mapping[str, Any], passed: Collection[str], places: Places
) -> Iterator[Step]:
    """The steps as far as they are known, passed ones too; those below something skipped are left out."""
    for field in form.fields:
        if field.visible_when is None or holds(field.visible_when, answers):
            yield from steps_of(field, answers, passed, places)


def steps_of(
    field: Field, answers: Mapping[str, Any], passed: Collection[str], places: Places
) -> Iterator[Step]:
    """The steps of one field."""
    required = is_required(field, answers)
    if KNOWN + field.id in passed or (SKIPPED + field.id in passed and not required):
        return
    maker = _Maker(field, passed, places, "" if required else field.id)
    value = answers.get(field.id)
    if field.type is FieldType.LIST:
        yield from maker.rows(value if isinstance(value, list) else [], required)
        return
    inner = value if isinstance(value, Mapping) else {}
    steps = _COMPOUNDS[field.type](maker, inner) if field.type in _COMPOUNDS else iter([maker.simple()])
    for place, step in enumerate(steps):
        # whoever skips the first question of an optional group skips all of it
        whole = field.id if place == 0 and not required else step.skips
        yield Step(step.key, field, step.kind, step.label, step.hint, step.items, step.first, whole)


def is_below(key: str, prefix: str) -> bool:
    """Whether a key is this one or lies under it."""
    return key == prefix or key.startswith(prefix + ".")


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the steps of one field; `whole` is what skipping the field passes over, "" when it is required."""

    field: Field
    passed: Collection[str]
    places: Places
    whole: str

    def simple(self) -> Step:
        field = self.field
        if field.type is FieldType.FILE:
            facts = {"types": shown_types(field.accept), "size": shown_size(field.max_bytes)}
            limits = phrase(
                "Gửi ảnh hoặc tệp ({types}, mỗi tệp không quá {size}); xong thì gõ “xong”.", **facts
            )
            hint = joined(" ", [field.hint, limits]) if field.hint else limits
            return Step(field.id, field, "file", field.label, hint, skips=self.whole)
        return _of_control(field, field.id, field, field.label, field.hint, skips=self.whole)

    def rows(self, rows: list[Any], required: bool) -> Iterator[Step]:
        field = self.field
        least = max(field.min_rows, 1 if required else 0)
        name = field.row_name or phrase("Dòng")
        for index in range(field.max_rows):
            row = phrase("{row} {number}", row=name, number=index + 1)
            key = f"{field.id}.{index}"
            if index >= least:
                if SKIPPED + key in self.passed:
                    return
                question = phrase("{field}: có khai {row} không?", field=short(field.label), row=row)
                yield Step(key, field, "another", question, field.hint if index == 0 else "", YES_NO)
                if key not in self.passed:
                    return
            for column in field.columns:
                below = f"{key}.{column.id}"
                label = joined(", ", [row, column.label])
                yield _of_control(
                    field, below, column, label, column.hint, skips="" if column.required else below
                )

    def address(self, prefix: str, value: Mapping[str, Any], label: str) -> Iterator[Step]:
        """Province, commune by search, the rest in words; what is needed depends on the province."""
        field, historic = self.field, self.field.places == "historic"
        named = provinces(historic=historic)
        first = (self.places.home,) if self.places.home else ()
        key = f"{prefix}.province_code"
        yield self._chosen(key, self._part(label, "province_code"), named, first, field.hint)
        province = str(value.get("province_code") or "")
        known = self.places.of_province(province)
        is_today = len(province) == 2 and province.isdigit()
        if known:
            items = tuple(Item(one.code, one.name) for one in known)
            yield self._chosen(f"{prefix}.commune_code", self._part(label, "commune_code"), items, ())
        elif province != ABROAD.value:
            key = f"{prefix}.commune_name"
            hint = "" if is_today else phrase("Tên cũ thì ghi cả quận, huyện.")
            yield Step(
                key, field, "words", self._part(label, "commune_name"), hint, skips="" if is_today else key
            )
        key = f"{prefix}.detail"
        needed = not value.get("commune_name") and not known and not is_today
        needed = needed or (prefix == field.id and "detail" in field.required_parts)
        yield Step(key, field, "words", self._part(label, "detail"), skips="" if needed else key)

    def document(
        self, prefix: str, label: str, needed: Collection[str] = ("kind", "number")
    ) -> Iterator[Step]:
        field = self.field
        only = field.kinds[0] if len(field.kinds) == 1 else None
        for part in field.document_parts:
            key = f"{prefix}.{part}"
            skips = "" if part in needed else key
            if part == "kind":
                if only is None:
                    yield self._chosen(key, self._part(label, part), field.kinds, (), field.hint, skips=skips)
                continue
            named = (
                joined(": ", [short(label), only.label])
                if only is not None and part == "number"
                else self._part(label, part)
            )
            hint = phrase("Ghi trên thẻ, ví dụ: 10/5/2021") if part == "issued_on" else ""
            yield Step(key, field, "words", named, hint, skips=skips)

    def person(self, value: Mapping[str, Any]) -> Iterator[Step]:
        field = self.field
        label = group_label(field)
        needed = field.required_parts or ("full_name",)
        for part in field.part_names:
            key = f"{field.id}.{part}"
            skips = "" if part in needed else key
            inner = value.get(part)
            if SKIPPED + key in self.passed and skips:
                continue
            if part == "document":
                steps = list(self.document(key, label))
            elif part == "address":
                steps = list(self.address(key, inner if isinstance(inner, Mapping) else {}, label))
            elif part in PERSON_LISTS:
                items = code_list(PERSON_LISTS[part]).items
                steps = [self._chosen(key, self._part(label, part), items, ())]
            else:
                hint = DAY_HINT if part == "born_on" else field.hint if part == "full_name" else ""
                steps = [Step(key, field, "words", self._part(label, part), hint)]
            for place, step in enumerate(steps):
                whole = skips if place == 0 else step.skips
                yield Step(step.key, field, step.kind, step.label, step.hint, step.items, step.first, whole)

    def agency(self) -> Iterator[Step]:
        field, known = self.field, self.places.agencies
        if known:
            yield self._chosen(field.id, field.label, known, (), field.hint, skips=self.whole)
        else:
            yield Step(field.id, field, "words", field.label, field.hint, skips=self.whole)

    def signature(self) -> Iterator[Step]:
        field = self.field
        item = (Item("true", phrase("Tôi xác nhận nội dung trên")),)
        statement = field.statement or STATEMENT
        yield Step(f"{field.id}.confirmed", field, "choice", field.label, statement, item, ("true",))
        yield Step(f"{field.id}.name", field, "words", phrase("Họ và tên người xác nhận"))

    def _part(self, label: str, part: str) -> str:
        return phrase("{field}: {part}", field=short(label), part=PART_LABELS[part])

    def _chosen(
        self,
        key: str,
        label: str,
        items: tuple[Item, ...],
        first: tuple[str, ...],
        hint: str = "",
        *,
        skips: str = "",
    ) -> Step:
        return Step(key, self.field, "choice", label, hint, items, first, skips)


def _of_control(field: Field, key: str, control: Control, label: str, hint: str, *, skips: str) -> Step:
    """The step of a field or a cell that is no compound."""
    if control.type is FieldType.BOOLEAN:
        agrees = isinstance(control, Field) and control.must_agree
        items: tuple[Item, ...] = (Item("true", phrase("Đồng ý")),) if agrees else YES_NO
        return Step(key, field, "choice", label, hint, items, skips=skips)
    if control.type in CHOICES:
        kind: Kind = "several" if control.type is FieldType.MULTISELECT else "choice"
        return Step(key, field, kind, label, hint, control.choices, skips=skips)
    return Step(key, field, "words", label, hint or HINTS.get(control.type, ""), skips=skips)


_COMPOUNDS: dict[FieldType, Any] = {
    FieldType.ADDRESS: lambda maker, value: maker.address(maker.field.id, value, maker.field.label),
    FieldType.ID_DOCUMENT: lambda maker, _: maker.document(
        maker.field.id, maker.field.label, maker.field.required_parts or ("kind", "number")
    ),
    FieldType.PERSON: lambda maker, value: maker.person(value),
    FieldType.AGENCY: lambda maker, _: maker.agency(),
    FieldType.SIGNATURE: lambda maker, _: maker.signature(),
}
