"""Every act of the officers' pages done by a stand-in names whose duty it was; yesterday's stand-in is refused.

One colleague stands in for everybody at once, so that each act must find out whose duty it used.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import builders as b
from tests.desk.pages import ticked
from tests.journey import builders as journey
from tests.journey import parcels
from tests.journey.builders import MORNING, Place

from motcua.accounts.models import Account
from motcua.agencies import services as agencies
from motcua.agencies.rules import Role
from motcua.agencies.services.delegations import delegate
from motcua.audit.models import Event
from motcua.audit.services import SYSTEM
from motcua.custody.models import Bundle, HandoverRecord, Item, Parcel
from motcua.dossiers.models import Dossier, Result, Supplement
from motcua.journey.reading.history import timeline
from motcua.journey.runs import carry_out_waiting
from motcua.oversight.models import Urge
from motcua.procedures.models import Reception
from motcua.procedures.services import authorise_desk
from motcua.sites.desk import officers
from motcua.sites.desk.urls import urlpatterns
from motcua.workflow.models import Opinion
from motcua.workflow.selectors import open_tasks_of

DESK = (Role.RECEIVER, Role.DESK_HEAD)
WORK = (Role.HANDLER, Role.UNIT_HEAD)
LEADER = (Role.AGENCY_LEADER,)
DELEGATED = (Role.RECEIVER, Role.DESK_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.AGENCY_LEADER)
NO_ACT_ON_A_DOSSIER = {
    "dossier": "shows a masked number, written down as a reading",
    "start_again": "begins a draft; the filing is an act of the counter",
    "counter": "a draft", "counter_applicant": "a draft", "counter_section": "a draft",
    "counter_review": "files a draft: test_filing_at_the_counter_names_the_giver",
    "redirect": "two communes: tests/journey; the move has the roles of the check",
    "books": "prints a book", "control_sheet": "prints a sheet",
    "leave": "about people", "team_leave": "about people",
    "bulk": "each line is the act itself: test_lines_of_a_run_name_the_giver",
    "people": "a run: test_lines_of_a_run_name_the_giver",
    "outage": "about a desk: tests/operations", "kit_block": "about a desk", "outage_end": "about a desk",
    "late_entry_new": "kept apart until approved", "late_entry": "decides what was done on paper",
    "offline_prepare": "about a desk", "offline_deliver": "kept apart until approved",
    "post_batch_new": "a record of parcels; what happens to them are the acts of by_post",
    "post_fetch": "a pick-up before there is a dossier", "envelope_new": "before there is a dossier",
    "envelope": "before there is a dossier: the draft is filed at the counter",
    "call": "tells what was asked, written down as readings: tests/operations", "calls": "begins a call",
    "queue": "about numbers", "queue_give": "about numbers", "queue_setup": "about a desk",
    "devices": "about a desk", "notices": "about oneself",
}  # fmt: skip


@dataclass
class Act:
    """One form sent: by whom it may be, where, with what."""

    name: str
    by: tuple[Role, ...]
    args: tuple[object, ...]
    dossier: Dossier
    typed: dict[str, Any] = field(default_factory=dict)
    at: datetime = b.NOW


def stand_in(where: Place, name: str, first: date, last: date) -> Account:
    """A clerk who does everybody's duties for some days."""
    colleague = journey.post(where, Role.RECORDS_CLERK, name)
    for role in DELEGATED:
        delegate(
            giver_id=where.officers[role].pk, delegate_id=colleague.pk, valid_from=first, valid_to=last,
            at=MORNING - timedelta(days=14), actor=where.actor(role),
        )  # fmt: skip
    return colleague


def day(name: str, value: str) -> dict[str, str]:
    year, month, number = value.split("-")
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": number}


