"""Chance: what happens to a dossier or an office, and how often."""

from __future__ import annotations

from random import Random


class Dice:
    """Chances by name, each with dice of its own: a new one moves no other throw.

    Takes
        each_once  what could happen happens the first time it could: a small simulation then takes every path
    """

    def __init__(self, seed: int, *, each_once: bool = False) -> None:
        self._seed, self._each_once = seed, each_once
        self._dice: dict[str, Random] = {}
        self._happened: set[str] = set()

    def happens(self, name: str, chance: float) -> bool:
        """Whether it happens this time; `chance` from 0 to 1."""
        if name not in self._dice:
            self._dice[name] = Random(f"{self._seed}:{name}")  # noqa: S311 a simulation, not a secret
        is_lucky = self._dice[name].random() < chance
        if self._each_once and name not in self._happened:
            is_lucky = True
        if is_lucky:
            self._happened.add(name)
        return is_lucky

    def begin_anew(self) -> None:
        """What happens once is still to come, all of it."""
        self._happened.clear()

    def came_to_nothing(self, name: str) -> None:
        """It was tried and could not be done here: the first time is still to come."""
        self._happened.discard(name)
