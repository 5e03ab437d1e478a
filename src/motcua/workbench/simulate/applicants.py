"""What people who want something do: they file, answer what is asked, file again, want the result elsewhere."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from PIL import Image, ImageDraw

from motcua.audit.services import Actor
from motcua.documents.services import store_file
from motcua.dossiers.selectors import answers_of_draft, dossier_named, files_of_draft, open_supplement_of
from motcua.dossiers.services import drafts
from motcua.journey.answer import Reply, answer_supplement
from motcua.journey.context import documents_of
from motcua.journey.needs import ON_PAPER, components_for
from motcua.journey.resubmit import start_again
from motcua.journey.return_place import change_return_place, places_of_return
from motcua.journey.submit import submit
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.parties.services import authorise, register_citizen
from motcua.procedures.selectors import (
    Card,
    DeskChoice,
    competent_agency,
    desks_receiving,
    open_releases,
    release_on,
)
from motcua.workbench.simulate.answers import Answerer
from motcua.workbench.simulate.people import Citizen, citizen
from motcua.workbench.simulate.post import Filing, PostActs
from motcua.workbench.simulate.scene import Done, NextAct, Scene
from motcua.workbench.simulate.world import Resident, Town
from motcua.workflow.errors import NobodyThere

ONLINE_SHARE = 0.55
FAR_FROM_HOME = 0.05
FOR_ANOTHER = 0.06
WITH_ACCOUNT = 0.08
AT_THE_COUNTER = 0.4  # of the answers of those who filed there
AGAIN = 0.5
BY_POST = 0.03
ELSEWHERE = 0.02
DAY = 24 * 60


class Applicants:
    """People of the simulation; `hopeless` tells which procedures nobody here can handle, and why."""

    def __init__(self, scene: Scene, post: PostActs) -> None:
        self.scene, self.world, self.random = scene, scene.world, scene.random
        self.post = post
        self.hopeless: dict[str, str] = {}
        self._authorised: tuple[UUID, Citizen] | None = None
        self._turn = 0

    def file(self, at: datetime, *, in_office: bool) -> Done:
        """Somebody files something; what nobody here can handle is not chosen again."""
        while True:
            card = self.random.choice([one for one in self.world.catalogue if one.code not in self.hopeless])
            try:
                done = self._file_one(card, at, in_office=in_office)
                if done is not None:
                    return done
            except Refusal as refusal:
                self.hopeless[card.code] = refusal.code
                if len(self.hopeless) == len(self.world.catalogue):
                    raise

    def _file_one(self, card: Card, at: datetime, *, in_office: bool) -> Done | None:
        """One filing; None when the counter is closed and the procedure is not open online."""
        town = self.random.choice(self.world.towns)
        release = release_on(card.code, local_day(at))
        document, form, _ = documents_of(release.id)
        resident = self._resident()
        who = resident.who if resident else citizen(self.random, local_day(at))
        answers = Answerer(self.random, who, town, at).fill(form)
        chosen = {"commune_code": town.commune_code}
        agency_id = competent_agency(release, {**chosen, **answers}, at)
        if agency_id not in self.world.agency_ids:
            raise NobodyThere(step=card.name, place=str(agency_id))
        online = release.id in open_releases([release], at, agency_id=agency_id) and (
            not in_office or self.random.random() < ONLINE_SHARE
        )
        if not online and not in_office:
            return None
        facts = applicant_facts(who, town)
        desk_id = None if online else self._desk(desks_receiving(release, agency_id, at), town)
        if desk_id is not None and self.scene.happens("papers by post", BY_POST):
            fields = {"applicant": facts | chosen, "answers": answers}
            return self._by_post(Filing(card.code, desk_id, who, facts["address"], fields), at)
        account_id = resident.account_id if resident else None
        if resident is None and self.scene.happens("for another", FOR_ANOTHER):
            account_id, facts = self._representing(facts, at)
        opened = drafts.open_draft(
            release_id=release.id,
            at=at,
            account_id=account_id if online else None,
            channel="online" if online else "direct",
            desk_id=desk_id,
            answers=answers,
        ).draft
        drafts.save_draft(opened.id, fields={"applicant": facts | chosen}, at=at)
        for component in components_for(document, answers_of_draft(opened), opened.channel):
            if online and not component.shown_only:
                drafts.attach_file(opened.id, component_id=component.id, file_id=paper_file(), at=at)
        return self._submitted(opened.id, at, 120 if online else 25)

    def _by_post(self, filing: Filing, at: datetime) -> Done | None:
        """The papers come in an envelope; None where the postman has yet to fetch them, or nobody opens it."""
        if not filing.waybill and self.post.wants_fetching(filing, at):
            return None
        dossier_id = self.post.file(filing, at)
        return None if dossier_id is None else Done(dossier_id, "submitted", NextAct.OFFICE, 25)

    def arrived(self, at: datetime) -> list[Done]:
        """What postmen fetched at home is at the desks; gives the dossiers it became."""
        found = []
        for filing in self.post.fetched(at):
            try:
                done = self._by_post(filing, at)
            except Refusal:
                self.scene.dice.came_to_nothing("fetched at home")
                continue
            found += [done] if done else []
        return found

    def _resident(self) -> Resident | None:
        """Somebody with an account, each in turn; None for everybody else."""
        residents = self.world.residents
        if not residents or not self.scene.happens("with an account", WITH_ACCOUNT):
            return None
        self._turn += 1
        return residents[self._turn % len(residents)]

    def _submitted(self, draft_id: UUID, at: datetime, minutes: int) -> Done:
        try:
            filed = submit(draft_id=draft_id, actor=Actor("applicant"), at=at)
        except Refusal:
            drafts.discard_draft(draft_id)
            raise
        return Done(filed.dossier_id, "submitted", NextAct.OFFICE, minutes)

    def _desk(self, desks: Sequence[DeskChoice], town: Town) -> UUID:
        """The counter at home; now and then one far away, which takes the dossier in for the agency (TN19-9.1)."""
        home = next((one for one in desks if one.agency_id == town.agency_id), desks[0])
        others = [one for one in desks if one != home and one.agency_id in self.world.desk_agency_ids]
        if others and self.scene.happens("far from home", FAR_FROM_HOME):
            return self.random.choice(others).desk_id
        return home.desk_id

    def _representing(self, principal: dict[str, Any], at: datetime) -> tuple[UUID, dict[str, Any]]:
        """Somebody with an account and a mandate files for the one who wants it."""
        if self._authorised is None:
            self._authorised = self._authorise(at)
        account_id, who = self._authorised
        facts = applicant_facts(who, self.world.towns[0])
        return account_id, {**facts, "relation": "Người được ủy quyền", "principal": principal}

    def _authorise(self, at: datetime) -> tuple[UUID, Citizen]:
        accounts, who = [], None
        for _ in range(2):
            who = citizen(self.random, local_day(at))
            person = register_citizen(
                number=who.number,
                full_name=who.full_name,
                born_on=who.born_on,
                sex="male" if who.sex == "male" else "female",
                email=f"{uuid4().hex}@vi-du.example",
                phone=who.phone,
                password=f"MoPhong@{uuid4().hex}",
                at=at,
                has_consented=True,
                is_confirmed=True,
            )
            assert person.account_id is not None
            accounts.append(person.account_id)
        assert who is not None
        authorise(
            account_id=accounts[0],
            representative_number=who.number,
            valid_from=local_day(at),
            evidence="Giấy ủy quyền có chứng thực",
            at=at,
        )
        return accounts[1], who

    # --- later ---

    def answer(self, dossier_id: UUID, at: datetime, key: UUID, clerk: Actor | None) -> Done:
        """Everything that was asked is brought: on the page, or to the counter, where `clerk` records it."""
        asked = open_supplement_of(dossier_id)
        assert asked is not None
        on_paper = clerk is not None
        replies = {
            point.pk: Reply(file_ids=() if on_paper else (paper_file(),), is_on_paper=on_paper)
            if point.paper_id is not None
            else Reply("Tôi đã kiểm tra lại, nội dung khai là đúng.")
            for point in asked.points.all()
        }
        answer_supplement(
            dossier_id=dossier_id, applicant=clerk or Actor("applicant"), replies=replies, at=at, key=key
        )
        return Done(dossier_id, "submitted", NextAct.OFFICE, 90)

    def comes_to_counter(self, channel: str, *, in_office: bool) -> bool:
        return (
            in_office
            and channel in ON_PAPER
            and self.scene.happens("answered at the counter", AT_THE_COUNTER)
        )

    def file_again(self, dossier_id: UUID, at: datetime, key: UUID) -> Done | None:
        """A dossier that ended without a result is filed again from a copy; some people give up."""
        if not self.scene.happens("filed again", AGAIN):
            return None
        dossier = dossier_named(dossier_id)
        try:
            draft = start_again(dossier=dossier, at=at, key=key).opened.draft
            document = documents_of(draft.release_id)[0]
            known = {file.component_id for file in files_of_draft(draft.id)}
            for component in components_for(document, answers_of_draft(draft), draft.channel):
                if not component.shown_only and component.id not in known:
                    drafts.attach_file(draft.id, component_id=component.id, file_id=paper_file(), at=at)
            return self._submitted(draft.id, at, 120)
        except Refusal:
            self.scene.dice.came_to_nothing("filed again")
            return None

    def want_it_elsewhere(self, dossier_id: UUID, at: datetime) -> None:
        """The result is to be fetched at another desk."""
        if not self.scene.happens("return elsewhere", ELSEWHERE):
            return
        dossier = dossier_named(dossier_id)
        places = [one for one in places_of_return(dossier, at) if one.desk_id != dossier.return_desk_id]
        if not places:
            self.scene.dice.came_to_nothing("return elsewhere")
            return
        desk_id = self.random.choice(places).desk_id
        self.scene.tried(
            "return elsewhere",
            lambda: change_return_place(
                dossier_id=dossier_id, desk_id=desk_id, actor=Actor("applicant"), at=at, key=self.scene.key()
            ),
        )


def applicant_facts(who: Citizen, town: Town) -> dict[str, str]:
    """An invented person as a draft keeps its applicant."""
    return {
        "kind": "person",
        "full_name": who.full_name,
        "number": who.number,
        "born_on": who.born_on.isoformat(),
        "sex": who.sex,
        "phone": who.phone,
        "email": who.email,
        "address": f"{who.street}, {town.commune_name}",
    }


@cache
def paper_file() -> UUID:
    """One picture that stands for every paper of the simulation; it says what it is."""
    picture = Image.new("RGB", (900, 1270), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 860, 1230), outline="#9B1C1C", width=4)
    pen.text((110, 120), "GIAY TO MO PHONG", fill="#9B1C1C", font_size=60)
    pen.text((110, 210), "Anh minh hoa cho he thong chay thu", fill="black", font_size=34)
    for line in range(20):
        pen.line((110, 330 + line * 42, 790 - 60 * (line % 3), 330 + line * 42), fill="#bbbbbb", width=6)
    page = io.BytesIO()
    picture.save(page, "JPEG", quality=70)
    page.seek(0)
    return store_file(file=page, name="giay-to-mo-phong.jpg", at=now()).id
