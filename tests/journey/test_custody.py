"""Paper custody: bundles, hand-over records with both confirmations, paper and electronic state that cannot part."""

from uuid import uuid4

import pytest
from django.db import transaction
from tests.journey import builders as b
from tests.journey.bundles import AT, bundle, confirm, desk_of, give, sound, state, unit_of
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.audit.services import SYSTEM
from motcua.custody.errors import (
    AlreadyOffered,
    BundleCodeMistyped,
    CarrierMissing,
    NotHeldHere,
    NothingToGive,
    NotTheReceiver,
    RecordEnded,
    RemarkMissing,
    SamePlace,
    UnknownBundle,
    UnknownRecord,
)
from motcua.custody.inheritance import inherit_bundles
from motcua.custody.models import Bundle, HandoverRecord, Line
from motcua.custody.rules import Carrier, CarrierKind, Holder, Place
from motcua.custody.selectors import (
    bundle_by_code,
    bundles_at,
    record_for,
    records_from,
    records_to,
)
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import Paper
from motcua.dossiers.services.core import dossier_for_update
from motcua.dossiers.services.reception import Finding
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.custody import withdraw_giving
from motcua.journey.errors import PlaceUnknown
from motcua.kernel.errors import Refusal
from motcua.notifications.models import InboxMessage


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1")
def test_accepting_a_dossier_on_paper_opens_its_bundle_at_the_desk_with_what_was_handed_in():
    where = b.place()
    dossier, _ = b.accepted(where)

    one = bundle(dossier)
    assert one.place == desk_of(where)
    # the identity card was only shown: it is not in the bundle
    assert list(one.items.values_list("name", "originals")) == [("Đơn đề nghị", 1), ("Giấy chứng sinh", 1)]
    assert state(dossier) == "desk"
    assert one.code not in str(
        list(Event.objects.filter(stream_id=dossier.id).values_list("body", flat=True))
    )
    other, _ = b.accepted(where)
    assert bundle(other).code != one.code
    sound()


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1", "TN19-8.2")
def test_a_dossier_without_paper_has_no_bundle_unless_the_desk_counted_originals():
    where = b.place()
    online = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    none = [Finding(paper.id, "ok", originals=0, copies=0) for paper in Paper.objects.filter(dossier=online)]
    check(dossier_id=online.id, officer=receiver, findings=none, at=AT)
    accept(dossier_id=online.id, officer=receiver, at=AT, key=uuid4())
    assert not Bundle.objects.filter(dossier_id=online.id).exists()
    assert state(online) == "none"

    brought = b.submitted(where)
    some = [
        Finding(paper.id, "ok", originals=int(paper.component_id == "giay"), copies=0)
        for paper in Paper.objects.filter(dossier=brought)
    ]
    check(dossier_id=brought.id, officer=receiver, findings=some, at=AT)
    accept(dossier_id=brought.id, officer=receiver, at=AT, key=uuid4())
    assert [item.name for item in bundle(brought).items.all()] == ["Giấy chứng sinh"]


@pytest.mark.django_db
@pytest.mark.demand("TN19-11.3", "NB18-13.1")
def test_paper_changes_hands_only_when_both_sides_confirmed_a_numbered_record():
    where = b.place()
    first, _ = b.accepted(where)
    second, _ = b.accepted(where)

    record = give(where, first, second)

    assert record.number == "1/GBG-HS"
    assert {bundle(one).place for one in (first, second)} == {desk_of(where)}
    assert bundles_at(where.scope(Role.RECEIVER)) == ([], False)
    assert [one.pk for one in records_to(where.scope(Role.HANDLER))] == [record.pk]
    paper = IssuedDocument.objects.get(pk=record.document_id)
    assert {line["dossier"] for line in paper.facts["lines"]} == {str(first), str(second)}

    assert confirm(where, record) == []

    assert {bundle(one).place for one in (first, second)} == {unit_of(where)}
    assert state(first) == "unit"
    record.refresh_from_db()
    assert (record.given_by_id, record.ended_by_id) == (
        where.officers[Role.RECEIVER].id,
        where.officers[Role.HANDLER].id,
    )
    kinds = list(
        Event.objects.filter(stream_id=first.id, kind__startswith="paper")
        .order_by("seq")
        .values_list("kind", flat=True)
    )
    assert kinds == ["paper_opened", "paper_given", "paper_received"]
    assert give(where, b.accepted(where)[0]).number == "2/GBG-HS"
    sound()


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1")
def test_what_the_receiver_does_not_find_stays_with_the_giver_who_is_told():
    where = b.place()
    there, _ = b.accepted(where)
    lost, _ = b.accepted(where)
    record = give(where, there, lost)

    with pytest.raises(RemarkMissing):
        confirm(where, record, received=[bundle(there).pk])
    missing = confirm(where, record, received=[bundle(there).pk], remark="Không thấy túi trong xe")

    assert [line.bundle_id for line in missing] == [bundle(lost).pk]
    assert bundle(there).place == unit_of(where)
    assert bundle(lost).place == desk_of(where)
    assert bundle(lost).transferred_at is None  # it never left: its time goes on
    told = InboxMessage.objects.get(account=where.officers[Role.RECEIVER])
    assert str(lost) in told.body
    assert "Không thấy túi trong xe" in told.body
    assert [one.pk for one in records_from(where.scope(Role.RECEIVER), since=AT)] == [record.pk]
    again = give(where, lost)
    assert confirm(where, again) == []
    assert state(lost) == "unit"
    sound()


