"""The invariants of the data: what must be true after every act, every kill, every restore."""

from motcua.workbench.check.invariants import INVARIANTS, Finding, Invariant, run_all

__all__ = ["INVARIANTS", "Finding", "Invariant", "run_all"]
