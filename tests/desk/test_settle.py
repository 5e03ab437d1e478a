"""One sitting at the counter, and reception in the field, through their pages."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from tests.desk.builders import MORNING, client_of, document, filed
from tests.desk.builders import place as make_place
from tests.desk.pages import check_url, hidden, state_of, ticked
from tests.journey.builders import Place, draft

from motcua.agencies.rules import Role
from motcua.audit.services import SYSTEM
from motcua.dossiers.models import Dossier, Visit
from motcua.procedures import services as procedures


def authorised(where: Place) -> None:
    procedures.authorise_desk(
        procedure_id=where.release.procedure_id, agency_id=where.agency_id, desk_id=where.desk_id,
        role="receiver", valid_from=date(2026, 8, 1), instrument="QĐ 12/QĐ-UBND", at=MORNING, actor=SYSTEM,
    )  # fmt: skip


def test_from_the_filled_form_to_the_signed_slip_the_clerk_sees_two_pages(db: None) -> None:
    where = make_place(limit="0 immediate")
    authorised(where)
    clerk = client_of(where, Role.RECEIVER)
    begun = draft(where)
    begun.officer = where.officers[Role.RECEIVER]
    begun.save(update_fields=["officer"])

    filed_at = clerk.post(reverse("desk:counter_review", args=[begun.pk]), {})
    settle = filed_at["Location"]
    dossier = Dossier.objects.get(pk=begun.pk)
    assert settle == reverse("desk:settle", args=[dossier.pk])
    form = ticked(dossier) | {
        "act": "give",
        "result_name": "Bản sao trích lục",
        "receiver_name": "Nguyễn Thị Mẹ",
    }
    unpaid = clerk.post(settle, hidden(clerk, settle) | form)
    assert unpaid.status_code == 409
    assert "Bản sao trích lục" in unpaid.content.decode()
    assert 'href="#receipt_number"' in unpaid.content.decode()
    answer = clerk.post(settle, hidden(clerk, settle) | form | {"receipt_number": "BL01"})

    assert answer["Location"] == reverse("desk:handed_over", args=[dossier.pk])
    assert "In phiếu trả kết quả để ký" in clerk.get(answer["Location"]).content.decode()
    assert state_of(dossier) == "handed_over"
    history = clerk.get(reverse("desk:history", args=[dossier.pk])).content.decode()
    assert (
        f"Giải quyết ngay tại quầy theo uỷ quyền, cấp mã {Dossier.objects.get(pk=dossier.pk).code}" in history
    )
    assert "Theo văn bản: QĐ 12/QĐ-UBND" in history


def test_an_online_dossier_is_decided_at_the_counter_and_given_where_its_originals_are_compared(
    db: None,
) -> None:
    where = make_place(limit="0 immediate")
    authorised(where)
    dossier, clerk = filed(where), client_of(where, Role.RECEIVER)
    settle = reverse("desk:settle", args=[dossier.pk])
    page = clerk.get(settle).content.decode()
    assert 'value="give"' not in page
    assert 'value="settle"' in page
    form = ticked(dossier) | {"act": "settle", "result_name": "Bản sao trích lục"}
    assert clerk.post(settle, hidden(clerk, settle) | form).status_code == 302
    assert state_of(dossier) == "decided"


def test_the_button_and_the_page_are_for_whom_the_agency_authorised(where: Place) -> None:
    dossier = filed(where, channel="direct", with_files=False)
    page = reverse("desk:settle", args=[dossier.pk])
    clerk = client_of(where, Role.RECEIVER)
    assert page not in clerk.get(check_url(dossier)).content.decode()
    assert clerk.get(page).status_code == 403
    authorised(where)
    assert page in clerk.get(check_url(dossier)).content.decode()
    assert clerk.get(page).status_code == 200
    assert client_of(where, Role.DESK_HEAD).get(page).status_code == 403
    assert document().fees


def test_a_procedure_outside_the_desk_asks_where_it_was_received(where: Place) -> None:
    procedures.take_outside(
        procedure_id=where.release.procedure_id, valid_from=date(2026, 8, 1), instrument="QĐ 15/QĐ-UBND",
        at=MORNING, actor=SYSTEM,
    )  # fmt: skip
    dossier = filed(where, channel="direct", with_files=False)
    clerk, check = client_of(where, Role.RECEIVER), check_url(dossier)
    form = ticked(dossier) | {"act": "accept"}

    assert "QĐ 15/QĐ-UBND" in clerk.get(check).content.decode()
    assert clerk.post(check, hidden(clerk, check) | form).status_code == 409
    assert clerk.post(check, hidden(clerk, check) | form | {"place": "Bãi kiểm định ấp 3"}).status_code == 302
    assert Visit.objects.get(dossier=dossier).place == "Bãi kiểm định ấp 3"
    history = clerk.get(reverse("desk:history", args=[dossier.pk])).content.decode()
    assert "Bãi kiểm định ấp 3" in history
