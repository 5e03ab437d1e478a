"""Whatever is scanned on an officer's page leads to where it belongs, and nowhere else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.desk import builders as d
from tests.journey import builders as b
from tests.journey import parcels as p
from tests.journey.bundles import bundle, give

from motcua.agencies.rules import Role
from motcua.custody.models import HandoverRecord, Parcel
from motcua.journey.papers.custody import bundle_url
from motcua.journey.papers.post import parcel_url
from motcua.journey.papers.slips import lookup_url
from motcua.journey.reading.scan import Kind, ScanGarbled, code_in, recognise
from motcua.kernel.card_qr import CardGarbled, read_card
from motcua.numbers.rules import kit_number, reference, secret
from motcua.operations.services.kit import reserve_block

CARD = "072095012345|290123456|Nguyễn Văn An|15011995|Nam|Khu phố 1, Phường 2, Tây Ninh|10052021"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("H53.18-251103-0001", Kind.DOSSIER),
        ("h53.18-251103-0001\r\n", Kind.DOSSIER),
        ("https://dichvucong.example.vn/tra-cuu?ma=H53.18-251103-0001&t=abcDEF", Kind.DOSSIER),
        (f"https://x.vn/tra-cuu?ma={kit_number(2026, 12)}", Kind.KIT),
        (reference(), Kind.DOSSIER),
        (secret(), Kind.BUNDLE),
        (f"http://localhost:8000/can-bo/giay/?ma={secret()}", Kind.BUNDLE),
        (kit_number(2026, 7), Kind.KIT),
        ("rr123456785vn", Kind.WAYBILL),
        (f"http://localhost:8000/can-bo/giay/ban-giao/{uuid4()}/", Kind.RECORD),
        (f"http://localhost:8000/can-bo/buu-chinh/{uuid4()}/", Kind.PARCEL),
        (f"http://localhost:8000/can-bo/buu-chinh/ban-giao/{uuid4()}/", Kind.BATCH),
        (f"https://x.vn/so-thu-tu/{reference().lower()}", Kind.TICKET),
        (f"/lich-hen?ma={reference()}", Kind.APPOINTMENT),
        ("https://x.vn/so-thu-tu/abc", Kind.WORDS),
        (CARD, Kind.CARD),
        ("]Q1" + CARD, Kind.CARD),
        ("Nguyễn Thị Ánh", Kind.WORDS),
        ("Tổ 5, ấp 12", Kind.WORDS),
        ("0901 234 567", Kind.WORDS),
        ("072 095 012 345", Kind.WORDS),
        ("", Kind.WORDS),
    ],
    ids=lambda value: value.name if isinstance(value, Kind) else "scan",
)
def test_the_form_of_a_scan_tells_what_it_is(text, kind):
    assert recognise(text).kind is kind


def test_an_address_of_elsewhere_is_read_for_its_code_and_never_followed():
    assert recognise("https://evil.example/x?ma=H53.18-251103-0001").value == "H53.18-251103-0001"
    assert recognise("javascript://x/%0aalert(1)").kind is Kind.WORDS
    assert code_in(" H53.18-251103-0001 ") == "H53.18-251103-0001"


@pytest.mark.parametrize(
    "text",
    [
        "https://dvc.vn/tra-cuu?ma=H53.18-251103-0001&t=áb3",
        "7KQ4M-2XƯPA",
        "4KQM-7XWP-Á2CD-EFGH",
        "đvc.vn/tra-cuu?ma=7",
    ],
)
def test_a_scan_that_a_typing_programme_broke_is_told_and_not_searched_for(text):
    with pytest.raises(ScanGarbled, match="Bộ gõ tiếng Việt"):
        recognise(text)


def test_a_card_typed_as_telex_or_vni_is_told():
    telex = CARD.replace("Nguyễn Văn An", "Nguyeenx Vawn An").replace(
        "Khu phố 1, Phường 2, Tây Ninh", "Khu phoos 1, Phuwowngf 2, Taay Ninh"
    )
    vni = CARD.replace("Nguyễn Văn An", "Nguye64n Va8n An")
    for text in (telex, vni):
        with pytest.raises(CardGarbled):
            read_card(text)
    # a name without marks is no reason to refuse a card whose address has them
    assert read_card(CARD.replace("Nguyễn Văn An", "Ksor Kbuor")).name == "Ksor Kbuor"


@pytest.fixture
def where(db):
    p.carrier()
    return b.place()


def leads(client, text) -> str:
    return client.get(reverse("desk:search"), {"q": text}).headers.get("Location", "")


def test_each_kind_leads_to_its_page(where):
    desk = d.client_of(where, Role.RECEIVER)
    waiting, _ = b.accepted(where)
    record = give(where, waiting)
    dossier = b.travelled(where, b.submitted(where).pk)
    parcel = p.ask(where, dossier)
    p.pack(where, parcel)
    parcel = p.again(parcel)
    batch = p.batch(where, parcel)
    page = reverse("desk:dossier", args=[dossier.pk])

    assert leads(desk, lookup_url(dossier)) == page
    assert leads(desk, dossier.code.lower()) == page
    assert leads(desk, dossier.reference) == page
    assert leads(desk, bundle_url(bundle(dossier))).startswith(reverse("desk:paper"))
    assert leads(desk, parcel.waybill) == reverse("desk:post_parcel", args=[parcel.pk])
    for code in (parcel.code, "ABCDE-FGHJQ"):  # one without a digit, as there were before
        Parcel.objects.filter(pk=parcel.pk).update(code=code)
        assert leads(desk, code) == reverse("desk:post_parcel", args=[parcel.pk])
    parcel.refresh_from_db()
    assert leads(desk, parcel_url(parcel)) == reverse("desk:post_parcel", args=[parcel.pk])
    record_page = reverse("desk:paper_record", args=[HandoverRecord.objects.get(pk=record.pk).pk])
    assert leads(desk, f"http://localhost{record_page}") == record_page
    batch_page = reverse("desk:post_batch", args=[batch.pk])
    assert leads(desk, f"http://localhost{batch_page}") == batch_page
    assert leads(desk, "EE000000005VN").startswith(reverse("desk:envelope_new"))


def test_a_form_of_the_kit_leads_to_its_late_entry(where):
    b.post(where, Role.DESK_HEAD, "Phạm Thị Phụ Trách", desk_id=where.desk_id)
    block = reserve_block(
        desk_id=where.desk_id,
        count=2,
        officer=where.actor(Role.DESK_HEAD),
        at=b.MORNING,
        key=uuid4(),
        purpose="paper",
    )
    number = block.numbers.first().number
    address = leads(d.client_of(where, Role.RECEIVER), f"http://localhost/tra-cuu?ma={number}")
    assert address.startswith(reverse("desk:late_entry_new"))
    assert number in address


def test_a_card_finds_the_dossiers_of_its_number_and_says_that_it_proves_nothing(where):
    dossier = b.submitted(where)
    desk = d.client_of(where, Role.RECEIVER)
    card = CARD.replace("072095012345", b.APPLICANT["number"])

    found = desk.get(reverse("desk:search"), {"q": card}).content.decode()

    assert str(dossier) in found
    assert "không chứng minh được gì" in found


def test_a_broken_scan_is_told_on_the_page(where):
    desk = d.client_of(where, Role.RECEIVER)
    refused = desk.get(reverse("desk:search"), {"q": "7KQ4M-2XƯPA"})
    assert refused.status_code == 422
    assert "Bộ gõ tiếng Việt" in refused.content.decode()


def test_what_another_desk_has_leads_nowhere(where):
    dossier = b.travelled(where, b.submitted(where).pk)
    parcel = p.ask(where, dossier)
    p.pack(where, parcel)
    parcel = p.again(parcel)
    other = d.client_of(b.place(), Role.HANDLER)

    for text in (dossier.code, parcel.waybill, parcel.code, lookup_url(dossier)):
        assert leads(other, text) == ""
    assert other.get(reverse("desk:search"), {"q": parcel_url(parcel)}).status_code == 404