def at_the_desk(where: Place) -> Iterator[Act]:
    """Checked, asked for more, brought, allowed again, accepted, withdrawn, stopped."""
    one = b.filed(where, channel="direct", with_files=False)
    yield Act("check", DESK, (one.pk,), one, ticked(one) | {"act": "save"})
    ask = {"act": "supplement", "reason_supplement": "Bản chụp mờ"}
    yield Act("check", DESK, (one.pk,), one, ticked(one, "wrong", "Mờ") | ask)
    points = Supplement.objects.get(dossier=one).points.all()
    yield Act("supplement", DESK, (one.pk,), one, {f"paper-{point.pk}": "1" for point in points})
    yield Act("allow_second", (Role.DESK_HEAD,), (one.pk,), one, {"reason": "Cần thêm giấy xác nhận"})
    yield Act("check", DESK, (one.pk,), one, ticked(one) | {"act": "accept"})
    two = b.filed(where, b.NAMES[1])
    yield Act("withdraw", DESK, (two.pk,), two, {"reason": "Nộp nhầm"})
    three = b.taken_in(where, b.filed(where, b.NAMES[2]))
    letter = {"act": "stop", "way": "in_writing", "asker": "Trần Văn Ẩn", "reason": "Đổi ý"}
    yield Act("stop", DESK, (three.pk,), three, letter | day("asked", "2026-09-07"))


def in_one_sitting(where: Place) -> Iterator[Act]:
    """Decided at the counter under an authorisation of the receivers there."""
    authorise_desk(
        procedure_id=where.release.procedure_id, agency_id=where.agency_id, desk_id=where.desk_id,
        role="receiver", valid_from=date(2026, 8, 1), instrument="QĐ 12/QĐ-UBND", at=MORNING, actor=SYSTEM,
    )  # fmt: skip
    one = b.filed(where)
    form = ticked(one) | {"act": "settle", "result_name": "Bản sao trích lục"}
    yield Act("settle", (Role.RECEIVER,), (one.pk,), one, form)


def in_work(where: Place) -> Iterator[Act]:
    """Claimed, assigned, examined, verified, asked, paused, urged, put off, decided; sent back incomplete."""
    unit = agencies.open_unit(
        agency_id=where.agency_id, key="van-hoa", name="Phòng Văn hóa - Xã hội", valid_from=journey.SINCE,
        instrument="QĐ thử", at=MORNING,
    )  # fmt: skip
    journey.post(where, Role.UNIT_HEAD, "Huỳnh Thị Phòng Bên", unit_id=unit.id)
    one = b.taken_in(where, b.filed(where, b.NAMES[3]))
    handler = str(where.officers[Role.HANDLER].pk)

    def task() -> Any:
        return open_tasks_of(one)[0].pk

    yield Act("claim", (Role.UNIT_HEAD,), (one.pk, task()), one)
    yield Act("step", (Role.UNIT_HEAD,), (one.pk, task()), one, {"act": "finish", "assignee": handler})
    yield Act("assign", (Role.UNIT_HEAD,), (one.pk, task()), one, {"owner": handler})
    yield Act("verify", WORK, (one.pk,), one, {"content": "Đúng hiện trạng", "place": "Ấp 1"})
    question = {"place": f"unit:{unit.id}", "content": "Đề nghị cho ý kiến"} | day("due", "2026-09-09")
    yield Act("ask_opinion", WORK, (one.pk,), one, question)
    asked = Opinion.objects.get(dossier=one)
    yield Act("opinion", (*WORK, Role.DESK_HEAD), (one.pk, asked.task_id), one, {"act": "remind"})
    yield Act("opinion", WORK, (one.pk, asked.task_id), one, {"act": "revoke", "reason": "Không cần nữa"})
    pause = {"act": "pause", "cause": "financial_duty"} | day("until", "2026-09-30")
    yield Act("pause", WORK, (one.pk,), one, pause)
    notice = {"act": "duty", "notice_number": "TB-1", "amount": "12.500.000"}
    days = day("notice_on", "2026-09-07") | day("pay_by", "2026-09-30")
    yield Act("pause", (*WORK, *DESK), (one.pk,), one, notice | days)
    paid = {"act": "payment", "receipt_number": "GNT-1"} | day("paid_on", "2026-09-07")
    yield Act("pause", (*WORK, *DESK), (one.pk,), one, paid)
    yield Act("pause", WORK, (one.pk,), one, {"act": "resume"})
    yield Act("urge", (Role.UNIT_HEAD, *LEADER), (one.pk, task()), one, {"words": "Hạn hôm nay"})
    yield Act("urge_answer", WORK, (Urge.objects.get().pk,), one, {"answer": "Xong trước 16 giờ"})
    one.refresh_from_db()
    late = {"act": "propose", "reason": "Chờ kết quả đo đạc"} | day("new_due", "2026-09-15")
    yield Act("extend", WORK, (one.pk,), one, late)
    yield Act("extend", LEADER, (one.pk,), one, {"act": "approve", "answer": ""})
    yield Act("step", (Role.HANDLER,), (one.pk, task()), one, {"act": "finish", "text": "Đủ điều kiện"})
    back = {"act": "send_back", "to_step": "tham_dinh", "reason": "Xem lại"}
    yield Act("step", LEADER, (one.pk, task()), one, back)
    yield Act("step", (Role.HANDLER,), (one.pk, task()), one, {"act": "finish", "text": "Đã xem lại"})
    signed = {"act": "finish", "result_name": "Giấy xác nhận", "signer": "X"} | day("signed_on", "2026-09-07")
    yield Act("step", LEADER, (one.pk, task()), one, signed)

    two = b.stepped(where, b.taken_in(where, b.filed(where, b.NAMES[4])), 1)
    paper = next(iter(ticked(two))).removeprefix("finding-")
    fault = {
        f"finding-{paper}": "wrong",
        f"remark-{paper}": "Nộp bản chứng thực",
        "way": "kept",
        "reason": "Thiếu",
    }
    yield Act("incomplete", WORK, (two.pk, open_tasks_of(two)[0].pk), two, fault)
    three = b.stepped(where, b.taken_in(where, b.filed(where, b.NAMES[5])), 1)
    sorry = {"reason": "Thiếu cán bộ đo đạc"} | day("expected", "2026-09-15")
    yield Act("apologise", LEADER, (three.pk,), three, sorry, at=MORNING + timedelta(days=4))


