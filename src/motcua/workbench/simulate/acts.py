"""What the people of the simulation do: one act of the journey each, by where the dossier stands."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID

from motcua.agencies.selectors import desk_of
from motcua.dossiers.moves import ENDED
from motcua.dossiers.selectors import dossier_named
from motcua.journey.resubmit import may_start_again
from motcua.workbench.simulate.absences import Absences
from motcua.workbench.simulate.agency import AgencyActs
from motcua.workbench.simulate.applicants import ONLINE_SHARE, Applicants
from motcua.workbench.simulate.desk import DeskActs
from motcua.workbench.simulate.paper import PaperActs
from motcua.workbench.simulate.scene import Done, NextAct, Scene
from motcua.workbench.simulate.turns import Turns


class Acts:
    """The people of the desks and agencies, and the applicants; refusals of the journey come through."""

    ONLINE_SHARE = ONLINE_SHARE

    def __init__(self, scene: Scene, *, offices_live: bool = False) -> None:
        self.scene = scene
        dice = Random(scene.random.getrandbits(64))  # noqa: S311 a simulation, not a secret
        absences = None if offices_live else Absences(dice)
        self.paper, turns = PaperActs(scene), Turns(scene)
        self.desk = DeskActs(scene, self.paper, turns)
        self.post = self.desk.post
        self.applicants = Applicants(scene, self.post)
        self.agency = AgencyActs(scene, self.paper, turns, self.desk, absences)

    def do(self, act: NextAct, dossier_id: UUID | None, at: datetime, key: UUID, *, in_office: bool) -> Done:
        """What comes next for a dossier at `at`; others may have moved it since that was planned."""
        if act is NextAct.FILE:
            return self.applicants.file(at, in_office=in_office)
        assert dossier_id is not None
        dossier = dossier_named(dossier_id)
        if dossier.state == "submitted":
            return self.desk.receive(dossier_id, at, key)
        if dossier.state == "supplement_requested":
            return self._answer(dossier_id, at, key, in_office=in_office)
        if dossier.state == "decided":
            return self.desk.give_result(dossier_id, at, key)
        if dossier.state in ENDED:
            return self._afterwards(dossier_id, dossier.state, at, key)
        self.applicants.want_it_elsewhere(dossier_id, at)
        self.post.wish(dossier_id, at)
        return self.agency.step(dossier_id, at, key)

    def _answer(self, dossier_id: UUID, at: datetime, key: UUID, *, in_office: bool) -> Done:
        dossier = dossier_named(dossier_id)
        clerk = None
        if self.applicants.comes_to_counter(dossier.channel, in_office=in_office):
            clerk = self.desk.clerk_of(dossier.desk_id, desk_of(dossier.desk_id).agency_id, at)
        return self.applicants.answer(dossier_id, at, key, clerk)

    def _afterwards(self, dossier_id: UUID, state: str, at: datetime, key: UUID) -> Done:
        """A dossier is over: its applicant fetches what lies there, and may file again."""
        dossier = dossier_named(dossier_id)
        if state == "handed_over":
            clerk = self.desk.clerk_of(dossier.return_desk_id, desk_of(dossier.return_desk_id).agency_id, at)
            if dossier.closed_at is None and clerk is not None:
                reason = self.paper.account(dossier_id, dossier.return_desk_id, at)
                return self.desk.close(dossier_id, clerk, at, reason)
            return Done(dossier_id, state)
        self.paper.fetch(dossier_id, at)
        again = self.applicants.file_again(dossier_id, at, key) if may_start_again(dossier) else None
        return again or Done(dossier_id, state)
