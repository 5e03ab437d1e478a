"""Lists of those who answer for dossiers, and urging that must be answered (TN19-14.4)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.journey.builders import MORNING, Place, accepted, place

from motcua.agencies.rules import Role
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.models import Dossier
from motcua.kernel.clock import local
from motcua.notifications.models import InboxMessage
from motcua.oversight.errors import AlreadyUrged, NotTheirHead, UnknownUrge, WordsMissing
from motcua.oversight.models import Urge
from motcua.oversight.selectors import Kind, listed, loads, overview, urges_waiting
from motcua.oversight.services import answer_urge, urge
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)


def _urged(
    where: Place, dossier: Dossier, role: Role = Role.AGENCY_LEADER, words: str = "Bao giờ xong?"
) -> Urge:
    return urge(
        dossier_id=dossier.pk,
        task_id=open_tasks_of(dossier)[0].pk,
        officer=where.actor(role),
        scope=where.scope(role),
        words=words,
        at=LATER,
        key=uuid4(),
    )


@pytest.mark.demand("TN19-14.4", "TN19-4.4")
def test_the_leader_urges_who_has_the_step_and_reads_the_answer() -> None:
    where = place()
    dossier, _ = accepted(where)
    made = _urged(where, dossier)
    head = where.scope(Role.UNIT_HEAD)
    assert [one.pk for one in urges_waiting(head)] == [made.pk]
    assert made.answer_by == local("2026-09-08T17:00")

    answer_urge(
        urge_id=made.pk, officer=where.actor(Role.UNIT_HEAD), scope=head, answer="Chiều nay giao.", at=LATER
    )

    assert urges_waiting(head) == []
    told = InboxMessage.objects.get(account=where.officers[Role.AGENCY_LEADER], event="urge_answered")
    assert "Chiều nay giao." in told.body


def test_one_step_is_urged_once_until_it_is_answered_and_only_with_words() -> None:
    where = place()
    dossier, _ = accepted(where)
    with pytest.raises(WordsMissing):
        _urged(where, dossier, words="  ")
    _urged(where, dossier)
    with pytest.raises(AlreadyUrged) as refused:
        _urged(where, dossier)
    assert where.officers[Role.AGENCY_LEADER].full_name in refused.value.sentence
    assert "đến 17:00 08/09/2026" in refused.value.sentence


def test_a_colleague_cannot_urge_and_another_agency_learns_nothing() -> None:
    where, elsewhere = place(), place()
    dossier, _ = accepted(where)
    with pytest.raises(NotTheirHead):
        _urged(where, dossier, role=Role.RECEIVER)
    with pytest.raises(UnknownDossier):
        urge(
            dossier_id=dossier.pk,
            task_id=open_tasks_of(dossier)[0].pk,
            officer=elsewhere.actor(Role.AGENCY_LEADER),
            scope=elsewhere.scope(Role.AGENCY_LEADER),
            words="?",
            at=LATER,
            key=uuid4(),
        )
    made = _urged(where, dossier)
    with pytest.raises(UnknownUrge):
        answer_urge(
            urge_id=made.pk,
            officer=elsewhere.actor(Role.UNIT_HEAD),
            scope=elsewhere.scope(Role.UNIT_HEAD),
            answer="Không phải việc tôi",
            at=LATER,
        )


@pytest.mark.demand("HG-15")
def test_each_list_holds_what_the_reader_answers_for_and_nothing_of_others() -> None:
    where, elsewhere = place(), place()
    dossier, _ = accepted(where)  # due on Thursday 10/9 at 17:00
    calendar, _version = calendar_named("province")
    leader, stranger = where.scope(Role.AGENCY_LEADER), elsewhere.scope(Role.AGENCY_LEADER)

    when = {
        Kind.TWO_DAYS: local("2026-09-08T09:00"),
        Kind.ONE_DAY: local("2026-09-09T09:00"),
        Kind.LATE: local("2026-09-11T09:00"),
    }
    for kind, at in when.items():
        rows, more = listed(kind, leader, calendar, at=at)
        assert ([row.dossier_id for row in rows], more) == ([dossier.pk], False), kind
        figures = overview(leader, calendar, at=at)
        assert {one for one, figure in figures.items() if figure} == {kind}
        assert set(overview(stranger, calendar, at=at).values()) == {0}
    bars = loads(leader, calendar, at=when[Kind.LATE])
    assert [(bar.late, bar.soon, bar.in_time) for bar in bars] == [(1, 0, 0)]


def test_the_pages_show_the_lists_and_take_the_urge_and_its_answer() -> None:
    where = place()
    dossier, _ = accepted(where)
    leader, head = _client(where, Role.AGENCY_LEADER), _client(where, Role.UNIT_HEAD)
    task = open_tasks_of(dossier)[0]
    page = f"/can-bo/ho-so/{dossier.pk}/viec/{task.pk}/don-doc/"

    assert page in leader.get(f"/can-bo/ho-so/{dossier.pk}/").content.decode()
    hidden = {"key": str(uuid4()), "version": dossier.version, "seen": dossier.event_seq}
    refused = leader.post(page, {**hidden, "words": ""})
    assert refused.status_code == 422
    assert leader.post(page, {**hidden, "words": "Bao giờ xong?"}).status_code == 302
    assert leader.post(page, {**hidden, "words": "Bao giờ xong?"}).status_code == 302  # the second click
    made = Urge.objects.get()

    assert "Bao giờ xong?" in head.get("/can-bo/theo-doi/").content.decode()
    assert head.post(f"/can-bo/don-doc/{made.pk}/", {"answer": "Chiều nay giao."}).status_code == 302
    assert "Chiều nay giao." in leader.get(f"/can-bo/ho-so/{dossier.pk}/dien-bien/").content.decode()
    for name in ("tre-han", "con-1-ngay", "con-2-ngay", "dung-yen", "tra-lai-hai-lan", "dang-don-doc"):
        assert leader.get(f"/can-bo/theo-doi/{name}/").status_code == 200
    assert leader.get("/can-bo/theo-doi/khac/").status_code == 404
    assert _client(where, Role.RECEIVER).get(f"/can-bo/don-doc/{made.pk}/").status_code == 404


def _client(where: Place, role: Role) -> Client:
    client = Client()
    client.force_login(where.officers[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