def asked_here(where: Place) -> Iterator[Act]:
    """An opinion that is asked of the unit somebody stands in for."""
    one = b.stepped(where, b.taken_in(where, b.filed(where, b.NAMES[6])), 2)
    client, desk = b.client_of(where, Role.AGENCY_LEADER), reverse("desk:ask_opinion", args=[one.pk])
    question = {"place": f"unit:{where.unit_id}", "content": "Hỏi"} | day("due", "2026-09-09")
    assert client.post(desk, form_of(one) | question).status_code == 302
    asked = Opinion.objects.get(dossier=one)
    yield Act("opinion", WORK, (one.pk, asked.task_id), one, {"act": "answer", "answer": "Thống nhất"})


def with_paper(where: Place) -> Iterator[Act]:
    """Paper given, taken back, given again, confirmed, marked, returned, filed away."""
    one = b.taken_in(where, b.filed(where, b.NAMES[1], channel="direct", with_files=False))
    bundle = str(Bundle.objects.get(dossier_id=one.pk).pk)
    give = {"bundle": [bundle], "to": f"unit:{where.unit_id}", "carrier": "hand"}
    yield Act("paper_give", DESK, (), one, give)
    record = HandoverRecord.objects.latest("given_at")
    yield Act("paper_withdraw", DESK, (record.pk,), one)
    yield Act("paper_give", DESK, (), one, give)
    record = HandoverRecord.objects.filter(state="open").get()
    yield Act("paper_record", WORK, (record.pk,), one, {"bundle": [bundle]})
    item = str(Item.objects.filter(dossier_id=one.pk)[0].pk)
    yield Act("paper_of", WORK, (one.pk,), one, {"item": [item]})
    two = b.decided(where, b.filed(where, b.NAMES[2], channel="direct", with_files=False))
    items = [str(item.pk) for item in Item.objects.filter(dossier_id=two.pk)]
    yield Act("paper_back", DESK, (two.pk,), two, {"item": items, "receiver_name": "Nguyễn Văn Em"})
    three = b.decided(where, b.filed(where, b.NAMES[3], channel="direct", with_files=False))
    lies = Bundle.objects.get(dossier_id=three.pk)
    yield Act("paper_archive", DESK, (three.pk, lies.pk), three)


