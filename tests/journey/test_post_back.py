"""Originals of a dossier that ended without a result go home by post; custody follows the parcel."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey import parcels as p
from tests.journey.bundles import bundle, sound, state
from tests.journey.test_paper_left import expired_at_reception
from tests.journey.test_post_in import ENTERED, entered, filed
from tests.journey.test_stop import AT, asked, stopped

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.audit.services import Actor
from motcua.custody.errors import NotHeldHere
from motcua.custody.models import Item, Parcel
from motcua.custody.post import errors
from motcua.custody.post.rules import Address
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.access import Holder
from motcua.dossiers.errors import WrongDesk
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.services.reception import Finding
from motcua.journey import post, post_back
from motcua.journey.check import check, refuse
from motcua.journey.paper_settled import return_paper
from motcua.journey.reading.history import timeline
from motcua.journey.reading.post import post_desk
from motcua.journey.stop import withdraw
from motcua.journey.tracking import tracked

pytestmark = [pytest.mark.django_db, pytest.mark.demand("NB18-13.1", "DN15-4.3c")]
APPLICANT = Actor("applicant")
LATER = AT + timedelta(hours=2)
NEW_HOME = Address("Nguyễn Thị Mẹ", "0901234567", "Thôn Hạ, xã Tân Hưng, tỉnh Tây Ninh")


@pytest.fixture
def where(db):
    p.carrier()
    return b.place()


def ended(where) -> Dossier:
    """Stopped on request before its paper left the desk; the originals are fetched later, or not."""
    dossier, _ = b.accepted(where)
    dossier = Dossier.objects.get(pk=dossier.pk)
    asked(where, dossier)
    stopped(where, dossier)
    return dossier


def items_of(dossier) -> tuple:
    return tuple(Item.objects.filter(dossier=dossier, returned_at=None).values_list("pk", flat=True))


def ask(dossier, *, actor=APPLICANT, to=p.HOME, key=None) -> Parcel:
    return post_back.ask_return(dossier_id=dossier.pk, to=to, actor=actor, at=LATER, key=key or uuid4())


def packed(where, dossier) -> Parcel:
    parcel = ask(dossier)
    assert p.pack(where, parcel, at=LATER, item_ids=items_of(dossier)) == {}
    return p.again(parcel)


def taken(where, dossier) -> Parcel:
    parcel = packed(where, dossier)
    p.give(where, p.batch(where, parcel, at=LATER), parcel, at=LATER)
    return p.again(parcel)


def fetch(where, dossier, items) -> None:
    return_paper(
        dossier_id=dossier.pk, item_ids=items, receiver_name="Nguyễn Thị Mẹ", officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER), at=LATER, key=uuid4(),
    )  # fmt: skip


def test_originals_of_a_stopped_dossier_go_home_by_post_and_custody_follows_the_parcel(where):
    dossier = ended(where)
    owed = items_of(dossier)
    assert len(owed) == 2

    parcel = ask(dossier)

    assert (parcel.purpose, parcel.desk_id) == ("papers", where.desk_id)
    (shown,) = post_desk(where.scope(Role.RECEIVER)).to_pack
    assert (shown.owed, shown.due_vnd) == (owed, 0)
    nothing = p.pack(where, parcel, at=LATER)
    assert isinstance(nothing[parcel.pk], errors.NotReadyToSend)
    assert p.pack(where, parcel, at=LATER, item_ids=owed) == {}
    assert bundle(dossier).holder == "desk"
    p.give(where, p.batch(where, parcel, at=LATER), parcel, at=LATER)
    assert (bundle(dossier).holder, state(dossier)) == ("post", "transit")
    assert any(
        "đang trên đường" in one
        for one in OutboxMessage.objects.filter(order_key=str(dossier.pk)).values_list("subject", flat=True)
    )
    sound()

    p.told(p.again(parcel), "delivered", hours=20, receiver="Nguyễn Thị Mẹ")

    assert items_of(dossier) == ()
    assert (bundle(dossier).holder, state(dossier)) == ("applicant", "applicant")
    assert Dossier.objects.get(pk=dossier.pk).state == "stopped"
    kinds = list(Event.objects.filter(stream_id=dossier.pk).values_list("kind", flat=True))
    assert [one for one in ("return_asked", "paper_posted", "paper_returned") if one in kinds] == [
        "return_asked", "paper_posted", "paper_returned",
    ]  # fmt: skip
    assert "Đề nghị gửi trả bản chính qua bưu chính" in [line.title for line in timeline(dossier)]
    sound()


def test_a_returned_parcel_lies_at_the_desk_and_goes_out_anew_to_another_address(where):
    dossier = ended(where)
    parcel = taken(where, dossier)

    p.told(parcel, "returned")

    assert (bundle(dossier).holder, p.again(parcel).problem[:13]) == ("desk", "Bị chuyển hoà")
    sound()
    again = ask(dossier, to=NEW_HOME)
    assert (again.pk != parcel.pk, again.address) == (True, NEW_HOME.address)
    assert p.pack(where, again, at=LATER, item_ids=items_of(dossier), waybill="EE000000005VN") == {}


def test_the_address_may_change_until_somebody_packs_it_and_a_wish_is_one(where):
    dossier, key = ended(where), uuid4()
    first = ask(dossier, key=key)

    assert ask(dossier, key=key).pk == ask(dossier, to=NEW_HOME).pk == first.pk
    assert p.again(first).address == NEW_HOME.address
    p.pack(where, first, at=LATER, item_ids=items_of(dossier))
    with pytest.raises(errors.ParcelOnItsWay):
        ask(dossier)
    with pytest.raises(errors.ParcelOnItsWay):
        post_back.cancel_return(dossier_id=dossier.pk, actor=APPLICANT, at=LATER, key=uuid4())


def test_who_comes_to_the_counter_after_all_ends_the_wish(where):
    dossier = ended(where)
    parcel = ask(dossier)
    one, both = items_of(dossier)[:1], items_of(dossier)

    fetch(where, dossier, one)
    assert p.again(parcel).state == "wanted"
    fetch(where, dossier, both)

    assert p.again(parcel).state == "cancelled"
    with pytest.raises(errors.NothingToReturn):
        ask(dossier)


def test_what_is_packed_is_not_given_over_the_counter(where):
    dossier = ended(where)
    parcel = packed(where, dossier)

    with pytest.raises(errors.ParcelOnItsWay):
        fetch(where, dossier, items_of(dossier))

    post.unpack(
        parcel_id=parcel.pk, officer=where.actor(Role.RECEIVER), scope=where.scope(Role.RECEIVER), at=LATER
    )
    fetch(where, dossier, items_of(dossier))
    assert p.again(parcel).state == "cancelled"


def test_no_longer_wanted_it_is_cancelled_once(where):
    dossier, key = ended(where), uuid4()
    parcel = ask(dossier)

    for _ in range(2):
        post_back.cancel_return(dossier_id=dossier.pk, actor=APPLICANT, at=LATER, key=key)

    assert p.again(parcel).state == "cancelled"
    with pytest.raises(errors.ReturnNotAsked):
        post_back.cancel_return(dossier_id=dossier.pk, actor=APPLICANT, at=LATER, key=uuid4())


def test_a_dossier_that_is_still_handled_sends_nothing_back(where):
    dossier, _ = b.accepted(where)
    dossier = Dossier.objects.get(pk=dossier.pk)

    with pytest.raises(errors.NothingToReturn):
        ask(dossier)


def test_another_desk_asks_for_nothing_and_packs_nothing(where):
    dossier, elsewhere = ended(where), b.place()

    with pytest.raises(WrongDesk):
        ask(dossier, actor=elsewhere.actor(Role.RECEIVER))
    parcel = ask(dossier)
    refused = p.pack(elsewhere, parcel, at=LATER, item_ids=items_of(dossier))
    assert isinstance(refused[parcel.pk], errors.UnknownParcel)


def test_paper_of_another_dossier_does_not_travel_along(where):
    dossier, stranger = ended(where), ended(where)
    parcel = ask(dossier)

    refused = p.pack(where, parcel, at=LATER, item_ids=items_of(stranger))

    assert isinstance(refused[parcel.pk], NotHeldHere)


def test_an_expired_dossier_tells_its_applicant_of_both_ways_and_sends_home(where):
    dossier = expired_at_reception(where)
    told = OutboxMessage.objects.get(subject__contains="đã đóng vì quá thời gian bổ sung")
    assert "đề nghị gửi trả qua bưu chính" in told.body
    holder = Holder(proven=frozenset({dossier.pk}))
    assert tracked(holder, dossier.pk, LATER).may_ask_return

    ask(dossier)

    assert tracked(holder, dossier.pk, LATER).return_parcel.state == "wanted"


def test_papers_that_came_by_post_are_not_said_to_be_back_when_the_dossier_is_refused(where):
    dossier = filed(where, entered(where))
    receiver = where.actor(Role.RECEIVER)
    noted = [Finding(one.id, "ok", "", 1, 0) for one in Paper.objects.filter(dossier=dossier)]
    check(dossier_id=dossier.pk, officer=receiver, findings=noted, at=ENTERED)

    refuse(dossier_id=dossier.pk, officer=receiver, reason="Sai thẩm quyền", at=ENTERED, key=uuid4())

    dossier.refresh_from_db()
    assert (dossier.state, state(dossier)) == ("refused", "desk")
    assert [one.name for one in post_back.owed_originals(dossier)] == ["Đơn đề nghị", "Giấy chứng sinh"]
    sound()


def test_who_withdraws_from_afar_is_owed_what_lies_at_the_desk(where):
    dossier = b.submitted(where)
    noted = [Finding(one.id, "ok", "", 1, 0) for one in Paper.objects.filter(dossier=dossier)]
    check(dossier_id=dossier.pk, officer=where.actor(Role.RECEIVER), findings=noted, at=AT)

    withdraw(dossier_id=dossier.pk, actor=APPLICANT, at=AT, key=uuid4())

    dossier.refresh_from_db()
    assert (dossier.state, state(dossier)) == ("withdrawn", "desk")
    assert post_back.owed_originals(dossier) != []
    sound()
