import uuid
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.clock import TZ, local
from motcua.kernel.text import fold
from motcua.kernel.uuid7 import uuid7, uuid7_floor


def one(sql: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["ĐƯỜNG NGUYỄN ẨN", "Ỷ Ỡ ỵ ỳ Ắ Ằ", "Thủ tục hành chính", "đ Đ"])
def test_python_and_the_database_fold_alike(text):
    assert one("select vi_norm(%s)", text) == fold(text)


@pytest.mark.django_db
def test_python_and_the_database_draw_the_same_year_border():
    at = local("2026-01-01T00:00")
    assert one("select uuid7_floor(%s)", at) == uuid7_floor(at)


@given(st.datetimes(timezones=st.just(TZ)).filter(lambda at: 1976 < at.year < 2500))
def test_ids_sort_by_their_instant(at):
    made = uuid7(at)
    assert uuid7_floor(at) <= made < uuid7_floor(at + timedelta(milliseconds=1))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
