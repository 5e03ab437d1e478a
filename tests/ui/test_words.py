"""Values as screens show them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from motcua.deadlines.rules.calendar import WorkingCalendar, parse_hours
from motcua.kernel.clock import local
from motcua.sites.ui.due import due_view
from motcua.sites.ui.states import HANDLING
from motcua.sites.ui.templatetags import motcua as filters

OPEN = parse_hours("07:00-11:30, 13:30-17:00")
WEEK = WorkingCalendar("test", 1, (OPEN, OPEN, OPEN, OPEN, OPEN, (), ()))


def test_money_figures_days_and_telephones_are_written_as_officials_write_them() -> None:
    at = local("2026-11-22T15:30")

    assert filters.vnd(75000) == "75.000 đồng"
    assert filters.vnd(0) == "0 đồng"
    assert filters.vnd(None) == ""
    assert filters.figure(1234567) == "1.234.567"
    assert filters.moment(at) == "15:30 ngày 22/11/2026"
    assert filters.weekday(at) == "Chủ nhật, 22/11/2026"
    assert filters.phone("0901234567") == "0901 234 567"
    assert filters.phone("1900 000 080") == "1900 000 080"


def test_an_instant_is_shown_in_the_zone_of_the_province() -> None:
    assert filters.moment(local("2026-11-22T23:30:00+00:00")) == "06:30 ngày 23/11/2026"


# Friday 20 November 2026, 10:00
@pytest.mark.parametrize(
    ("due", "finished", "tone", "words"),
    [
        (None, None, "none", "Chưa có hạn"),
        ("2026-11-27T17:00", None, "calm", "Còn 5 ngày làm việc"),
        ("2026-11-23T17:00", None, "soon", "Còn 1 ngày làm việc"),
        ("2026-11-20T17:00", None, "soon", "Hạn hôm nay, 17:00"),
        ("2026-11-20T09:00", None, "late", "Trễ từ 09:00"),
        ("2026-11-18T17:00", None, "late", "Trễ 2 ngày làm việc"),
        ("2026-11-20T17:00", "2026-11-18T09:00", "early", "Trước hạn 2 ngày làm việc"),
        ("2026-11-20T17:00", "2026-11-20T17:00", "early", "Đúng hạn"),
        ("2026-11-18T17:00", "2026-11-19T09:00", "late", "Trễ 1 ngày làm việc"),
        ("2026-11-20T17:00", "2026-11-23T08:00", "late", "Trễ 1 ngày làm việc"),
    ],
)
def test_a_due_date_says_how_long_there_is(
    due: str | None, finished: str | None, tone: str, words: str
) -> None:
    view = due_view(
        local(due) if due else None,
        local("2026-11-20T10:00"),
        WEEK,
        local(finished) if finished else None,
    )

    assert (view.tone, view.words) == (tone, words)


def test_a_due_date_speaks_english_with_its_plural() -> None:
    with translation.override("en"):
        now = local("2026-11-20T10:00")
        assert due_view(local("2026-11-23T17:00"), now, WEEK).words == "1 working day left"
        assert due_view(local("2026-11-27T17:00"), now, WEEK).words == "5 working days left"


@pytest.mark.demand("DN15-5.1")
@pytest.mark.django_db
def test_a_state_is_a_word_and_a_shape_not_only_a_colour(settings: Any) -> None:
    settings.MOTCUA_DEMO = True

    page = Client().get("/ui/thu-vien").content.decode()

    for look in HANDLING.values():
        tag = rf'<strong class="mc-tag mc-tag--{look.tone}"><svg[^>]*><use href="[^"]*#{look.icon}">'
        assert re.search(tag + rf"</use></svg>{look.label}</strong>", page), look


@pytest.mark.django_db
def test_the_gallery_is_no_page_of_a_real_installation() -> None:
    assert Client().get("/ui/thu-vien").status_code == 404