def at_the_end(where: Place) -> Iterator[Act]:
    """Paid, differences allowed, handed over, closed, corrected; fetched elsewhere."""
    one = b.decided(where, b.filed(where, b.NAMES[4]))
    yield Act("pay", (*DESK, Role.CASHIER), (one.pk,), one, {"receipt_number": "0001"})
    yield Act("allow_differences", (Role.DESK_HEAD,), (one.pk,), one, {"reason": "Lỗi chính tả"})
    (original,) = b.compared(one)
    given = {"receiver_name": b.NAMES[4], f"fits-{original.paper_id}": "yes"}
    yield Act("hand_over", DESK, (one.pk,), one, given)
    yield Act("close", DESK, (one.pk,), one)
    two = b.decided(where, b.filed(where, b.NAMES[5]))
    wrong = {
        "result": str(Result.objects.get(dossier=two).pk), "result_name": "Giấy xác nhận", "number": "13/GXN",
        "reason": "Sai năm sinh", "signer": "Nguyễn Văn Lãnh Đạo",
    }  # fmt: skip
    yield Act("correct_result", LEADER, (two.pk,), two, wrong | day("signed_on", "2026-09-07"))
    other = agencies.open_desk(
        agency_id=where.agency_id, key="diem-hai", name="Điểm tiếp nhận số 2", valid_from=journey.SINCE,
        instrument="QĐ thử", at=MORNING, phone="0276 382 2244",
    )  # fmt: skip
    journey.post(where, Role.RECEIVER, "Cao Văn Điểm Hai", desk_id=other.id)
    Reception.objects.create(
        desk_id=other.id, procedure=where.release.procedure, valid_from=journey.SINCE, instrument="QĐ thử"
    )
    three = b.taken_in(where, b.filed(where, b.NAMES[6]))
    yield Act("return_place", DESK, (three.pk,), three, {"desk": str(other.id)})


def by_post(where: Place) -> Iterator[Act]:
    """Wished, let go, wished again, packed, taken out, packed again, given to the postman, sent back."""
    parcels.carrier()
    one = b.decided(where, b.filed(where, b.NAMES[1], channel="direct", with_files=False))
    home = {"name": b.NAMES[1], "phone": "0901 234 567", "address": "Số 12, ấp 3, xã Thử"}
    yield Act("post_delivery", DESK, (one.pk,), one, home)
    yield Act("post_delivery", DESK, (one.pk,), one, {"act": "cancel"})
    yield Act("post_delivery", DESK, (one.pk,), one, home)
    parcel = Parcel.objects.get(dossier=one, state="wanted")
    packed = {
        "parcel": [str(parcel.pk)],
        f"waybill-{parcel.pk}": "RR123456785VN",
        f"collect-{parcel.pk}": "1",
    }
    yield Act("post_pack", DESK, (), one, packed)
    yield Act("post_parcel", DESK, (parcel.pk,), one, {"act": "unpack"})
    yield Act("post_pack", DESK, (), one, packed)
    record = parcels.batch(where, parcel)
    taken = {"parcel": [str(parcel.pk)], "postman": "Trần Văn Bưu"}
    yield Act("post_batch", DESK, (record.pk,), one, taken)
    yield Act("post_parcel", DESK, (parcel.pk,), one, {"act": "tell", "status": "returned"})


def form_of(dossier: Dossier) -> dict[str, Any]:
    dossier.refresh_from_db()
    return {"key": str(uuid4()), "version": dossier.version, "seen": dossier.event_seq}


def events_of(who: Account) -> set[tuple[Any, int]]:
    return set(Event.objects.filter(actor_id=who.pk, stream_kind="dossier").values_list("stream_id", "seq"))


WALKS = (at_the_desk, in_one_sitting, in_work, asked_here, with_paper, at_the_end, by_post)


