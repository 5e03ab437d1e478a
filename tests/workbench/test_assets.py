"""Bundles: built once, nothing done a second time, nothing fetched from elsewhere."""

from __future__ import annotations

import json
import re

import pytest

from motcua.workbench import assets


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    assets.build(progress=lambda _: None)


def test_a_second_build_starts_no_programme_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    for slow in ("_install", "_run", "_compress"):
        monkeypatch.delattr(assets, slow)

    assert assets.build(progress=said.append) is False
    assert said == []


def test_every_name_in_the_manifest_is_a_file_with_its_hash() -> None:
    names = json.loads((assets.DIST / "manifest.json").read_text())

    assert {"portal.css", "portal.js", "desk.css", "desk.js", "icons.svg"} <= names.keys()
    for file in names.values():
        assert re.search(r"-[0-9A-Z]{8}\.\w+$", file)
        assert (assets.DIST / file).exists()


def test_the_styles_fit_a_slow_phone_and_ask_nobody_else() -> None:
    names = json.loads((assets.DIST / "manifest.json").read_text())

    for name in ("portal.css", "desk.css"):
        assert (assets.DIST / (names[name] + ".gz")).stat().st_size < 25_000
        text = (assets.DIST / names[name]).read_text()
        assert "GDS Transport" not in text
        assert "url(http" not in text


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (assets.ROOT / "package-lock.json").read_text()
