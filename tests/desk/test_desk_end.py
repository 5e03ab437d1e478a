"""The end at the counter through its pages: money, result, archive."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse
from tests.desk.builders import client_of, compared, decided, filed, taken_in
from tests.desk.pages import hidden, state_of
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.payments.models import Charge


def test_cash_then_result_then_the_archive(where: Place) -> None:
    dossier = decided(where, filed(where))
    client = client_of(where, Role.RECEIVER)
    originals = {f"fits-{one.paper_id}": "yes" for one in compared(dossier)}
    give, pay = (reverse(f"desk:{name}", args=[dossier.pk]) for name in ("hand_over", "pay"))

    unpaid = client.post(give, hidden(client, give) | {"receiver_name": "Nguyễn Thị Mẹ"})
    no_number = client.post(pay, hidden(client, pay) | {"receipt_number": ""})
    paid = client.post(pay, hidden(client, pay) | {"receipt_number": "0001234", "next": "hand_over"})
    nobody = client.post(
        give, hidden(client, give) | {"receiver_name": "", "receiver_paper": "căn cước 2345"}
    )
    form = hidden(client, give) | {
        "receiver_name": "Nguyễn Thị Mẹ",
        "receiver_paper": "căn cước 2345",
        **originals,
    }
    given = [client.post(give, form).status_code for _ in range(2)]

    assert unpaid.status_code == 409
    assert no_number.status_code == 422
    assert paid["Location"] == give
    assert nobody.status_code == 422
    assert "căn cước 2345" in nobody.content.decode()
    assert given == [302, 302]
    assert state_of(dossier) == "handed_over"
    assert dossier.results.get().receiver_name == "Nguyễn Thị Mẹ"
    page = reverse("desk:dossier", args=[dossier.pk])
    closed = client.post(reverse("desk:close", args=[dossier.pk]), hidden(client, page))
    assert closed.status_code == 302
    dossier.refresh_from_db()
    assert dossier.closed_at is not None


def test_a_cashier_takes_money_but_hands_nothing_over(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    client = client_of(where, Role.CASHIER)
    page = reverse("desk:pay", args=[dossier.pk])

    assert client.post(page, hidden(client, page) | {"receipt_number": "77"}).status_code == 302
    assert Charge.objects.get(dossier=dossier).receipt_number == "77"
    assert client.get(reverse("desk:hand_over", args=[dossier.pk])).status_code == 403


def test_the_list_of_results_leads_to_the_hand_over(where: Place) -> None:
    dossier = decided(where, filed(where))

    page = client_of(where, Role.RECEIVER).get(reverse("desk:handover")).content.decode()

    assert reverse("desk:hand_over", args=[dossier.pk]) in page


def test_an_unknown_act_of_an_unknown_dossier_is_unknown(where: Place) -> None:
    client = client_of(where, Role.RECEIVER)
    form = {"key": str(uuid4()), "version": "1", "seen": "1"}

    for name in ("check", "hand_over", "pay", "close"):
        assert client.post(reverse(f"desk:{name}", args=[uuid4()]), form).status_code == 404
