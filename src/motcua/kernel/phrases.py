"""Words of the system that a screen may say in another language (câu chữ dịch được).

A phrase is its Vietnamese text, so nothing that reads text need know of it; it also remembers the sentence and the
facts it was made of, so that a screen says the same in its own language. What joins texts with `f"…"` or `+` makes
plain Vietnamese of them: use `phrase`, `joined` and `shaped`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Translate = Callable[[str], str]
"""A sentence with its facts in braces, in another language; the sentence itself where there is none."""


class Phrase(str):
    """Vietnamese text that remembers the sentence, the facts and the last touch it was made of."""

    template: str
    facts: Mapping[str, Any]
    finish: Callable[[str], str] | None

    def told(self, translate: Translate) -> str:
        """The same in another language; facts that are phrases are told in it too."""
        facts = {name: told(fact, translate) for name, fact in self.facts.items()}
        text = translate(self.template)
        text = text.format(**facts) if facts else text
        return self.finish(text) if self.finish else text


def phrase(template: str, /, **facts: Any) -> Phrase:
    """A Vietnamese sentence with its facts in braces; marks the sentence for `motcua.workbench.catalogue`."""
    made = Phrase(template.format(**facts) if facts else template)
    made.template, made.facts, made.finish = template, facts, None
    return made


def shaped(words: str, finish: Callable[[str], str]) -> str:
    """The words after a last touch (a capital at the start) that every language gets."""
    if not isinstance(words, Phrase):
        return finish(words)
    made = Phrase(finish(words))
    before = words.finish
    made.template, made.facts = words.template, words.facts
    made.finish = finish if before is None else lambda text: finish(before(text))
    return made


def joined(between: str, parts: Iterable[str]) -> Phrase:
    """Several texts in a row; `between` is punctuation, the same in every language."""
    facts = {f"part{place}": part for place, part in enumerate(parts)}
    return phrase(between.join(f"{{{name}}}" for name in facts), **facts)


def told(value: Any, translate: Translate) -> Any:
    """A phrase in another language; everything else as it is."""
    return value.told(translate) if isinstance(value, Phrase) else value
