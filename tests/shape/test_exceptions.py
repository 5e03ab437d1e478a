"""Every exception from a rule of the linter or the type checker says which rule and why."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# migrations are written by a machine and neither linted nor typed
FILES = [
    one for top in ("src", "tests") for one in (ROOT / top).rglob("*.py") if "migrations" not in one.parts
]
EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)")
REASONED = re.compile(
    r"# noqa: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* \w.*[a-z]{2}.*|# type: ignore\[[a-z, -]+\]  # \w.*[a-z]{2}.*"
)


def without_reason(source: str) -> list[tuple[int, str]]:
    """Line and words of the exceptions that name no rule or no reason."""
    return [
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
        and EXCEPTION.search(token.string)
        and not REASONED.fullmatch(token.string)
    ]


def test_every_exception_says_which_rule_and_why() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {words}"
        for file in FILES
        for line, words in without_reason(file.read_text(encoding="utf-8"))
    ]

    assert not found, "say the rule and the reason behind it, or mend the line:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: S608", True),
        ("x = 1  # noqa: S608, E501", True),
        ("x = 1  # type: ignore", True),
        ("x = 1  # type: ignore[misc]", True),
        ("x = 1  # type:ignore[misc]  # allauth has no types", True),
        ("x = 1  # noqa: S608 own names", False),
        ("x = 1  # type: ignore[misc, arg-type]  # allauth has no types", False),
        ('x = "# noqa"', False),
    ],
)
def test_a_bare_exception_is_seen(line: str, is_told: bool) -> None:
    assert bool(without_reason(f"{line}\n")) is is_told
