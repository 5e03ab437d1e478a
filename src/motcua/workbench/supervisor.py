"""Keeps the processes of the product running: restarted with growing pauses, ended in order."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

import psycopg

from motcua.workbench.errors import LauncherError
from motcua.workbench.postgres import Cluster

POLL_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # who has run that long begins again with the first pause
STOP_SECONDS = 20.0

Say = Callable[[str], None]


def say(words: str) -> None:
    """Tell the person at the terminal, at once also when the terminal is a file."""
    print(words, flush=True)


@dataclass
class Pause:
    """How long to wait before the next start: doubles with every fall, forgets after a steady minute."""

    seconds: float = 0.0

    def after(self, ran_seconds: float) -> float:
        """The pause after a process that lived `ran_seconds`."""
        if ran_seconds >= STEADY_SECONDS or not self.seconds:
            self.seconds = FIRST_PAUSE_SECONDS
        else:
            self.seconds = min(self.seconds * 2, LONGEST_PAUSE_SECONDS)
        return self.seconds


@dataclass
class Child:
    """One process that has to run all the time."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: Pause = field(default_factory=Pause)

    def start(self) -> None:
        # a session of its own: Ctrl-C in the terminal reaches the supervisor only, which ends all in order
        self.process = subprocess.Popen(
            self.command, env=self.environ, stdin=subprocess.DEVNULL, start_new_session=True
        )
        self.started_at = time.monotonic()

    def look_after(self, say: Say) -> None:
        """Notice that it died, and start it again when its pause is over."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.end_group()
            self.process = None
            pause = self.pause.after(now - self.started_at)
            self.start_at = now + pause
            say(f"{self.name} ended ({_how(code)}); starting it again in {pause:g} s")
        if self.process is None and now >= self.start_at:
            try:
                self.start()
            except OSError as problem:  # no memory, no disk: a bad day, not the end
                self.start_at = now + self.pause.after(0)
                say(f"{self.name} cannot be started: {problem.strerror}; trying again")

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, deadline: float) -> None:
        """Wait for the end that was asked for; kill what is left of it at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.end_group()
        self.process = None

    def end_group(self) -> None:
        """Kill what a dead process left behind in its session, or it keeps the port."""
        assert self.process is not None
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


class Supervisor:
    """Watches the embedded database (if any) and the children until it is told to stop.

    A database that dies is recovered first; web and worker reconnect, or fall and are started again.
    """

    def __init__(self, children: Sequence[Child], cluster: Cluster | None, say: Say) -> None:
        self.children = children
        self.cluster = cluster
        self.say = say
        self.stopping = False
        self._database_at = 0.0
        self._database_pause = Pause()
        self._database_started = time.monotonic()

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and a closed terminal as the wish to stop."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._on_signal)

    def start(self) -> None:
        for child in self.children:
            child.start()

    def tick(self) -> None:
        """Look after everybody once."""
        self._look_after_database()
        for child in self.children:
            child.look_after(self.say)
        time.sleep(POLL_SECONDS)

    def end(self) -> None:
        """End web and worker, then the database; nothing of ours is left running."""
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.end(deadline)
        if self.cluster is not None:
            self.cluster.stop()

    def _look_after_database(self) -> None:
        if self.cluster is None or not self.cluster.has_died() or time.monotonic() < self._database_at:
            return
        self.say("the database ended; recovering it")
        try:
            self.cluster.recover()
        except (LauncherError, OSError, psycopg.Error) as problem:
            pause = self._database_pause.after(time.monotonic() - self._database_started)
            self._database_at = time.monotonic() + pause
            self.say(f"{problem}\ntrying again in {pause:g} s")
        else:
            self._database_started = time.monotonic()
            self.say("the database is back")

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
