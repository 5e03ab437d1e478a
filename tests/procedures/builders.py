"""Procedures and releases for tests, made through the models' own rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.kernel.clock import local
from motcua.procedures.document import ProcedureDocument
from motcua.procedures.models import Procedure, Release

AT = local("2026-09-01T08:00")


def procedure(code: str = "1.001193", slug: str = "dang-ky-khai-sinh") -> Procedure:
    return Procedure.objects.create(code=code, national_code=code, slug=slug, created_at=AT)


def draft(owner: Procedure, number: int = 1, name: str = "Đăng ký khai sinh", **fields: Any) -> Release:
    document = ProcedureDocument(name=name)
    return Release.objects.create(
        procedure=owner,
        number=number,
        document=document.model_dump(mode="json"),
        form={},
        content_hash="0" * 64,
        name=name,
        online_class=document.online_class,
        online_level=document.online_level,
        search_text=name,
        created_at=AT,
        **fields,
    )


def published(owner: Procedure, number: int = 1, since: date = date(2026, 9, 1), **fields: Any) -> Release:
    return draft(
        owner, number, state=Release.State.PUBLISHED, effective_from=since, published_at=AT, **fields
    )
