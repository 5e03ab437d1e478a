"""Reading a YAML file strictly: no key twice, no anchors, nothing but plain values; a line for each fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from motcua.procedures.problems import Problem, Severity

LARGEST_FILE = 2 * 1024 * 1024


def _check(root: yaml.Node | None) -> None:
    """Refuse what a person did not mean to write: a key twice, a key that is no word, a node used twice."""
    seen: set[int] = set()
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            raise _refuse(node, "không dùng neo (&, *) trong tệp thủ tục")
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            _check_keys(node)
            waiting.extend(value for _, value in node.value)


def _check_keys(node: yaml.MappingNode) -> None:
    keys: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
            raise _refuse(key, f"khóa “{key.value}” phải là chữ")
        if key.value in keys:
            raise _refuse(key, f"khóa “{key.value}” xuất hiện hai lần")
        keys.add(key.value)


def _refuse(node: yaml.Node, words: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=words, problem_mark=node.start_mark)


def load_file(path: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The mapping in a YAML file; None and why when there is none."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None, [_error(path, "", "too_large", "Tệp lớn hơn 2 MB, không phải tệp thủ tục.")]
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        return None, [_error(path, f"byte {fault.start}", "not_utf8", "Tệp không phải văn bản UTF-8.")]
    except OSError as fault:
        return None, [_error(path, "", "unreadable", f"Không đọc được tệp: {fault.strerror}.")]
    return load_text(path, content)


def load_text(path: Path, content: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The same for a text already read; `path` only names it."""
    try:
        _check(yaml.compose(content, yaml.CSafeLoader))
        value = yaml.load(content, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        return None, [_error(path, where, "bad_yaml", f"Sai cú pháp YAML: {fault.problem}.")]
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        return None, [_error(path, "", "bad_yaml", f"Sai cú pháp YAML: {' '.join(str(fault).split())}.")]
    if not isinstance(value, dict):
        return None, [_error(path, "", "not_a_mapping", "Tệp phải gồm các dòng “khóa: giá trị”.")]
    return value, []


def _error(path: Path, where: str, code: str, sentence: str) -> Problem:
    return Problem(path.name, where, code, sentence, Severity.ERROR)
