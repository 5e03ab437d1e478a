"""Lists of values that many forms share (danh mục dùng chung), kept as dated data beside the code.

Communes are not here: they come from the database and are handed in as `places.Places`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from motcua.kernel.phrases import phrase
from motcua.kernel.text import nfc


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a list and the word people see for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list; `source` is the decision or standard its values come from."""

    name: str
    title: str
    source: str
    items: tuple[Item, ...]

    def label(self, value: str) -> str | None:
        """The word for a value, None for a value the list does not have."""
        return next((item.label for item in self.items if item.value == value), None)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(item.value for item in self.items)


NAMES = (
    "sex",
    "ethnic_groups",
    "countries",
    "id_documents",
    "relations",
    "marital_status",
    "result_channels",
    "provinces",
    "provinces_before_2025",
)
# short lists of plain words, which a screen says in its own language; names of places and peoples stay as they are
PLAIN = frozenset({"sex", "id_documents", "relations", "marital_status", "result_channels"})


@cache
def all_lists() -> Mapping[str, CodeList]:
    """Every list by its name."""
    return MappingProxyType({name: _load(name) for name in NAMES})


def code_list(name: str) -> CodeList:
    """The list of this name; KeyError for a name that `NAMES` does not have."""
    return all_lists()[name]


def _load(name: str) -> CodeList:
    text = files("motcua.eforms").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    items = tuple(
        Item(str(row["value"]), phrase(nfc(row["label"])) if name in PLAIN else nfc(row["label"]))
        for row in content["items"]
    )
    return CodeList(name, content["title"], content["source"], items)
