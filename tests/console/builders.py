"""A department with an IT officer, another department, and the province's administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client
from tests.agencies import builders

from motcua.accounts.models import Account
from motcua.accounts.services import create_officer
from motcua.agencies import services
from motcua.agencies.models import Agency, Desk, Posting, Unit
from motcua.agencies.rules import Role
from motcua.kernel.clock import local_day, now

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BY = "Quyết định số 5/QĐ-UBND"


@dataclass
class House:
    """What the console's tests start from; `health` has a station below it."""

    province: Agency
    health: Agency
    station: Agency
    justice: Agency
    unit: Unit
    desk: Desk
    administrator: Account
    it: Account


def officer(email: str, name: str = "Trần Thị Thử") -> Account:
    return create_officer(email=email, full_name=name, password="Rat-Dai-2026", at=now()).account


def post(account: Account, agency: Agency, role: Role, **place: Any) -> Posting:
    return services.post_officer(
        account_id=account.id,
        agency_id=agency.id,
        role=role,
        valid_from=local_day(now()),
        at=now(),
        **place,
    )


def house() -> House:
    province = builders.agency("Ủy ban nhân dân tỉnh Thử Nghiệm")
    health = builders.agency("Sở Y tế Thử Nghiệm", parent=province)
    station = builders.agency("Trạm Y tế Thử Nghiệm", parent=health)
    justice = builders.agency("Sở Tư pháp Thử Nghiệm", parent=province)
    found = House(
        province,
        health,
        station,
        justice,
        builders.unit(health, "Phòng Nghiệp vụ Y Thử Nghiệm"),
        builders.desk(health, "Bộ phận Một cửa Sở Y tế Thử Nghiệm"),
        officer("quan-tri@tinh.example.vn", "Lê Quản Trị"),
        officer("it@yte.example.vn", "Phạm Công Nghệ"),
    )
    post(found.administrator, province, Role.PROVINCE_ADMINISTRATOR)
    post(found.it, health, Role.AGENCY_IT)
    return found


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client
