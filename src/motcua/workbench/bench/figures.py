"""What is measured, what it is judged by, and how slices become one figure. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

# A reference that moves more than this between its own slices says that the machine was busy, not us slow.
MOST_NOISE = 0.30


@dataclass(frozen=True)
class Goal:
    """One promise of design §11: `floor` fails the run, `goal` is the aim."""

    name: str
    meaning: str
    floor: float
    goal: float
    unit: str = "ratio"
    better: str = "higher"

    def is_kept(self, value: float) -> bool:
        """Whether a value is not worse than the floor."""
        return value >= self.floor if self.better == "higher" else value <= self.floor


GOALS = (
    Goal("P1", "public status page / minimal Django view", 0.35, 0.60),
    Goal("P2", "status API / minimal Django view", 0.7, 1.0),
    Goal("P3", "step in the service layer / pgbench transition, 8 clients", 0.08, 0.17),
    Goal("P4", "the same step / plain Django ORM step, 8 processes", 0.5, 1.15),
    Goal("P14", "SQL statements of the costliest officers' page", 20, 8, "statements", "lower"),
)
# measured with --notices only
URGENT = Goal("N1", "an urgent notice among many at 50 a second, p95", 5, 2, "seconds", "lower")


@dataclass(frozen=True)
class Pair:
    """Two slices taken one after the other: the reference's rate and ours, each a second."""

    reference: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.ours / self.reference


@dataclass(frozen=True)
class Figure:
    """A measured goal: the median is its value, the extremes tell how sure it is."""

    goal: Goal
    values: tuple[float, ...]
    noise: float = 0.0

    @property
    def value(self) -> float:
        return median(self.values)

    @property
    def is_kept(self) -> bool:
        return self.goal.is_kept(self.value)

    @property
    def is_noisy(self) -> bool:
        return self.noise > MOST_NOISE

    def as_json(self) -> dict[str, float | str]:
        """The contract of design §10."""
        middle = round(self.value, 4)
        return {
            "value": middle,
            "unit": self.goal.unit,
            "better": self.goal.better,
            "median": middle,
            "min": round(min(self.values), 4),
            "max": round(max(self.values), 4),
            "floor": self.goal.floor,
            "goal": self.goal.goal,
        }


def figure_of(goal: Goal, pairs: Sequence[Pair]) -> Figure:
    """The figure of pairwise ratios; the noise is how far the reference moved from its own median."""
    rates = [pair.reference for pair in pairs]
    middle = median(rates)
    noise = max(abs(rate - middle) / middle for rate in rates)
    return Figure(goal, tuple(pair.ratio for pair in pairs), noise)
