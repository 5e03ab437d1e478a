"""The words of the lower floors in the language of the page: phrases become its sentences here and nowhere below."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import get_language, gettext

from motcua.kernel.phrases import Phrase

T = TypeVar("T")


def spoken(value: T) -> T:
    """The same with every phrase inside it in the language of the page.

    Takes
        value  a phrase, or tuples, lists, dicts and frozen records that hold some; anything else stays as it is
    """
    return value if get_language() in {None, settings.LANGUAGE_CODE} else _told(value)


def _told(value: Any) -> Any:
    if isinstance(value, Phrase):
        return value.told(gettext)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(_told(one) for one in value)
    if isinstance(value, list):
        return [_told(one) for one in value]
    if isinstance(value, dict):
        return {key: _told(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        said = {one.name: (getattr(value, one.name)) for one in fields(value) if one.init}
        changed = {name: new for name, old in said.items() if (new := _told(old)) is not old}
        return replace(value, **changed) if changed else value
    return value
