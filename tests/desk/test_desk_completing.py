"""Incomplete or at the wrong place, through the officers' pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.desk.builders import checked, client_of, filed, stepped, taken_in
from tests.desk.pages import check_url, hidden, state_of, task_url, ticked
from tests.journey.builders import Place
from tests.journey.test_redirect import filed as filed_there
from tests.journey.test_redirect import two_communes

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, Draft, Supplement
from motcua.dossiers.selectors import applicant_of_draft
from motcua.journey.reading.dossier import papers_of


def url(name: str, dossier: Dossier) -> str:
    return reverse(f"desk:{name}", args=[dossier.pk])


@pytest.mark.demand("TN19-10.2a")
def test_the_desk_sees_asked_and_answered_and_asks_again_only_with_the_heads_word(where: Place) -> None:
    dossier = filed(where)
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)
    fault = {"part-1": "ly_do", "mend-1": "Ghi rõ mục đích sử dụng"}
    ask = {"act": "supplement", "reason_supplement": "Tờ khai chưa rõ"}
    client.post(address, hidden(client, address) | ticked(dossier) | ask | fault)
    assert state_of(dossier) == "supplement_requested"
    bring, point = url("supplement", dossier), Supplement.objects.get(dossier=dossier).points.get()
    client.post(bring, hidden(client, bring) | {f"reply-{point.pk}": "Để bổ sung hồ sơ học bổng"})

    page = client.get(address).content.decode()
    assert "Ghi rõ mục đích sử dụng" in page
    assert "Để bổ sung hồ sơ học bổng" in page
    again = ticked(dossier) | ask | fault | {"head_reason": "tự cho phép"}
    refused = client.post(address, hidden(client, address) | again)
    assert refused.status_code == 409
    assert "Lý do" in refused.content.decode()

    head, allow = client_of(where, Role.DESK_HEAD), url("allow_second", dossier)
    assert allow in head.get(url("dossier", dossier)).content.decode()
    assert allow not in client.get(url("dossier", dossier)).content.decode()
    assert client.get(allow).status_code == 403
    assert head.post(allow, hidden(head, allow) | {"reason": " "}).status_code == 422
    head.post(allow, hidden(head, allow) | {"reason": "Cơ quan cấp học bổng yêu cầu"})
    client.post(address, hidden(client, address) | again)

    assert state_of(dossier) == "supplement_requested"
    second = Supplement.objects.get(dossier=dossier, no=2)
    assert (second.is_repeat, second.head) == (True, where.officers[Role.DESK_HEAD])


@pytest.mark.demand("TN19-12.4")
def test_the_handler_sends_an_incomplete_dossier_back_from_the_page(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    client, address = client_of(where, Role.HANDLER), task_url("incomplete", dossier)
    paper = papers_of(dossier.pk)[0]
    found = {f"finding-{paper.id}": "wrong", f"remark-{paper.id}": "Nộp bản có chứng thực", "way": "kept"}
    assert address in client.get(url("dossier", dossier)).content.decode()
    page = client.get(address).content.decode()
    assert "Được trả đến" in page

    refused = client.post(address, hidden(client, address) | found | {"reason": ""})
    assert refused.status_code == 422
    assert "Nộp bản có chứng thực" in refused.content.decode()
    form = hidden(client, address) | found | {"reason": "Chưa đủ căn cứ"}
    answers = [client.post(address, form) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert state_of(dossier) == "supplement_requested"
    assert Supplement.objects.filter(dossier=dossier).count() == 1
    assert client_of(where, Role.RECEIVER).get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.demand("TN19-10.2a")
def test_a_dossier_is_passed_on_from_the_check_page() -> None:
    here, there = two_communes()
    dossier = filed_there(here)
    client, address = client_of(here, Role.RECEIVER), url("redirect", dossier)
    assert address in client.get(check_url(dossier)).content.decode()
    form = hidden(client, address) | {"way": "pass_on", "reason": "Thửa đất ở xã bên"}

    assert client.post(address, form | {"agency": ""}).status_code == 422
    sent = client.post(address, hidden(client, address) | form | {"agency": str(there.agency_id)})

    assert sent["Location"] == reverse("desk:reception")
    dossier.refresh_from_db()
    assert dossier.desk_id == there.desk_id
    assert client_of(there, Role.RECEIVER).get(check_url(dossier)).status_code == 200
    assert client_of(there, Role.RECEIVER).get(address).status_code == 200


def test_the_clerk_files_an_ended_dossier_again_from_a_copy(where: Place) -> None:
    dossier = checked(where, filed(where), "missing", "Không có")
    client, address = client_of(where, Role.RECEIVER), check_url(dossier)
    form = ticked(dossier, "missing", "Không có") | {
        "act": "refuse",
        "reason_refuse": "Không thuộc thẩm quyền",
    }
    client.post(address, hidden(client, address) | form)
    page = url("dossier", dossier)
    key = hidden(client, page)

    answers = [client.post(url("start_again", dossier), key) for _ in range(2)]

    draft = Draft.objects.get(officer__isnull=False)
    assert {one["Location"] for one in answers} == {reverse("desk:counter_applicant", args=[draft.pk])}
    assert applicant_of_draft(draft)["full_name"] == dossier.applicant_name
    assert draft.files.count() == 2
