"""The steps of the process through their pages: done once, by whom they are given to, in the order of the law."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import client_of, filed, stepped, taken_in
from tests.desk.pages import hidden, task_url
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.workflow.selectors import open_tasks_of


@pytest.mark.demand("TN19-12.1")
def test_the_head_gives_the_work_to_a_handler_whose_load_is_shown(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    client, address = client_of(where, Role.UNIT_HEAD), task_url("step", dossier)
    page = client.get(address).content.decode()

    answer = client.post(
        address, hidden(client, address) | {"act": "finish", "assignee": str(where.officers[Role.HANDLER].pk)}
    )

    assert "Phạm Thị Chuyên Viên" in page
    assert "đang giữ 0 việc" in page
    assert answer.status_code == 302
    assert open_tasks_of(dossier)[0].owner == where.officers[Role.HANDLER]


@pytest.mark.demand("TN19-12.9")
def test_examining_without_words_is_refused_and_with_words_goes_on(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    client, address = client_of(where, Role.HANDLER), task_url("step", dossier)

    refused = client.post(address, hidden(client, address) | {"act": "finish", "text": ""})
    done = client.post(address, hidden(client, address) | {"act": "finish", "text": "Đủ điều kiện"})

    assert refused.status_code == 422
    assert done.status_code == 302
    assert open_tasks_of(dossier)[0].kind == "approve"


def test_the_leader_decides_with_the_signed_file_which_survives_a_refusal(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 2)
    client, address = client_of(where, Role.AGENCY_LEADER), task_url("step", dossier)
    form: dict[str, Any] = {
        "act": "finish", "result_name": "Giấy xác nhận", "number": "15/GXN", "signer": "Nguyễn Văn Lãnh Đạo",
        "signed_on-day": "31", "signed_on-month": "2", "signed_on-year": "2026",
    }  # fmt: skip

    refused = client.post(
        address, hidden(client, address) | form | {"file": SimpleUploadedFile("qd.pdf", builders.PDF)}
    )
    kept = re.findall(r'name="file_id" value="([^"]*)"', refused.content.decode())
    again = dict(re.findall(r'name="(key|version|seen)" value="([^"]*)"', refused.content.decode()))
    right = form | {"signed_on-day": "7", "signed_on-month": "9", "file_id": kept[0]}
    done = client.post(address, again | right)

    assert refused.status_code == 422
    assert "15/GXN" in refused.content.decode()
    assert done.status_code == 302
    result = dossier.results.get()
    assert (result.name, result.number, result.file.name) == ("Giấy xác nhận", "15/GXN", "qd.pdf")


def test_a_file_of_somebody_else_cannot_be_slipped_in_as_the_result(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 2)
    foreign = builders.files_of(filed(journey.place(builders.document())))[0]
    client, address = client_of(where, Role.AGENCY_LEADER), task_url("step", dossier)

    answer = client.post(
        address,
        hidden(client, address)
        | {"act": "finish", "result_name": "X", "signer": "Y", "file_id": str(foreign.id),
           "signed_on-day": "7", "signed_on-month": "9", "signed_on-year": "2026"},
    )  # fmt: skip

    assert answer.status_code == 404
    assert not dossier.results.exists()


def test_work_goes_back_to_an_earlier_step_with_the_reason(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 2)
    client, address = client_of(where, Role.AGENCY_LEADER), task_url("step", dossier)
    form = {"act": "send_back", "to_step": "tham_dinh"}

    refused = client.post(address, hidden(client, address) | form | {"reason": ""})
    done = client.post(address, hidden(client, address) | form | {"reason": "Chưa kiểm tra thực địa"})

    assert refused.status_code == 422
    assert done.status_code == 302
    task = open_tasks_of(dossier)[0]
    assert (task.step_id, task.owner) == ("tham_dinh", where.officers[Role.HANDLER])
    history = client.get(reverse("desk:history", args=[dossier.pk])).content.decode()
    assert "Chưa kiểm tra thực địa" in history


def test_the_same_step_sent_twice_is_done_once(where: Place) -> None:
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    client, address = client_of(where, Role.HANDLER), task_url("step", dossier)
    form = hidden(client, address) | {"act": "finish", "text": "Đủ điều kiện"}

    answers = [client.post(address, form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert len(open_tasks_of(dossier)) == 1


def test_a_step_somebody_else_finished_gives_the_words_back(where: Place) -> None:
    other = journey.post(where, Role.AGENCY_LEADER, "Bùi Thị Phó")
    dossier = stepped(where, taken_in(where, filed(where)), 2)
    address = task_url("step", dossier)
    second = builders.signed_in(other)
    opened = hidden(second, address)
    stepped(where, dossier, 1)

    answer = second.post(
        address, opened | {"act": "send_back", "to_step": "tham_dinh", "reason": "Cần xem lại kỹ"}
    )

    assert answer.status_code == 409
    assert "Cần xem lại kỹ" in answer.content.decode()


def test_a_waiting_task_is_claimed_and_the_second_is_told_who_has_it(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    other = journey.post(where, Role.UNIT_HEAD, "Đinh Văn Phó Phòng", unit_id=where.unit_id)
    address, page = task_url("claim", dossier), reverse("desk:dossier", args=[dossier.pk])
    quick, slow = client_of(where, Role.UNIT_HEAD), builders.signed_in(other)
    forms = [hidden(client, page) for client in (quick, slow)]

    first, second = (client.post(address, form) for client, form in zip((quick, slow), forms, strict=True))

    assert first.status_code == 302
    assert second.status_code == 409
    assert "Lê Văn Trưởng Phòng" in second.content.decode()


def test_taking_a_task_twice_answers_alike_also_when_the_work_has_gone_on(where: Place) -> None:
    dossier = taken_in(where, filed(where))
    address, page = task_url("claim", dossier), reverse("desk:dossier", args=[dossier.pk])
    client = client_of(where, Role.UNIT_HEAD)
    form = hidden(client, page)

    first = client.post(address, form)
    stepped(where, dossier, 1)
    again = client.post(address, form)

    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert Event.objects.filter(stream_id=dossier.pk, kind="claimed").count() == 1


@pytest.mark.demand("TN19-12.1")
def test_the_head_moves_work_to_another_and_a_handler_may_not(where: Place) -> None:
    other = journey.post(where, Role.HANDLER, "Cao Thị Thay Thế", unit_id=where.unit_id)
    dossier = stepped(where, taken_in(where, filed(where)), 1)
    address = task_url("assign", dossier)
    head = client_of(where, Role.UNIT_HEAD)

    assert client_of(where, Role.HANDLER).get(address).status_code == 403
    nobody = head.post(address, hidden(head, address))
    done = head.post(address, hidden(head, address) | {"owner": str(other.pk)})

    assert nobody.status_code == 422
    assert done.status_code == 302
    assert open_tasks_of(dossier)[0].owner == other


def test_a_handler_of_another_unit_cannot_open_the_step(where: Place) -> None:
    dossier = taken_in(where, filed(where))

    assert client_of(where, Role.HANDLER).get(task_url("step", dossier)).status_code == 403
