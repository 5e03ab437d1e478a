"""The carrier that stands in, used by the product: orders, numbers, webhooks, and each of its ways to misbehave."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from tests.emulate.builders import ask, made, running
from tests.journey import builders as b
from tests.journey import parcels as p
from tests.journey.bundles import LATER

from motcua.custody.models import ParcelEvent, PostCarrier
from motcua.delivery.models import Received
from motcua.delivery.services import handle_received
from motcua.dossiers.models import Dossier
from motcua.journey.post_tracking import poll_parcels
from motcua.kernel.clock import now
from motcua.partners.post.http import sign
from motcua.workbench.emulate.frame import Mode
from motcua.workbench.emulate.post import CARRIER_ID, SIGNING_KEY, PostStandIn

pytestmark = pytest.mark.django_db
HOOK = f"/kenh/buu-chinh/{CARRIER_ID}"


@pytest.fixture
def there(tmp_path, db):
    stand_in = made(PostStandIn, tmp_path)
    with running(stand_in) as page:
        stand_in.enter(at=b.MORNING)
        yield stand_in, page
        stand_in.leave(at=b.MORNING)


def numbered(there):
    """A parcel with a number of the stand-in, given to its postman."""
    where = b.place()
    dossier = b.travelled(where, b.submitted(where).pk)
    parcel = p.ask(where, dossier)
    assert p.pack(where, parcel) == {}
    assert p.leave() == []
    parcel = p.again(parcel)
    p.give(where, p.batch(where, parcel), parcel)
    return dossier, p.again(parcel)


def event(parcel, status, *, hour=10):
    return {"ItemCode": parcel.waybill, "Status": status, "At": f"2026-09-08T{hour:02d}:00:00+07:00"}


def report(*events, key=SIGNING_KEY, hook=HOOK):
    body = json.dumps({"Events": list(events)}).encode()
    return Client().post(
        hook, body, content_type="application/json", headers={"X-Signature": sign(key, body)}
    )


@pytest.mark.demand("DN15-4.3c")
def test_a_parcel_goes_through_the_stand_in_to_its_delivery(there):
    stand_in, page = there
    dossier, parcel = numbered(there)
    assert parcel.waybill in json.dumps(ask(page, "/post.json")[1])

    assert report(event(parcel, "delivered")).json() == {"Status": "100", "New": 1}
    assert Dossier.objects.get(pk=dossier.pk).state == "decided"  # stored first, read by the worker
    handle_received(at=now())

    assert Dossier.objects.get(pk=dossier.pk).state == "handed_over"
    assert report(event(parcel, "delivered")).json()["New"] == 0  # told twice
    stand_in.leave(at=b.MORNING)
    assert not PostCarrier.objects.get(pk=CARRIER_ID).is_active


def test_webhooks_signed_wrongly_or_for_somebody_else_are_not_stored(there):
    _, parcel = numbered(there)
    assert report(event(parcel, "delivered"), key="khác").status_code == 403
    assert report(event(parcel, "delivered"), hook=HOOK.replace("0192", "0193")).status_code == 404
    assert Client().get(HOOK).status_code == 405
    assert not Received.objects.filter(channel="post").exists()


def test_disordered_and_unknown_reports_are_read_and_nothing_is_lost(there):
    dossier, parcel = numbered(there)
    other = {"ItemCode": "EE000000005VN", "Status": "delivered", "At": "2026-09-08T09:00:00"}
    report(
        event(parcel, "delivered", hour=12), event(parcel, "under_way", hour=8), event(parcel, "X-17"), other
    )

    done = handle_received(at=now())

    assert (done.done, done.failed) == (4, 0)
    assert p.again(parcel).state == "delivered"
    assert ParcelEvent.objects.filter(parcel=parcel, status="unknown").count() == 1
    assert Dossier.objects.get(pk=dossier.pk).state == "handed_over"


def test_moved_on_at_its_page_it_is_found_by_asking(there):
    _, page = there
    _, parcel = numbered(there)
    status, _ = ask(page, "/post/act/move", post={"waybill": parcel.waybill, "status": "under_way"})
    assert status == 200
    wrong, said = ask(page, "/post/act/move", post={"waybill": "XX1", "status": "lost"})
    assert (wrong, "Không có bưu gửi" in said["said"]) == (422, True)

    assert poll_parcels(at=LATER + timedelta(days=1)) == 1

    assert ParcelEvent.objects.filter(parcel=parcel, status="under_way").count() == 1


def test_refused_the_parcel_waits_for_a_person(there):
    stand_in, _ = there
    stand_in.mode = Mode.REFUSE
    where = b.place()
    parcel = p.ask(where, b.travelled(where, b.submitted(where).pk))
    p.pack(where, parcel)

    (dead,) = p.leave()

    assert (dead.state, "207" in p.again(parcel).problem) == ("dead", True)
