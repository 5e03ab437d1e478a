"""Days and hours as officers type them into three fields and one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from django.utils.translation import gettext_noop

from motcua.kernel.clock import TZ
from motcua.kernel.errors import Invalid, Refusal


class DayMissing(Invalid):
    code = "day_missing"
    template = gettext_noop("Ngày chưa đúng. Vui lòng nhập đủ ngày, tháng, năm, ví dụ 14 9 2026.")


class HourUnreadable(Invalid):
    code = "hour_unreadable"
    template = gettext_noop("Giờ chưa đúng. Vui lòng nhập giờ và phút, ví dụ 8:30.")


def is_typed(posted: Mapping[str, str], name: str) -> bool:
    """Whether anything stands in the three fields of a day."""
    return any(posted.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year"))


def day_of(posted: Mapping[str, str], name: str, *, wrong: type[Refusal] = DayMissing) -> date:
    """The day typed into `name`-day, -month, -year; refuses with `wrong`."""
    try:
        return date(*(int(posted.get(f"{name}-{part}", "")) for part in ("year", "month", "day")))
    except (ValueError, OverflowError) as unreadable:
        raise wrong from unreadable


def typed_day(posted: Mapping[str, str], name: str) -> dict[str, str]:
    """The three fields as they were typed, for a page that is shown again."""
    return {part: posted.get(f"{name}-{part}", "") for part in ("day", "month", "year")}


def instant_of(posted: Mapping[str, str], name: str) -> datetime:
    """The day of `name` at the hour typed into `name`-hour ("8:30"); refuses with DayMissing, HourUnreadable."""
    day = day_of(posted, name)
    found = re.fullmatch(r"\s*(\d{1,2})\s*[:hg.]?\s*(\d{2})?\s*", posted.get(f"{name}-hour", ""))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise HourUnreadable
    return datetime.combine(day, time(int(found[1]), int(found[2] or 0)), TZ)
