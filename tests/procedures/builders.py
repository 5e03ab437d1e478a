"""Procedures and releases for tests, made through the models' own rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

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


def file_of(**values: Any) -> str:
    """A small but whole file of the interchange form; `values` replace its keys, None leaves one out."""
    content: dict[str, Any] = {
        "code": "1.009999",
        "local_code_suffix": "H53 (Tây Ninh)",
        "name": "Xác nhận thử nghiệm",
        "field": "Hộ tịch",
        "level": "cấp xã",
        "agency": "UBND cấp xã",
        "decision": "1/QĐ-UBND",
        "applicants": ["Công dân Việt Nam"],
        "channels": ["trực tuyến", "trực tiếp"],
        "online_level": "toàn trình",
        "steps": ["Nộp hồ sơ"],
        "documents": [{"name": "Đơn", "original": 1, "copies": 0, "form_code": None, "required": True}],
        "sets": 1,
        "time_limit": {"amount": 3, "unit": "working_day", "note": None},
        "fees": [{"name": "Phí", "amount_vnd": 0, "condition": None}],
        "result": [{"name": "Giấy xác nhận", "code": None}],
        "legal_basis": ["1/2026/NĐ-CP"],
        "internal_process": None,
        "form_fields": [{"section": "Chung", "label": "Họ và tên", "type": "text", "required": True}],
        "sources": [{"title": "Cổng thử nghiệm", "url": "https://example.vn"}],
        "verified": ["name", "fees", "time_limit"],
        "recalled": [],
    } | values
    return yaml.safe_dump(
        {key: value for key, value in content.items() if value is not ...}, allow_unicode=True
    )


def folder_of(path: Path, **texts: str) -> Path:
    """A folder with these files; `__` in a name stands for a dash."""
    path.mkdir(exist_ok=True)
    for name, text in texts.items():
        (path / f"{name.replace('__', '-')}.yaml").write_text(text, encoding="utf-8")
    return path
