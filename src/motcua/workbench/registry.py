"""The subcommands there are: the modules of `commands/`, found, described and loaded."""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast

from motcua.workbench import commands

# These start and watch other processes and must not load the product into their own.
WITHOUT_DJANGO = frozenset({"bench", "migrate", "restore", "serve", "web"})


class Command(Protocol):
    """The face of a module in `commands/`."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int: ...


def command_names() -> list[str]:
    """The subcommands there are."""
    return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))


def first_line(name: str) -> str:
    """The first line of the module's docstring, read without importing it."""
    found = importlib.util.find_spec(_module(name))
    assert found is not None
    assert found.origin is not None
    words = ast.get_docstring(ast.parse(Path(found.origin).read_text(encoding="utf-8"))) or ""
    return words.partition("\n")[0].rstrip(".")


def load(name: str) -> Command:
    """The module of a subcommand; what it imports at its top is loaded now."""
    return cast(Command, importlib.import_module(_module(name)))


def load_environment() -> ModuleType:
    """The module that loads Django; not before a command needs it, or `./run` waits a second for nothing."""
    return importlib.import_module("motcua.workbench.environment")


def _module(name: str) -> str:
    return f"{commands.__name__}.{name}"
