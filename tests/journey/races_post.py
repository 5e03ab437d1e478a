"""Races around originals that go home by post: asked for, no longer asked for, fetched at the counter meanwhile."""

from __future__ import annotations

from uuid import uuid4

from tests.journey import arena as a
from tests.journey.arena import AT, Arena
from tests.journey.parcels import HOME
from tests.journey.races import APPLICANT, Ground, Race, deed, fact, one, other

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.custody.models import Item
from motcua.custody.post.rules import Address
from motcua.journey.paper_settled import return_paper
from motcua.journey.post_back import ask_return, cancel_return
from motcua.journey.stop import stop

CLERK, COLLEAGUE = one(Role.RECEIVER), other(Role.RECEIVER)
WORK = Address(
    "Nguyễn Thị Mẹ", "0901234567", "Số 5 đường Cách Mạng Tháng Tám, phường Tân Ninh, tỉnh Tây Ninh"
)


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


RACES = (
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
    Race("cancel_return", back_by_post, deed(cancel_return, APPLICANT), deed(cancel_return, CLERK)),
)
