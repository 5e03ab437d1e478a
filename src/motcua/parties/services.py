"""Registering people and organisations, and letting one act for another (TN19-4.5, identity.md 7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.accounts.models import Account
from motcua.accounts.services import create_applicant
from motcua.audit.services import Actor, Stream, append
from motcua.kernel.clock import local_day
from motcua.kernel.identifiers import PersonalNumber, Sex, TaxCode, parse_phone
from motcua.kernel.text import fold, nfc
from motcua.parties.errors import (
    BornInFuture,
    DaysOutOfOrder,
    NameMissing,
    NoConsent,
    NoMandate,
    NoSuchMandate,
    NoSuchParty,
    NotAChild,
    NotTheSamePerson,
    NumberTaken,
    TaxCodeTaken,
)
from motcua.parties.models import Enterprise, Mandate, Person
from motcua.parties.rules import adult_on
from motcua.parties.selectors import held, sealer


def _name(text: str, what: str) -> str:
    name = nfc(text)
    if not name:
        raise NameMissing(what=what)
    return name


def _require_born(born_on: date | None, at: datetime) -> None:
    if born_on is not None and born_on > local_day(at):
        raise BornInFuture(born=born_on.strftime("%d/%m/%Y"))


def _checked_number(text: str, born_on: date | None, sex: Sex | None, at: datetime) -> PersonalNumber:
    """The number, agreeing with birth year and sex: no officer is there to judge a contradiction."""
    _require_born(born_on, at)
    number = PersonalNumber.parse(text)
    number.require_agreement(born_on, sex)
    return number


def _same(person: Person, full_name: str, born_on: date | None) -> bool:
    """Whether a record can be the same person: name without marks, birth date if both know it."""
    days = {person.born_on, born_on} - {None}
    return fold(person.full_name) == fold(full_name) and len(days) <= 1


def _lock_number(number: PersonalNumber) -> Person | None:
    return Person.objects.select_for_update().filter(number_hash=sealer().keyed_hash(number.value)).first()


def _insert_person(number: PersonalNumber | None, **facts: Any) -> Person:
    """A new person; two who bring the same number at once meet at the unique hash, and one is refused."""
    if number is not None:
        facts["number_sealed"] = sealer().seal(number.value)
        facts["number_hash"] = sealer().keyed_hash(number.value)
    try:
        with transaction.atomic():
            return Person.objects.create(**facts)
    except IntegrityError as error:
        if number is None or "number_hash" not in str(error):
            raise
        raise NumberTaken(number=number.masked) from error


def _record(account_id: UUID, kind: str, at: datetime, body: dict[str, Any]) -> None:
    stream = Stream("account", account_id)
    append(stream, kind=kind, happened_at=at, actor=Actor("applicant", account_id), body=body)


@transaction.atomic
def register_citizen(
    *,
    number: str,
    full_name: str,
    born_on: date,
    sex: Sex,
    email: str,
    password: str,
    at: datetime,
    phone: str = "",
    has_consented: bool,
    is_confirmed: bool = False,
) -> Person:
    """Open a citizen's account with the personal number (đăng ký tài khoản công dân).

    Takes
        number         12 digits; must agree with `born_on` and `sex`
        has_consented  the citizen agreed to the processing of personal data
        is_confirmed   the e-mail counts as confirmed (demo, counter); otherwise a message asks for it
    Gives
        the person with its account; a record an officer or a parent made before is taken over
    Refuses
        NoConsent, NameMissing, PersonalNumberInvalid, PersonalNumberContradicts, BornInFuture, PhoneInvalid,
        EmailInvalid, WeakPassword, NumberTaken, NotTheSamePerson, EmailTaken
    Law
        Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (consent); Luật Căn cước 2023 (number).
    """
    if not has_consented:
        raise NoConsent()
    name = _name(full_name, "họ và tên")
    checked = _checked_number(number, born_on, sex, at)
    person = _lock_number(checked)
    if person is not None:
        if person.account_id is not None:
            raise NumberTaken(number=checked.masked)
        if not _same(person, name, born_on):
            raise NotTheSamePerson(number=checked.masked)
    account = create_applicant(
        kind=Account.Kind.CITIZEN,
        email=email,
        full_name=name,
        phone=phone,
        password=password,
        is_confirmed=is_confirmed,
        at=at,
    )
    facts: dict[str, Any] = {
        "account": account,
        "full_name": name,
        "born_on": born_on,
        "sex": sex,
        "phone": account.phone,
        "email": account.email,
    }
    if person is None:
        person = _insert_person(checked, **facts)
    else:
        for field, value in facts.items():
            setattr(person, field, value)
        person.save(update_fields=list(facts))
    _record(account.id, "citizen_registered", at, {"person": person.id, "consent": True})
    return person


@transaction.atomic
def register_organisation(
    *,
    tax_code: str,
    name: str,
    representative_number: str,
    representative_name: str,
    email: str,
    password: str,
    at: datetime,
    phone: str = "",
    has_consented: bool,
    is_confirmed: bool = False,
) -> Enterprise:
    """Open the account of an organisation with its tax code (đăng ký tài khoản tổ chức, doanh nghiệp).

    Takes
        tax_code               10 digits with a right check digit, 10-3, or 12 (a household's)
        representative_number  the legal representative's personal number
    Gives
        the enterprise; its representative gets a mandate as legal representative
    Refuses
        NoConsent, NameMissing, TaxCodeInvalid, TaxCodeCheckDigitWrong, PersonalNumberInvalid,
        NotTheSamePerson, TaxCodeTaken, PhoneInvalid, EmailInvalid, WeakPassword, EmailTaken
    """
    if not has_consented:
        raise NoConsent()
    full_name = _name(name, "tên tổ chức")
    representative_full_name = _name(representative_name, "họ và tên người đại diện")
    code = TaxCode.parse(tax_code)
    number = _checked_number(representative_number, None, None, at)
    enterprise = Enterprise.objects.select_for_update().filter(tax_code=code.value).first()
    if enterprise is not None and enterprise.account_id is not None:
        raise TaxCodeTaken(tax_code=code.value)
    account = create_applicant(
        kind=Account.Kind.ORGANISATION,
        email=email,
        full_name=full_name,
        phone=phone,
        password=password,
        is_confirmed=is_confirmed,
        at=at,
    )
    representative = _representative(number, representative_full_name)
    facts: dict[str, Any] = {
        "account": account,
        "name": full_name,
        "representative": representative,
        "phone": account.phone,
        "email": account.email,
    }
    if enterprise is None:
        enterprise = _insert_enterprise(code, facts)
    else:
        for field, value in facts.items():
            setattr(enterprise, field, value)
        enterprise.save(update_fields=list(facts))
    Mandate.objects.create(
        enterprise=enterprise,
        representative=representative,
        kind=Mandate.Kind.LEGAL_REPRESENTATIVE,
        valid_from=local_day(at),
        evidence="Tổ chức tự khai khi đăng ký tài khoản",
    )
    _record(account.id, "organisation_registered", at, {"enterprise": enterprise.id, "consent": True})
    return enterprise


def _representative(number: PersonalNumber, full_name: str) -> Person:
    person = _lock_number(number)
    if person is None:
        return _insert_person(number, full_name=full_name, sex=number.sex)
    if not _same(person, full_name, None):
        raise NotTheSamePerson(number=number.masked)
    return person


def _insert_enterprise(code: TaxCode, facts: dict[str, Any]) -> Enterprise:
    try:
        with transaction.atomic():
            return Enterprise.objects.create(tax_code=code.value, **facts)
    except IntegrityError as error:
        raise TaxCodeTaken(tax_code=code.value) from error


@transaction.atomic
def record_person(
    *,
    full_name: str,
    at: datetime,
    number: str = "",
    born_on: date | None = None,
    sex: Sex | None = None,
    phone: str = "",
    email: str = "",
    address: dict[str, Any] | None = None,
) -> Person:
    """Enter somebody without an account, as an officer does from the papers; a known number finds the record.

    Refuses
        NameMissing, PersonalNumberInvalid, PersonalNumberContradicts, BornInFuture, PhoneInvalid,
        NotTheSamePerson
    """
    name = _name(full_name, "họ và tên")
    _require_born(born_on, at)
    checked = _checked_number(number, born_on, sex, at) if number.strip() else None
    if checked is not None:
        known = _lock_number(checked)
        if known is not None:
            if not _same(known, name, born_on):
                raise NotTheSamePerson(number=checked.masked)
            return known
    return _insert_person(
        checked,
        full_name=name,
        born_on=born_on,
        sex=sex or (checked.sex if checked else ""),
        phone=parse_phone(phone) if phone.strip() else "",
        email=email.strip().lower(),
        address=address or {},
    )


@transaction.atomic
def declare_child(
    *,
    account_id: UUID,
    full_name: str,
    born_on: date,
    sex: Sex,
    at: datetime,
    number: str = "",
    is_guardian: bool = False,
    evidence: str = "",
) -> Mandate:
    """A parent or guardian enters a child, to act for it until it is 18 (làm thay con, người được giám hộ).

    Takes
        number   the child's personal number, "" before the birth is registered
    Refuses
        NoMandate (the account belongs to no person), NotAChild, NumberTaken (the child has an account),
        NotTheSamePerson, PersonalNumberContradicts, BornInFuture
    Law
        Bộ luật Dân sự 2015, Điều 20, 21, 136: parents and guardians represent minors.
    """
    parent = Person.objects.filter(account_id=account_id).first()
    if parent is None:
        raise NoMandate()
    of_age = adult_on(born_on)
    if of_age <= local_day(at):
        raise NotAChild()
    child = record_person(full_name=full_name, born_on=born_on, sex=sex, number=number, at=at)
    if child.account_id is not None or child.id == parent.id:
        raise NumberTaken(number=PersonalNumber.parse(number).masked)
    mandate = Mandate.objects.create(
        person=child,
        representative=parent,
        kind=Mandate.Kind.GUARDIAN if is_guardian else Mandate.Kind.PARENT,
        valid_from=local_day(at),
        valid_to=of_age - timedelta(days=1),
        evidence=nfc(evidence),
    )
    _record(account_id, "child_declared", at, {"person": child.id, "mandate": mandate.id})
    return mandate


@transaction.atomic
def authorise(
    *,
    account_id: UUID,
    representative_number: str,
    valid_from: date,
    at: datetime,
    valid_to: date | None = None,
    evidence: str = "",
) -> Mandate:
    """The holder of an account lets another person act for the holder (ủy quyền).

    Takes
        account_id             the principal's own account: nobody authorises in another's name
        representative_number  the personal number of somebody who has an account
    Refuses
        NoSuchParty (no account with that number), NoMandate (the account has no party), DaysOutOfOrder
    Law
        Bộ luật Dân sự 2015, Điều 138, 562.
    """
    if valid_to is not None and valid_to < valid_from:
        raise DaysOutOfOrder(first=valid_from.strftime("%d/%m/%Y"), last=valid_to.strftime("%d/%m/%Y"))
    person = Person.objects.filter(account_id=account_id).first()
    enterprise = Enterprise.objects.filter(account_id=account_id).first()
    if person is None and enterprise is None:
        raise NoMandate()
    representative = _lock_number(PersonalNumber.parse(representative_number))
    if representative is None or representative.account_id is None or representative == person:
        raise NoSuchParty()
    mandate = Mandate.objects.create(
        person=person,
        enterprise=None if person else enterprise,
        representative=representative,
        kind=Mandate.Kind.AUTHORISED,
        valid_from=valid_from,
        valid_to=valid_to,
        evidence=nfc(evidence),
    )
    _record(account_id, "mandate_given", at, {"mandate": mandate.id, "to": representative.id})
    return mandate


@transaction.atomic
def end_mandate(*, mandate_id: UUID, account_id: UUID, at: datetime) -> None:
    """End a mandate today: its principal withdraws it, or its holder gives it up.

    Another representative of the principal withdraws nothing; an enterprise speaks by its legal representative too.

    Refuses
        NoSuchMandate (also when the account is neither of the two)
    """
    mandate = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("representative", "person", "enterprise")
        .filter(id=mandate_id)
        .first()
    )
    if mandate is None or account_id not in _who_may_end(mandate, at):
        raise NoSuchMandate()
    today = local_day(at)
    if mandate.valid_from >= today:
        mandate.delete()
    elif mandate.valid_to is None or mandate.valid_to >= today:
        # it held this morning; what was filed today stays filed
        mandate.valid_to = today - timedelta(days=1)
        mandate.save(update_fields=["valid_to"])
    _record(account_id, "mandate_ended", at, {"mandate": mandate_id})


def _who_may_end(mandate: Mandate, at: datetime) -> set[UUID]:
    """The accounts of the holder and of the principal."""
    accounts = {mandate.representative.account_id}
    if mandate.person is not None:
        accounts.add(mandate.person.account_id)
    if mandate.enterprise is not None:
        legal = Mandate.objects.filter(
            held(local_day(at)), enterprise=mandate.enterprise, kind=Mandate.Kind.LEGAL_REPRESENTATIVE
        )
        accounts |= {
            mandate.enterprise.account_id,
            *legal.values_list("representative__account_id", flat=True),
        }
    return {account_id for account_id in accounts if account_id is not None}
