"""What people of the simulation do when a dossier is incomplete or at the wrong place."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID

from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.dossiers.requests import requests_of
from motcua.dossiers.selectors import dossier_named, papers_of
from motcua.eforms.schema import FormDocument
from motcua.journey.completion import Incomplete, ask_completion
from motcua.journey.errors import ResultAlreadyThere, ReturnTooLate
from motcua.journey.redirect import other_places, redirect
from motcua.journey.supplement import FormFault, parts_of_form
from motcua.workbench.simulate.world import World

FORM_TOO = 0.3  # of the desk's requests name a part of the form as well


def form_faults(random: Random, form: FormDocument) -> list[FormFault]:
    """Now and then the form itself has to be mended."""
    if random.random() > FORM_TOO:
        return []
    part = random.choice(sorted(parts_of_form(form)))
    return [FormFault(part, "Kiểm tra lại và ghi đúng theo giấy tờ tùy thân.")]


def send_back(
    dossier_id: UUID, task_id: UUID, *, officer: Actor, scope: Scope, at: datetime, key: UUID
) -> bool:
    """The handler finds a paper that does not suffice; gives whether there was still time to say so."""
    papers = papers_of(dossier_id)
    if not papers or requests_of(dossier_id):
        return False
    faults = {papers[-1].id: ("wrong", "Nộp bản có chứng thực hoặc mang bản chính để đối chiếu.")}
    try:
        ask_completion(
            dossier_id=dossier_id,
            task_id=task_id,
            officer=officer,
            scope=scope,
            incomplete=Incomplete("Chưa đủ căn cứ để thẩm định hồ sơ.", faults),
            at=at,
            key=key,
        )
    except (ReturnTooLate, ResultAlreadyThere):
        return False
    return True


def pass_on(
    dossier_id: UUID, world: World, random: Random, *, officer: Actor, at: datetime, key: UUID
) -> bool:
    """The desk finds that another commune decides; gives whether there is one that can."""
    places = [one for one in other_places(dossier_named(dossier_id), at) if one.agency_id in world.agency_ids]
    if not places:
        return False
    reason = "Nơi cư trú ghi trong giấy tờ thuộc địa bàn xã, phường khác."
    agency_id = random.choice(places).agency_id
    redirect(dossier_id=dossier_id, officer=officer, agency_id=agency_id, reason=reason, at=at, key=key)
    return True
