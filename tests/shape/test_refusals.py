"""Every refusal can be told again from texts: a run keeps its facts as words, a screen tells them in its language."""

from __future__ import annotations

import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import motcua
from motcua.kernel.errors import Refusal

PACKAGE = Path(motcua.__file__).parent


def _refusals() -> Iterator[type[Refusal]]:
    for path in sorted(PACKAGE.rglob("errors.py")):
        import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    waiting = [Refusal]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += found.__subclasses__()


@pytest.mark.parametrize(
    "refusal", sorted(set(_refusals()), key=lambda one: f"{one.__module__}.{one.__name__}")
)
def test_a_refusal_asks_for_its_facts_as_texts(refusal: type[Refusal]) -> None:
    for _, name, form, conversion in string.Formatter().parse(refusal.template):
        assert not form, (
            f"{refusal.__name__}: give {{{name}}} its form where it is raised, not in the template"
        )
        assert not conversion


def test_no_two_refusals_have_one_code() -> None:
    codes: dict[str, str] = {}
    for refusal in set(_refusals()):
        where = f"{refusal.__module__}.{refusal.__name__}"
        if refusal.__module__.startswith("motcua."):
            assert codes.setdefault(refusal.code, where) == where, f"{refusal.code}: also {where}"
