"""The forms of the sixty real procedures: every field is derived, asked, judged and printed."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml
from tests.eforms.builders import AT
from tests.eforms.forms import PLACES

from motcua.eforms.derive import from_form_fields
from motcua.eforms.json_schema import json_schema, validator
from motcua.eforms.rendering import open_sections, page, review
from motcua.eforms.rules import check, clean
from motcua.eforms.schema import FormDocument

DATA = files("motcua.procedures").joinpath("data", "tay_ninh")
NAMES = sorted(
    one.name for one in DATA.iterdir() if one.name.endswith(".yaml") and not one.name.startswith("_")
)


def rows_of(name: str) -> list[dict[str, Any]]:
    content = yaml.safe_load(DATA.joinpath(name).read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = content.get("form_fields") or []
    return rows


def test_there_are_sixty() -> None:
    assert len(NAMES) == 60


@pytest.mark.demand("TN19-6.3a")
@pytest.mark.parametrize("name", NAMES)
def test_a_real_form_keeps_every_field_and_can_be_shown_checked_and_printed(name: str) -> None:
    rows = rows_of(name)
    form, problems = from_form_fields(rows)

    assert [p for p in problems if p.severity == "error"] == []
    assert sorted(field.label for field in form.fields) == sorted(
        " ".join(row["label"].split()) for row in rows
    )
    assert FormDocument.model_validate(form.dump()) == form
    validator(form).check_schema(json_schema(form))
    for section in open_sections(form, {}):
        view = page(form, {}, check(form, {}, complete=True, at=AT), section_id=section.id, places=PLACES)
        assert len(view.fields) == len(section.fields)
        assert all(error.text[0].isupper() and error.text.endswith(".") for error in view.errors)
    assert len(review(form, clean(form, {})).sections) == len(form.sections)
