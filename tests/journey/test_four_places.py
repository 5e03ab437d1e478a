"""Filed, received, decided, returned at four places; each of them sees, nobody else; the paper on its way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.desk.builders import signed_in
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desks_on, officers_of
from motcua.agencies.services import end_posting
from motcua.audit.models import Event
from motcua.audit.services import Actor
from motcua.custody.models import Bundle, Item
from motcua.custody.rules import Carrier, CarrierKind, Holder, Place
from motcua.dossiers import access
from motcua.dossiers.access import Holder as Who
from motcua.dossiers.errors import IllegalMove, WrongDesk
from motcua.dossiers.models import Dossier
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.close import close
from motcua.journey.custody import confirm_receipt, give_paper, next_place
from motcua.journey.errors import AlreadyThere, NotReceivedThere
from motcua.journey.hand_over import hand_over
from motcua.journey.paper_settled import mark_originals
from motcua.journey.return_place import change_return_place, places_of_return
from motcua.journey.stop import Asked, stop
from motcua.journey.submit import submit
from motcua.journey.tracking import tracked
from motcua.kernel.clock import local_day
from motcua.procedures.models import Reception
from motcua.workbench.check import run_all
from motcua.workflow.selectors import open_tasks_of

AT = b.MORNING
POST = Carrier(CarrierKind.POST, "VNPost", "EV1")
WORKS_THERE = (Role.RECEIVER, Role.UNIT_HEAD, Role.HANDLER, Role.AGENCY_LEADER)


def receives(where, decides):
    Reception.objects.create(
        desk_id=where.desk_id, procedure=decides.release.procedure, valid_from=b.SINCE, instrument="QĐ"
    )
    return where


@pytest.fixture
def places(db):
    """A files, B receives, C decides, D returns; E has nothing to do with it."""
    decides = b.place()
    return b.place(), receives(b.place(), decides), decides, receives(b.place(), decides), b.place()


def filed(a, rec, decides, ret):
    opened = b.draft(a, channel="direct")
    opened.release = decides.release
    opened.to_desk_id, opened.return_desk_id = rec.desk_id, ret.desk_id
    opened.save()
    sent = submit(draft_id=opened.id, actor=a.actor(Role.RECEIVER), at=AT)
    return Dossier.objects.get(pk=sent.dossier_id)


def taken_in(rec, dossier):
    receiver = rec.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4())
    dossier.refresh_from_db()


def sees(where, dossier):
    return any(access.visible_to(where.scope(role)).filter(pk=dossier.pk).exists() for role in WORKS_THERE)


def bundle(dossier):
    return Bundle.objects.get(dossier_id=dossier.id)


def passed(giver, taker, dossier, to, *, role=Role.RECEIVER, taking=Role.RECEIVER, carrier=POST):
    record = give_paper(
        bundle_ids=[bundle(dossier).pk], to=to, carrier=carrier, officer=giver.actor(role),
        scope=giver.scope(role), at=AT, key=uuid4(),
    )  # fmt: skip
    confirm_receipt(
        record_id=record.pk, received=[bundle(dossier).pk], officer=taker.actor(taking),
        scope=taker.scope(taking), at=AT, key=uuid4(),
    )  # fmt: skip


def at_desk(where):
    return Place(Holder.DESK, where.agency_id, desk_id=where.desk_id)


def goal(dossier, lead=None):
    return next_place(bundle(dossier), lead, desks_on(local_day(AT)))


@pytest.mark.demand("TN19-9.1", "TN19-9.2", "TN19-9.3", "TN19-11.3", "NB18-13.1")
def test_filed_received_decided_and_returned_at_four_places_with_the_paper_on_its_way(places):
    a, rec, decides, ret, nobody = places
    dossier = filed(a, rec, decides, ret)
    assert (dossier.desk_id, dossier.return_desk_id, dossier.agency_id) == (
        rec.desk_id,
        ret.desk_id,
        decides.agency_id,
    )
    assert sees(a, dossier)
    assert sees(rec, dossier)
    assert not sees(ret, dossier)  # not yet: nothing is to be done there
    fine = b.findings(dossier)
    check(dossier_id=dossier.id, officer=rec.actor(Role.RECEIVER), findings=fine, at=AT)
    with pytest.raises(WrongDesk):  # who filed it does not receive it
        accept(dossier_id=dossier.id, officer=a.actor(Role.RECEIVER), at=AT, key=uuid4())

    taken_in(rec, dossier)
    assert bundle(dossier).place == at_desk(a)  # where the applicant handed the paper in
    passed(a, decides, dossier, at_desk(decides))
    unit = Place(Holder.UNIT, decides.agency_id, unit_id=decides.unit_id)
    passed(decides, decides, dossier, unit, taking=Role.HANDLER, carrier=Carrier())
    original = Item.objects.get(dossier_id=dossier.id, name="Giấy chứng sinh")
    handler = {"officer": decides.actor(Role.HANDLER), "scope": decides.scope(Role.HANDLER), "at": AT}
    mark_originals(dossier_id=dossier.id, item_ids=[original.pk], **handler)
    for hours in range(1, 5):
        b.do_next_step(decides, dossier, AT + timedelta(hours=hours))
    assert dossier.state == "decided"
    assert goal(dossier) == at_desk(ret)  # the original goes where the result is returned
    passed(decides, ret, dossier, at_desk(ret), role=Role.HANDLER)

    assert all(sees(one, dossier) for one in (a, rec, decides, ret))
    assert not sees(nobody, dossier)
    there = ret.actor(Role.RECEIVER)
    with pytest.raises(WrongDesk):
        hand_over(
            dossier_id=dossier.id,
            officer=rec.actor(Role.RECEIVER),
            receiver_name="Nguyễn Thị Mẹ",
            at=AT,
            key=uuid4(),
        )
    hand_over(
        dossier_id=dossier.id,
        officer=there,
        receiver_name="Nguyễn Thị Mẹ",
        at=AT,
        key=uuid4(),
        returned=[original.pk],
    )
    close(dossier_id=dossier.id, officer=there, at=AT, key=uuid4())
    dossier.refresh_from_db()
    assert (dossier.closed_at, dossier.custody_state) == (AT, "none")
    assert [finding.row for _, found in run_all() for finding in found] == []


@pytest.mark.demand("TN19-9.1", "TN19-9.3")
def test_the_applicants_page_names_all_four_places(places, client):
    a, rec, decides, ret, _ = places
    account = b.officer("Nguyễn Thị Mẹ")
    account.kind = "citizen"
    account.save()
    dossier = filed(a, rec, decides, ret)
    Dossier.objects.filter(pk=dossier.pk).update(account=account)
    it = tracked(Who(account.id), dossier.pk, AT)
    assert it.filed_desk is not None
    answer = signed_in(account).get(reverse("portal:dossier", args=[dossier.pk]))
    shown = answer.content.decode()
    names = {it.filed_desk.name, it.desk.name, it.return_desk.name, dossier.agency_name}
    assert len(names) == 4
    assert all(name in shown for name in names)


def test_a_desk_that_does_not_receive_the_procedure_cannot_be_chosen(places):
    a, rec, decides, ret, nobody = places
    with pytest.raises(NotReceivedThere):
        filed(a, nobody, decides, ret)
    with pytest.raises(NotReceivedThere) as closed:
        filed(a, rec, decides, nobody)  # chosen with the draft, and closed since
    assert "Trung tâm PVHCC" in str(closed.value.facts["desk"])


def changed(dossier, where, actor=None, key=None, **more):
    change_return_place(
        dossier_id=dossier.id,
        desk_id=where.desk_id,
        actor=actor or Actor("applicant"),
        at=AT + timedelta(hours=6),
        key=key or uuid4(),
        **more,
    )


@pytest.mark.demand("TN19-9.1")
def test_a_desk_where_nobody_works_cannot_be_chosen_for_the_result(places):
    _, _, decides, ret, _ = places
    dossier, _ = b.accepted(decides)
    assert ret.desk_id in {one.desk_id for one in places_of_return(dossier, AT)}

    for posting in officers_of(ret.agency_id, AT):
        if posting.desk_id == ret.desk_id:
            end_posting(posting_id=posting.pk, last_day=local_day(AT) - timedelta(days=1), at=AT)

    assert ret.desk_id not in {one.desk_id for one in places_of_return(dossier, AT)}
    with pytest.raises(NotReceivedThere):
        changed(dossier, ret)


@pytest.mark.demand("TN19-9.1", "TN19-9.3")
def test_the_place_of_return_is_changed_on_request_until_the_result_is_handed_over(places):
    _, rec, decides, ret, nobody = places
    where = rec
    dossier, _ = b.accepted(decides)
    with pytest.raises(AlreadyThere):
        changed(dossier, decides)
    with pytest.raises(NotReceivedThere):
        changed(dossier, nobody)
    with pytest.raises(WrongDesk):
        changed(dossier, ret, nobody.actor(Role.RECEIVER))
    key = uuid4()
    changed(dossier, ret, decides.actor(Role.RECEIVER), key)
    changed(dossier, ret, decides.actor(Role.RECEIVER), key)
    for hours in range(1, 5):
        b.do_next_step(decides, dossier, AT + timedelta(hours=hours))
    (task,) = open_tasks_of(dossier)
    assert task.pool.desk_id == ret.desk_id

    changed(dossier, where)  # the result is ready: it goes along

    dossier.refresh_from_db()
    (task,) = open_tasks_of(dossier)
    assert task.pool.desk_id == where.desk_id
    assert Event.objects.filter(stream_id=dossier.id, kind="change_return_place").count() == 2
    assert [finding.row for _, found in run_all() for finding in found] == []
    hand_over(
        dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), receiver_name="Nguyễn Thị Mẹ", at=AT, key=uuid4(),
        paper_reason="Giấy tờ lưu tại nơi giải quyết",
    )  # fmt: skip
    with pytest.raises(IllegalMove):
        changed(dossier, ret)


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_of_the_place_of_return_one_task_is_left():
    decides = b.place()
    one, two = receives(b.place(), decides), receives(b.place(), decides)
    dossier = b.decided(decides)
    at_once(lambda: changed(dossier, one), lambda: changed(dossier, two))
    dossier.refresh_from_db()
    (task,) = open_tasks_of(dossier)
    assert task.pool.desk_id == dossier.return_desk_id
    assert [finding.row for _, found in run_all() for finding in found] == []


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1")
def test_a_dossier_that_stops_owes_its_originals_to_the_applicant():
    where = b.place()
    dossier, _ = b.accepted(where)
    asked = Asked("in_person", "Nguyễn Thị Mẹ", "Không còn nhu cầu", AT + timedelta(hours=1))
    stop(
        dossier_id=dossier.id,
        officer=where.actor(Role.RECEIVER),
        at=AT + timedelta(hours=2),
        key=uuid4(),
        asked=asked,
    )
    assert set(Item.objects.filter(dossier_id=dossier.id).values_list("must_return", flat=True)) == {True}
