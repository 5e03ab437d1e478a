"""Heads and leaders read which rules of time were broken in a period (TN19-10.2a, TN19-11.2, DN15-4.3a, HG-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from motcua.deadlines.selectors import calendar_named
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.errors import Invalid, Refusal
from motcua.oversight.compliance import compliance
from motcua.sites.desk.days import day_of, is_typed
from motcua.sites.desk.officers import READERS, officer_of
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of

PERIODS = {
    "thang-nay": _("Tháng này"),
    "thang-truoc": _("Tháng trước"),
    "quy-nay": _("Quý này"),
    "nam-nay": _("Năm nay"),
}
LONGEST = timedelta(days=366 * 2)


class PeriodWrong(Invalid):
    code = "period_wrong"
    template = gettext_noop(
        "Khoảng thời gian chưa đúng: ngày đầu không được sau ngày cuối và khoảng dài nhất là 2 năm. "
        "Vui lòng chọn lại; bảng dưới đây là của tháng này."
    )


@dataclass(frozen=True, slots=True)
class Period:
    """Two days, both inside; `name` when it is one of the ready ones."""

    first: date
    last: date
    name: str = ""

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), TZ)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), TZ)


def ready_period(name: str, today: date) -> Period:
    """One of PERIODS, up to today; anything else is this month."""
    month = today.replace(day=1)
    if name == "thang-truoc":
        last = month - timedelta(days=1)
        return Period(last.replace(day=1), last, name)
    if name == "quy-nay":
        return Period(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today, name)
    if name == "nam-nay":
        return Period(today.replace(month=1, day=1), today, name)
    return Period(month, today, "thang-nay")


def chosen_period(asked: Mapping[str, str], today: date) -> Period:
    """The typed days, else a ready period. Refuses with DayMissing, PeriodWrong."""
    if not (is_typed(asked, "tu") or is_typed(asked, "den")):
        return ready_period(asked.get("ky", ""), today)
    first, last = day_of(asked, "tu"), day_of(asked, "den")
    if first > last or last - first > LONGEST:
        raise PeriodWrong
    return Period(first, last)


@permission(*READERS)
def compliance_page(request: HttpRequest) -> HttpResponse:
    """The tables of a period; a wrong one is told, and this month is shown instead."""
    officer = officer_of(request)
    today, refusal = local_day(officer.at), None
    try:
        period = chosen_period(request.GET, today)
    except Refusal as wrong:
        period, refusal = ready_period("", today), wrong
    found = compliance(officer.scope, since=period.since, until=period.until, at=officer.at)
    calendar, _version = calendar_named(PROVINCE_CALENDAR)
    facts: dict[str, Any] = {
        "period": period,
        "periods": [(f"?ky={name}", words, name == period.name) for name, words in PERIODS.items()],
        "first": _typed(request.GET, "tu", period.first),
        "last": _typed(request.GET, "den", period.last),
        "problems": [{"field_id": "tu", "sentence": sentence_of(refusal)}] if refusal else [],
        "found": found,
        "late_now": [
            (name, part, due_view(part.due_at, officer.at, calendar)) for name, part in found.late_now
        ],
    }
    return render(request, "desk/compliance.html", facts, status=status_of(refusal) if refusal else 200)


def _typed(asked: Mapping[str, str], name: str, day: date) -> dict[str, str | int]:
    if is_typed(asked, name):
        return {part: asked.get(f"{name}-{part}", "") for part in ("day", "month", "year")}
    return {"day": day.day, "month": day.month, "year": day.year}
