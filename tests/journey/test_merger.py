"""A merger of agencies carries running dossiers over: they end at the new agency with their codes and dates."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey import mergers as m

from motcua.agencies.models import Posting
from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.audit.services import SYSTEM, Actor
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.access import visible_to
from motcua.dossiers.models import Clock, Dossier, Part
from motcua.dossiers.selectors import open_supplement_of
from motcua.journey.accept import accept
from motcua.journey.answer import Reply, answer_supplement
from motcua.journey.carry import carry_over, carry_over_what_is_due
from motcua.journey.check import check
from motcua.journey.errors import NoSuccessor
from motcua.journey.hand_over import hand_over
from motcua.journey.pause import resume
from motcua.journey.reading.dossier import dossier_page
from motcua.journey.runs import carry_out_waiting
from motcua.kernel.clock import local
from motcua.notifications.held import release
from motcua.notifications.models import InboxMessage
from motcua.workbench.check import run_all
from motcua.workflow.models import Run, RunLine
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
NIGHT = local("2025-07-01T00:05")


def sound() -> None:
    assert [finding.row for _, found in run_all() for finding in found] == []


def ended(dossier: Dossier, state: str, heir: b.Place) -> Dossier:
    """What the people of the new agency do with a carried dossier until its result is fetched at their desk."""
    at, receiver = m.MORNING, heir.actor(Role.RECEIVER)
    if state == "supplement":
        asked = open_supplement_of(dossier.pk)
        replies = {point.id: Reply("Tôi nộp lại bản chụp rõ hơn") for point in asked.points.all()}
        answer_supplement(
            dossier_id=dossier.pk, applicant=Actor("applicant"), replies=replies, at=at, key=uuid4()
        )
    if state in {"submitted", "supplement"}:
        check(dossier_id=dossier.pk, officer=receiver, findings=b.findings(dossier), at=at)
        accept(dossier_id=dossier.pk, officer=receiver, at=at, key=uuid4())
    dossier.refresh_from_db()
    if state == "paused":
        owner = open_tasks_of(dossier)[0].owner_id or heir.officers[Role.HANDLER].id
        resume(
            dossier_id=dossier.pk, officer=Actor("officer", owner, heir.agency_id),
            scope=b.scope_of(owner, at), reason="Hết thời gian niêm yết", at=at, key=uuid4(),
        )  # fmt: skip
        dossier.refresh_from_db()
    for number in range(4):
        if dossier.state == "decided":
            break
        task = open_tasks_of(dossier)[0]
        if (
            task.owner_id is not None and task.kind == "examine"
        ):  # whoever held it went along to the new agency
            heir.officers[Role.HANDLER] = task.owner
        b.do_next_step(heir, dossier, at + timedelta(minutes=number + 1))
    hand_over(
        dossier_id=dossier.pk, officer=receiver, receiver_name="Nguyễn Thị Mẹ",
        at=at + timedelta(hours=2), key=uuid4(),
    )  # fmt: skip
    dossier.refresh_from_db()
    return dossier


def drill(dossiers: int) -> None:
    organisation = m.merger()
    made: list[tuple[Dossier, str, b.Place]] = []
    for place in organisation.old:  # one competence after another, see `mergers._draft`
        for number in range(dossiers // len(organisation.old)):
            state = m.STATES[number % len(m.STATES)]
            made.append((m.driven(place, state), state, organisation.successor[place.agency_id]))
    before = {one.pk: one for one in Dossier.objects.all()}
    running = [row for row in made if row[1] != "handed_over"]
    clocks = dict(Clock.objects.values_list("id", "due_at"))

    assert carry_over_what_is_due(at=m.EVE) == 0
    assert carry_over_what_is_due(at=NIGHT) == len(organisation.old)
    carry_out_waiting(at=NIGHT)

    assert not RunLine.objects.exclude(state="done").exists()
    assert RunLine.objects.count() == len(running)
    assert dict(Clock.objects.values_list("id", "due_at")) == clocks
    for dossier, state, heir in running:
        dossier.refresh_from_db()
        was = before[dossier.pk]
        assert (dossier.agency_id, dossier.desk_id, dossier.return_desk_id) == (
            *(heir.agency_id, heir.desk_id, heir.desk_id),
        )
        assert (dossier.code, dossier.due_at, dossier.state) == (was.code, was.due_at, was.state), state
        assert {part.agency_id for part in Part.objects.filter(dossier=dossier, state="open")} <= {
            heir.agency_id
        }
        assert all(one.pool.agency_id == heir.agency_id for one in open_tasks_of(dossier))
        assert visible_to(heir.scope(Role.RECEIVER, m.MORNING)).filter(pk=dossier.pk).exists()
    sound()
    assert carry_over_what_is_due(at=m.MORNING) == 0

    for dossier, state, heir in running:
        at_end = ended(dossier, state, heir)
        assert at_end.state == "handed_over"
        if before[dossier.pk].code:
            assert at_end.code == before[dossier.pk].code
        if state not in {"submitted", "supplement", "paused"}:
            assert at_end.due_at == before[dossier.pk].due_at
    sound()


@pytest.mark.demand("TN19-14.5")
def test_forty_running_dossiers_of_old_communes_and_a_district_all_end_correctly_after_the_merger():
    drill(40)


@pytest.mark.long
@pytest.mark.demand("TN19-14.5")
def test_three_hundred_running_dossiers_all_end_correctly_after_the_merger():
    drill(300)


def test_whoever_goes_along_keeps_the_work_and_what_others_held_waits_for_their_successors():
    organisation = m.merger(old=3, new=2)
    goes_along, stays = m.driven(organisation.old[0], "examine"), m.driven(organisation.old[2], "examine")
    carry_over_what_is_due(at=NIGHT)
    carry_out_waiting(at=NIGHT)
    held, waiting = open_tasks_of(goes_along)[0], open_tasks_of(stays)[0]
    assert held.owner_id == organisation.old[0].officers[Role.HANDLER].id
    assert waiting.owner_id is None
    stays.refresh_from_db()
    assert (stays.owner_name, stays.unit_name) == ("", "Phòng Kinh tế")


def test_the_applicant_is_told_who_has_the_dossier_now_and_that_code_and_date_stay():
    organisation = m.merger(old=1, new=1)
    dossier = m.driven(organisation.old[0], "examine")
    carry_over_what_is_due(at=NIGHT)
    carry_out_waiting(at=NIGHT)
    dossier.refresh_from_db()
    release(at=NIGHT + timedelta(hours=1))
    letter = OutboxMessage.objects.get(subject__contains="nay do UBND xã Mới 0 giải quyết")
    assert dossier.code in letter.body
    assert "không phải nộp lại" in letter.body
    assert InboxMessage.objects.filter(event="carried_over").count() == 0  # filed without an account
    event = Event.objects.get(stream_id=dossier.pk, kind="carried_over")
    assert event.body["predecessor"] == str(organisation.old[0].agency_id)


def test_the_archive_of_an_old_commune_is_found_at_the_new_ones_desk_and_nowhere_else():
    organisation = m.merger(old=2, new=2)
    done = m.driven(organisation.old[0], "handed_over")
    mine, other = organisation.new
    assert visible_to(mine.scope(Role.RECEIVER, m.MORNING)).filter(pk=done.pk).exists()
    assert visible_to(mine.scope(Role.AGENCY_LEADER, m.MORNING)).filter(pk=done.pk).exists()
    assert not visible_to(mine.scope(Role.HANDLER, m.MORNING)).filter(pk=done.pk).exists()
    assert not visible_to(other.scope(Role.RECEIVER, m.MORNING)).filter(pk=done.pk).exists()
    assert not visible_to(mine.scope(Role.RECEIVER, m.EVE)).exists()
    leads = dossier_page(done.pk, mine.scope(Role.AGENCY_LEADER, m.MORNING)).acts
    assert "correct_result" in {act.act for act in leads}, "a wrong result is set right by the successor"


def test_where_nobody_is_posted_yet_the_dossier_is_told_and_tried_again_the_next_night():
    organisation = m.merger(old=1, new=1)
    dossier = m.driven(organisation.old[0], "approve")
    heir = organisation.new[0]
    leader = heir.officers[Role.AGENCY_LEADER]

    Posting.objects.filter(account=leader).update(valid_from=local("2025-07-02T00:00").date())
    carry_over_what_is_due(at=NIGHT)
    carry_out_waiting(at=NIGHT)
    line = RunLine.objects.get()
    assert (line.state, line.refusal) == ("refused", "nobody_there")
    dossier.refresh_from_db()
    assert dossier.agency_id == organisation.old[0].agency_id

    carry_over_what_is_due(at=NIGHT + timedelta(days=1))
    carry_out_waiting(at=NIGHT + timedelta(days=1))
    dossier.refresh_from_db()
    assert dossier.agency_id == heir.agency_id
    assert Run.objects.count() == 2
    sound()


def test_an_agency_that_nobody_succeeded_keeps_its_dossiers():
    organisation = m.merger(old=1, new=1)
    with pytest.raises(NoSuccessor):
        carry_over(predecessor_id=organisation.new[0].agency_id, at=m.MORNING, key=uuid4(), actor=SYSTEM)
