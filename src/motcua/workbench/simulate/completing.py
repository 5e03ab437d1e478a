"""What people of the simulation do when a dossier is incomplete or at the wrong place."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from motcua.audit.services import Actor
from motcua.dossiers.requests import requests_of
from motcua.dossiers.selectors import dossier_named, papers_of
from motcua.eforms.schema import FormDocument
from motcua.journey.completion import Incomplete, ask_completion, cancel_incomplete
from motcua.journey.errors import OtherWayChosen, ResultAlreadyThere, ReturnTooLate
from motcua.journey.policies import INCOMPLETE, WRONG_AGENCY
from motcua.journey.redirect import other_places, redirect, tell_where
from motcua.journey.supplement import FormFault, allow_second_request, parts_of_form
from motcua.kernel.clock import local_day
from motcua.workbench.simulate.scene import Done, NextAct, Scene
from motcua.workbench.simulate.waits import Doer, Turn

FIRST, AGAIN = 0.04, 0.02
WRONG_PLACE = 0.02
FORM_TOO = 0.3  # of the desk's requests name a part of the form as well
DAY = 24 * 60


def form_faults(random: Random, form: FormDocument) -> list[FormFault]:
    """Now and then the form itself has to be mended."""
    if random.random() > FORM_TOO:
        return []
    part = random.choice(sorted(parts_of_form(form)))
    return [FormFault(part, "Kiểm tra lại và ghi đúng theo giấy tờ tùy thân.")]


def send_back(scene: Scene, dossier_id: UUID, turn: Turn, doer: Doer, *, key: UUID) -> str:
    """The handler finds a paper that does not suffice; gives the state it led to, empty where it was too late.

    Whether the dossier waits or ends is the province's choice; asking again needs the word of the head.
    """
    papers, earlier = papers_of(dossier_id), requests_of(dossier_id)
    name = f"incomplete in process, {INCOMPLETE.on(local_day(doer.at))}{', again' * bool(earlier)}"
    if not papers or len(earlier) > 1 or not scene.happens(name, AGAIN if earlier else FIRST):
        return ""
    if earlier and not _allowed(scene, name, dossier_id, turn, doer.at):
        return ""
    faults = {papers[-1].id: ("wrong", "Nộp bản có chứng thực hoặc mang bản chính để đối chiếu.")}
    facts: dict[str, Any] = {
        "dossier_id": dossier_id,
        "task_id": turn.id,
        "officer": doer.officer,
        "scope": doer.scope,
        "incomplete": Incomplete("Chưa đủ căn cứ để thẩm định hồ sơ.", faults),
        "at": doer.at,
        "key": key,
    }
    try:
        ask_completion(**facts)
    except OtherWayChosen:
        return _cancel(scene, name, facts)
    except (ReturnTooLate, ResultAlreadyThere):
        scene.dice.came_to_nothing(name)
        return ""
    return "supplement_requested"


def _cancel(scene: Scene, name: str, facts: dict[str, Any]) -> str:
    try:
        cancel_incomplete(**facts)
    except (ReturnTooLate, ResultAlreadyThere):
        scene.dice.came_to_nothing(name)
        return ""
    return "stopped"


def _allowed(scene: Scene, name: str, dossier_id: UUID, turn: Turn, at: datetime) -> bool:
    head = scene.leader(turn.agency_id, at)
    if head is None:
        return False
    return scene.tried(
        name,
        lambda: allow_second_request(
            dossier_id=dossier_id,
            officer=head,
            scope=scene.scope(head, at),
            reason="Phát hiện thêm khi thẩm định thực tế.",
            at=at,
            key=scene.key(),
        ),
    )


def pass_on(scene: Scene, dossier_id: UUID, *, officer: Actor, at: datetime, key: UUID) -> Done | None:
    """The desk finds that another commune decides: it is passed on, or told where, as the province chose.

    None where it is right here, or no other place can decide it.
    """
    name = f"wrong place, {WRONG_AGENCY.on(local_day(at))}"
    if not scene.happens(name, WRONG_PLACE):
        return None
    places = [
        one for one in other_places(dossier_named(dossier_id), at) if one.agency_id in scene.world.agency_ids
    ]
    if not places:
        scene.dice.came_to_nothing(name)
        return None
    reason = "Nơi cư trú ghi trong giấy tờ thuộc địa bàn xã, phường khác."
    agency_id = scene.random.choice(places).agency_id
    try:
        redirect(dossier_id=dossier_id, officer=officer, agency_id=agency_id, reason=reason, at=at, key=key)
    except OtherWayChosen:
        tell_where(dossier_id=dossier_id, officer=officer, agency_id=agency_id, reason=reason, at=at, key=key)
        return Done(dossier_id, "refused", NextAct.APPLICANT, 2 * DAY)
    return Done(dossier_id, "submitted", NextAct.OFFICE, 60)
