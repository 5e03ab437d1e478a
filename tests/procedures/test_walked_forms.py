"""The forms of the three walked procedures, compared with the tables of docs/forms."""

import re
from pathlib import Path

import pytest

from motcua.procedures.importing import OVERLAYS, TAY_NINH
from motcua.procedures.loading import load_file
from motcua.procedures.overlay import overlay_for, read_overlays
from motcua.procedures.reading import read_procedure

DOCS = Path(__file__).resolve().parents[2] / "docs" / "forms"
WALKED = (
    "dang-ky-khai-sinh",
    "dang-ky-thanh-lap-ho-kinh-doanh",
    "cap-giay-phep-xay-dung-moi-nha-o-rieng-le",
)


def reading(slug):
    overlays, problems = read_overlays(OVERLAYS)
    assert problems == []
    content, _ = load_file(TAY_NINH / f"{slug}.yaml")
    return read_procedure(f"{slug}.yaml", content, overlay_for(overlays, slug, content))


@pytest.mark.demand("TN19-6.3a")
@pytest.mark.parametrize("slug", WALKED)
def test_every_field_of_the_form_is_compared_with_the_official_form_and_every_comparison_exists(slug):
    found, _ = reading(slug)
    ours = {field.id for field in found.form.fields}
    ours |= {column.id for field in found.form.fields for column in field.columns}

    compared = set(re.findall(r"`(?:[a-z_]+\.)?([a-z0-9_]+)`", (DOCS / f"{slug}.md").read_text("utf-8")))

    assert compared == ours


@pytest.mark.parametrize("slug", WALKED)
def test_the_form_is_complete_the_process_runs_and_nothing_is_left_to_settle(slug):
    found, problems = reading(slug)

    assert (found.form_ready, found.process_ready) == (True, True)
    # the sources name no time to complete an incomplete dossier: the province's three days hold (TN19-12.4)
    assert {problem.code for problem in problems} <= {"overlay", "unknown_key", "no_completion_limit"}


@pytest.mark.parametrize("slug", WALKED)
def test_the_allotments_fill_the_limit_and_the_page_has_what_the_law_asks_beyond_the_file(slug):
    found, _ = reading(slug)
    document = found.document

    limit = document.limits[0].duration.working_minutes
    assert sum(step.minutes for step in found.process.steps) == limit
    for value in (
        document.guide,
        document.faq,
        document.registration,
        document.competence,
        document.keywords,
    ):
        assert value
    assert all(question.source for question in document.faq)


def test_the_ten_columns_of_the_members_table_are_there():
    found, _ = reading("dang-ky-thanh-lap-ho-kinh-doanh")

    members = found.form.field("thanh_vien")
    # the first column, the number, is the row's own
    assert len(members.columns) == 9
    assert members.min_rows == 2


def test_an_overlay_that_does_not_name_its_sources_is_told_and_left_out(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "applies_to: {code: '1.001193', slug: x}\nset: {sets: {value: 2}}\n", encoding="utf-8"
    )
    (tmp_path / "b.yaml").write_text("applies_to: {slug: x}\nset: {sets: {value: 2}}\n", encoding="utf-8")

    overlays, problems = read_overlays(tmp_path)

    assert overlays == []
    assert [(one.file, one.code) for one in problems] == [
        ("a.yaml", "bad_overlay"),
        ("b.yaml", "bad_overlay"),
    ]
