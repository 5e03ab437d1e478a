"""Results by public post: asked for, packed, given to the postman, delivered, returned, lost."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey import parcels as p
from tests.journey.bundles import LATER, bundle, sound, state
from tests.journey.bundles import give as give_bundle
from tests.journey.parcels import (
    again,
    ask,
    batch,
    carrier,
    decided,
    desk_beside,
    give,
    pack,
    row,
    sent,
    told,
)
from tests.journey.test_returning import online, paper_of

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.audit.services import Actor
from motcua.custody.errors import ItemsOwed, PackedForPost
from motcua.custody.models import Bundle, Item, Parcel, ParcelEvent
from motcua.custody.post import errors
from motcua.dossiers import errors as dossier_errors
from motcua.dossiers.models import Dossier, Handing, Result
from motcua.dossiers.services.returning import Compared, compare_originals
from motcua.journey import post
from motcua.journey.hand_over import hand_over
from motcua.journey.paper_settled import mark_originals
from motcua.journey.return_place import change_return_place
from motcua.payments.selectors import charges_of
from motcua.workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(db):
    carrier()
    return b.place()


# one truth: the delivery is the hand-over


@pytest.mark.demand("DN15-4.3c", "TN19-6.4b", "HG-1")
def test_a_result_that_the_post_delivers_is_handed_over_and_the_dossier_closes(where):
    dossier = decided(where)
    parcel = sent(where, dossier)
    assert (row(dossier).state, parcel.state) == ("decided", "collected")

    told(parcel, "under_way", hours=2)
    told(parcel, "delivered", hours=20, receiver="Nguyễn Thị Mẹ")

    found, handing = row(dossier), Handing.objects.get(dossier=dossier)
    assert (again(parcel).state, found.state) == ("delivered", "handed_over")
    assert found.closed_at is not None
    assert (handing.way, handing.post_number, handing.receiver_name) == (
        "post",
        parcel.waybill,
        "Nguyễn Thị Mẹ",
    )
    assert handing.given_at == LATER + timedelta(hours=20)
    assert not Task.objects.filter(dossier_id=dossier.pk, state=Task.State.OPEN).exists()
    kinds = list(Event.objects.filter(stream_id=dossier.pk).order_by("seq").values_list("kind", flat=True))
    assert [one for one in kinds if one.startswith("post_")] == ["post_asked", "post_packed", "post_taken"]
    assert kinds[-1] == "close"
    sound()


def test_what_the_post_has_cannot_be_handed_over_at_the_counter(where):
    dossier = decided(where)
    sent(where, dossier)
    facts = {
        "dossier_id": dossier.pk,
        "officer": where.actor(Role.RECEIVER),
        "receiver_name": "Nguyễn Thị Mẹ",
        "at": LATER,
    }

    with pytest.raises(errors.ResultAtPost, match="RR123456785VN"):
        hand_over(**facts, key=uuid4())
    with pytest.raises(errors.ResultAtPost):
        change_return_place(
            dossier_id=dossier.pk, desk_id=desk_beside(where), actor=Actor("applicant"), at=LATER, key=uuid4()
        )


def test_who_asked_for_the_post_and_comes_to_the_counter_gets_the_result_there(where):
    dossier = decided(where)
    parcel = ask(where, dossier)

    hand_over(
        dossier_id=dossier.pk,
        officer=where.actor(Role.RECEIVER),
        receiver_name="Nguyễn Thị Mẹ",
        at=LATER,
        key=uuid4(),
    )

    assert again(parcel).state == "cancelled"
    sound()


@pytest.mark.demand("DN15-4.3c")
def test_the_fee_is_paid_before_or_collected_by_the_post(where):
    desk = b.place(b.document(fee_vnd=75_000))
    dossier = decided(desk)
    parcel = ask(desk, dossier)

    refused = pack(desk, parcel)
    assert isinstance(refused[parcel.pk], dossier_errors.FeeNotPaid)
    assert again(parcel).state == "wanted"

    assert pack(desk, parcel, collect=True) == {}
    assert again(parcel).collect_vnd == 75_000
    give(desk, batch(desk, parcel), parcel)
    told(again(parcel), "delivered")

    (charge,) = charges_of(dossier.pk)
    assert (charge.state, charge.method, charge.receipt_number) == ("paid", "post", again(parcel).waybill)
    sound()


@pytest.mark.demand("DN15-4.3c", "TN19-8.2")
def test_originals_are_compared_before_the_result_of_an_online_dossier_travels(where):
    dossier = online(where)
    parcel = ask(where, dossier)

    refused = pack(where, parcel)

    assert isinstance(refused[parcel.pk], dossier_errors.OriginalsUncompared)
    compare_originals(
        Dossier.objects.get(pk=dossier.pk),
        [Compared(paper_of(dossier).pk, True)],
        actor=where.actor(Role.RECEIVER),
        at=LATER,
    )
    assert pack(where, parcel) == {}


# custody follows the parcel


@pytest.mark.demand("NB18-13.1")
def test_originals_that_travel_are_with_the_post_until_somebody_has_them(where):
    dossier = decided(where)
    items = tuple(Item.objects.filter(dossier=dossier).values_list("pk", flat=True))
    mark_originals(
        dossier_id=dossier.pk, item_ids=items, officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER), at=LATER,
    )  # fmt: skip
    parcel = ask(where, dossier)
    assert isinstance(pack(where, parcel)[parcel.pk], ItemsOwed)

    assert pack(where, parcel, item_ids=items) == {}
    assert bundle(dossier).holder == "desk"
    give(where, batch(where, parcel), parcel)
    assert (bundle(dossier).holder, state(dossier)) == ("post", "transit")
    sound()

    told(again(parcel), "delivered")

    assert not Item.objects.filter(dossier=dossier, returned_at=None).exists()
    assert (bundle(dossier).holder, state(dossier)) == ("applicant", "applicant")
    sound()


def test_only_what_travels_leaves_the_bundle(where):
    dossier = decided(where)
    going = Item.objects.get(dossier=dossier, no=2)
    parcel = sent(where, dossier, item_ids=(going.pk,))

    stays, goes = Bundle.objects.filter(dossier=dossier).order_by("no")
    assert (stays.holder, goes.holder, goes.parcel_id) == ("desk", "post", parcel.pk)
    assert [one.name for one in goes.items.all()] == ["Giấy chứng sinh"]

    told(parcel, "delivered")
    sound()
    stays.refresh_from_db()
    assert stays.holder == "archive"


@pytest.mark.demand("NB18-13.1")
def test_a_returned_parcel_lies_at_the_desk_again_as_work_with_a_date_and_goes_out_anew(where):
    dossier = decided(where)
    items = tuple(Item.objects.filter(dossier=dossier).values_list("pk", flat=True))
    parcel = sent(where, dossier, item_ids=items)

    told(parcel, "returned", hours=40)

    assert (again(parcel).state, row(dossier).state, bundle(dossier).holder) == (
        "returned",
        "decided",
        "desk",
    )
    task = Task.objects.get(dossier_id=dossier.pk, kind="post", state=Task.State.OPEN)
    assert task.due_at > LATER
    sound()
    second = ask(where, dossier, actor=where.actor(Role.RECEIVER), at=LATER + timedelta(days=3))
    assert second.pk != parcel.pk
    late = LATER + timedelta(days=3)
    assert pack(where, second, at=late, waybill=p.waybills.s10("RR", 1), item_ids=items) == {}
    assert not Task.objects.filter(dossier_id=dossier.pk, kind="post", state=Task.State.OPEN).exists()
    give(where, batch(where, second, at=late), second, at=late)
    told(again(second), "delivered", hours=90)
    assert row(dossier).state == "handed_over"
    # what the first carrier says afterwards changes nothing any more
    told(parcel, "delivered", hours=95)
    assert Handing.objects.filter(dossier=dossier).count() == 1
    sound()


def test_a_lost_parcel_comes_back_to_the_desk_with_a_task_and_its_papers_are_not_said_to_be_there(where):
    dossier = decided(where)
    items = tuple(Item.objects.filter(dossier=dossier).values_list("pk", flat=True))
    parcel = sent(where, dossier, item_ids=items)

    told(parcel, "lost", hours=99)

    assert (again(parcel).state, bundle(dossier).holder) == ("lost", "post")
    assert Task.objects.filter(dossier_id=dossier.pk, kind="post", state=Task.State.OPEN).count() == 1
    assert "Thất lạc" in again(parcel).problem
    sound()
    # found after all
    told(parcel, "delivered", hours=120)
    assert row(dossier).state == "handed_over"
    sound()


def test_a_result_that_was_corrected_after_packing_is_not_taken_for_delivered(where):
    dossier = decided(where)
    papers = tuple(Item.objects.filter(dossier=dossier).values_list("pk", flat=True))
    parcel = sent(where, dossier, item_ids=papers)
    Parcel.objects.filter(pk=parcel.pk).update(
        packed_at=Result.objects.get(dossier=dossier).recorded_at - timedelta(1)
    )

    told(parcel, "delivered")

    assert row(dossier).state == "decided"
    assert "đính chính" in again(parcel).problem
    assert Task.objects.filter(dossier_id=dossier.pk, kind="post", state=Task.State.OPEN).exists()
    assert bundle(dossier).holder == "applicant", (
        "whatever becomes of the result, its papers are with their owner"
    )
    sound()


@pytest.mark.demand("NB18-13.1")
def test_papers_in_a_closed_parcel_are_not_given_to_a_unit(where):
    dossier = decided(where)
    papers = tuple(Item.objects.filter(dossier=dossier).values_list("pk", flat=True))
    parcel = ask(where, dossier)
    assert pack(where, parcel, item_ids=papers) == {}

    with pytest.raises(PackedForPost):
        give_bundle(where, dossier, at=LATER)

    post.unpack(
        parcel_id=parcel.pk,
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER, LATER),
        at=LATER,
    )
    give_bundle(where, dossier, at=LATER)
    sound()


# what carriers tell: repeated, disordered, unknown


def test_messages_in_any_order_and_however_often_lead_to_the_same_truth(where):
    story = (("collected", 1), ("under_way", 5), ("attempted", 9), ("delivered", 30))
    ends = set()
    for number, order in enumerate(list(permutations(story))[::5]):
        dossier = decided(where)
        parcel = ask(where, dossier)
        assert pack(where, parcel, waybill=p.waybills.s10("EE", 100 + number)) == {}
        batch(where, parcel)
        for status, hours in [*order, *order]:
            told(again(parcel), status, hours=hours)
        found = again(parcel)
        assert ParcelEvent.objects.filter(parcel=parcel).count() == 4
        ends.add(
            (found.state, row(dossier).state, found.ended_at, Handing.objects.filter(dossier=dossier).count())
        )
    assert ends == {("delivered", "handed_over", LATER + timedelta(hours=30), 1)}
    sound()


def test_an_unknown_code_is_kept_and_shown_and_moves_nothing(where):
    parcel = sent(where, decided(where))

    told(parcel, "unknown", code="X-17")

    found = again(parcel)
    assert found.state == "collected"
    assert "X-17" in found.problem
    assert ParcelEvent.objects.filter(parcel=parcel, code="X-17").exists()


def test_a_parcel_that_is_not_ours_is_passed_over(where):
    parcel = sent(where, decided(where))
    parcel.waybill = "EE000000005VN"
    assert told(parcel, "delivered") is False
