"""Ticked rows of the desk's lists: shown once more, done by the worker, reported; works by plain forms."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.desk.builders import NOW, client_of
from tests.journey import builders as journey
from tests.journey.builders import MORNING, Place

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier, Result
from motcua.journey.runs import carry_out_waiting
from motcua.workflow.selectors import held_count, open_tasks_of

BULK = reverse("desk:bulk")


def waiting(where: Place, steps: int, count: int = 2) -> list[Dossier]:
    made = []
    for _ in range(count):
        dossier, _acceptance = journey.accepted(where)
        for number in range(steps):
            journey.do_next_step(where, dossier, MORNING + timedelta(minutes=30 * (number + 1)))
        made.append(dossier)
    return made


def picks(page: str) -> list[str]:
    return re.findall(r'name="pick"[^>]*value="([^"]+)"', page)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="((?:key|version-)[^"]*)" value="([^"]*)"', page))


def test_rows_of_the_list_are_ticked_taken_and_the_report_shows_each(where: Place) -> None:
    dossiers = waiting(where, 0, 3)
    client = client_of(where, Role.UNIT_HEAD)
    page = client.get(reverse("desk:work"), {"chon": "tat-ca"}).text
    assert len(picks(page)) == page.count('class="mc-tick"') == page.count(" checked>") == 3

    confirm = client.post(BULK, {"act": "claim", "pick": picks(page)}).text
    assert "Bạn nhận các việc dưới đây." in confirm
    sent = {"act": "claim", "pick": picks(confirm), "go": "1", **hidden(confirm)}
    begun = client.post(BULK, sent, follow=True)
    assert "Đã xử lý 0 trên 3 hồ sơ" in begun.text
    assert client.post(BULK, sent).status_code == 302  # sent twice: the same run
    carry_out_waiting(at=NOW)

    report = client.get(begun.redirect_chain[-1][0]).text
    assert "Đã thực hiện xong 3 trên 3 hồ sơ." in report
    assert {open_tasks_of(one)[0].owner_id for one in dossiers} == {where.officers[Role.UNIT_HEAD].id}
    assert "Nhận việc" in client.get(BULK).text
    other = client_of(where, Role.HANDLER)
    assert other.get(begun.redirect_chain[-1][0]).status_code == 404


def test_the_leader_reads_the_summary_of_each_result_before_signing(where: Place) -> None:
    dossiers = waiting(where, 2) + waiting(where, 0, 1)
    client = client_of(where, Role.AGENCY_LEADER)
    tasks = [str(open_tasks_of(one)[0].pk) for one in dossiers]
    confirm = client.post(BULK, {"act": "approve", "pick": tasks}).text
    assert confirm.count("Đã xem xét, đủ điều kiện") == 2
    assert "Không nằm trong lượt này" in confirm

    names = {f"name-{task}": "Giấy xác nhận" for task in tasks}
    sent = {"act": "approve", "pick": picks(confirm), "go": "1", **hidden(confirm), **names}
    unsigned = client.post(BULK, {**sent, "signer": ""})
    assert unsigned.status_code == 422
    assert "Vui lòng ghi người ký" in unsigned.text
    assert client.post(BULK, {**sent, "signer": "Nguyễn Văn Lãnh Đạo"}).status_code == 302
    carry_out_waiting(at=NOW)
    assert Result.objects.filter(name="Giấy xác nhận", signer_name="Nguyễn Văn Lãnh Đạo").count() == 2


def test_what_ended_while_the_page_was_read_stands_in_the_report_and_does_not_vanish(where: Place) -> None:
    kept, gone = waiting(where, 0)
    client = client_of(where, Role.UNIT_HEAD)
    tasks = [str(open_tasks_of(one)[0].pk) for one in (kept, gone)]
    confirm = client.post(BULK, {"act": "claim", "pick": tasks}).text
    journey.do_next_step(where, gone, NOW)
    sent = {"act": "claim", "pick": picks(confirm), "go": "1", **hidden(confirm)}
    begun = client.post(BULK, sent, follow=True)
    carry_out_waiting(at=NOW)

    report = client.get(begun.redirect_chain[-1][0]).text
    assert "Đã thực hiện xong 1 trên 2 hồ sơ." in report
    assert "đã kết thúc. Tải lại trang" in report
    late = client.post(BULK, {"act": "claim", "pick": tasks[1:]}).text
    assert "Việc này đã kết thúc từ lúc bạn mở trang" in late
    nothing = client.post(BULK, {"act": "claim", "pick": tasks[1:], "go": "1", "key": str(uuid4())})
    assert "Không có hồ sơ nào làm được việc này." in nothing.text


def test_nothing_ticked_and_garbled_ticks_are_refused(where: Place) -> None:
    client = client_of(where, Role.UNIT_HEAD)
    empty = client.post(BULK, {"act": "claim"})
    assert empty.status_code == 422
    assert "Chưa chọn hồ sơ nào" in empty.text
    assert client.post(BULK, {"act": "claim", "pick": ["x"]}).status_code == 422
    assert client.post(BULK, {"act": "carry_over", "pick": []}).status_code == 422


@pytest.mark.demand("TN19-12.1")
def test_a_head_sees_who_has_how_much_and_gives_all_of_it_to_somebody_else(where: Place) -> None:
    waiting(where, 1, 3)
    other = journey.post(where, Role.HANDLER, "Đỗ Thị Kế Nhiệm", unit_id=where.unit_id)
    handler = where.officers[Role.HANDLER]
    client, address = client_of(where, Role.UNIT_HEAD), reverse("desk:people")
    page = client.get(address).text
    assert handler.full_name in page

    page = client.get(address, {"nguoi": str(handler.id)}).text
    assert len(picks(page)) == 3
    assert "Đỗ Thị Kế Nhiệm, đang giữ 0 việc" in page
    begun = client.post(
        f"{address}?nguoi={handler.id}", {"successor": str(other.id), **hidden(page)}, follow=True
    )
    assert begun.status_code == 200
    carry_out_waiting(at=NOW)
    assert (held_count(handler.id), held_count(other.id)) == (0, 3)
    assert client_of(where, Role.HANDLER).get(address).status_code == 403