@pytest.mark.django_db
@pytest.mark.demand("TN19-11.3")
def test_paper_for_another_agency_goes_to_its_desk_by_post_with_carrier_and_number():
    where, other = b.place(), b.place()
    dossier, _ = b.accepted(where)
    with pytest.raises(CarrierMissing):
        give(where, dossier, to=desk_of(other), carrier=Carrier(CarrierKind.POST, "VNPost", " "))

    sent = Carrier(CarrierKind.POST, "VNPost Tây Ninh", "EV123456789VN")
    record = give(where, dossier, to=desk_of(other), carrier=sent)

    assert bundle(dossier).holder == "transit"
    assert state(dossier) == "transit"
    assert "EV123456789VN" in IssuedDocument.objects.get(pk=record.document_id).facts["carrier"]
    # who does not receive it may neither see nor confirm it; who does may, without a part in the dossier
    assert bundle_by_code(bundle(dossier).code, other.scope(Role.RECEIVER)).pk == bundle(dossier).pk
    with pytest.raises(NotTheReceiver):
        confirm(where, record, role=Role.RECEIVER)
    assert confirm(other, record, role=Role.RECEIVER) == []
    assert bundle(dossier).place == desk_of(other)
    sound()


@pytest.mark.django_db
@pytest.mark.demand("TN19-11.3")
def test_a_parcel_that_did_not_arrive_is_the_givers_again():
    where, other = b.place(), b.place()
    dossier, _ = b.accepted(where)
    sent = Carrier(CarrierKind.SERVICE, "Chuyển phát nhanh", "77")
    record = give(where, dossier, to=desk_of(other), carrier=sent)
    confirm(other, record, role=Role.RECEIVER, received=[], remark="Bưu gửi rách, không có giấy")
    assert bundle(dossier).place == desk_of(where)
    assert state(dossier) == "desk"
    sound()


def inherited(where, dossier, at=AT):
    """What a merger does with the bundles of one dossier that lie with an abolished agency."""
    with transaction.atomic():
        return inherit_bundles(
            dossier_for_update(dossier.id),
            predecessor_id=where.agency_id,
            place_now=lambda place: desk_of(where),
            actor=SYSTEM,
            at=at,
        )


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1")
def test_what_a_merger_took_off_a_record_is_not_received_with_the_rest_of_it():
    where = b.place()
    carried, rest = b.accepted(where)[0], b.accepted(where)[0]
    record = give(where, carried, rest)
    assert inherited(where, carried) == 1
    confirm(where, record)
    assert bundle(carried).place == desk_of(where)
    assert bundle(rest).place == unit_of(where)
    assert [line.state for line in record.lines.order_by("no")] == [Line.State.WITHDRAWN, Line.State.RECEIVED]


@pytest.mark.django_db(transaction=True)
def test_a_merger_and_a_receiver_at_one_record_do_not_wait_for_each_other():
    where = b.place()
    dossier, _ = b.accepted(where)
    record = give(where, dossier)
    answers = at_once(lambda: inherited(where, dossier), lambda: confirm(where, record))
    assert not [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refusal)]
    assert HandoverRecord.objects.get(pk=record.pk).state != HandoverRecord.State.OPEN
    assert not Line.objects.filter(state=Line.State.GIVEN).exists()


