"""A paper once issued prints the same for ever."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from tests.documents.slip_facts import MINH, NOON, SLIP_01, SLIP_03

from motcua.documents import errors, rendering
from motcua.documents.facts import plain
from motcua.documents.models import IssuedDocument
from motcua.documents.selectors import documents_about
from motcua.documents.services import issue
from motcua.kernel.clock import local
from motcua.kernel.uuid7 import uuid7

pytestmark = pytest.mark.django_db


def issued_slip() -> IssuedDocument:
    return issue("slip_01", SLIP_01, number="12/TTPVHCC", at=NOON, by=None, about=uuid7())


def test_a_reprint_has_the_same_bytes():
    slip = issued_slip()
    first = rendering.render(slip)
    rendering.render(issue("slip_03", SLIP_03, number="", at=NOON, by=None, about=uuid7()))
    rendering._compiler.cache_clear()  # as another process would start

    assert rendering.render(IssuedDocument.objects.get(id=slip.id)) == first


def test_altered_facts_are_not_printed():
    slip = issued_slip()
    slip.facts["due_at"] = "2027-01-01T17:00:00+07:00"
    with pytest.raises(errors.DocumentAltered, match="12/TTPVHCC"):
        rendering.render(slip)


def test_personal_numbers_do_not_lie_open_in_the_database():
    slip = issued_slip()
    with connection.cursor() as cursor:
        cursor.execute("select facts::text from issued_document where id = %s", [slip.id])
        lying = cursor.fetchone()[0]

    assert SLIP_01.applicant.number not in lying
    assert MINH.number not in lying
    assert SLIP_01.applicant.name in lying

    slip.facts["applicant"]["number"]["sealed"] = "v1.broken"
    with pytest.raises(errors.DocumentAltered):
        rendering.render(slip)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_lets_nobody_change_or_delete_an_issued_paper(change):
    slip = issued_slip()
    row = IssuedDocument.objects.filter(id=slip.id)
    with pytest.raises(IntegrityError, match="neither changed nor deleted"), transaction.atomic():
        row.update(number="13") if change == "update" else row.delete()


def test_a_paper_keeps_its_version_when_a_newer_template_comes(tmp_path, monkeypatch):
    for name, words in (("v1", "first words"), ("v2", "new words")):
        (tmp_path / "slip_03").mkdir(exist_ok=True)
        (tmp_path / "slip_03" / f"{name}.typ").write_text(words)
    monkeypatch.setattr(rendering, "FOLDER", tmp_path)
    rendering._compiler.cache_clear()
    try:
        newest = issue("slip_03", SLIP_03, number="", at=NOON, by=None, about=uuid7())
        assert newest.template_version == 2
        older = IssuedDocument(
            template="slip_03",
            template_version=1,
            facts=newest.facts,
            facts_hash=newest.facts_hash,
            issued_at=NOON,
        )
        assert rendering.render(newest) != rendering.render(older)
    finally:
        rendering._compiler.cache_clear()


def test_a_template_reads_nothing_outside_of_its_folder_and_no_package(tmp_path, monkeypatch):
    folder = tmp_path / "templates"
    (folder / "slip_03").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(rendering, "FOLDER", folder)
    rendering._compiler.cache_clear()
    try:
        for reaching in (
            '#read("../../secret.txt")',
            '#read("/../secret.txt")',
            '#import "@local/x:1.0.0": *',
        ):
            (folder / "slip_03" / "v1.typ").write_text(reaching)
            paper = issue("slip_03", SLIP_03, number="", at=NOON, by=None, about=uuid7())
            with pytest.raises(RuntimeError):
                rendering.render(paper)
    finally:
        rendering._compiler.cache_clear()


def test_an_unknown_template_is_refused_and_foreign_facts_are_a_mistake():
    with pytest.raises(errors.UnknownTemplate, match="slip_99"):
        issue("slip_99", SLIP_01, number="", at=NOON, by=None, about=uuid7())
    with pytest.raises(TypeError, match="prints Slip03Facts"):
        issue("slip_03", SLIP_01, number="", at=NOON, by=None, about=uuid7())


def test_papers_are_found_by_what_they_are_about():
    slip = issued_slip()
    issued_slip()
    assert list(documents_about(slip.about)) == [slip]


def test_facts_lie_down_as_plain_values_in_the_time_of_the_province():
    @dataclasses.dataclass(frozen=True)
    class Some:
        value: object

    assert plain(Some((local("2026-08-28T00:30"), date(2026, 8, 28), None, 1))) == {
        "value": ["2026-08-28T00:30:00+07:00", "2026-08-28", None, 1]
    }
    assert plain(Some(datetime.fromisoformat("2026-08-27T17:30Z"))) == {"value": "2026-08-28T00:30:00+07:00"}
    with pytest.raises(TypeError):
        plain(Some(Decimal(1)))
    with pytest.raises(ValueError, match="zone"):
        plain(Some(datetime(2026, 8, 28)))
