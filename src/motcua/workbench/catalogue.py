"""The catalogue of other languages: Vietnamese is the source, English the second language (DN15-5.1).

`python -m motcua.workbench.catalogue` adds the sentences that templates and code mark for translation to the
catalogue and compiles it; a translator fills in the empty ones. No system gettext is needed.
"""

from __future__ import annotations

import ast
import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import template as django_template

import motcua
from motcua.eforms.codelists import PLAIN, code_list

PACKAGE = Path(motcua.__file__).resolve().parent
LOCALES = PACKAGE / "conf" / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "phrase": None,  # motcua.kernel.phrases, for the floors that know no Django
}


def compile_catalogues() -> None:
    """Write the compiled form beside each catalogue that is newer than it."""
    for source in LOCALES.glob("*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        half = compiled.with_suffix(f".{os.getpid()}.part")  # test workers compile at the same time
        catalogue = read(source)
        # an untranslated sentence must fall back to its source, not to nothing
        for message in [message for message in catalogue if message.id and not is_translated(message)]:
            catalogue.delete(message.id, message.context)
        with half.open("wb") as file:
            write_mo(file, catalogue)
        half.rename(compiled)


def read(source: Path) -> Catalog:
    """The catalogue in a .po file."""
    with source.open("rb") as file:
        return read_po(file, locale=source.parents[1].name)


def sentences(places: Iterable[Path]) -> Catalog:
    """Every sentence marked for translation in the files and under the folders, with where it stands."""
    found = Catalog()
    for top in places:
        within = [path for kind in ("html", "txt", "py") for path in top.rglob(f"*.{kind}")]
        for path in sorted(within) if top.is_dir() else [top]:
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".py":
                for line, sentence in _refusals(text):
                    found.add(sentence, locations=[(str(path.relative_to(PACKAGE)), line)])
            if path.suffix != ".py":
                text = django_template.templatize(text, origin=str(path))
            place = str(path.relative_to(PACKAGE))
            for line, message, comments, context in extract(
                "python", io.BytesIO(text.encode()), KEYWORDS, ()
            ):
                if message:
                    found.add(message, locations=[(place, line)], auto_comments=comments, context=context)
        if top == PACKAGE:
            for name in sorted(PLAIN):
                for item in code_list(name).items:
                    found.add(str(item.label), locations=[(f"eforms/data/{name}.yaml", 1)])
    return found


def _refusals(source: str) -> Iterator[tuple[int, str]]:
    """The sentences of refusals: the `template` of each class, in words (elsewhere it is the name of a file)."""
    inside = [
        node for one in ast.walk(ast.parse(source)) if isinstance(one, ast.ClassDef) for node in one.body
    ]
    for node in inside:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = any(isinstance(target, ast.Name) and target.id == "template" for target in targets)
            if named and isinstance(node.value.value, str) and " " in node.value.value:
                yield node.lineno, node.value.value


def update(language: str) -> list[str]:
    """Add what is new, drop what is gone; gives the sentences that still want a translation."""
    target = LOCALES / language / "LC_MESSAGES" / "django.po"
    catalogue = (
        read(target)
        if target.exists()
        else Catalog(
            locale=language, project="motcua", header_comment="# English of the screens", fuzzy=False
        )
    )
    catalogue.update(sentences([PACKAGE]), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=False, include_lineno=False, sort_output=True)
    return [str(message.id) for message in catalogue if message.id and not is_translated(message)]


def is_translated(message: Message | None) -> bool:
    """Whether the catalogue knows a message and has words for all of its forms."""
    if message is None:
        return False
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


if __name__ == "__main__":
    for sentence in update("en"):
        sys.stdout.write(f"to translate: {sentence}\n")
    compile_catalogues()
