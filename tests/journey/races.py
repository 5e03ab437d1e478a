"""Several people at the same instant; what comes of it must be what comes of one after the other."""

from __future__ import annotations

import inspect
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from tests.journey.builders import Place

from motcua.agencies.models import Agency, Desk, Pool, Unit
from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of
from motcua.audit.models import Event
from motcua.audit.services import SYSTEM, Actor
from motcua.delivery.models import OutboxMessage
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import Dossier, Draft, DraftFile
from motcua.kernel.errors import Refusal
from motcua.notifications.models import Held, InboxMessage
from motcua.tallies.models import Delta

DONE = "done"
PATIENCE_S = 60


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same instant, each on a connection of its own; gives what each returned or raised."""
    barrier = threading.Barrier(len(acts))
    threads, answers = _begun(acts, barrier.wait)
    for thread in threads:
        thread.join()
    return answers


def queued(gate: models.QuerySet[Any], acts: Sequence[Callable[[], Any]], waiting: int) -> list[Any]:
    """Run the acts so that they surely meet: the rows of the gate are held until `waiting` of them stand before it.

    Whatever an act reads before it has its lock, it has read by then, and the first to go on changes it.
    Fails when an act goes on without waiting: it checks before it locks, or locks nothing.
    """
    with transaction.atomic():
        assert list(gate.select_for_update()), "nothing to hold"
        threads, answers = _begun(acts, lambda: None)
        until = time.monotonic() + PATIENCE_S
        while _standing_still() < waiting:
            if time.monotonic() > until:
                raise AssertionError(f"somebody went on without the lock: {answers}")
            time.sleep(0.005)
    for thread in threads:
        thread.join()
    return answers


def _begun(
    acts: Sequence[Callable[[], Any]], ready: Callable[[], Any]
) -> tuple[list[threading.Thread], list[Any]]:
    answers: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        ready()
        try:
            answers[place] = act()
        except Exception as problem:
            answers[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    return threads, answers


def _standing_still() -> int:
    """How many connections to this database wait for a row."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        count: int = cursor.fetchone()[0]
        return count


# who meets whom


@dataclass
class Ground:
    """A dossier, or a draft, at which two people meet.

    others  the same place with the second officer of each duty
    there   another agency
    facts   what the acts are about: the task, a result, a record
    """

    where: Place
    others: Place
    there: Place
    id: UUID
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    version: int | None = None

    def __post_init__(self) -> None:
        self.version = Dossier.objects.filter(pk=self.id).values_list("version", flat=True).first()


@dataclass(frozen=True)
class Who:
    """Whoever acts: an officer with this duty at one of the places of the ground, the applicant, or the clock."""

    name: str
    role: Role | None = None
    place: str = "where"


def one(role: Role) -> Who:
    return Who(str(role), role)


def other(role: Role) -> Who:
    """The colleague with the same duty."""
    return Who(f"another {role}", role, "others")


def there(role: Role) -> Who:
    """Somebody of the other agency."""
    return Who(f"{role} there", role, "there")


APPLICANT = Who("applicant")
CLOCK = Who("clock")


