"""Which way a notice goes, when, and what is joined with what. Pure: no Django, no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from motcua.kernel.clock import TZ
from motcua.kernel.short_messages import cut, fold_to_gsm7
from motcua.notifications.kinds import Kind

MOST_PARTS = 2
ZALO_MOST = 2000
"""Letters of one message of an official account (zalo.md 4.2)."""
NAME_LENGTHS = (70, 50, 36, 26, 18)
"""How short names of procedures and places may become, longest first."""
EMAIL, SMS, ZALO = "email", "sms", "zalo"
OUTSIDE = (EMAIL, SMS, ZALO)
"""Ways out of the house; the inbox on the portal is no choice, it always has everything."""


class Level(StrEnum):
    """What somebody wants by one channel (lựa chọn nhận tin)."""

    ALL = "all"
    ESSENTIAL = "essential"
    NONE = "none"


DEFAULTS = {EMAIL: Level.ALL, SMS: Level.ESSENTIAL, ZALO: Level.ALL}


@dataclass(frozen=True)
class Settings:
    """Choices of the province.

    quiet_from, quiet_to  hours of the night in which no telephone rings; equal: there is no night
    zalo_first            Zalo takes the place of the SMS for whoever linked it, unless the law wants the SMS
    group_minutes         how long what may wait is gathered; 0: never
    """

    quiet_from: int = 22
    quiet_to: int = 6
    zalo_first: bool = True
    group_minutes: int = 5


@dataclass(frozen=True)
class Sending:
    """One way a notice takes.

    not_before  the present, or the end of the night
    may_wait    it is gathered with its like
    instead_of  this one leaves only when that channel failed for good
    """

    channel: str
    not_before: datetime
    may_wait: bool = False
    instead_of: str = ""


def route(
    kind: Kind,
    reachable: Iterable[str],
    levels: Mapping[str, Level],
    settings: Settings,
    at: datetime,
    *,
    has_inbox: bool,
    has_short: bool,
    is_urgent: bool = False,
) -> list[Sending]:
    """By which ways outside of the portal a notice goes, and when.

    Takes
        reachable  channels for which there is an address that is the reader's own
        levels     what the reader chose; `DEFAULTS` where nothing was chosen
        has_inbox  the reader has an account, so the notice stands in the inbox
        has_short  there is a short text; a letter is never cut into an SMS
        is_urgent  somebody waits for it: neither the night nor a group holds it back
    Gives
        nothing twice by one channel; something whenever the reader is reachable and would else hear nothing of
        what is essential, even by a channel that was switched off: a telephone first, it costs no effort to read
    Law
        TN19-10.2a (e-mail and SMS), 12.8 (e-mail, SMS, telephone or social network).
    """
    there = {one for one in reachable if has_short or one != SMS}
    wanted = {one for one in there if _wants(levels.get(one, DEFAULTS[one]), kind)}
    if not wanted and kind.is_essential and not has_inbox:
        wanted = {next(one for one in (SMS, EMAIL, ZALO) if one in there)} if there else set()
    stands_by = ""
    if settings.zalo_first and {SMS, ZALO} <= wanted and not kind.is_lawful and not is_urgent:
        stands_by = ZALO
    loud_at = at if is_urgent else after_night(at, settings)
    may_wait = kind.may_wait and settings.group_minutes > 0 and not is_urgent
    return [
        Sending(
            one,
            at if one == EMAIL else loud_at,
            may_wait,
            instead_of=stands_by if one == SMS else "",
        )
        for one in OUTSIDE
        if one in wanted
    ]


def _wants(level: Level, kind: Kind) -> bool:
    return level is Level.ALL or (level is Level.ESSENTIAL and (kind.is_essential or kind.to_officers))


def after_night(at: datetime, settings: Settings) -> datetime:
    """The first instant from `at` on at which a telephone may ring."""
    start, end = settings.quiet_from % 24, settings.quiet_to % 24
    if start == end:
        return at
    here = at.astimezone(TZ)
    is_night = start <= here.hour < end if start < end else here.hour >= start or here.hour < end
    if not is_night:
        return at
    morning = datetime.combine(here.date(), time(end), TZ)
    return morning if morning > here else morning + timedelta(days=1)


# joining


class Waiting(Protocol):
    """What a held notice tells of itself; `group` names reader, channel, event and language."""

    @property
    def group(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...


_Held = TypeVar("_Held", bound=Waiting)


def bundles(held: Iterable[_Held], at: datetime) -> list[list[_Held]]:
    """What leaves at `at`: each group whose first has waited long enough, whole; order is kept.

    One that came a moment ago goes with those that are due: it is told of the same.
    """
    groups: dict[str, list[_Held]] = {}
    for one in held:
        groups.setdefault(one.group, []).append(one)
    return [group for group in groups.values() if min(one.due_at for one in group) <= at]


# short texts


def parts_of(text: str) -> int:
    """How many SMS a text takes when it is written without marks."""
    return len(cut(fold_to_gsm7(text)))


def shorten(name: str, most: int) -> str:
    """A long name, cut at a blank: "Đăng ký thành lập hộ kinh doanh..."."""
    if len(name) <= most:
        return name
    head = name[: most - 2]
    return (head.rsplit(" ", 1)[0] if " " in head[most // 2 :] else head).rstrip(" ,;:-–") + ".."
