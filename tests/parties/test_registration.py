"""Citizens register with the personal number, organisations with the tax code; one number, one account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from tests.parties.builders import NOW, citizen, organisation

from motcua.accounts.errors import EmailTaken, WeakPassword
from motcua.accounts.models import Account
from motcua.accounts.selectors import is_confirmed
from motcua.audit.selectors import events_of
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import (
    PersonalNumberContradicts,
    PersonalNumberInvalid,
    TaxCodeCheckDigitWrong,
    TaxCodeInvalid,
)
from motcua.parties.errors import (
    BornInFuture,
    NameMissing,
    NoConsent,
    NotTheSamePerson,
    NumberTaken,
    TaxCodeTaken,
)
from motcua.parties.models import Enterprise, Person
from motcua.parties.rules import Principal
from motcua.parties.selectors import (
    enterprise_by_tax_code,
    enterprises_named,
    may_act_for,
    number_of,
    people_named,
    person_by_number,
)
from motcua.parties.services import record_person


@pytest.mark.django_db
def test_a_citizen_registers_and_is_found_by_number_though_the_number_lies_nowhere_in_the_clear() -> None:
    person = citizen(number="072 095 012345", full_name="Đặng  Ngọc Ánh", born_on=date(1995, 3, 4))

    person.refresh_from_db()
    assert person_by_number("072095012345") == person
    assert number_of(person) == "072095012345"
    with connection.cursor() as cursor:
        cursor.execute(
            "select person::text || account::text from person join account on account.id = account_id"
        )
        row = cursor.fetchone()
    assert row is not None
    assert "072095012345" not in row[0]
    assert person.account is not None
    assert person.account.kind == Account.Kind.CITIZEN
    assert not is_confirmed(person.account_id)
    kinds = [event.kind for event in events_of(person.account_id)]
    assert kinds == ["account_created", "citizen_registered"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"number": "07209501234"}, PersonalNumberInvalid),
        ({"number": "072095012345", "born_on": date(1996, 1, 15)}, PersonalNumberContradicts),
        ({"number": "072095012345", "sex": "female"}, PersonalNumberContradicts),
        ({"born_on": date(2099, 1, 1)}, BornInFuture),
        ({"full_name": "  "}, NameMissing),
        ({"has_consented": False}, NoConsent),
        ({"password": "matkhau"}, WeakPassword),
    ],
)
def test_a_registration_that_cannot_be_right_is_refused_and_leaves_nothing(
    wrong: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as caught:
        citizen(**wrong)
    assert caught.value.sentence.endswith(".")
    assert not Account.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_number_or_address_that_has_an_account_is_refused() -> None:
    first = citizen(number="072095012345")
    with pytest.raises(NumberTaken) as caught:
        citizen(number="072095012345")
    assert "072*****2345" in caught.value.sentence
    with pytest.raises(EmailTaken):
        citizen(email=first.email.upper())
    assert Account.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_registrations_with_one_number_at_once_one_wins_and_the_other_is_told() -> None:
    def register(n: int) -> str:
        try:
            citizen(number="072095777777", email=f"dua-{n}@example.vn")
        except NumberTaken as refusal:
            return refusal.code
        else:
            return "won"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        answers = sorted(threads.map(register, range(6)))

    assert answers == ["personal_number_taken"] * 5 + ["won"]
    assert Person.objects.count() == Account.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_organisations_with_one_tax_code_at_once_one_wins_and_the_other_is_told() -> None:
    def register(n: int) -> str:
        try:
            organisation(email=f"dua-{n}@example.vn")
        except TaxCodeTaken as refusal:
            return refusal.code
        else:
            return "won"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(register, range(4)))

    assert answers == ["tax_code_taken"] * 3 + ["won"]
    assert Enterprise.objects.count() == Account.objects.count() == 1


@pytest.mark.django_db
def test_somebody_whom_an_officer_entered_takes_over_the_own_record_and_nobody_else_does() -> None:
    entered = record_person(full_name="Nguyễn Văn Ân", number="072095012345", at=NOW)
    with pytest.raises(NotTheSamePerson):
        citizen(number="072095012345", full_name="Trần Văn Khác")
    assert not Account.objects.exists()

    person = citizen(number="072095012345", full_name="Nguyễn Văn An")

    assert person.id == entered.id
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_an_organisation_registers_and_its_representative_may_act_for_it() -> None:
    enterprise = organisation(tax_code="0100109106-001", representative_number="072095012345")
    person = citizen(number="072095012345", full_name="Lê Thị Bình")
    principal = Principal("enterprise", enterprise.id)

    assert enterprise_by_tax_code("0100109106001") == enterprise
    assert may_act_for(enterprise.account_id, principal, NOW)
    assert may_act_for(person.account_id, principal, NOW)
    assert not may_act_for(citizen().account_id, principal, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"tax_code": "0100109105"}, TaxCodeCheckDigitWrong),
        ({"tax_code": "12345"}, TaxCodeInvalid),
        ({"representative_number": "1"}, PersonalNumberInvalid),
        ({"name": ""}, NameMissing),
        ({"has_consented": False}, NoConsent),
    ],
)
def test_an_organisation_that_cannot_be_right_is_refused(
    wrong: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        organisation(**wrong)
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_names_are_found_without_marks_and_by_fragments() -> None:
    for name in ("Nguyễn Thị Ánh", "Ánh Dương Văn", "Đỗ Văn Đạt"):
        record_person(full_name=name, at=NOW)
    company = organisation(name="Công ty Cổ phần Mía đường Đặc biệt")

    assert [person.full_name for person in people_named("anh")] == ["Ánh Dương Văn", "Nguyễn Thị Ánh"]
    assert [person.full_name for person in people_named("ĐỖ VĂN đạt")] == ["Đỗ Văn Đạt"]
    assert people_named("  ") == []
    assert enterprises_named("mia duong") == [company]
