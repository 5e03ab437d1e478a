"""Whose numbers are known, and what their readers chose; reading and remembering only (who tells: `ownership`)."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.kernel.phones import PhoneInvalid, is_mobile, mask_phone, parse_phone
from motcua.notifications.errors import NoSuchChoice
from motcua.notifications.models import Choice, Contact
from motcua.notifications.rules import DEFAULTS, OUTSIDE, Level
from motcua.parties.selectors import sealer

LANGUAGE = "language"
_LETTERS = string.ascii_letters + string.digits


def holder_of_account(account_id: UUID) -> str:
    """The name under which numbers and choices of an account are kept."""
    return f"account/{account_id}"


def holder_of_person(number_hash: str) -> str:
    """The same for somebody without account, by the keyed hash of the personal number."""
    return f"person/{number_hash}"


def holder_of_dossier(dossier_id: UUID | str) -> str:
    """The same for who gave neither: one dossier's applicant."""
    return f"dossier/{dossier_id}"[:80]


def mobile_of(text: str) -> str:
    """The number as gateways want it (`84901234567`), "" when a message cannot go to it."""
    try:
        phone = parse_phone(text) if text.strip() else ""
    except PhoneInvalid:
        return ""
    return phone if is_mobile(phone) else ""


def hash_of(value: str) -> str:
    """The keyed hash by which a number or Zalo user is found."""
    return sealer().keyed_hash(f"contact {value}")


def value_of(contact: Contact) -> str:
    """The number or Zalo user in the clear; only for sending and, masked, for its reader."""
    return sealer().open(contact.value_sealed)


def shown(contact: Contact) -> str:
    """How its reader and the desk see it: `0901 *** 567`, or Zalo."""
    return mask_phone(value_of(contact)) if contact.kind == Contact.Kind.PHONE else "Zalo"


@dataclass(frozen=True)
class Reach:
    """Where the notices of a reader may go now: at most one telephone and one Zalo account."""

    phone: Contact | None = None
    zalo: Contact | None = None


def reach_of(holder: str, phone: str, *, account_id: UUID | None, email: str, at: datetime) -> Reach:
    """The numbers of a reader, the one given with the dossier first; a new one is remembered.

    Takes
        phone  as `mobile_of` gives it, may be empty
        email  where a reader without account hears that the number is lost
    Gives
        never one that was disowned or that somebody else proved since; Zalo also when it was linked by this telephone
    """
    given = hash_of(phone) if phone else ""
    own = Q(holder=holder)
    rows = list(
        Contact.objects.filter(own | Q(kind=Contact.Kind.ZALO, phone_hash=given) if given else own).order_by(
            "-confirmed_at", "-seen_at", "-id"
        )
    )
    phones = [one for one in rows if one.kind == Contact.Kind.PHONE]
    if given and all(one.value_hash != given for one in phones):
        phones.append(remember(Contact.Kind.PHONE, phone, holder, account_id=account_id, email=email, at=at))
    living = [one for one in phones if one.disowned_at is None]
    zalo = [one for one in rows if one.kind == Contact.Kind.ZALO and one.disowned_at is None]
    return Reach(
        next((one for one in living if one.value_hash == given), None)
        or next((one for one in living if one.confirmed_at), None),
        next((one for one in zalo if one.confirmed_at), None),
    )


def remember(
    kind: str, value: str, holder: str, *, account_id: UUID | None, email: str = "", at: datetime
) -> Contact:
    """The row of a number for a reader, made when there is none."""
    value_hash = hash_of(value)
    made = Contact(
        kind=kind,
        value_sealed=sealer().seal(value),
        value_hash=value_hash,
        phone_hash=value_hash if kind == Contact.Kind.PHONE else "",
        holder=holder,
        account_id=account_id,
        email="" if account_id else email[:254],
        token="".join(secrets.choice(_LETTERS) for _ in range(12)),
        seen_at=at,
    )
    Contact.objects.bulk_create([made], ignore_conflicts=True)
    return Contact.objects.get(kind=kind, value_hash=value_hash, holder=holder)


# choices


@dataclass(frozen=True)
class Chosen:
    """What a reader chose; `since` by name of the choice, empty where nothing was chosen."""

    levels: Mapping[str, Level]
    language: str
    since: Mapping[str, datetime]


def choices_of(holder: str) -> Chosen:
    """What holds for a reader now; the defaults where nothing was chosen. One statement."""
    rows = {
        one.name: one for one in Choice.objects.filter(holder=holder).order_by("name", "-id").distinct("name")
    }
    return Chosen(
        {name: Level(rows[name].value) if name in rows else DEFAULTS[name] for name in OUTSIDE},
        rows[LANGUAGE].value if LANGUAGE in rows else "vi",
        {name: row.decided_at for name, row in rows.items()},
    )


@transaction.atomic
def choose(*, holder: str, values: Mapping[str, str], at: datetime) -> list[str]:
    """A reader says what they want by which channel and in which language (đồng ý, rút lại đồng ý nhận tin).

    Gives
        the names of what changed; what stays as it is writes nothing
    Refuses
        NoSuchChoice
    """
    now = choices_of(holder)
    before = {**{name: level.value for name, level in now.levels.items()}, LANGUAGE: now.language}
    changed = [name for name, value in values.items() if before.get(name) != value]
    for name in changed:
        known = {"vi", "en"} if name == LANGUAGE else {level.value for level in Level}
        if name not in before or values[name] not in known:
            raise NoSuchChoice
    Choice.objects.bulk_create(
        Choice(holder=holder, name=name, value=values[name], decided_at=at) for name in changed
    )
    return changed