@pytest.mark.demand("TN19-14.5")
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_an_act_of_a_stand_in_names_whose_duty_it_was_and_yesterdays_is_refused(
    where: Place, walk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = stand_in(where, "Đinh Thị Làm Thay", date(2026, 9, 7), date(2026, 9, 11))
    yesterday = stand_in(where, "Bùi Văn Hết Hạn", date(2026, 8, 31), date(2026, 9, 6))
    now, before = b.signed_in(today), b.signed_in(yesterday)
    for act in walk(where):
        monkeypatch.setattr(officers, "now", lambda at=act.at: at)
        address, what = reverse(f"desk:{act.name}", args=act.args), (act.name, act.typed.get("act", ""))
        sent = form_of(act.dossier) | act.typed
        refused = before.post(address, sent)
        assert refused.status_code in {403, 404, 409, 422}, what
        assert not events_of(yesterday), what

        seen = events_of(today)
        answer = now.post(address, sent)
        said = re.findall(r"error-summary__list.*?</li>", answer.text, re.DOTALL)
        assert answer.status_code == 302, (what, said)
        written = events_of(today) - seen
        assert written, what
        givers = {str(where.officers[role].pk) for role in act.by if role in where.officers}
        for stream_id, seq in written:
            event = Event.objects.get(stream_id=stream_id, seq=seq)
            assert event.body.get("on_behalf_of") in givers, (what, event.kind, event.body)
            assert event.agency_id == where.agency_id, (what, event.kind)
        act.dossier.refresh_from_db()
        names = {f"Đinh Thị Làm Thay (thay {where.officers[role].full_name})" for role in act.by
                 if role in where.officers}  # fmt: skip
        assert names & {line.who for line in timeline(act.dossier)}, what


def acts_with_a_form() -> set[str]:
    """The names of the addresses of this site that take a form."""
    sent = ('"POST"', "@require_POST")
    return {
        str(one.name)
        for one in urlpatterns
        if any(word in inspect.getsource(inspect.unwrap(one.callback)) for word in sent)
    }


def test_every_page_with_a_form_is_walked_or_says_why_not(where: Place) -> None:
    walked = {
        word for walk in WALKS for word in acts_with_a_form() if f'Act("{word}"' in inspect.getsource(walk)
    }
    assert acts_with_a_form() - walked - set(NO_ACT_ON_A_DOSSIER) == set()
    assert set(NO_ACT_ON_A_DOSSIER) <= acts_with_a_form()


@pytest.mark.demand("TN19-14.5")
def test_lines_of_a_run_name_the_giver(where: Place) -> None:
    colleague = stand_in(where, "Đinh Thị Làm Thay", date(2026, 9, 7), date(2026, 9, 11))
    client, handler = b.signed_in(colleague), where.officers[Role.HANDLER]
    other = journey.post(where, Role.HANDLER, "Đỗ Thị Kế Nhiệm", unit_id=where.unit_id)
    one, two = (b.stepped(where, b.taken_in(where, b.filed(where, name)), steps)
                for name, steps in ((b.NAMES[1], 1), (b.NAMES[2], 2)))  # fmt: skip
    task = open_tasks_of(two)[0].pk
    two.refresh_from_db()
    signed = {"act": "approve", "go": "1", "pick": [str(task)], f"version-{task}": two.version,
              f"name-{task}": "Giấy xác nhận", "signer": "Người ký", "key": str(uuid4())}  # fmt: skip
    assert client.post(reverse("desk:bulk"), signed).status_code == 302
    people = f"{reverse('desk:people')}?nguoi={handler.pk}"
    moved = client.post(people, {"successor": str(other.pk), "key": str(uuid4())})
    assert moved.status_code == 302
    carry_out_waiting(at=b.NOW)

    leader, head = where.officers[Role.AGENCY_LEADER], where.officers[Role.UNIT_HEAD]
    approved = Event.objects.filter(stream_id=two.pk, actor_id=colleague.pk)
    assert {event.body["on_behalf_of"] for event in approved} == {str(leader.pk)}
    taken = Event.objects.get(stream_id=one.pk, kind="taken_over")
    assert taken.body["on_behalf_of"] in {str(head.pk), str(leader.pk)}


@pytest.mark.demand("TN19-14.5")
def test_filing_at_the_counter_names_the_giver(where: Place) -> None:
    colleague = stand_in(where, "Đinh Thị Làm Thay", date(2026, 9, 7), date(2026, 9, 11))
    draft = journey.draft(where, b.NOW, channel="direct", officer_id=colleague.pk)
    client: Client = b.signed_in(colleague)
    answer = client.post(reverse("desk:counter_review", args=[draft.pk]), {"key": str(uuid4())})
    assert answer.status_code == 302, answer.text
    event = Event.objects.get(kind="submit")
    assert event.actor_id == colleague.pk
    givers = {str(where.officers[role].pk) for role in DESK}
    assert event.body["on_behalf_of"] in givers
