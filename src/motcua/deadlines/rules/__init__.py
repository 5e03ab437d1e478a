"""Pure arithmetic of time limits: limits, calendars, due dates with their reasons. No Django."""

from motcua.deadlines.rules.appointing import appointment, last_day_before
from motcua.deadlines.rules.calendar import (
    OF_PROVINCE,
    DayKind,
    Settings,
    SpecialDay,
    Window,
    WorkingCalendar,
    parse_hours,
    show_hours,
)
from motcua.deadlines.rules.differences import DAY_KINDS, Change, differences
from motcua.deadlines.rules.due import Appointed, Pause, due
from motcua.deadlines.rules.limits import Limit, Unit
from motcua.deadlines.rules.reasons import Channel, Deadline, Reason, ReasonKind, channel_reason
from motcua.deadlines.rules.transfer import TransferDue, transfer_due, within_hours
from motcua.deadlines.rules.what_if import WhatIf, what_if

__all__ = [
    "DAY_KINDS",
    "OF_PROVINCE",
    "Appointed",
    "Change",
    "Channel",
    "DayKind",
    "Deadline",
    "Limit",
    "Pause",
    "Reason",
    "ReasonKind",
    "Settings",
    "SpecialDay",
    "TransferDue",
    "Unit",
    "WhatIf",
    "Window",
    "WorkingCalendar",
    "appointment",
    "channel_reason",
    "differences",
    "due",
    "last_day_before",
    "parse_hours",
    "show_hours",
    "transfer_due",
    "what_if",
    "within_hours",
]
