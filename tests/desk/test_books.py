"""The book of dossiers and the control sheet through their pages."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from tests.desk.builders import NOW, client_of, filed, taken_in
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.documents.models import IssuedDocument
from motcua.dossiers.models import BookPrint
from motcua.journey.book import make_print

BOOKS = reverse("desk:books")


def test_a_clerk_prints_the_book_sees_how_far_it_is_and_opens_its_volume(where: Place) -> None:
    taken_in(where, filed(where))
    client = client_of(where, Role.RECEIVER)
    wanted = {"desk": str(where.desk_id), "field": "Thử nghiệm", "year": "2026"}

    first = client.get(BOOKS).content.decode()
    assert client.post(BOOKS, wanted).status_code == 302
    waiting = client.get(BOOKS).content.decode()
    make_print(print_id=BookPrint.objects.get().pk, at=NOW)
    done = client.get(BOOKS).content.decode()
    volume = reverse("desk:book_volume", args=[BookPrint.objects.get().volumes.get().pk])
    pdf = client.get(volume)

    assert "Thử nghiệm" in first
    assert "Đang in" in waiting
    assert "Đang in" not in done
    assert "Tập 1: số 1 đến 1" in done
    assert b"".join(pdf).startswith(b"%PDF")
    export = client.get(reverse("desk:books_export"), wanted)
    assert "Nguyễn Thị Mẹ" in b"".join(export).decode()
    assert "attachment" in export["Content-Disposition"]


def test_another_desk_and_other_duties_get_no_book(where: Place) -> None:
    taken_in(where, filed(where))
    wanted = {"desk": str(where.agency_id), "field": "Thử nghiệm", "year": "2026"}

    assert client_of(where, Role.RECEIVER).get(reverse("desk:books_export"), wanted).status_code == 403
    assert client_of(where, Role.RECEIVER).post(BOOKS, {"desk": "x"}).status_code == 422
    assert client_of(where, Role.HANDLER).get(BOOKS).status_code == 403
    assert Client().get(BOOKS).status_code in {302, 401}


def test_the_control_sheet_is_printed_from_the_page_of_the_dossier(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    client = client_of(where, Role.UNIT_HEAD)
    sheet = reverse("desk:control_sheet", args=[dossier.pk])

    assert sheet in client.get(reverse("desk:dossier", args=[dossier.pk])).content.decode()
    answer = client.post(sheet)

    issued = IssuedDocument.objects.get(template="slip_06")
    assert answer["Location"] == reverse("desk:slip", args=[dossier.pk, issued.pk])
    assert client.get(answer["Location"]).content.startswith(b"%PDF")