@dataclass(frozen=True)
class Deed:
    """One act of somebody at a ground.

    given  by name of the act's argument; what is a function is asked of the ground
    """

    act: Callable[..., Any]
    who: Who
    given: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.act.__name__} by {self.who.name}"

    @property
    def takes(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(self.act).parameters

    def do(self, ground: Ground, key: UUID) -> Any:
        """Do it as a page would, with the rights of the instant."""
        place: Place = getattr(ground, self.who.place)
        offered: dict[str, Any] = {
            "dossier_id": ground.id,
            "draft_id": ground.id,
            "at": ground.at,
            "key": key,
        }
        actor = Actor("applicant") if self.who is APPLICANT else SYSTEM
        if self.who.role is not None:
            actor = place.actor(self.who.role)
            offered["scope"] = scope_of(place.officers[self.who.role].id, ground.at)
        offered |= dict.fromkeys(("officer", "actor", "applicant"), actor)
        given = {name: value(ground) if callable(value) else value for name, value in self.given.items()}
        wanted = {name: value for name, value in (offered | given).items() if name in self.takes}
        return self.act(**wanted)


def deed(act: Callable[..., Any], who: Who, **given: Any) -> Deed:
    return Deed(act, who, given)


def fact(name: str) -> Callable[[Ground], Any]:
    """A value that the ground holds."""
    return lambda ground: ground.facts[name]


def seen(ground: Ground) -> int | None:
    """The version of the dossier that the page showed."""
    return ground.version


def its_dossier(ground: Ground) -> models.QuerySet[Any]:
    return Dossier.objects.filter(pk=ground.id)


@dataclass(frozen=True)
class Race:
    """Two deeds that meet at one dossier.

    act      row of the table of moves, or the name of another legal act
    winners  how many go through when the first, and when the second comes first; 2 where the law wants both
    gate     the row that the acts lock first
    waiting  how many of the two stand before it; 1 where the other passes over what somebody has in hand
    """

    act: str
    build: Callable[[Any], Ground]
    first: Deed
    second: Deed
    winners: tuple[int, int] = (1, 1)
    gate: Callable[[Ground], models.QuerySet[Any]] = its_dossier
    waiting: int = 2

    def __str__(self) -> str:
        return f"{self.act}: {self.first} - {self.second}"


# what came of it

Standing = dict[str, "Counter[tuple[Any, ...]]"]


@dataclass(frozen=True)
class End:
    """How a meeting ended: what each heard, and how everything about the dossier stands."""

    heard: tuple[str, str]
    standing: Standing

    @property
    def winners(self) -> int:
        return self.heard.count(DONE)


def in_turn(race: Race, ground: Ground, *, reverse: bool) -> End:
    """The deeds one after the other, the earlier one with a double click: sent twice at the same instant, one key."""
    deeds = [(0, race.first), (1, race.second)]
    (place, earlier), (last, later) = reversed(deeds) if reverse else deeds
    act = partial(earlier.do, ground, uuid4())
    clicks = [said(answer) for answer in queued(race.gate(ground), [act, act], race.waiting)]
    if "key" in earlier.takes:
        assert clicks == [DONE, DONE], f"a double click on {earlier} heard {clicks}"
    assert DONE in clicks, f"{earlier} heard {clicks}"
    heard = {place: DONE, last: said(tried(partial(later.do, ground, uuid4())))}
    return End((heard[0], heard[1]), standing(ground))


def met(race: Race, ground: Ground) -> End:
    """Both at the same instant; who is there first is drawn by lot."""
    acts = [partial(one_deed.do, ground, uuid4()) for one_deed in (race.first, race.second)]
    order = random.sample((0, 1), 2)
    answers = queued(race.gate(ground), [acts[place] for place in order], race.waiting)
    heard = dict(zip(order, map(said, answers), strict=True))
    return End((heard[0], heard[1]), standing(ground))


def tried(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refusal as refusal:
        return refusal


def said(answer: Any) -> str:
    """What the person hears: done, or why not; anything but a clear refusal is a fault."""
    if isinstance(answer, Refusal):
        assert answer.sentence
        return type(answer).__name__
    if isinstance(answer, Exception):
        raise answer
    return DONE


# rows that name other rows of the same dossier, or are drawn by lot, differ from dossier to dossier
_STEADY = (get_user_model(), Agency, Unit, Desk, Pool)
_BY_LOT = {
    "code",
    "number",
    "reference",
    "secret_hash",
    "number_hash",
    "number_sealed",
    "token",
    "drafted_form",
    "recorded_at",
    "name",
    "sentence",
}
_NOT_TOLD = (models.UUIDField, models.BinaryField, models.JSONField)


def _told(model: type[models.Model]) -> list[str]:
    """The columns of a table by which two dossiers can be compared."""
    return [
        column.attname
        for column in model._meta.concrete_fields
        if column.name not in _BY_LOT
        and not column.primary_key
        and (column.related_model in _STEADY if column.is_relation else not isinstance(column, _NOT_TOLD))
    ]


def standing(ground: Ground) -> Standing:
    """Everything that is kept about a dossier, without what tells it from another one."""
    found: Standing = {}
    for model in apps.get_models():
        if any(column.attname == "dossier_id" for column in model._meta.concrete_fields):
            rows = model._default_manager.filter(dossier_id=ground.id)
            found[model.__name__] = Counter(rows.values_list(*_told(model)))
    found["Dossier"] = Counter(Dossier.objects.filter(pk=ground.id).values_list(*_told(Dossier)))
    found["Draft"] = Counter(Draft.objects.filter(pk=ground.id).values_list("version", "submitted_at"))
    found["DraftFile"] = Counter(
        DraftFile.objects.filter(draft=ground.id).values_list("component_id", "page")
    )
    found["Event"] = Counter(Event.objects.filter(stream_id=ground.id).values_list("kind", "actor_id"))
    found["Slip"] = Counter(
        IssuedDocument.objects.filter(about=ground.id).values_list("template", "issued_by")
    )
    letters = OutboxMessage.objects.filter(order_key=str(ground.id))
    found["Letter"] = Counter(letters.values_list("channel", "destination"))
    gathered = Held.objects.filter(order_key=str(ground.id))
    found["Gathered"] = Counter(gathered.values_list("channel", "destination", "event"))
    notices = InboxMessage.objects.filter(link__contains=str(ground.id))
    found["Notice"] = Counter(notices.values_list("event", "account_id"))
    counted = Delta.objects.filter(stream_id=ground.id)
    found["Tally"] = Counter(counted.values_list("day", "agency_id", "measure", "delta", "seq"))
    return found


def difference(seen_one: Standing, expected: Standing) -> str:
    """What is there too much (+) and too little (-), for whoever reads a failure."""
    lines = []
    for name in sorted({*seen_one, *expected}):
        more, less = seen_one.get(name, Counter()), expected.get(name, Counter())
        lines += [f"+ {name} {row}" for row in (more - less).elements()]
        lines += [f"- {name} {row}" for row in (less - more).elements()]
    return "\n".join(lines)
