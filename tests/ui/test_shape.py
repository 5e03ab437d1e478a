"""Rules that keep themselves: permissions of URLs, menus, shell sentences, buckets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from hypothesis import given
from hypothesis import strategies as st

from motcua.sites import ui
from motcua.sites.ui import ratelimit
from motcua.sites.ui.navigation import MENUS, Entry, address_of, links
from motcua.sites.ui.permissions import PUBLIC, declared, permission
from motcua.sites.ui.ratelimit import Buckets
from motcua.workbench import catalogue

ICONS = Path(ui.__file__).parent / "assets" / "icons" / "icons.svg"


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def test_every_address_declares_who_may_open_it() -> None:
    silent = [path for path, entry in patterns(get_resolver()) if declared(entry.callback) is None]

    assert not silent, f"put @permission(...) of motcua.sites.ui.permissions on the views of {silent}"


# the browser asks for them after the session ended too; they hold nothing but styles, words and addresses
OFFLINE = {"can-bo/ngoai-tuyen/sw.js", "can-bo/ngoai-tuyen/trang.webmanifest"}


def test_officers_addresses_are_not_public() -> None:
    officers = [entry for entry in patterns(get_resolver()) if entry[0].startswith(("can-bo/", "quan-tri/"))]
    public = {path for path, entry in officers if PUBLIC in (declared(entry.callback) or ())}

    assert public == OFFLINE


def test_a_permission_that_nobody_holds_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="emperor"):
        permission("emperor")
    with pytest.raises(ValueError, match="nothing"):
        permission()


ENTRIES = [(menu, entry) for menu, entries in MENUS.items() for entry in entries]


@pytest.mark.parametrize(("menu", "entry"), ENTRIES, ids=lambda one: getattr(one, "url_name", one))
def test_every_entry_of_a_menu_leads_to_a_page(menu: str, entry: Entry) -> None:
    address = address_of(entry.url_name)
    assert address, f"{entry.url_name} of the menu {menu} is no address of this installation"

    assert declared(resolve(address).func)


@pytest.mark.parametrize("menu", ["desk", "console"])
def test_a_menu_of_officers_shows_nothing_to_somebody_without_a_duty(menu: str) -> None:
    assert not links(menu, "/", lambda *roles: False)
    assert len(links(menu, "/", lambda *roles: True)) == len(MENUS[menu])


@pytest.mark.demand("DN15-5.1")
def test_every_marked_sentence_speaks_english() -> None:
    english = catalogue.read(catalogue.LOCALES / "en" / "LC_MESSAGES" / "django.po")
    marked = [message for message in catalogue.sentences([catalogue.PACKAGE]) if message.id]

    missing = [one.id for one in marked if not catalogue.is_translated(english.get(one.id, one.context))]

    assert len(marked) > 1000
    assert not missing, "run python -m motcua.workbench.catalogue and fill in the English of: " + str(missing)


def test_the_english_of_a_sentence_names_the_same_facts() -> None:
    english = catalogue.read(catalogue.LOCALES / "en" / "LC_MESSAGES" / "django.po")

    differing = [
        message.id
        for message in english
        if message.id
        and any(facts_in(words) != facts_in(first(message.id)) for words in every(message.string))
    ]

    assert not differing


def facts_in(sentence: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|{\w+[^}]*}", sentence))


def first(words: Any) -> str:
    return words if isinstance(words, str) else words[0]


def every(words: Any) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def test_every_drawing_a_template_asks_for_is_drawn() -> None:
    drawn = ICONS.read_text(encoding="utf-8")
    asked = {
        word
        for path in Path(ui.__file__).parents[1].rglob("*.html")
        for word in re.findall(r'{% icon "([a-z-]+)" %}', path.read_text(encoding="utf-8"))
    }

    assert asked
    assert not [name for name in asked if f'id="{name}"' not in drawn]


def test_the_policy_allows_nothing_inline_and_nothing_foreign(db: Any) -> None:
    policy = Client().get("/").headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy


@given(
    rate=st.integers(1, 120),
    gaps=st.lists(st.floats(0, 5, allow_nan=False), min_size=1, max_size=200),
)
def test_a_bucket_never_gives_more_than_its_rate(rate: int, gaps: list[float]) -> None:
    buckets, now, given_out = Buckets(rate), 0.0, 0
    for gap in gaps:
        now += gap
        given_out += buckets.take("one", now) == 0

    assert given_out <= rate + now * rate / 60 + 1e-6


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::5", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::5", "2001:db8:1:3::5", False),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("unknown", "unknown", True),
    ],
)
def test_who_has_an_ipv6_network_has_one_bucket(one: str, other: str, is_same: bool) -> None:
    assert (ratelimit.household(one) == ratelimit.household(other)) is is_same


def test_buckets_forget_the_address_they_have_not_seen_longest() -> None:
    buckets = Buckets(1, most=2)
    for address in ("a", "b", "c"):
        buckets.take(address, 0.0)

    assert len(buckets) == 2
    assert buckets.take("a", 0.0) == 0
    assert buckets.take("c", 0.0) > 0
