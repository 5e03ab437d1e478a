"""The post at the officers' screens, and the applicant's pages."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import builders as d
from tests.journey import builders as b
from tests.journey import parcels as p
from tests.journey.test_post_back import ended, items_of
from tests.journey.test_returning import online

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.audit.models import Reading
from motcua.custody.models import Envelope, Parcel
from motcua.dossiers.models import Dossier

pytestmark = pytest.mark.django_db
HOME = {"name": p.HOME.name, "phone": "090 123 4567", "address": p.HOME.address, "wish": "Gọi trước khi đến"}


@pytest.fixture
def where(db):
    p.carrier()
    return b.place()


def key(**more):
    return {"key": str(uuid4()), **more}


def hidden(dossier, **more):
    dossier = Dossier.objects.get(pk=dossier.pk)
    return key(version=dossier.version, seen=dossier.event_seq, **more)


@pytest.mark.demand("DN15-4.3c")
def test_a_result_goes_from_the_wish_at_the_counter_to_the_postman_by_the_pages(where):
    dossier = b.travelled(where, b.submitted(where).pk)
    desk = d.client_of(where, Role.RECEIVER)
    page = reverse("desk:post_delivery", args=[dossier.pk])
    assert p.HOME.name in desk.get(page).content.decode()

    assert desk.post(page, hidden(dossier, **HOME)).status_code == 302
    parcel = Parcel.objects.get(dossier=dossier)
    shown = desk.get(reverse("desk:post")).content.decode()
    assert parcel.address in shown
    assert f'name="waybill-{parcel.pk}"' in shown
    wrong = desk.post(reverse("desk:post_pack"), key(parcel=parcel.pk, **{f"waybill-{parcel.pk}": "RR1"}))
    assert wrong.status_code == 422
    assert "RR1" in wrong.content.decode()
    right = {f"waybill-{parcel.pk}": "RR123456785VN", "carrier": ""}
    assert desk.post(reverse("desk:post_pack"), key(parcel=parcel.pk, **right)).status_code == 302
    made = desk.post(reverse("desk:post_batch_new"), key(parcel=parcel.pk))
    record = made["Location"]
    for path in (record, f"{record}in/", f"{record}nhan/", reverse("desk:post_label", args=[parcel.pk])):
        assert desk.get(path).status_code == 200
    refused = desk.post(record, key(parcel=parcel.pk, postman=""))
    assert refused.status_code == 422
    assert desk.post(record, key(parcel=parcel.pk, postman="Trần Văn Bưu")).status_code == 302
    told = reverse("desk:post_parcel", args=[parcel.pk])
    facts = key(act="tell", status="delivered", happened_at="2026-09-08T10:00", receiver="Nguyễn Thị Mẹ")
    assert desk.post(told, facts).status_code == 302

    assert Dossier.objects.get(pk=dossier.pk).state == "handed_over"
    assert "Nguyễn Thị Mẹ" in desk.get(told).content.decode()
    assert Reading.objects.filter(stream_id=dossier.pk).exists()


@pytest.mark.demand("TN19-8.2")
def test_originals_are_compared_on_the_page_before_the_result_travels(where):
    dossier = online(where)
    desk = d.client_of(where, Role.RECEIVER)
    page = reverse("desk:post_delivery", args=[dossier.pk])
    desk.post(page, hidden(dossier, **HOME))
    parcel = Parcel.objects.get(dossier=dossier)
    pack = {f"waybill-{parcel.pk}": "RR123456785VN"}
    refused = desk.post(reverse("desk:post_pack"), key(parcel=parcel.pk, **pack))
    assert "bản chính" in refused.content.decode()

    paper = desk.get(page).context["lines_to_compare"][0]["paper"]
    compared = desk.post(page, hidden(dossier, act="compare", **{f"fits-{paper.pk}": "yes"}))

    assert compared.status_code == 302
    assert desk.post(reverse("desk:post_pack"), key(parcel=parcel.pk, **pack)).status_code == 302


def test_what_is_typed_wrongly_is_told_and_kept(where):
    dossier = b.travelled(where, b.submitted(where).pk)
    desk = d.client_of(where, Role.RECEIVER)
    page = reverse("desk:post_delivery", args=[dossier.pk])

    refused = desk.post(page, hidden(dossier, **{**HOME, "phone": "12"}))

    assert refused.status_code == 422
    assert p.HOME.address in refused.content.decode()
    assert not Parcel.objects.exists()


def test_officers_of_another_desk_and_of_units_have_no_part_in_it(where):
    dossier = b.travelled(where, b.submitted(where).pk)
    parcel = p.ask(where, dossier)
    other = d.client_of(b.place(), Role.RECEIVER)

    assert other.get(reverse("desk:post_parcel", args=[parcel.pk])).status_code == 404
    assert parcel.code not in other.get(reverse("desk:post")).content.decode()
    assert d.client_of(where, Role.HANDLER).get(reverse("desk:post")).status_code == 403


def test_the_page_of_the_post_asks_the_same_number_of_statements_for_one_and_for_many(
    where, django_assert_max_num_queries
):
    for _ in range(3):
        p.ask(where, b.travelled(where, b.submitted(where).pk))
    desk = d.client_of(where, Role.RECEIVER)
    desk.get(reverse("desk:post"))
    with django_assert_max_num_queries(22):
        desk.get(reverse("desk:post"))


# envelopes


def envelope(desk, **more):
    facts = {
        "sender_name": "Trần Thị Đường Xa",
        "sender_phone": "0912345678",
        "sender_address": "Thôn Hạ, xã Tân Hưng, tỉnh Tây Ninh",
        "arrived_at": "2026-09-07T09:00",
        "sent_on": "2026-09-03",
        "waybill": "EE000000005VN",
    }
    return desk.post(reverse("desk:envelope_new"), key(**(facts | more)))


@pytest.mark.demand("TN19-10.1", "HG-3")
def test_papers_received_by_post_become_a_dossier_dated_by_their_arrival(where):
    desk = d.client_of(where, Role.RECEIVER)
    made = envelope(desk)
    found = Envelope.objects.get()
    assert made["Location"] == reverse("desk:envelope", args=[found.pk])
    chosen = desk.get(f"{made['Location']}?chon={where.release.procedure.slug}")
    assert chosen.status_code == 200

    begun = desk.post(made["Location"], {"procedure": where.release.procedure.code})
    assert "Trần Thị Đường Xa" in desk.get(begun["Location"]).content.decode()
    again = desk.post(made["Location"], {"procedure": where.release.procedure.code})
    assert again["Location"] == begun["Location"]


def test_an_envelope_that_cannot_have_come_is_refused(where):
    desk = d.client_of(where, Role.RECEIVER)
    for wrong in (
        {"arrived_at": "2099-01-01T08:00"},
        {"arrived_at": "hôm qua"},
        {"sent_on": "2026-09-09"},
        {"sender_name": " "},
        {"dossier": "H53.18-251103-0001"},
    ):
        assert envelope(desk, **wrong).status_code in {404, 422}
    assert not Envelope.objects.exists()


# the applicant


@pytest.fixture
def citizen(where):
    account = Account.objects.create(kind="citizen", email="me@example.vn", full_name="Nguyễn Thị Mẹ")
    return account, d.signed_in(account)


def test_the_applicant_chooses_the_post_and_changes_the_mind(where, citizen):
    account, client = citizen
    dossier = b.travelled(where, b.submitted(where).pk)
    Dossier.objects.filter(pk=dossier.pk).update(account_id=account.pk)
    page = reverse("portal:post_delivery", args=[dossier.pk])

    assert client.post(page, key(**HOME)).status_code == 302
    parcel = Parcel.objects.get(dossier=dossier)
    own = client.get(reverse("portal:dossier", args=[dossier.pk])).content.decode()
    assert parcel.address in own
    assert "được gửi qua bưu chính" in own
    assert client.post(page, key(act="cancel")).status_code == 302
    parcel.refresh_from_db()
    assert parcel.state == "cancelled"
    assert client.post(page, key(**{**HOME, "address": ""})).status_code == 422


def test_a_stranger_cannot_send_somebodys_result_to_himself(where, citizen):
    _, client = citizen
    dossier = b.travelled(where, b.submitted(where).pk)
    page = reverse("portal:post_delivery", args=[dossier.pk])

    assert client.post(page, key(**HOME)).status_code == 404
    assert Client().post(page, key(**HOME)).status_code in {302, 401, 403, 404}
    assert not Parcel.objects.exists()


@pytest.mark.demand("TN19-10.1")
def test_a_postman_is_asked_to_fetch_papers_at_home(where):
    page = reverse("portal:pick_up", args=[where.release.procedure.slug])
    client = Client()
    assert client.get(page).status_code == 200

    asked = client.post(page, {"desk": where.desk_id, **HOME})

    parcel = Parcel.objects.get()
    assert parcel.code in asked.content.decode()
    assert (parcel.direction, parcel.state) == ("in", "wanted")
    desk = d.client_of(where, Role.RECEIVER)
    assert parcel.code in desk.get(reverse("desk:post")).content.decode()
    fetch = reverse("desk:post_fetch", args=[parcel.pk])
    assert desk.post(fetch, {"waybill": "EE000000005VN"}).status_code == 302
    envelope(desk)
    parcel.refresh_from_db()
    assert parcel.state == "delivered"
    assert Envelope.objects.get().parcel == parcel


@pytest.mark.demand("NB18-13.1")
def test_originals_of_what_ended_go_home_by_the_pages_of_the_desk(where):
    dossier = ended(where)
    desk = d.client_of(where, Role.RECEIVER)
    page = reverse("desk:post_delivery", args=[dossier.pk])
    assert page in desk.get(reverse("desk:paper_of", args=[dossier.pk])).content.decode()
    assert "Gửi trả bản chính qua bưu chính" in desk.get(page).content.decode()

    assert desk.post(page, hidden(dossier, **HOME)).status_code == 302
    parcel = Parcel.objects.get(dossier=dossier)
    shown = desk.get(reverse("desk:post")).content.decode()
    assert shown.count(f'name="item-{parcel.pk}"') == 2
    assert shown.count("bản chính phải trả") == 2
    facts = {f"waybill-{parcel.pk}": "RR123456785VN"}
    nothing = desk.post(reverse("desk:post_pack"), key(parcel=parcel.pk, **facts))
    assert "chưa chọn bản chính nào" in nothing.content.decode()
    facts[f"item-{parcel.pk}"] = [str(one) for one in items_of(dossier)]
    assert desk.post(reverse("desk:post_pack"), key(parcel=parcel.pk, **facts)).status_code == 302
    record = desk.post(reverse("desk:post_batch_new"), key(parcel=parcel.pk))["Location"]
    assert desk.post(record, key(parcel=parcel.pk, postman="Trần Văn Bưu")).status_code == 302
    told = reverse("desk:post_parcel", args=[parcel.pk])
    back = key(act="tell", status="returned", happened_at="2026-09-08T10:00")
    assert desk.post(told, back).status_code == 302
    assert "Gửi lại đến địa chỉ này" in desk.get(told).content.decode()
    assert desk.post(told, key(act="again")).status_code == 302

    assert Parcel.objects.filter(dossier=dossier, state="wanted", purpose="papers").count() == 1
    assert desk.post(page, hidden(dossier, act="cancel")).status_code == 302
    assert not Parcel.objects.filter(dossier=dossier, state="wanted").exists()


def test_the_applicant_asks_for_the_originals_at_home_and_changes_the_mind(where, citizen):
    account, home = citizen
    dossier = ended(where)
    Dossier.objects.filter(pk=dossier.pk).update(account_id=account.pk)
    page = reverse("portal:post_delivery", args=[dossier.pk])
    assert page in home.get(reverse("portal:dossier", args=[dossier.pk])).content.decode()
    assert "Giấy chứng sinh" in home.get(page).content.decode()

    assert home.post(page, key(**HOME)).status_code == 302
    parcel = Parcel.objects.get(dossier=dossier)
    assert (parcel.purpose, parcel.asked_by_id) == ("papers", account.pk)
    assert parcel.address in home.get(reverse("portal:dossier", args=[dossier.pk])).content.decode()
    assert home.post(page, key(act="cancel")).status_code == 302

    parcel.refresh_from_db()
    assert parcel.state == "cancelled"
