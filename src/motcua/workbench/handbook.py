"""The pages of docs/ that are drawn from the code, so that they cannot drift from it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.dossiers.moves import LABELS, MOVES, NATIONAL, Move, State

ROOT = Path(__file__).resolve().parents[3]
DEMAND = re.compile(r"\b(?:TN19|DN15|NB18|TN14|HG)-\d+(?:\.\d+)?[a-zđ]?\b")
LISTED = re.compile(rf"^- (?P<id>{DEMAND.pattern}): (?P<text>.*)$", re.MULTILINE)
MARKED = re.compile(r"@pytest\.mark\.demand\(([^)]*)\)")
APPLICANTS = {"system": "Hệ thống", "applicant": "Người nộp hồ sơ", "representative": "Người đại diện"}


def pages() -> dict[Path, str]:
    """Every generated page of docs/ by its path, as it should be now."""
    return {ROOT / "docs" / "journey.md": journey_page(), ROOT / "docs" / "demands.md": demands_page()}


def journey_page() -> str:
    """The legal moves as a drawing and a table, from `dossiers.moves.MOVES`."""
    arrows = sorted(
        {(source, move.target, move.title) for move in MOVES if move.target for source in move.sources},
        key=lambda arrow: (list(State).index(arrow[0]), list(State).index(arrow[1]), arrow[2]),
    )
    drawing = "\n".join(f"    {source} --> {target}: {title}" for source, target, title in arrows)
    used = {state for source, target, _ in arrows for state in (source, target)}
    names = "\n".join(f"    {state}: {LABELS[state]}" for state in State if state in used)
    rows = "\n".join(
        f"| {move.title} (`{move.act}`) | {_states(move.sources)} | {_target(move)} | {_who(move.roles)} "
        f"| {move.slip or '–'} | {move.stops} | {', '.join(move.demands)} |"
        for move in MOVES
    )
    codes = "\n".join(
        f"| `{state}` | {LABELS[state]} | {NATIONAL[state]} |" for state in State if state in NATIONAL
    )
    return f"""# The journey of a dossier

Drawn from `motcua.dossiers.moves.MOVES` by `motcua handbook`. The code, the trigger in the database and this page
hold the same moves; a test compares them.

```mermaid
stateDiagram-v2
{names}
{drawing}
```

| act | from | to | who may | slip | what stops it | demands |
|---|---|---|---|---|---|---|
{rows}

## States and the codes of the national portal

| state | on screens | national code |
|---|---|---|
{codes}
"""


def _states(states: Iterable[State]) -> str:
    return ", ".join(LABELS[state] for state in sorted(states))


def _target(move: Move) -> str:
    return LABELS[move.target] if move.target else "giữ nguyên"


def _who(roles: Iterable[str]) -> str:
    return ", ".join(APPLICANTS.get(role) or ROLE_NAMES[Role(role)] for role in roles)


def demands_page() -> str:
    """Which code cites a demand and which tests prove it."""
    code = _citations(ROOT / "src" / "motcua", ("*.py", "*.html", "*.typ", "*.yaml"))
    tests = _marks(ROOT / "tests")
    rows = "\n".join(
        f"| {match['id']} | {match['text'].strip().replace('|', '/')} | {_places(code[match['id']])} "
        f"| {_places(tests[match['id']])} |"
        for match in LISTED.finditer((ROOT / "docs" / "requirements.md").read_text(encoding="utf-8"))
    )
    return f"""# Demands: where each stands in code, and which tests prove it

Drawn by `motcua handbook` from `docs/requirements.md`, the citations in `src/` and the marks in `tests/`. A demand that
code cites must have a test that is marked with it; a test of the shape of this project sees to it.

| demand | what it asks | code | tests |
|---|---|---|---|
{rows}
"""


def cited_demands() -> dict[str, set[str]]:
    """Demands that code cites, with the files."""
    return dict(_citations(ROOT / "src" / "motcua", ("*.py",)))


def proven_demands() -> dict[str, set[str]]:
    """Demands that tests are marked with, with the files."""
    return dict(_marks(ROOT / "tests"))


def _citations(folder: Path, patterns: Iterable[str]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pattern in patterns:
        for path in folder.rglob(pattern):
            for demand in DEMAND.findall(path.read_text(encoding="utf-8")):
                found[demand].add(path.relative_to(folder).as_posix())
    return found


def _marks(folder: Path) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in folder.rglob("test_*.py"):
        for marks in MARKED.findall(path.read_text(encoding="utf-8")):
            for demand in DEMAND.findall(marks):
                found[demand].add(path.relative_to(folder).as_posix())
    return found


def _places(files: set[str]) -> str:
    return "<br>".join(sorted(files)) or "–"
