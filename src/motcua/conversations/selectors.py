"""Which procedures may be filed by message, and who is linked."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from motcua.agencies.selectors import held_on
from motcua.conversations.models import Conversation, Filed, OpenProcedure
from motcua.kernel.clock import local_day
from motcua.procedures.selectors import open_among
from motcua.procedures.selectors.catalogue import Card, search

ZALO = "zalo"


def may_be_filed(procedure_id: UUID, at: datetime, *, agency_id: UUID | None = None) -> bool:
    """Whether a procedure may be filed by Zalo; at a given agency once that is known."""
    where = Q(agency=None) | (Q(agency_id=agency_id) if agency_id else Q())
    rows = OpenProcedure.objects.filter(where, held_on(local_day(at)), channel=ZALO)
    return rows.filter(procedure_id=procedure_id).exists()


def open_cards(words: str, at: datetime) -> tuple[list[Card], list[Card]]:
    """Procedures that a search finds: those to be filed by Zalo, and the others; no words: all open ones."""
    day = local_day(at)
    rows = OpenProcedure.objects.filter(held_on(day), channel=ZALO)
    codes = set(rows.values_list("procedure__code", flat=True))
    found = search(words, day=day, limit=None if not words else 30).items
    listed = [one for one in found if one.code in codes]
    ready = open_among([one.release_id for one in listed], at) if listed else frozenset()
    opened = [one for one in listed if one.release_id in ready]
    return opened, [one for one in found if one not in opened] if words else []


def open_procedures(day: date) -> list[OpenProcedure]:
    """What was opened and holds on a day or later, by name of the code."""
    rows = OpenProcedure.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), channel=ZALO)
    return list(rows.select_related("procedure", "agency").order_by("procedure__code", "valid_from"))


def link_of(account_id: UUID) -> Conversation | None:
    """The dialogue that is linked to an account."""
    return Conversation.objects.filter(channel=ZALO, account_id=account_id).first()


def filed_in(conversation: Conversation, most: int = 5) -> list[Filed]:
    """What was filed in a dialogue, newest first."""
    return list(conversation.filed.order_by("-filed_at")[:most])
