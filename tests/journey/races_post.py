"""Races around the public post: a result or originals are asked for, no longer asked for, compared, handed over."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.journey import arena as a
from tests.journey.arena import AT, Arena
from tests.journey.parcels import HOME
from tests.journey.races import APPLICANT, Ground, Race, deed, fact, one, other, seen

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.custody.models import Item
from motcua.custody.post.rules import Address
from motcua.dossiers.models import Paper
from motcua.dossiers.services.returning import Compared
from motcua.journey.hand_over import hand_over
from motcua.journey.paper_settled import return_paper
from motcua.journey.post import ask_delivery, cancel_delivery, compare
from motcua.journey.post_back import ask_return, cancel_return
from motcua.journey.stop import stop

CLERK, COLLEAGUE = one(Role.RECEIVER), other(Role.RECEIVER)
WORK = Address(
    "Nguyễn Thị Mẹ", "0901234567", "Số 5 đường Cách Mạng Tháng Tám, phường Tân Ninh, tỉnh Tây Ninh"
)
TO_HER = {"receiver_name": "Nguyễn Thị Mẹ", "paper_reason": "Giấy tờ ở phòng chuyên môn"}


def by_post(arena: Arena) -> Ground:
    """A result is ready and the applicant wants it at home."""
    ground = a.decided(arena)
    ask_delivery(dossier_id=ground.id, to=HOME, actor=Actor("applicant"), at=AT, key=uuid4())
    return arena.ground(ground.id, **ground.facts)


def stopped(arena: Arena) -> Ground:
    """The dossier ended on request; its originals wait at the desk."""
    ground = a.stop_asked(arena)
    stop(
        dossier_id=ground.id, officer=arena.where.actor(Role.RECEIVER), at=AT, key=uuid4(),
        paper_reason="Giấy tờ ở phòng chuyên môn",
    )  # fmt: skip
    items = list(Item.objects.filter(dossier_id=ground.id).values_list("pk", flat=True))
    return arena.ground(ground.id, items=items)


def back_by_post(arena: Arena) -> Ground:
    """The originals of an ended dossier are wanted at home."""
    ground = stopped(arena)
    ask_return(dossier_id=ground.id, to=HOME, actor=Actor("applicant"), at=AT, key=uuid4())
    return arena.ground(ground.id, **ground.facts)


def it_fits(ground: Ground) -> Any:
    paper = Paper.objects.get(dossier_id=ground.id, component_id="giay")
    return [Compared(paper.pk, fits=True)]


RACES = (
    Race(
        *("ask_delivery", a.decided),
        deed(ask_delivery, APPLICANT, to=HOME),
        deed(ask_delivery, CLERK, to=WORK),
        winners=(2, 2),
    ),
    Race(
        *("ask_delivery", a.decided),
        deed(ask_delivery, APPLICANT, to=HOME),
        deed(hand_over, CLERK, **TO_HER),
        winners=(2, 1),
    ),
    Race(
        "cancel_delivery", by_post, deed(cancel_delivery, APPLICANT), deed(cancel_delivery, CLERK)
    ),
    Race(
        *("compare", a.differing),
        deed(compare, CLERK, compared=it_fits, expected_version=seen),
        deed(compare, COLLEAGUE, compared=it_fits, expected_version=seen),
    ),
    Race(
        *("ask_return", stopped),
        deed(ask_return, APPLICANT, to=HOME),
        deed(ask_return, CLERK, to=WORK),
        winners=(2, 2),
    ),
    Race(
        *("ask_return", stopped),
        deed(ask_return, APPLICANT, to=HOME),
        deed(return_paper, CLERK, item_ids=fact("items"), receiver_name="Nguyễn Thị Mẹ"),
        winners=(2, 1),
    ),
    Race(
        "cancel_return", back_by_post, deed(cancel_return, APPLICANT), deed(cancel_return, CLERK)
    ),
)  # fmt: skip
