"""Citizens and organisations for tests, registered through the services. All names are invented."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from motcua.kernel.clock import local
from motcua.parties.models import Enterprise, Person
from motcua.parties.services import register_citizen, register_organisation

NOW = local("2026-09-01 08:00")
PASSWORD = "Kho-doan-9!"
_next = count(1)


def citizen(**facts: Any) -> Person:
    n = next(_next)
    given: dict[str, Any] = {
        "number": f"072095{n:06d}",
        "full_name": "Nguyễn Văn An",
        "born_on": date(1995, 1, 15),
        "sex": "male",
        "email": f"cong-dan-{n}@example.vn",
        "phone": "0901234567",
        "password": PASSWORD,
        "has_consented": True,
        "at": NOW,
    }
    return register_citizen(**(given | facts))


def organisation(**facts: Any) -> Enterprise:
    n = next(_next)
    given: dict[str, Any] = {
        "tax_code": "0100109106",
        "name": "Công ty TNHH Thử Nghiệm",
        "representative_number": f"072180{n:06d}",
        "representative_name": "Lê Thị Bình",
        "email": f"to-chuc-{n}@example.vn",
        "password": PASSWORD,
        "has_consented": True,
        "at": NOW,
    }
    return register_organisation(**(given | facts))
