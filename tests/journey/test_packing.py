"""Packing results for the post: batches, labels, numbers, addresses, and what holds a parcel back."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader
from tests.journey import builders as b
from tests.journey import parcels as p
from tests.journey.bundles import LATER, confirm, sound
from tests.journey.bundles import give as give_bundle
from tests.journey.parcels import again, ask, batch, carrier, decided, give, pack, row, sent, told
from tests.journey.races import at_once

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.audit.services import Actor
from motcua.custody.errors import PaperElsewhere
from motcua.custody.models import Parcel
from motcua.custody.post import errors
from motcua.custody.post.rules import Address
from motcua.delivery.models import OutboxMessage
from motcua.documents.models import IssuedDocument
from motcua.documents.rendering import render
from motcua.journey import post
from motcua.journey.papers.post import labels_pdf
from motcua.journey.reading.history import timeline
from motcua.kernel.errors import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(db):
    carrier()
    return b.place()


# packing, batches, the postman


def test_several_results_go_in_one_batch_with_labels_and_a_record_that_both_sides_confirm(where):
    dossiers = [decided(where) for _ in range(3)]
    made = [ask(where, one) for one in dossiers]
    assert pack(where, *made) == {}

    record = batch(where, *made)
    pdf = render(IssuedDocument.objects.get(pk=record.document_id))
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    labels = labels_pdf([again(one) for one in made], at=LATER)

    assert "GIẤY BÀN GIAO BƯU CHÍNH" in words
    assert all(again(one).waybill in words.replace("\u200b", "") for one in made)
    assert len(PdfReader(BytesIO(labels)).pages) == 3
    with pytest.raises(errors.PostmanMissing):
        give(where, record, *made, name=" ")
    key = uuid4()
    assert give(where, record, *made[:2], key=key) == 1
    assert give(where, record, *made[:2], key=key) == 0  # the second of two clicks
    assert [again(one).state for one in made] == ["collected", "collected", "registered"]
    with pytest.raises(errors.BatchEnded):
        give(where, record, made[2])
    second = batch(where, made[2])
    assert second.number != record.number
    sound()


def test_the_same_batch_asked_for_twice_is_one(where):
    parcel = ask(where, decided(where))
    pack(where, parcel)
    key = uuid4()
    assert batch(where, parcel, key=key) == batch(where, parcel, key=key)


def test_a_number_is_typed_right_and_used_once(where):
    first, second = ask(where, decided(where)), ask(where, decided(where))

    assert isinstance(pack(where, first, waybill=" ")[first.pk], errors.WaybillMissing)
    assert isinstance(pack(where, first, waybill="RR123456789VN")[first.pk], errors.WaybillWrong)
    assert pack(where, first, waybill="rr 1234 5678 5 vn") == {}
    assert again(first).waybill == "RR123456785VN"
    assert isinstance(pack(where, second, waybill="RR123456785VN")[second.pk], errors.WaybillTaken)
    assert again(second).state == "wanted"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_pack_one_parcel():
    carrier()
    where = b.place()
    parcel = ask(where, decided(where))

    outcomes = at_once(lambda: pack(where, parcel), lambda: pack(where, parcel))

    refusals = [one for outcome in outcomes for one in outcome.values()]
    assert [type(one) for one in refusals] == [errors.ParcelOnItsWay]
    assert Event.objects.filter(stream_id=parcel.dossier_id, kind="post_packed").count() == 1


def test_what_is_packed_is_taken_out_again_and_asks_under_another_key(where):
    parcel = ask(where, decided(where))
    pack(where, parcel)
    old = again(parcel).key

    post.unpack(
        parcel_id=parcel.pk, officer=where.actor(Role.RECEIVER), scope=where.scope(Role.RECEIVER), at=LATER
    )

    found = again(parcel)
    assert (found.state, found.waybill) == ("wanted", "")
    assert found.key != old
    assert pack(where, parcel) == {}


def test_an_address_that_no_postman_finds_is_refused_and_says_what_is_missing(where):
    dossier = decided(where)
    with pytest.raises(errors.AddressIncomplete, match="số điện thoại, địa chỉ"):
        ask(where, dossier, to=Address("Nguyễn Thị Mẹ", "", " "))
    assert not Parcel.objects.exists()


def test_the_address_may_change_until_somebody_packs_it(where):
    dossier = decided(where)
    parcel = ask(where, dossier)
    other = Address("Trần Văn Con", "0912345678", "Thôn Hạ, xã Tân Hưng, tỉnh Tây Ninh")
    assert ask(where, dossier, to=other).pk == parcel.pk
    assert again(parcel).name == "Trần Văn Con"
    pack(where, parcel)
    with pytest.raises(errors.ParcelOnItsWay):
        ask(where, dossier, to=p.HOME)
    with pytest.raises(errors.ParcelOnItsWay):
        post.cancel_delivery(dossier_id=dossier.pk, actor=Actor("applicant"), at=LATER, key=uuid4())


def test_another_desk_knows_nothing_of_a_parcel(where):
    parcel = ask(where, decided(where))
    other = b.place()

    assert isinstance(pack(other, parcel)[parcel.pk], errors.UnknownParcel)
    with pytest.raises(errors.UnknownParcel):
        batch(other, parcel)


def test_paper_that_lies_elsewhere_holds_the_parcel_back_or_is_explained(where):
    dossier = decided(where)
    confirm(where, give_bundle(where, dossier))
    parcel = ask(where, dossier)

    assert isinstance(pack(where, parcel)[parcel.pk], PaperElsewhere)
    assert pack(where, parcel, paper_reason="Phòng chuyên môn lưu bản sao") == {}
    give(where, batch(where, parcel), parcel)
    told(again(parcel), "delivered")
    found = row(dossier)
    # handed over, but not closed by itself: the paper in the unit has to be settled by a person
    assert (found.state, found.closed_at) == ("handed_over", None)
    sound()


def test_the_applicant_is_told_when_the_postman_has_it_and_the_history_says_it(where):
    dossier = decided(where)
    sent(where, dossier)

    subjects = list(OutboxMessage.objects.filter(order_key=str(dossier.pk)).values_list("subject", flat=True))
    assert any("đang trên đường" in one for one in subjects)
    assert "Bưu tá đã nhận bưu gửi" in [line.title for line in timeline(row(dossier))]


def test_a_dossier_that_is_still_handled_is_not_sent(where):
    dossier, _ = b.accepted(where)
    parcel = ask(where, dossier)

    assert isinstance(pack(where, parcel)[parcel.pk], Refusal)
    assert again(parcel).state == "wanted"
