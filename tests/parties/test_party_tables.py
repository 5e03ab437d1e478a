"""The database itself keeps records of people from contradicting each other."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua.kernel.text import fold
from motcua.parties.models import Enterprise, Mandate, Person


@pytest.mark.django_db
def test_names_are_found_without_marks() -> None:
    person = Person.objects.create(full_name="Đặng Thị Ngọc Ánh")
    person.refresh_from_db()
    assert person.folded == fold("Đặng Thị Ngọc Ánh") == "dang thi ngoc anh"


@pytest.mark.django_db
def test_a_personal_number_belongs_to_one_person_and_is_never_kept_half() -> None:
    Person.objects.create(full_name="Nguyễn Văn An", number_hash="a" * 64, number_sealed="sealed")

    with pytest.raises(IntegrityError, match="number_hash"), transaction.atomic():
        Person.objects.create(full_name="Nguyễn Văn Bình", number_hash="a" * 64, number_sealed="sealed")
    with pytest.raises(IntegrityError, match="person_number_sealed_and_hashed"), transaction.atomic():
        Person.objects.create(full_name="Nguyễn Văn Bình", number_hash="b" * 64)


@pytest.mark.django_db
def test_a_mandate_has_one_principal_and_is_not_for_oneself() -> None:
    person = Person.objects.create(full_name="Nguyễn Văn An")
    company = Enterprise.objects.create(name="Công ty Thử", tax_code="0100109106", representative=person)
    days = {"valid_from": date(2026, 1, 1), "representative": person}

    Mandate.objects.create(enterprise=company, kind="legal_representative", **days)
    for wrong in (
        {"person": person, "kind": "authorised"},
        {"kind": "authorised"},
        {"person": Person.objects.create(full_name="Bé"), "enterprise": company, "kind": "authorised"},
        {"person": Person.objects.create(full_name="Bé"), "kind": "legal_representative"},
    ):
        with pytest.raises(IntegrityError, match="mandate_"), transaction.atomic():
            Mandate.objects.create(**wrong, **days)
