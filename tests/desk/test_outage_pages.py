"""The pages for the day without the system: record, kit, forms typed afterwards, the offline page's deliveries."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk.builders import client_of
from tests.journey.builders import Place
from tests.operations import builders as b

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier
from motcua.operations.models import KitBlock, LateEntry, Outage
from motcua.sites.desk import officers
from motcua.sites.ui import permissions


@pytest.fixture(autouse=True)
def _afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: b.BACK)
    monkeypatch.setattr(permissions, "now", lambda: b.BACK)


@pytest.fixture
def where(db: None) -> Place:
    return b.desk()


@pytest.fixture
def head(where: Place) -> Client:
    return client_of(where, Role.DESK_HEAD)


@pytest.fixture
def clerk(where: Place) -> Client:
    return client_of(where, Role.RECEIVER)


def at(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def words(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.demand("NB18-13.2", "TN14-7.3")
def test_a_paper_form_is_typed_approved_and_found_by_hand(where: Place, head: Client, clerk: Client) -> None:
    head.post(
        at("outage"),
        {"act": "outage", "began_at": "2026-09-07T08:00", "cause": "Mất điện", "decision": "Giấy"},
    )
    head.post(at("outage"), {"act": "kit", "count": "3", "key": str(uuid4())})
    block = KitBlock.objects.get()
    number = b.numbers(block)[0]
    assert clerk.get(at("kit_forms", block.pk)).content.startswith(b"%PDF")
    code = where.release.procedure.code
    assert f'value="{code}"' in words(clerk.get(at("late_entry_new") + "?q=THU+TUC"))
    assert f'value="{code}"' not in words(clerk.get(at("late_entry_new") + "?q=khai+sinh"))
    assert "Giấy chứng sinh" in words(clerk.get(at("late_entry_new") + f"?thu-tuc={code}"))
    form = {
        "key": str(uuid4()),
        "procedure": code,
        "number": number,
        "full_name": "Nguyễn Thị Mẹ",
        "phone": "0901 234 567",
        "papers": ["don", "giay", "can_cuoc"],
        "received_at": "2026-09-07T09:15",
        "received_by": str(where.officers[Role.RECEIVER].id),
        "reason": "Mất điện",
    }
    answer = clerk.post(at("late_entry_new"), form)
    entry = LateEntry.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == at("counter_applicant", entry.draft_id)
    assert clerk.post(at("late_entry_new"), form)["Location"] == answer["Location"]

    # the clerk fills the form as at the counter; the review sends it to the head
    draft = {"version": "1", "ho_ten": "Nguyễn Thị Mẹ", "ly_do": ""}
    assert clerk.post(at("counter_section", entry.draft_id, "nguoi_yeu_cau"), draft).status_code == 302
    assert "Gửi phê duyệt nhập sau" in words(clerk.get(at("counter_review", entry.draft_id)))
    assert clerk.post(at("counter_review", entry.draft_id))["Location"] == at("late_entry", entry.pk)
    assert not Dossier.objects.exists()
    assert number in words(head.get(at("outage")))
    assert head.post(at("late_entry", entry.pk), {"act": "approve"}).status_code == 302

    dossier = Dossier.objects.get()
    assert dossier.accepted_at == b.RECEIVED
    page = words(head.get(at("late_entry", entry.pk)))
    assert "09:15" in page
    assert at("dossier", dossier.pk) in page
    assert number in words(Client().get(reverse("portal:status") + f"?ma={number}"))
    assert at("dossier", dossier.pk) in str(clerk.get(at("search") + f"?q={number}").content) + str(
        clerk.get(at("search") + f"?q={number}").get("Location", "")
    )


def test_what_is_wrong_is_said_and_what_was_typed_stays(where: Place, head: Client, clerk: Client) -> None:
    answer = head.post(
        at("outage"), {"act": "outage", "began_at": "", "cause": "Mất điện", "decision": "Giấy"}
    )
    assert answer.status_code == 422
    assert "Mất điện" in words(answer)
    assert head.post(at("outage"), {"act": "kit", "count": "abc"}).status_code == 422
    assert clerk.post(at("outage"), {"act": "kit", "count": "3"}).status_code == 403
    assert head.post(at("outage"), {"act": "?"}).status_code == 404
    b.kit(where)
    typed = {
        "procedure": where.release.procedure.code,
        "number": "NT26-999999-A",
        "full_name": "Nguyễn Thị Mẹ",
        "phone": "0901234567",
        "received_at": "2026-09-07T09:15",
        "received_by": str(where.officers[Role.RECEIVER].id),
        "reason": "Mất điện",
        "papers": ["giay"],
    }
    answer = clerk.post(at("late_entry_new"), typed)
    assert answer.status_code == 422
    assert "Nguyễn Thị Mẹ" in words(answer)
    assert 'value="giay" checked' in words(answer)


def test_a_head_declines_with_a_reason_and_ends_the_outage(where: Place, head: Client, clerk: Client) -> None:
    b.outage(where)
    entry = b.sent(where, b.numbers(b.kit(where))[0])
    assert head.post(at("late_entry", entry.pk), {"act": "decline", "reason": ""}).status_code == 422
    assert clerk.post(at("late_entry", entry.pk), {"act": "approve"}).status_code == 403
    head.post(at("late_entry", entry.pk), {"act": "decline", "reason": "Nhập trùng"})
    assert "Nhập trùng" in words(clerk.get(at("late_entry", entry.pk)))
    outage = Outage.objects.get()
    end = {
        "ended_at": "2026-09-08T11:00",
        "cause": "Cháy nguồn",
        "repair": "Thay nguồn",
        "prevention": "Dự phòng",
    }
    assert head.post(at("outage_end", outage.pk), {**end, "repair": ""}).status_code == 422
    assert head.post(at("outage_end", outage.pk), end).status_code == 302
    assert "Thay nguồn" in words(clerk.get(at("outage_end", outage.pk)))


def test_a_number_is_made_void_on_its_page(where: Place, clerk: Client) -> None:
    block = b.kit(where)
    spoilt = {"number": b.numbers(block)[0], "reason": "rách"}
    assert clerk.post(at("kit_block", block.pk), {**spoilt, "reason": ""}).status_code == 422
    assert clerk.post(at("kit_block", block.pk), spoilt).status_code == 302
    assert "rách" in words(clerk.get(at("kit_block", block.pk)))


def test_another_desk_sees_nothing_of_it(where: Place) -> None:
    stranger = client_of(b.desk(), Role.DESK_HEAD)
    block, outage = b.kit(where), b.outage(where)
    entry = b.sent(where, b.numbers(block)[0])

    for address in (
        at("kit_block", block.pk),
        at("kit_forms", block.pk),
        at("outage_end", outage.pk),
        at("late_entry", entry.pk),
    ):
        assert stranger.get(address).status_code == 404
    assert entry.number_id not in words(stranger.get(at("outage")))


# what the offline page asks and delivers


def post(client: Client, name: str, body: Any) -> Any:
    return client.post(at(name), json.dumps(body), content_type="application/json")


def delivery(where: Place, prepared: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "number": prepared["numbers"][0],
        "desk": prepared["desk"],
        "clerk": prepared["clerk"],
        "procedure": prepared["procedures"][0]["code"],
        "name": "Nguyễn Thị Mẹ",
        "phone": "0901234567",
        "papers": ["giay"],
        "note": "hẹn thứ sáu",
        "received_at": "2026-09-07T09:15:00+07:00",
        **changes,
    }


@pytest.mark.demand("NB18-13.2")
def test_a_machine_gets_numbers_of_its_own_and_delivers_each_once(where: Place, clerk: Client) -> None:
    key = str(uuid4())
    prepared = post(clerk, "offline_prepare", {"key": key, "wants": True}).json()
    assert len(prepared["numbers"]) == 50
    assert post(clerk, "offline_prepare", {"key": key, "wants": True}).json() == prepared
    assert [one["code"] for one in prepared["procedures"]] == [where.release.procedure.code]
    assert ["giay", "Giấy chứng sinh"] in prepared["procedures"][0]["papers"]

    sent = delivery(where, prepared)
    first, again = post(clerk, "offline_deliver", sent), post(clerk, "offline_deliver", sent)

    assert first.status_code == 200
    assert first.json() == again.json()
    entry = LateEntry.objects.get()
    assert (entry.origin, entry.received_at, entry.papers) == ("offline", b.RECEIVED, ["giay"])
    assert entry.reason == "Tiếp nhận ngoại tuyến khi mất kết nối. hẹn thứ sáu"
    assert entry.received_by == where.officers[Role.RECEIVER]
    conflict = post(clerk, "offline_deliver", delivery(where, prepared))
    assert conflict.status_code == 409
    assert "đã được dùng" in conflict.json()["sentence"]


def test_a_wrong_receiver_is_mended_on_its_line_and_a_stranger_leaves_the_line_as_it_is(
    where: Place, clerk: Client
) -> None:
    prepared = post(clerk, "offline_prepare", {"key": str(uuid4()), "wants": True}).json()
    assert {name for _, name in prepared["clerks"]} == {
        where.officers[role].full_name for role in (Role.RECEIVER, Role.DESK_HEAD)
    }
    left = delivery(where, prepared, clerk=str(where.officers[Role.HANDLER].id))
    assert post(clerk, "offline_deliver", left).status_code == 422
    stranger = client_of(b.desk(), Role.RECEIVER)
    assert post(stranger, "offline_deliver", delivery(where, prepared)).status_code == 403
    assert not LateEntry.objects.exists()


def test_garbled_deliveries_are_refused_in_words(where: Place, clerk: Client) -> None:
    prepared = post(clerk, "offline_prepare", {"key": str(uuid4()), "wants": True}).json()
    for broken in (
        [],
        {},
        delivery(where, prepared, key="x"),
        delivery(where, prepared, received_at="gestern"),
        delivery(where, prepared, desk=None),
        delivery(where, prepared, papers=7),
        delivery(where, prepared, phone="12"),
    ):
        answer = post(clerk, "offline_deliver", broken)
        assert answer.status_code == 422, broken
        assert answer.json()["sentence"]
    assert clerk.post(at("offline_deliver"), "{", content_type="application/json").status_code == 422
    assert not LateEntry.objects.exists()


def test_nobody_delivers_without_signing_in_and_the_page_names_nobody(where: Place, clerk: Client) -> None:
    assert post(Client(), "offline_deliver", {}).status_code in {302, 401}
    page = words(clerk.get(at("offline")))
    assert where.officers[Role.RECEIVER].full_name not in page
    worker = Client().get(at("offline_worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert at("offline") in words(worker)
    assert Client().get(at("offline_manifest")).json()["start_url"] == at("offline")
