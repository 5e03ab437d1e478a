"""The command `motcua`: finds the subcommand, prepares its surroundings, turns refusals into one line.

A subcommand is a module in `commands/` (docs/howto/commands.md). Django is loaded before the module is
imported, so a command imports models and services at its top like everybody else.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import django

from motcua import __version__
from motcua.kernel.errors import Refusal
from motcua.workbench.errors import CommandError
from motcua.workbench.installation import data_folder
from motcua.workbench.registry import WITHOUT_DJANGO, command_names, first_line, load, load_environment

PROGRAMME = "motcua"


class Parser(argparse.ArgumentParser):
    """Bad input: exit 2 and one clear line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; gives the exit code: 0 done, 1 not well, 2 bad input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # told to end, a command still stops the database it started
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))
    try:
        return _run(words)
    except CommandError as problem:
        print(f"{PROGRAMME}: {problem}", file=sys.stderr)
        return problem.exit_code
    except Refusal as refusal:
        print(f"{PROGRAMME}: {refusal.sentence}", file=sys.stderr)
        return CommandError.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader (head, less) has seen enough; keep Python from complaining at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(words: list[str]) -> int:
    name = next((word for word in words if not word.startswith("-")), None)
    if name not in command_names() or words[0] != name:
        _outline().parse_args(words)  # --help, --version, or what is wrong with the words
        raise CommandError(f"what shall I do? One of: {', '.join(command_names())}")
    assert name is not None
    parser = Parser(prog=f"{PROGRAMME} {name}", description=first_line(name))
    parser.add_argument("--data", metavar="DIR", help="data folder (or MOTCUA_DATA)")
    if name not in WITHOUT_DJANGO:
        _load_django(words)
    command = load(name)
    command.add_arguments(parser)
    return command.run(parser.parse_args(words[1:]))


def _load_django(words: Sequence[str]) -> None:
    if {"-h", "--help"} & set(words):  # asking for help makes no folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.conf.settings")
        django.setup()
        return
    data = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    data.add_argument("--data")
    try:
        known, _ = data.parse_known_args(words)
    except argparse.ArgumentError as problem:
        raise CommandError(str(problem)) from problem
    load_environment().set_up(data_folder(known))
    logging.captureWarnings(True)


def _outline() -> Parser:
    parser = Parser(prog=PROGRAMME, description="Một Cửa: the one-stop shop of a province.")
    parser.add_argument("--version", action="version", version=f"{PROGRAMME} {__version__}")
    choices = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in command_names():
        choices.add_parser(name, help=first_line(name))
    return parser


if __name__ == "__main__":
    sys.exit(main())
