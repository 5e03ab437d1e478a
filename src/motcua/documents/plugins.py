"""Virus scanners: each is one class and one line of registration."""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, ClassVar, Literal

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger("motcua.documents")

ScanState = Literal["unscanned", "clean", "infected"]


@dataclass(frozen=True)
class Verdict:
    """What a scanner says of one file; `signature` names the malware found."""

    state: ScanState
    scanner: str
    signature: str = ""


class ScannerDown(Exception):
    """The scanner gave no verdict: the file counts as unscanned and is scanned again later."""


class Scanner(ABC):
    """Judges one stream. Called outside of transactions; may be slow."""

    label: ClassVar[str]
    finds_viruses: ClassVar[bool] = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.counts: Counter[str] = Counter()
        self.seconds = 0.0

    def scan(self, stream: IO[bytes]) -> Verdict:
        """The verdict on a stream, read from its start. Never fails: without a verdict it is unscanned."""
        started = time.monotonic()
        stream.seek(0)
        try:
            verdict = self._scan(stream)
        except ScannerDown as down:
            log.warning("scanner %s gave no verdict: %s", self.name, down)
            verdict = Verdict("unscanned", self.name)
        finally:
            stream.seek(0)
        self.counts[verdict.state] += 1
        self.seconds += time.monotonic() - started
        return verdict

    @abstractmethod
    def _scan(self, stream: IO[bytes]) -> Verdict:
        """Refuses with ScannerDown when no verdict can be had."""

    @abstractmethod
    def check_config(self) -> list[str]:
        """Vietnamese sentences of what is not set up; empty when the scanner can work."""


_classes: dict[str, str | type[Scanner]] = {}
_scanners: dict[str, Scanner] = {}


def register(name: str, scanner: str | type[Scanner]) -> None:
    """Make a scanner known under a name, by class or by dotted path; the last registration counts."""
    _classes[name] = scanner
    _scanners.pop(name, None)


def current_scanner() -> Scanner:
    """The scanner of the settings (`MOTCUA_SCANNER`)."""
    name = settings.MOTCUA_SCANNER
    if name not in _scanners:
        found = _classes[name]
        made: type[Scanner] = import_string(found) if isinstance(found, str) else found
        _scanners[name] = made(name)
    return _scanners[name]


@contextmanager
def registered(name: str, scanner: type[Scanner]) -> Iterator[Scanner]:
    """Another scanner under this name for the time of a test or a drill."""
    before = _classes[name]
    register(name, scanner)
    try:
        yield current_scanner()
    finally:
        register(name, before)
