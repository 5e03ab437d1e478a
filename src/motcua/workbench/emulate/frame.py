"""What every stand-in is: it listens on loopback, remembers what reached it, misbehaves on request, plays its part."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from motcua.kernel.clock import TZ, now

HOST = "127.0.0.1"
KEPT = 1000  # of what reached a stand-in; the oldest is forgotten first


class Mode(StrEnum):
    """How the other side behaves."""

    NORMAL = "normal"
    SLOW = "slow"
    REFUSE = "refuse"
    TIME_OUT = "time_out"
    TWICE = "twice"
    WRONG_SIGNATURE = "wrong_signature"


MODE_NAMES: dict[Mode, str] = {
    Mode.NORMAL: "Bình thường",
    Mode.SLOW: "Chậm",
    Mode.REFUSE: "Từ chối",
    Mode.TIME_OUT: "Không trả lời",
    Mode.TWICE: "Trả lời hai lần",
    Mode.WRONG_SIGNATURE: "Ký sai",
}


@dataclass(frozen=True)
class Field:
    """One thing a person types or chooses for an act.

    kind     text, area, file, or choice (then `choices`: value and words)
    default  what stands there at first
    """

    name: str
    title: str
    kind: str = "text"
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Act:
    """Something the other side may do: a button on the page with its fields."""

    name: str
    title: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Seen:
    """One thing that reached a stand-in (`in`) or left it (`out`)."""

    number: int
    at: datetime
    direction: str
    title: str
    details: Mapping[str, str]
    body: str = ""

    @property
    def clock(self) -> str:
        return f"{self.at.astimezone(TZ):%H:%M:%S}"


@dataclass(frozen=True)
class Stage:
    """What a stand-in is handed.

    folder   its own, for the files of real programmes; gone at the end
    ports    as many as it asked for, free at the start
    product  the address of the running product ("http://127.0.0.1:8000"); empty without one
    """

    folder: Path
    ports: tuple[int, ...]
    product: str = ""


class StandIn(ABC):
    """One outside party. `start` and `stop` belong to its listeners; `enter` and `leave` to the running product.

    `enter` and `leave` are called with the database at hand, and only when there is a product to enter.
    `play` raises ValueError with a sentence for the person when the act cannot be done.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    port_count: ClassVar[int] = 1
    modes: ClassVar[tuple[Mode, ...]] = (Mode.NORMAL, Mode.SLOW, Mode.REFUSE, Mode.TIME_OUT)
    acts: ClassVar[tuple[Act, ...]] = ()
    slow_seconds: ClassVar[float] = 6.0
    time_out_seconds: ClassVar[float] = 60.0

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.mode = Mode.NORMAL
        self.total = 0
        self._seen: deque[Seen] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._over = threading.Event()

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None: ...

    def addresses(self) -> Mapping[str, str]:
        """Where it listens and how the product is pointed at it, for the page: words and address."""
        return {}

    def enter(self, *, at: datetime) -> None:  # noqa: B027 not every party is entered into the product
        """Enter itself into the running product, so that it is used from now on."""

    def leave(self, *, at: datetime) -> None:  # noqa: B027 as `enter`
        """Take out what `enter` put in, also what an earlier run left behind."""

    def play(self, act: str, values: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> str:
        """Do an act for the person at the page; gives a sentence of what happened."""
        raise ValueError(f"{self.title} không có việc “{act}”.")

    # --- what reached it ---

    def note(
        self, title: str, *, direction: str = "in", body: str = "", details: Mapping[str, str] | None = None
    ) -> None:
        """Remember one thing for the page."""
        with self._lock:
            self.total += 1
            self._seen.append(Seen(self.total, now(), direction, title, dict(details or {}), body))

    def seen(self) -> Sequence[Seen]:
        """Newest first."""
        with self._lock:
            return list(reversed(self._seen))

    def forget(self) -> None:
        with self._lock:
            self._seen.clear()

    # --- how it behaves ---

    def hesitate(self) -> None:
        """Wait as the mode asks, but not longer than the stand-in runs."""
        waits = {Mode.SLOW: self.slow_seconds, Mode.TIME_OUT: self.time_out_seconds}
        if seconds := waits.get(self.mode, 0.0):
            self._over.wait(seconds)

    def end(self) -> None:
        """Let everybody go who waits in `hesitate`."""
        self._over.set()


@dataclass
class Company:
    """All stand-ins of one run."""

    members: list[StandIn] = field(default_factory=list)

    def named(self, name: str) -> StandIn | None:
        return next((one for one in self.members if one.name == name), None)

    def start(self) -> None:
        for one in self.members:
            one.start()

    def stop(self) -> None:
        """Stop in the opposite order; one that cannot stop does not keep the others running."""
        for one in self.members:
            one.end()
        for one in reversed(self.members):
            one.stop()


def wait_until(condition: object, seconds: float, what: str) -> None:
    """Wait for a programme of ours to answer. Raises TimeoutError that names it."""
    deadline = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} does not answer after {seconds:g} s")
        time.sleep(0.05)
