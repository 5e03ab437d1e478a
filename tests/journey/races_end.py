"""Races at the end and beside the way: the result goes out, paper changes hands, officers are urged, lists are done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from tests.journey import arena as a
from tests.journey import arena_beside as beside
from tests.journey.parcels import HOME
from tests.journey.races import APPLICANT, Ground, Race, deed, fact, one, other, seen

from motcua.agencies.rules import Role
from motcua.custody.models import HandoverRecord
from motcua.custody.rules import Carrier, CarrierKind
from motcua.dossiers.models import Paper
from motcua.dossiers.services.results import ResultFacts
from motcua.dossiers.services.returning import Compared
from motcua.journey.close import close
from motcua.journey.control import print_control_sheet
from motcua.journey.correct import correct_result
from motcua.journey.custody import confirm_receipt, give_paper, withdraw_giving
from motcua.journey.hand_over import hand_over, pay_cash
from motcua.journey.originals import allow_differences
from motcua.journey.paper_settled import archive_paper, mark_originals, return_paper
from motcua.journey.post import ask_delivery, cancel_delivery, compare
from motcua.journey.return_place import change_return_place
from motcua.journey.runs import carry_out
from motcua.operations.models import LateEntry
from motcua.operations.services.late import approve, decline
from motcua.oversight.models import Urge
from motcua.oversight.services import answer_urge, urge

CLERK, COLLEAGUE = one(Role.RECEIVER), other(Role.RECEIVER)
HANDLER, LEADER, OTHER_LEADER = one(Role.HANDLER), one(Role.AGENCY_LEADER), other(Role.AGENCY_LEADER)
TO_HER = {"receiver_name": "Nguyễn Thị Mẹ", "paper_reason": "Giấy tờ ở phòng chuyên môn"}
SHE_GOES_THERE = {"desk_id": lambda ground: ground.there.desk_id}
RIGHT = ResultFacts("Giấy xác nhận", date(2026, 9, 7), "Nguyễn Văn Lãnh Đạo", number="13/GXN")
CORRECTED = {"result_id": fact("result"), "facts": RIGHT, "reason": "Sai ngày sinh"}
BUNDLE = {"bundle_ids": fact("bundles")}
RECORD = {"record_id": fact("record")}
CONFIRM = {**RECORD, "received": fact("bundles")}
POST = Carrier(CarrierKind.POST, "VNPost", "EV1")
URGE = {"task_id": fact("task"), "words": "Bao giờ xong?"}


def its_record(ground: Ground) -> Any:
    return HandoverRecord.objects.filter(pk=ground.facts["record"])


def its_entry(ground: Ground) -> Any:
    return LateEntry.objects.filter(pk=ground.facts["entry"])


def its_urge(ground: Ground) -> Any:
    return Urge.objects.filter(pk=ground.facts["urge"])


def some_of_it(ground: Ground) -> Any:
    return ground.facts["items"][:1]


def its_copy(ground: Ground) -> Any:
    return [
        Compared(paper.pk, fits=True)
        for paper in Paper.objects.filter(dossier=ground.id, component_id="giay")
    ]


ELSEWHERE = replace(HOME, address="Số 5, ấp 2, xã Bên")
HAND_OVER = deed(hand_over, CLERK, **TO_HER)
CORRECT = deed(correct_result, LEADER, **CORRECTED)
GIVE = deed(give_paper, CLERK, to=beside.unit_of, carrier=Carrier(), **BUNDLE)

RACES = (
    Race("hand_over", a.decided, HAND_OVER, deed(hand_over, COLLEAGUE, **TO_HER)),
    Race("hand_over", a.decided, HAND_OVER, deed(change_return_place, APPLICANT, **SHE_GOES_THERE)),
    Race(
        *("change_return_place", a.decided),
        deed(change_return_place, CLERK, expected_version=seen, **SHE_GOES_THERE),
        deed(change_return_place, COLLEAGUE, expected_version=seen, **SHE_GOES_THERE),
    ),
    Race("close", a.handed_over, deed(close, CLERK), deed(close, COLLEAGUE)),
    Race("close", a.handed_over, deed(close, CLERK), CORRECT, winners=(2, 1)),
    Race("correct_result", a.handed_over, CORRECT, deed(correct_result, OTHER_LEADER, **CORRECTED)),
    Race(
        *("pay_cash", a.owing),
        deed(pay_cash, CLERK, receipt_number="0012"),
        deed(pay_cash, COLLEAGUE, receipt_number="0013"),
    ),
    Race(
        *("allow_differences", a.differing),
        deed(allow_differences, one(Role.DESK_HEAD), reason="Đã xác minh", expected_version=seen),
        deed(allow_differences, other(Role.DESK_HEAD), reason="Lỗi chính tả", expected_version=seen),
    ),
    Race(
        *("print_control_sheet", a.decided),
        deed(print_control_sheet, CLERK),
        deed(print_control_sheet, COLLEAGUE),
        winners=(2, 2),
    ),
    Race(
        "give_paper",
        beside.with_paper,
        GIVE,
        deed(give_paper, COLLEAGUE, to=beside.agency_of, carrier=POST, **BUNDLE),
    ),
    Race("give_paper", partial(beside.with_paper, steps=4), GIVE, HAND_OVER, winners=(2, 2)),
    Race(
        *("confirm_receipt", beside.paper_given),
        deed(confirm_receipt, HANDLER, **CONFIRM),
        deed(confirm_receipt, other(Role.HANDLER), **CONFIRM),
        gate=its_record,
    ),
    Race(
        *("withdraw_giving", beside.paper_given),
        deed(withdraw_giving, CLERK, **RECORD),
        deed(confirm_receipt, HANDLER, **CONFIRM),
        gate=its_record,
    ),
    Race(
        *("mark_originals", beside.with_paper),
        deed(mark_originals, CLERK, item_ids=fact("items"), expected_version=seen),
        deed(mark_originals, COLLEAGUE, item_ids=(), expected_version=seen),
    ),
    Race(
        *("return_paper", partial(beside.with_paper, steps=4)),
        deed(return_paper, CLERK, item_ids=some_of_it, receiver_name="Nguyễn Thị Mẹ"),
        deed(return_paper, COLLEAGUE, item_ids=some_of_it, receiver_name="Trần Văn Cha"),
    ),
    Race(
        *("archive_paper", partial(beside.with_paper, steps=4)),
        deed(archive_paper, CLERK, bundle_id=lambda ground: ground.facts["bundles"][0]),
        deed(return_paper, COLLEAGUE, item_ids=fact("items"), receiver_name="Nguyễn Thị Mẹ"),
    ),
    Race(
        *("ask_delivery", a.decided),
        deed(ask_delivery, APPLICANT, to=HOME, expected_version=seen),
        deed(ask_delivery, CLERK, to=ELSEWHERE, expected_version=seen),
    ),
    Race(
        *("ask_delivery", beside.by_post),
        deed(ask_delivery, APPLICANT, to=ELSEWHERE, expected_version=seen),
        deed(cancel_delivery, CLERK, expected_version=seen),
    ),
    Race(
        *("cancel_delivery", beside.by_post),
        deed(cancel_delivery, APPLICANT),
        deed(cancel_delivery, CLERK),
    ),
    Race(
        *("compare", a.differing),
        deed(compare, CLERK, compared=its_copy, expected_version=seen),
        deed(compare, COLLEAGUE, compared=its_copy, expected_version=seen),
    ),
    Race("urge", a.in_hand, deed(urge, LEADER, **URGE), deed(urge, OTHER_LEADER, **URGE)),
    Race(
        *("answer_urge", beside.urged),
        deed(answer_urge, one(Role.UNIT_HEAD), urge_id=fact("urge"), answer="Chiều nay giao"),
        deed(answer_urge, other(Role.UNIT_HEAD), urge_id=fact("urge"), answer="Ngày mai giao"),
        gate=its_urge,
    ),
    Race(
        *("late_entry", beside.entered_late),
        deed(approve, one(Role.DESK_HEAD), entry_id=fact("entry")),
        deed(decline, other(Role.DESK_HEAD), entry_id=fact("entry"), reason="Không rõ người nhận"),
        gate=its_entry,
    ),
    # two workers at one list: the second passes over the line that the first has in hand
    Race(
        *("carry_out", beside.run_begun),
        deed(carry_out, CLERK, run_id=fact("run")),
        deed(carry_out, COLLEAGUE, run_id=fact("run")),
        winners=(2, 2),
        waiting=1,
    ),
)
