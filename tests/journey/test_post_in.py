"""Papers that come by post: dated by their arrival, linked to a dossier, answered by post."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey import parcels as p
from tests.journey.bundles import sound

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.custody.models import Envelope, Parcel
from motcua.custody.post import errors
from motcua.custody.post.rules import Address
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.services.drafts import save_draft
from motcua.journey import post_in
from motcua.journey.check import check
from motcua.journey.errors import PlaceUnknown
from motcua.journey.post_in import EnvelopeFacts
from motcua.journey.supplement import supplement
from motcua.kernel.clock import local, local_day

pytestmark = pytest.mark.django_db
ARRIVED = b.MORNING
ENTERED = b.MORNING + timedelta(hours=26)  # the next day: the pile was high


@pytest.fixture
def where(db):
    p.carrier()
    return b.place()


def entered(where, *, key=None, at=ENTERED, **more) -> Envelope:
    facts = {
        "sender_name": "Nguyễn Thị Mẹ",
        "arrived_at": ARRIVED,
        "sender_phone": "0912345678",
        "sender_address": "Thôn Hạ, xã Tân Hưng, tỉnh Tây Ninh",
        "sent_on": local_day(local("2026-09-03T08:00")),
        "waybill": "ee 0000 0000 5 vn",
    }
    return post_in.record_envelope(
        facts=EnvelopeFacts(**(facts | more)),
        desk_id=where.desk_id,
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER, at),
        at=at,
        key=key or uuid4(),
    )


def filed(where, envelope) -> Dossier:
    draft = post_in.begin_from_envelope(
        envelope_id=envelope.pk,
        procedure=where.release.procedure.code,
        case="",
        officer=where.actor(Role.RECEIVER),
        scope=where.scope(Role.RECEIVER, ENTERED),
        at=ENTERED,
    )
    applicant = b.APPLICANT | {"phone": "0912345678", "address": ""}
    save_draft(draft.pk, at=ENTERED, fields={"applicant": applicant, "answers": {"ho_ten": "Nguyễn Thị Mẹ"}})
    done = post_in.file_from_envelope(envelope_id=envelope.pk, officer=where.actor(Role.RECEIVER), at=ENTERED)
    return Dossier.objects.get(pk=done.dossier_id)


@pytest.mark.demand("TN19-10.1", "HG-3")
def test_a_dossier_by_post_is_received_when_its_envelope_reaches_the_desk(where):
    envelope = entered(where)
    dossier = filed(where, envelope)

    envelope.refresh_from_db()
    assert (dossier.channel, dossier.submitted_at) == ("post", ARRIVED)
    assert (envelope.dossier_id, envelope.sent_on.isoformat()) == (dossier.pk, "2026-09-03")
    reception = Part.objects.get(dossier=dossier, duty=Part.Duty.RECEPTION)
    assert reception.started_at == ARRIVED  # the hours of DN15-4.3a count from here
    event = Event.objects.get(stream_id=dossier.pk, kind="post_received")
    assert (event.happened_at, event.body["sent_on"]) == (ENTERED, "2026-09-03")
    first = Event.objects.filter(stream_id=dossier.pk).order_by("seq").first()
    assert (first.kind, first.happened_at) == ("submit", ARRIVED)
    sound()


def test_it_is_filed_once_and_begun_once(where):
    envelope = entered(where)
    dossier = filed(where, envelope)
    again = post_in.file_from_envelope(
        envelope_id=envelope.pk, officer=where.actor(Role.RECEIVER), at=ENTERED
    )
    assert (again.dossier_id, again.is_new) == (dossier.pk, False)
    assert Event.objects.filter(stream_id=dossier.pk, kind="post_received").count() == 1
    with pytest.raises(errors.EnvelopeUsed):
        filed(where, Envelope.objects.get())


def test_the_same_envelope_entered_twice_by_a_double_click_is_one(where):
    key = uuid4()
    assert entered(where, key=key).pk == entered(where, key=key).pk
    other = entered(where)
    assert (other.year, other.no) == (2026, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"arrived_at": ENTERED + timedelta(minutes=1)},
        {"sent_on": local_day(ARRIVED + timedelta(days=1))},
    ],
)
def test_an_envelope_comes_after_it_was_sent_and_not_tomorrow(where, wrong):
    with pytest.raises(errors.ArrivalImpossible):
        entered(where, **wrong)


def test_another_desk_enters_nothing_here(where):
    with pytest.raises(errors.NotYourDesk):
        post_in.record_envelope(
            facts=EnvelopeFacts("A", ARRIVED),
            desk_id=where.desk_id,
            officer=b.place().actor(Role.RECEIVER),
            scope=b.place().scope(Role.RECEIVER),
            at=ENTERED,
            key=uuid4(),
        )


@pytest.mark.demand("TN19-10.1a")
def test_what_is_missing_is_asked_by_post_at_the_address_on_the_envelope(where):
    dossier = filed(where, entered(where))
    officer = where.actor(Role.RECEIVER)
    later = ENTERED + timedelta(hours=1)
    findings = b.findings(dossier, "missing", "Thiếu giấy chứng sinh")
    check(dossier_id=dossier.pk, officer=officer, findings=findings, at=later)
    supplement(dossier_id=dossier.pk, officer=officer, reason="Thiếu giấy", at=later, key=uuid4())

    parcel = Parcel.objects.get(dossier=dossier)
    assert (parcel.purpose, parcel.state, parcel.document_id is not None) == ("slip", "wanted", True)
    assert parcel.address == "Thôn Hạ, xã Tân Hưng, tỉnh Tây Ninh"
    assert p.pack(where, parcel, at=later) == {}
    p.give(where, p.batch(where, parcel, at=later), parcel, at=later)
    p.told(p.again(parcel), "delivered", hours=60)
    assert p.again(parcel).state == "delivered"
    assert Dossier.objects.get(pk=dossier.pk).state == "supplement_requested"
    sound()


def test_papers_for_a_dossier_that_exists_are_linked_to_it(where):
    dossier = b.submitted(where)
    envelope = entered(where, dossier_id=dossier.pk)

    assert envelope.dossier_id == dossier.pk
    assert Event.objects.filter(stream_id=dossier.pk, kind="post_received").count() == 1


@pytest.mark.demand("TN19-10.1")
def test_a_pick_up_is_asked_for_ordered_and_arrives_with_its_envelope(where):
    home = Address("Nguyễn Thị Mẹ", "0912345678", "Thôn Hạ, xã Tân Hưng")
    asked = {
        "procedure": where.release.procedure.code, "desk_id": where.desk_id, "at_home": home,
        "wish": "buổi chiều", "account_id": None, "at": ARRIVED,
    }  # fmt: skip
    parcel = post_in.ask_pick_up(**asked)
    who = {"officer": where.actor(Role.RECEIVER), "scope": where.scope(Role.RECEIVER), "at": ARRIVED}
    post_in.order_pick_up(parcel_id=parcel.pk, carrier_id=None, waybill="EE000000005VN", **who)
    p.told(p.again(parcel), "collected", hours=1)

    envelope = entered(where, at=b.MORNING + timedelta(days=2), arrived_at=b.MORNING + timedelta(days=1))

    found = p.again(parcel)
    assert (found.state, envelope.parcel) == ("delivered", found)
    for _ in range(3):
        post_in.ask_pick_up(**asked)
    with pytest.raises(errors.ParcelOnItsWay):
        post_in.ask_pick_up(**asked)  # nobody orders postmen by the dozen
    waiting = Parcel.objects.filter(state="wanted").first()
    post_in.drop_pick_up(parcel_id=waiting.pk, scope=where.scope(Role.RECEIVER), at=ARRIVED)
    assert p.again(waiting).state == "cancelled"


def test_a_pick_up_goes_only_to_a_desk_that_receives_the_procedure(where):
    home = Address("Nguyễn Thị Mẹ", "0912345678", "Thôn Hạ, xã Tân Hưng")
    with pytest.raises(PlaceUnknown):
        post_in.ask_pick_up(
            procedure=where.release.procedure.code, desk_id=b.place().desk_id, at_home=home, wish="",
            account_id=None, at=ARRIVED,
        )  # fmt: skip
