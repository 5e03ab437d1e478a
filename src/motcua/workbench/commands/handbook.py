"""Draw the generated pages of docs/ anew from the code."""

from __future__ import annotations

import argparse
import sys

from motcua.workbench.handbook import ROOT, pages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is not fresh")


def run(options: argparse.Namespace) -> int:
    stale = [
        (path, text)
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        print(("stale: " if options.check else "written: ") + str(path.relative_to(ROOT)), file=sys.stderr)
        if not options.check:
            path.write_text(text, encoding="utf-8")
    return 1 if options.check and stale else 0
