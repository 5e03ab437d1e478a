"""Finding people and enterprises, and who may act for whom."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from motcua.kernel.clock import local_day
from motcua.kernel.identifiers import PersonalNumber, TaxCode
from motcua.kernel.sealing import Sealer
from motcua.kernel.text import fold, nfc
from motcua.parties.errors import NoMandate, NoSuchParty
from motcua.parties.models import Enterprise, Mandate, Person
from motcua.parties.rules import Principal

_Row = TypeVar("_Row", Person, Enterprise)


@lru_cache(maxsize=2)
def _sealer(key: str) -> Sealer:
    return Sealer.from_base64(key)


def sealer() -> Sealer:
    """What seals personal numbers and finds them again; the key is a setting, kept apart from backups."""
    return _sealer(settings.MOTCUA_SEALING_KEY)


def number_of(person: Person) -> str:
    """The personal number in the clear, "" without one; only for the person and for officers at work."""
    return sealer().open(person.number_sealed) if person.number_sealed else ""


def person_by_number(text: str) -> Person | None:
    """The person with this number, found by its keyed hash; refuses with PersonalNumberInvalid."""
    number = PersonalNumber.parse(text).value
    return Person.objects.filter(number_hash=sealer().keyed_hash(number)).first()


def enterprise_by_tax_code(text: str) -> Enterprise | None:
    """The enterprise with this tax code; refuses with TaxCodeInvalid, TaxCodeCheckDigitWrong."""
    return Enterprise.objects.filter(tax_code=TaxCode.parse(text).value).first()


def person_of_account(account_id: UUID) -> Person | None:
    """The person a citizen's account belongs to."""
    return Person.objects.filter(account_id=account_id).first()


def enterprise_of_account(account_id: UUID) -> Enterprise | None:
    """The enterprise an organisation's account belongs to, with its representative."""
    return Enterprise.objects.filter(account_id=account_id).select_related("representative").first()


def people_named(text: str, limit: int = 20) -> list[Person]:
    """People whose name contains `text`, with or without marks; those that begin with it first."""
    return _named(Person.objects.all(), text, limit)


def enterprises_named(text: str, limit: int = 20) -> list[Enterprise]:
    """Enterprises whose name contains `text`, with or without marks; those that begin with it first."""
    return _named(Enterprise.objects.all(), text, limit)


def _named(rows: QuerySet[_Row], text: str, limit: int) -> list[_Row]:
    folded = fold(nfc(text))
    if not folded:
        return []
    begin = list(rows.filter(folded__startswith=folded).order_by("folded", "id")[:limit])
    inside = rows.filter(folded__contains=folded).exclude(folded__startswith=folded)
    return begin + list(inside.order_by("folded", "id")[: limit - len(begin)])


# mandates


def held(day: date) -> Q:
    """The condition that a mandate holds on a day; both its days are inside."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def mandates_held(account_id: UUID, at: datetime) -> list[Mandate]:
    """For whom the person of an account may act at `at`, with the principals."""
    return list(
        Mandate.objects.filter(held(local_day(at)), representative__account_id=account_id)
        .select_related("person", "enterprise")
        .order_by("kind", "valid_from", "id")
    )


def mandates_given(account_id: UUID, at: datetime) -> list[Mandate]:
    """Who may act for the person or enterprise of an account at `at`, with the representatives."""
    own = Q(person__account_id=account_id) | Q(enterprise__account_id=account_id)
    return list(
        Mandate.objects.filter(own, held(local_day(at)))
        .select_related("representative")
        .order_by("valid_from", "id")
    )


def may_act_for(account_id: UUID, principal: Principal, at: datetime) -> bool:
    """Whether an account may file for a person or enterprise: its own, or by a mandate that holds at `at`."""
    own: QuerySet[Person] | QuerySet[Enterprise]
    if principal.kind == "person":
        own = Person.objects.filter(id=principal.id, account_id=account_id)
        given = Q(person_id=principal.id)
    else:
        own = Enterprise.objects.filter(id=principal.id, account_id=account_id)
        given = Q(enterprise_id=principal.id)
    if own.exists():
        return True
    return Mandate.objects.filter(given, held(local_day(at)), representative__account_id=account_id).exists()


def require_mandate(account_id: UUID, principal: Principal, at: datetime) -> None:
    """Refuses with NoMandate when `may_act_for` says no."""
    if not may_act_for(account_id, principal, at):
        raise NoMandate()


def party(principal: Principal) -> Person | Enterprise:
    """The record of a principal; refuses with NoSuchParty."""
    found: Person | Enterprise | None
    if principal.kind == "person":
        found = Person.objects.filter(id=principal.id).first()
    else:
        found = Enterprise.objects.filter(id=principal.id).select_related("representative").first()
    if found is None:
        raise NoSuchParty()
    return found
