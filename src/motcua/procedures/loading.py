"""Reading a YAML file strictly: no key twice, no anchors, nothing but plain values; a line for each fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from motcua.procedures.problems import Problem, Severity

LARGEST_FILE = 2 * 1024 * 1024


class _Strict(yaml.SafeLoader):
    """SafeLoader that refuses what a person did not mean to write."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's parser has no types
        if getattr(event, "anchor", None) is not None:
            raise yaml.constructor.ConstructorError(
                None, None, "không dùng neo (&, *) trong tệp thủ tục", event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"khóa “{key}” phải là chữ", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"khóa “{key}” xuất hiện hai lần", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


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
        value = yaml.load(content, _Strict)  # noqa: S506 a SafeLoader, made stricter
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
