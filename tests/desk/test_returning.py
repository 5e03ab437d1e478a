"""The hand-over with originals and mandates, and the correction of a result, through their pages."""

from __future__ import annotations

from django.urls import reverse
from tests.desk.builders import client_of, compared, decided, filed, signed_in
from tests.desk.pages import hidden, state_of
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.dossiers.models import Result


def give_url(dossier) -> str:
    return reverse("desk:hand_over", args=[dossier.pk])


def paid(where: Place, dossier) -> None:
    client = client_of(where, Role.RECEIVER)
    pay = reverse("desk:pay", args=[dossier.pk])
    assert client.post(pay, hidden(client, pay) | {"receipt_number": "0001"}).status_code == 302


def test_a_difference_is_kept_on_the_page_the_head_decides_and_the_slip_waits_to_be_signed(
    where: Place,
) -> None:
    dossier = decided(where, filed(where))
    paid(where, dossier)
    clerk, head = client_of(where, Role.RECEIVER), client_of(where, Role.DESK_HEAD)
    give, (one,) = give_url(dossier), compared(dossier)
    form = {"receiver_name": "Nguyễn Thị Mẹ", f"fits-{one.paper_id}": "no"}

    assert "Đối chiếu bản chính" in clerk.get(give).content.decode()
    assert clerk.post(give, hidden(clerk, give) | form).status_code == 422, "what differs is not said"
    form |= {f"differs-{one.paper_id}": "Ngày sinh khác"}
    refused = clerk.post(give, hidden(clerk, give) | form)
    assert refused.status_code == 409
    assert "Ngày sinh khác" in refused.content.decode()
    assert "Quyết định của người phụ trách" not in clerk.get(give).content.decode()
    assert "Quyết định của người phụ trách" in head.get(give).content.decode()
    allow = reverse("desk:allow_differences", args=[dossier.pk])
    assert clerk.post(allow, hidden(clerk, give) | {"reason": "x"}).status_code == 403
    assert head.post(allow, hidden(head, give) | {"reason": "Lỗi chính tả"}).status_code == 302
    assert clerk.post(give, hidden(clerk, give) | form).status_code == 302

    done = clerk.get(reverse("desk:handed_over", args=[dossier.pk])).content.decode()
    assert "In phiếu trả kết quả để ký" in done
    history = clerk.get(reverse("desk:history", args=[dossier.pk])).content.decode()
    assert "Cho phép trả kết quả khi bản chính không khớp" in history
    assert "Đối chiếu bản chính" in history


def test_somebody_else_needs_a_mandate_and_what_was_typed_stays(where: Place) -> None:
    dossier = decided(where, filed(where, channel="direct", with_files=False))
    paid(where, dossier)
    clerk, give = client_of(where, Role.RECEIVER), give_url(dossier)
    form = {"receiver_name": "Trần Văn Con", "mandate": "authorised", "mandate_paper": "Giấy ủy quyền 15"}

    lacking = clerk.post(give, hidden(clerk, give) | form)
    assert lacking.status_code == 422
    assert "Giấy ủy quyền 15" in lacking.content.decode()
    assert (
        clerk.post(give, hidden(clerk, give) | form | {"number_checked": "072085054321"}).status_code == 302
    )
    assert state_of(dossier) == "handed_over"


def test_the_leader_corrects_a_result_that_is_out_and_the_desk_takes_the_wrong_one_back(where: Place) -> None:
    dossier = decided(where, filed(where, channel="direct", with_files=False))
    paid(where, dossier)
    clerk, give = client_of(where, Role.RECEIVER), give_url(dossier)
    assert clerk.post(give, hidden(clerk, give) | {"receiver_name": "Nguyễn Thị Mẹ"}).status_code == 302
    leader, page = client_of(where, Role.AGENCY_LEADER), reverse("desk:correct_result", args=[dossier.pk])
    wrong = Result.objects.get(dossier=dossier)
    form = {
        "result": str(wrong.pk), "result_name": "Giấy xác nhận", "number": "13/GXN", "reason": "Sai năm sinh",
        "signer": "Nguyễn Văn Lãnh Đạo", "signed_on-day": "7", "signed_on-month": "9", "signed_on-year": "2026",
    }  # fmt: skip

    assert page in leader.get(reverse("desk:dossier", args=[dossier.pk])).content.decode()
    assert clerk.get(page).status_code == 403
    assert leader.post(page, hidden(leader, page) | form | {"reason": ""}).status_code == 422
    assert leader.post(page, hidden(leader, page) | form).status_code == 302

    assert state_of(dossier) == "decided"
    again = clerk.get(give).content.decode()
    assert "13/GXN" in again
    assert "Thu hồi kết quả đã đính chính" in again
    held = clerk.post(give, hidden(clerk, give) | {"receiver_name": "Nguyễn Thị Mẹ"})
    assert held.status_code == 409
    out = {"receiver_name": "Nguyễn Thị Mẹ", "took_back": "1"}
    assert clerk.post(give, hidden(clerk, give) | out).status_code == 302
    shown = clerk.get(reverse("desk:dossier", args=[dossier.pk])).content.decode()
    assert "Đã đính chính" in shown
    assert "12/GXN" in shown


def test_another_agency_gets_neither_page(where: Place, db: None) -> None:
    from_elsewhere = signed_in(where.officers[Role.AGENCY_IT])
    dossier = decided(where, filed(where))
    for name in ("hand_over", "correct_result", "handed_over"):
        assert from_elsewhere.get(reverse(f"desk:{name}", args=[dossier.pk])).status_code == 403
