"""Build and collect styles, scripts and pictures under hashed names, when they have changed."""

from __future__ import annotations

import argparse
import sys

from django.core.management import call_command

from motcua.workbench.assets import AssetError, build
from motcua.workbench.errors import LauncherError
from motcua.workbench.installation import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "./run does it by itself."


def run(options: argparse.Namespace) -> int:
    folder = data_folder(options)
    try:
        build(lambda words: print(words, file=sys.stderr, flush=True))
    except AssetError as problem:
        raise LauncherError(str(problem)) from problem
    if not folder.pages_are_fresh():
        folder.static.mkdir(exist_ok=True)
        # names are hashed and old files stay: a page that is open in a browser keeps its styles
        call_command("collectstatic", interactive=False, verbosity=0)
        folder.note_fresh_pages()
    return 0
