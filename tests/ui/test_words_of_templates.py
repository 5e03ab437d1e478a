"""Vietnamese is the source: what a page says stands where another language can answer, and English does (DN15-5.1)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua import sites

SITES = Path(sites.__file__).parent
FOLDERS = ("desk/templates", "console/templates", "portal/templates", "ui/templates")
CODE = (
    *("sites/desk", "sites/console", "sites/portal", "sites/ui"),
    *("journey/reading", "eforms", "status"),
)
# the gallery shows components to those who write pages; the others tell administrators what is wrong with a file
UNSEEN = frozenset({"gallery.html", "gallery.py", "derive.py", "schema.py", "values.py"})
MARKS = frozenset(
    {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "pgettext_lazy", "phrase"}
)
# what an officer puts into a paper, or looks for in one, is Vietnamese in every language; so is a proper name
DATA = frozenset(
    {
        "READY_ANSWERS",
        "READY_REMARKS",
        "READY_RESULTS",
        "RELATIONS",
        "Thông báo",
        "Văn bản",
        "Một Cửa",
        "SEARCHES",
        "COMMON_SEARCHES",
        " đồng",
        "ngày",
        # how people write a day in a message
        "DAY_WORD",
        "FIRST_DAY_WORD",
        "DAY_IN_WORDS",
    }
)
# the head of a paper form, by law; the name of the language
DELIBERATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Tiếng Việt")
VIETNAMESE = re.compile(r"[À-ỹ]")
SPOKEN = re.compile(
    r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->"
    r"|{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}"
    r'|{%\s*translate\s+("[^"]*"|\'[^\']*\').*?%}'
    r'|\b_\(("[^"]*"|\'[^\']*\')\)',
    re.DOTALL,
)


def unspoken(text: str) -> list[str]:
    """Lines of a template that hold Vietnamese which no translation reaches."""
    # what is left keeps its lines, so that the failure says where to look
    left = SPOKEN.sub(lambda found: "\n" * found[0].count("\n"), text)
    for words in DELIBERATE:
        left = left.replace(words, "")
    lines = enumerate(left.splitlines(), start=1)
    return [f"line {number}: {line.strip()[:120]}" for number, line in lines if VIETNAMESE.search(line)]


@pytest.mark.demand("DN15-5.1")
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vietnamese_word_of_a_template_can_be_translated(folder: str) -> None:
    # letters to people are written in Vietnamese, as everything that the province sends
    templates = [path for path in sorted((SITES / folder).rglob("*.*")) if path.parent.name != "email"]
    assert templates

    silent = {
        str(path.relative_to(SITES)): found
        for path in templates
        if path.name not in UNSEEN and (found := unspoken(path.read_text(encoding="utf-8")))
    }

    assert not silent, f"put these words in translate, blocktranslate or _(…): {silent}"


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hồ sơ</p>",
        '<a title="Mở hồ sơ">x</a>',
        '{{ name|default:"Chưa ghi" }}',
        '{% include "x.html" with here="Thủ tục" %}',
        '{% translate "Có" %} hồ sơ',
    ],
)
def test_the_check_sees_words_that_are_not_marked(text: str) -> None:
    assert unspoken(text)


@pytest.mark.parametrize(
    "text",
    [
        '<a title="{% translate "Mở hồ sơ" %}">{{ name|default:_("Chưa ghi") }}</a>',
        '{% include "x.html" with here=_("Thủ tục") %}{# ghi chú #}',
        "{% blocktranslate %}Hồ sơ {{ code }}{% endblocktranslate %}{% comment %}ghi chú{% endcomment %}",
    ],
)
def test_the_check_passes_over_what_is_marked(text: str) -> None:
    assert not unspoken(text)


def plain(node: ast.AST, *, is_marked: bool = False) -> Iterator[str]:
    """Vietnamese texts of code that no translation reaches; docstrings and the templates of refusals are no such."""
    match node:
        case ast.Constant(value=str() as text):
            if not is_marked and VIETNAMESE.search(text) and text not in DATA:
                yield f"line {getattr(node, 'lineno', 0)}: {text[:80]}"
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Assign(targets=[ast.Name(id=name)]) if name in DATA or name == "template":
            return
        case _:
            called = node.func if isinstance(node, ast.Call) else None
            marks = is_marked or (isinstance(called, ast.Name) and called.id in MARKS)
            for inner in ast.iter_child_nodes(node):
                yield from plain(inner, is_marked=marks)


@pytest.mark.parametrize("folder", CODE)
def test_every_vietnamese_word_of_the_code_of_a_page_can_be_translated(folder: str) -> None:
    silent = {
        str(path.relative_to(SITES.parent)): found
        for path in sorted((SITES.parent / folder).rglob("*.py"))
        if path.name not in UNSEEN and (found := list(plain(ast.parse(path.read_text(encoding="utf-8")))))
    }

    assert not silent, f"put these words in gettext, gettext_lazy or gettext_noop: {silent}"
