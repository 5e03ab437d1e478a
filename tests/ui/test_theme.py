"""A province's look is data, and unreadable colours are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from motcua.sites.ui.theme import PACKAGE_DATA, ThemeError, contrast, read_theme, theme

SHIPPED = PACKAGE_DATA / "tay_ninh.yaml"


def other_theme(folder: Path, **colours: str) -> Path:
    rows = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    rows["colours"] |= colours
    (folder / "tay_ninh.svg").write_text((PACKAGE_DATA / "tay_ninh.svg").read_text(encoding="utf-8"))
    target = folder / "theme.yaml"
    target.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    return target


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("colours", "words"),
    [
        ({"brand": "#ff9999"}, "on_brand on brand"),
        ({"brand_dark": "#ffaa00"}, "on_brand on brand_dark"),
        ({"on_brand": "#9b1c1c"}, "on_brand on brand"),
        ({"brand": "red"}, "#rrggbb"),
    ],
)
def test_colours_too_weak_for_words_are_refused(tmp_path: Path, colours: dict[str, str], words: str) -> None:
    with pytest.raises(ThemeError, match=words):
        read_theme(other_theme(tmp_path, **colours))


def test_a_missing_key_is_told_by_file_and_name(tmp_path: Path) -> None:
    target = tmp_path / "theme.yaml"
    target.write_text("colours: {brand: '#9B1C1C'}", encoding="utf-8")

    with pytest.raises(ThemeError, match=r"theme\.yaml.*brand_dark"):
        read_theme(target)


def test_another_province_changes_colours_and_emblem(tmp_path: Path) -> None:
    green = read_theme(other_theme(tmp_path, brand="#14532D"))

    assert "--mc-brand:#14532D" in green.css
    assert "#14532D" in green.emblem
    assert "{" not in green.emblem
    assert green.version != theme().version


@pytest.mark.parametrize("name", ["ui:colours", "ui:emblem"])
def test_colours_and_emblem_are_files_kept_for_ever(name: str) -> None:
    response = Client().get(reverse(name, args=[theme().version]))

    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
