"""Taking typed values out of a file; what does not fit is told by key, never coerced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from motcua.kernel.text import fold, nfc
from motcua.procedures.problems import Problem, Severity


class Reader:
    """One file's values and the problems found in them so far."""

    def __init__(self, file: str, values: Mapping[str, Any], problems: Sequence[Problem] = ()) -> None:
        self.file = file
        self.values = values
        self.problems = list(problems)

    # --- telling ---

    def tell(self, path: str, code: str, sentence: str, severity: Severity) -> None:
        self.problems.append(Problem(self.file, path, code, sentence, severity))

    def error(self, path: str, code: str, sentence: str) -> None:
        self.tell(path, code, sentence, Severity.ERROR)

    def warn(self, path: str, code: str, sentence: str) -> None:
        self.tell(path, code, sentence, Severity.WARNING)

    def unknown_keys(self, path: str, given: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
        """Warns of keys nobody knows and gives them with their values."""
        extra = {key: value for key, value in given.items() if key not in known}
        for key in extra:
            self.warn(
                f"{path}.{key}".lstrip("."),
                "unknown_key",
                f"Không biết khóa “{key}”; giá trị được giữ nguyên.",
            )
        return extra

    # --- taking ---

    def text(self, key: str) -> str:
        return self.text_of(self.values, key, "")

    def texts(self, key: str) -> tuple[str, ...]:
        return self.texts_of(self.values, key, "")

    def rows(self, key: str) -> list[tuple[str, Mapping[str, Any]]]:
        """A list of mappings with the path of each; empty when the key is missing or null."""
        given = self.values.get(key)
        if given is None:
            return []
        if not isinstance(given, list):
            self.error(key, "not_a_list", f"“{key}” phải là một danh sách.")
            return []
        found = []
        for index, row in enumerate(given):
            path = f"{key}[{index}]"
            if isinstance(row, Mapping):
                found.append((path, row))
            else:
                self.error(
                    path, "not_a_mapping", "Mỗi dòng của danh sách này phải gồm các cặp “khóa: giá trị”."
                )
        return found

    def mapping(self, key: str) -> Mapping[str, Any]:
        given = self.values.get(key)
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self.error(key, "not_a_mapping", f"“{key}” phải gồm các cặp “khóa: giá trị”.")
            return {}
        return given

    def text_of(self, row: Mapping[str, Any], key: str, path: str) -> str:
        given = row.get(key)
        if given is None:
            return ""
        if not isinstance(given, str):
            self.error(f"{path}.{key}".lstrip("."), "not_text", f"“{key}” phải là chữ, không phải “{given}”.")
            return ""
        return nfc(given)

    def texts_of(self, row: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
        given = row.get(key)
        where = f"{path}.{key}".lstrip(".")
        if given is None:
            return ()
        if not isinstance(given, list):
            self.error(where, "not_a_list", f"“{key}” phải là một danh sách.")
            return ()
        for index, one in enumerate(given):
            if not isinstance(one, str):
                self.error(
                    f"{where}[{index}]", "not_text", f"Mỗi dòng của “{key}” phải là chữ, không phải “{one}”."
                )
        return tuple(nfc(one) for one in given if isinstance(one, str) and nfc(one))

    def count_of(self, row: Mapping[str, Any], key: str, path: str) -> int | None:
        """A whole number from 0; None when it is missing."""
        given = row.get(key)
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int) or given < 0:
            self.error(
                f"{path}.{key}".lstrip("."),
                "not_a_count",
                f"“{key}” phải là số nguyên từ 0, không phải “{given}”.",
            )
            return None
        return given

    def flag_of(self, row: Mapping[str, Any], key: str, path: str, *, default: bool) -> bool:
        given = row.get(key)
        if given is None:
            return default
        if not isinstance(given, bool):
            self.error(
                f"{path}.{key}".lstrip("."),
                "not_a_flag",
                f"“{key}” phải là true hoặc false, không phải “{given}”.",
            )
            return default
        return given

    def day_of(self, row: Mapping[str, Any], key: str, path: str) -> date | None:
        given = row.get(key)
        if given is None:
            return None
        # YAML reads a bare 2026-07-01 as a date already
        if type(given) is date:
            return given
        try:
            return date.fromisoformat(str(given))
        except ValueError:
            self.error(
                f"{path}.{key}".lstrip("."),
                "not_a_day",
                f"“{key}” phải là ngày dạng 2026-07-01, không phải “{given}”.",
            )
            return None


def slug_of(text: str, longest: int = 40) -> str:
    """A name of small letters, digits and dashes out of a text; at least one letter."""
    bare = re.sub(r"[^a-z0-9]+", "-", fold(nfc(text))).strip("-")
    return bare[:longest].strip("-") or "muc"


def free(name: str, taken: set[str]) -> str:
    """The name itself, or with the first number that makes it new; it is then taken."""
    found = (
        name
        if name not in taken
        else next(f"{name}-{n}" for n in range(2, 10_000) if f"{name}-{n}" not in taken)
    )
    taken.add(found)
    return found