@pytest.mark.django_db
def test_a_batch_is_refused_with_what_to_do_next():
    where, other = b.place(), b.place()
    dossier, _ = b.accepted(where)
    with pytest.raises(NothingToGive):
        give(where)
    with pytest.raises(SamePlace):
        give(where, dossier, to=desk_of(where))
    with pytest.raises(NotHeldHere):
        give(where, dossier, role=Role.HANDLER, to=desk_of(other))
    with pytest.raises(UnknownBundle):
        give(other, dossier)
    with pytest.raises(BundleCodeMistyped):
        give(where, codes=["ABCD-EFGH"])
    record = give(where, dossier)
    with pytest.raises(AlreadyOffered) as offered:
        give(where, dossier)
    assert record.number in offered.value.sentence
    withdraw_giving(
        record_id=record.pk, officer=where.actor(Role.RECEIVER), scope=where.scope(Role.RECEIVER), at=AT
    )
    with pytest.raises(RecordEnded):
        confirm(where, record)
    with pytest.raises(UnknownRecord):
        record_for(record.pk, other.scope(Role.RECEIVER))
    assert give(where, dossier).pk != record.pk
    sound()


@pytest.mark.django_db
def test_bundles_are_given_by_scanning_one_after_the_other_twice_counts_once():
    where = b.place()
    first, _ = b.accepted(where)
    second, _ = b.accepted(where)
    one = bundle(first).code
    codes = [
        f"https://tinh.example/can-bo/giay/?ma={one}\n",
        one.lower().replace("-", ""),
        bundle(second).code,
        "",
    ]

    record = give(where, codes=codes)

    assert {line.dossier_id for line in record.lines.all()} == {first.id, second.id}


@pytest.mark.django_db
def test_a_scan_says_who_holds_it_to_those_who_may_see_the_dossier_only():
    where, elsewhere = b.place(), b.place()
    dossier, _ = b.accepted(where)
    code = bundle(dossier).code
    for role in (Role.RECEIVER, Role.UNIT_HEAD, Role.HANDLER, Role.AGENCY_LEADER):
        assert bundle_by_code(code, where.scope(role)).place == desk_of(where)
        with pytest.raises(UnknownBundle):
            bundle_by_code(code, elsewhere.scope(role))
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    with pytest.raises(BundleCodeMistyped):
        bundle_by_code(wrong, where.scope(Role.RECEIVER))


@pytest.mark.django_db
def test_giving_and_confirming_again_with_the_same_key_changes_nothing():
    where = b.place()
    dossier, _ = b.accepted(where)
    key = uuid4()
    record = give(where, dossier, key=key)
    assert give(where, dossier, key=key).pk == record.pk
    confirm(where, record, key=key)
    confirm(where, record, key=key)
    assert HandoverRecord.objects.count() == 1
    assert Event.objects.filter(stream_id=dossier.id, kind="paper_received").count() == 1


@pytest.mark.django_db
def test_a_batch_needs_a_receiver_who_is_there():
    where = b.place()
    dossier, _ = b.accepted(where)
    with pytest.raises(Refusal) as refused:
        give(where, dossier, to=Place(Holder.UNIT, b.place().agency_id, unit_id=uuid4()))
    assert refused.value.code in {"nobody_there", PlaceUnknown.code}


@pytest.mark.django_db(transaction=True)
@pytest.mark.demand("NB18-13.1")
def test_of_two_who_give_one_bundle_one_makes_a_record():
    where = b.place()
    dossier, _ = b.accepted(where)
    answers = at_once(*[lambda: give(where, dossier)] * 4)
    won = [one for one in answers if isinstance(one, HandoverRecord)]
    assert len(won) == 1
    assert all(isinstance(one, AlreadyOffered) for one in answers if one not in won)
    assert Line.objects.count() == 1
    sound()


@pytest.mark.django_db(transaction=True)
@pytest.mark.demand("NB18-13.1")
def test_of_two_who_confirm_one_record_one_counts_and_the_giver_cannot_take_it_back_any_more():
    where = b.place()
    first, _ = b.accepted(where)
    second, _ = b.accepted(where)
    record = give(where, first, second)

    def take_back():
        withdraw_giving(
            record_id=record.pk, officer=where.actor(Role.RECEIVER), scope=where.scope(Role.RECEIVER), at=AT
        )

    def some():
        return confirm(where, record, received=[bundle(first).pk], remark="Thiếu một túi")

    answers = at_once(lambda: confirm(where, record), some, take_back)

    assert len([one for one in answers if not isinstance(one, Exception)]) == 1
    assert all(isinstance(one, RecordEnded) for one in answers if isinstance(one, Exception)), answers
    sound()
