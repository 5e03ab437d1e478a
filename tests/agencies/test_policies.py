"""Choices that the law leaves to the province are dated data."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from motcua.agencies import policies
from motcua.agencies.errors import DaysOutOfOrder, NoSuchChoice
from motcua.agencies.models import Setting
from motcua.agencies.policies import Policy, set_policy
from motcua.kernel.clock import now

DAYS = Policy("test_days", 15, "Số ngày chờ", "NĐ 297/2025/NĐ-CP", unit="ngày làm việc")
WAY = Policy("test_way", "keep", "Cách làm", "QĐ 33/2019", choices=(("keep", "Giữ"), ("return", "Trả")))

pytestmark = pytest.mark.django_db


def test_without_a_decision_the_newest_rule_holds() -> None:
    assert DAYS.on(date(2026, 3, 2)) == 15
    assert DAYS in policies.declared()


def test_a_decision_holds_from_its_day_and_ends_the_one_before() -> None:
    set_policy("test_days", 10, valid_from=date(2026, 1, 1), instrument="QĐ 1", at=now())
    set_policy("test_days", 20, valid_from=date(2026, 4, 1), instrument="QĐ 2", at=now())

    assert [DAYS.on(day) for day in (date(2025, 12, 31), date(2026, 3, 31), date(2026, 4, 1))] == [15, 10, 20]
    with pytest.raises(DaysOutOfOrder):
        set_policy("test_days", 5, valid_from=date(2026, 2, 1), instrument="QĐ 3", at=now())


@pytest.mark.parametrize("value", [-1, "15", True, "drop"])
def test_only_what_fits_the_choice_is_taken(value: bool | int | str) -> None:
    name = "test_way" if value == "drop" else "test_days"
    with pytest.raises(NoSuchChoice):
        set_policy(name, value, valid_from=date(2026, 1, 1), instrument="", at=now())


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_a_choice_first_at_once_leave_one_that_holds() -> None:
    def decide(value: int) -> None:
        try:
            set_policy("test_days", value, valid_from=date(2026, 1, 1), instrument=f"QĐ {value}", at=now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(decide, range(1, 9)))

    assert Setting.objects.filter(name="test_days").count() == 1
