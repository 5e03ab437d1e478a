"""Choices that the law leaves to the province or an agency: each has a name, a default and where it comes from.

A folder declares what it asks for (`WAITING = Policy(...)`); the value in force is data with validity and the number
of the decision that set it. Reading one is free on a hot path: values are kept under the organisation's stamp.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, Subquery

from motcua.agencies import memory
from motcua.agencies.errors import NoSuchChoice
from motcua.agencies.models import AgencyVersion, Setting
from motcua.agencies.selectors import held_on
from motcua.agencies.services.structure import check_days
from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.kernel.text import nfc

_Value = TypeVar("_Value", bool, int, str)
_declared: dict[str, Policy[Any]] = {}


@dataclass(frozen=True)
class Policy(Generic[_Value]):
    """One choice.

    name     stable, never reused
    default  what the newest rule says, for a province that decided nothing
    title    Vietnamese, for the screen where it is set
    law      what leaves the choice open, or where the default comes from
    choices  for texts: value → Vietnamese words; empty for numbers and yes or no
    unit     for numbers: what is counted ("ngày làm việc")
    """

    name: str
    default: _Value
    title: str
    law: str
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""

    def __post_init__(self) -> None:
        assert self.name not in _declared, f"two policies are called {self.name}"
        _declared[self.name] = self

    def on(self, day: date, agency_id: UUID | None = None) -> _Value:
        """The value in force on a day: the agency's own, else the province's, else the default."""

        def read() -> _Value:
            rows = Setting.objects.filter(
                Q(agency=None) | Q(agency_id=agency_id), held_on(day), name=self.name
            )
            exact = sorted(rows, key=lambda row: row.agency_id is None)
            value: _Value = exact[0].value if exact else self.default
            return value

        return memory.remember(memory.stamp(), ("policy", self.name, day, agency_id), read)

    def accepts(self, value: object) -> bool:
        """Whether a value is of the right kind and among the choices."""
        if type(value) is not type(self.default):
            return False
        if isinstance(value, int) and not isinstance(value, bool):
            return value >= 0
        return not self.choices or value in dict(self.choices)


def declared() -> list[Policy[Any]]:
    """Every choice that the running product asks for, by name."""
    return [_declared[name] for name in sorted(_declared)]


def rows_of(day: date) -> dict[str, list[Setting]]:
    """What was decided and holds on a day, by the name of the choice; the province's first. One statement.

    Each row has the name of its agency as `agency_name`.
    """
    newest = AgencyVersion.objects.filter(held_on(day), agency_id=OuterRef("agency_id")).values("name")[:1]
    rows = Setting.objects.filter(held_on(day)).annotate(agency_name=Subquery(newest))
    found: dict[str, list[Setting]] = {}
    for row in rows.order_by("name", F("agency_id").asc(nulls_first=True)):
        found.setdefault(row.name, []).append(row)
    return found


@transaction.atomic
def set_policy(
    name: str,
    value: bool | int | str,
    *,
    valid_from: date,
    instrument: str,
    at: datetime,
    agency_id: UUID | None = None,
    actor: Actor = SYSTEM,
) -> Setting:
    """Decide a choice from a day on; what was decided before ends the day before (ban hành thiết lập).

    A decision for the same day takes the place of the one before; its event stays.

    Refuses
        NoSuchChoice, DaysOutOfOrder (a decision for a later day stands)
    """
    policy = _declared.get(name)
    if policy is None or not policy.accepts(value):
        raise NoSuchChoice(title=policy.title if policy else name, value=str(value))
    _wait_for_others(name)
    whose = Q(agency_id=agency_id) if agency_id else Q(agency=None)
    last = Setting.objects.filter(whose, name=name).order_by("-valid_from").first()
    if last is not None:
        check_days(last.valid_from, valid_from)
        if last.valid_from == valid_from:
            last.delete()
        else:
            last.valid_to = valid_from - timedelta(days=1)
            last.save(update_fields=["valid_to"])
    made = Setting.objects.create(
        name=name, agency_id=agency_id, value=value, valid_from=valid_from, instrument=nfc(instrument)
    )
    append(
        Stream("setting", made.id),
        kind="set",
        happened_at=at,
        actor=actor,
        body={
            "name": name,
            "value": value,
            "agency": agency_id,
            "from": valid_from,
            "instrument": made.instrument,
        },
    )
    return made


def _wait_for_others(name: str) -> None:
    """Two who decide one choice do it one after the other; a choice that nobody decided yet has no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('setting'), hashtext(%s))", [name])
