"""Races while a dossier is handled: its steps, its date, its pauses, what others are asked, the wish to stop."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from tests.journey import arena as a
from tests.journey.races import APPLICANT, CLOCK, Ground, Race, deed, fact, one, other, seen, there

from motcua.agencies.rules import Role
from motcua.audit.services import SYSTEM
from motcua.dossiers.models import Paper
from motcua.dossiers.services.pauses import FINANCIAL_DUTY, PUBLIC_POSTING, Duty, Payment
from motcua.dossiers.services.results import ResultFacts
from motcua.dossiers.services.verification import VerificationFacts
from motcua.journey.carry import carry_dossier
from motcua.journey.completion import Incomplete, ask_completion, cancel_incomplete
from motcua.journey.extend import apologise, decide_extension, propose_extension
from motcua.journey.opinions import answer_opinion, ask_opinion, remind_opinion, revoke_opinion
from motcua.journey.pause import PauseFacts, end_posting, pause, record_duty, record_payment, resume
from motcua.journey.process import StepResult, assign, claim, process, send_back
from motcua.journey.receipts import decline_receipt, hand_in_receipt
from motcua.journey.stop import Asked, ask_stop, decline_stop, stop
from motcua.journey.succeed import pass_on
from motcua.journey.verify import verify
from motcua.kernel.clock import local

HEAD, DEPUTY = one(Role.UNIT_HEAD), other(Role.UNIT_HEAD)
HANDLER, LEADER, OTHER_LEADER = one(Role.HANDLER), one(Role.AGENCY_LEADER), other(Role.AGENCY_LEADER)
CLERK = one(Role.RECEIVER)
ITS_TASK = {"task_id": fact("task")}
SIGNED = ResultFacts("Giấy xác nhận", date(2026, 9, 7), "Nguyễn Văn Lãnh Đạo", number="12/GXN")
AFTER_POSTING = local("2026-09-23T09:00")


def account(who: str, role: Role) -> Any:
    return lambda ground: getattr(ground, who).officers[role].id


def to_handler(who: str) -> Any:
    return lambda ground: StepResult("Giao xử lý", assignee_id=account(who, Role.HANDLER)(ground))


def incomplete(ground: Ground) -> Incomplete:
    paper = Paper.objects.get(dossier_id=ground.id, component_id="giay")
    return Incomplete("Chưa đủ căn cứ thẩm định", {paper.id: ("wrong", "Nộp bản có chứng thực")})


def step(who: Any, **outcome: Any) -> Any:
    return deed(process, who, outcome=StepResult(**outcome), **ITS_TASK)


def asked_at_counter(ground: Ground) -> Asked:
    return Asked("in_person", "Nguyễn Thị Mẹ", "Đổi ý", ground.at)


EXAMINE = step(HANDLER, text="Đủ điều kiện")
SIGN = step(LEADER, text="Đồng ý", result=SIGNED)
REGISTER = step(one(Role.RECORDS_CLERK))
STOP = deed(stop, CLERK, asked=asked_at_counter, paper_reason="Giấy tờ ở phòng chuyên môn")
PROPOSAL = {"reason": "Chờ đo đạc", "new_due_on": date(2026, 9, 14)}
APPROVE = deed(decide_extension, LEADER, approves=True, answer="")
SORRY = {"reason": "Thiếu cán bộ đo đạc", "expected_on": date(2026, 9, 15)}
POSTING = PauseFacts(PUBLIC_POSTING, date(2026, 9, 22), "Trụ sở xã")
ASK = {"question": lambda ground: a.question(ground.there), "expected_version": seen}
OPINION = {"opinion_id": fact("opinion")}
ANSWER = deed(answer_opinion, there(Role.HANDLER), text="Thống nhất", **OPINION)
SAW = {"facts": VerificationFacts("Hiện trạng đúng với bản vẽ"), "expected_version": seen}
RESUME = deed(resume, HANDLER, reason="Xong sớm")
DUTY = {"duty": Duty("TB-0123/2026", date(2026, 9, 7), 12_500_000), "pay_by": date(2026, 9, 22)}
HAND_IN = deed(hand_in_receipt, APPLICANT, words="GNT-99 ngày 7/9", file_ids=())
PAID = deed(record_payment, HANDLER, payment=Payment(date(2026, 9, 7), "GNT-98"))
CARRIED = {"predecessor_id": fact("predecessor"), "actor": SYSTEM}
LEAVING = {
    "leaving_id": account("where", Role.HANDLER),
    "successor_id": account("others", Role.HANDLER),
    "pool_ids": lambda ground: list(ground.where.scope(Role.HANDLER, ground.at).pool_ids),
    "actor": SYSTEM,
}

RACES = (
    Race("claim", a.waiting_for_head, deed(claim, HEAD, **ITS_TASK), deed(claim, DEPUTY, **ITS_TASK)),
    Race(
        *("assign", a.in_hand),
        deed(assign, HEAD, owner_id=account("others", Role.HANDLER), expected_version=seen, **ITS_TASK),
        deed(assign, DEPUTY, owner_id=account("where", Role.HANDLER), expected_version=seen, **ITS_TASK),
    ),
    Race(
        *("assign", a.waiting_for_head),
        deed(assign, HEAD, owner_id=account("others", Role.UNIT_HEAD), **ITS_TASK),
        deed(claim, HEAD, **ITS_TASK),
        winners=(1, 2),
    ),
    Race(
        *("process", a.waiting_for_head),
        deed(process, HEAD, outcome=to_handler("where"), **ITS_TASK),
        deed(process, DEPUTY, outcome=to_handler("others"), **ITS_TASK),
    ),
    Race("process", a.to_sign, SIGN, step(OTHER_LEADER, text="Không đồng ý", refusal="Không đủ điều kiện")),
    Race(
        *("send_back", a.to_sign),
        deed(send_back, OTHER_LEADER, to_step_id="tham_dinh", reason="Xem lại", **ITS_TASK),
        SIGN,
    ),
    Race("decide", a.to_register, REGISTER, step(other(Role.RECORDS_CLERK))),
    Race("ask_completion", a.in_hand, deed(ask_completion, HEAD, incomplete=incomplete, **ITS_TASK), EXAMINE),
    Race(
        *("cancel_incomplete", a.in_hand_in_october),
        deed(cancel_incomplete, HANDLER, incomplete=incomplete, **ITS_TASK),
        STOP,
    ),
    Race(
        "extend", a.proposed, APPROVE, deed(decide_extension, OTHER_LEADER, approves=False, answer="Kịp hạn")
    ),
    Race("extend", partial(a.proposed, steps=3), APPROVE, REGISTER, winners=(2, 1)),
    Race(
        *("propose_extension", a.in_hand),
        deed(propose_extension, HANDLER, **PROPOSAL),
        deed(propose_extension, HEAD, **PROPOSAL),
    ),
    Race("apologise", a.late, deed(apologise, LEADER, **SORRY), deed(apologise, OTHER_LEADER, **SORRY)),
    Race("pause", a.in_hand, deed(pause, HANDLER, facts=POSTING), deed(pause, HEAD, facts=POSTING)),
    Race("pause", a.in_hand, deed(pause, HEAD, facts=POSTING), EXAMINE),
    Race("resume", partial(a.paused, cause=PUBLIC_POSTING), RESUME, deed(resume, HEAD, reason="Xong sớm")),
    Race("resume", partial(a.paused, cause=PUBLIC_POSTING), RESUME, STOP, winners=(2, 1)),
    Race(
        *("resume", partial(a.paused, cause=PUBLIC_POSTING, at=AFTER_POSTING), RESUME),
        deed(end_posting, CLOCK, pause_id=fact("pause")),
        winners=(2, 1),
    ),
    Race(
        *("record_duty", partial(a.paused, cause=FINANCIAL_DUTY)),
        deed(record_duty, HANDLER, expected_version=seen, **DUTY),
        deed(record_duty, CLERK, expected_version=seen, **DUTY),
    ),
    Race(
        *("record_payment", partial(a.paused, cause=FINANCIAL_DUTY)),
        deed(record_payment, CLERK, payment=Payment(date(2026, 9, 7), "GNT-99"), expected_version=seen),
        deed(record_payment, HANDLER, payment=Payment(date(2026, 9, 7), "GNT-98"), expected_version=seen),
    ),
    Race("hand_in_receipt", partial(a.paused, cause=FINANCIAL_DUTY), HAND_IN, PAID, winners=(2, 1)),
    Race(
        *("hand_in_receipt", partial(a.paused, cause=FINANCIAL_DUTY), HAND_IN),
        deed(ask_stop, APPLICANT, reason="Đổi ý"),
        winners=(2, 2),
    ),
    Race(
        *("decline_receipt", a.receipt_handed_in),
        deed(decline_receipt, CLERK, receipt_id=fact("receipt"), answer="Không đọc được số tiền"),
        PAID,
        winners=(2, 1),
    ),
    Race("verify", a.in_hand, deed(verify, HANDLER, **SAW), deed(verify, HEAD, **SAW)),
    Race("ask_opinion", a.in_hand, deed(ask_opinion, HANDLER, **ASK), deed(ask_opinion, HEAD, **ASK)),
    Race(
        *("answer_opinion", a.opinion_asked, ANSWER),
        deed(revoke_opinion, HANDLER, reason="Không cần nữa", **OPINION),
    ),
    Race("remind_opinion", a.opinion_asked, deed(remind_opinion, HANDLER, **OPINION), ANSWER, winners=(2, 1)),
    Race(
        "ask_stop",
        a.in_hand,
        deed(ask_stop, APPLICANT, reason="Đổi ý"),
        deed(ask_stop, APPLICANT, reason="Bán đất"),
    ),
    Race(
        "stop", a.stop_asked, deed(stop, CLERK), deed(decline_stop, other(Role.RECEIVER), answer="Sắp xong")
    ),
    Race("stop", a.to_sign, STOP, SIGN),
    Race("pass_on", a.in_hand, deed(pass_on, LEADER, **LEAVING), EXAMINE, winners=(1, 2)),
    Race(
        *("carry_dossier", a.before_the_merger),
        deed(carry_dossier, CLOCK, **CARRIED),
        deed(carry_dossier, CLOCK, **CARRIED),
        winners=(2, 2),
    ),
)
