"""Small forms for tests, made the way every form is made: from interchange rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.eforms.derive import from_form_fields
from motcua.eforms.schema import FormDocument
from motcua.kernel.clock import local

AT: datetime = local("2026-08-28T09:00")


def row(label: str, kind: str, *, section: str = "Người yêu cầu", **more: Any) -> dict[str, Any]:
    """One row of the interchange form; required unless said otherwise."""
    return {"section": section, "label": label, "type": kind, "required": True} | more


def form_of(*rows: Mapping[str, Any]) -> FormDocument:
    """The form of these rows, which must be without faults."""
    form, problems = from_form_fields(list(rows))
    assert not problems, problems
    return form
