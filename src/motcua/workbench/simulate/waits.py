"""What keeps a dossier from going straight on: an opinion that is asked, a payment or a posting that is waited for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.dossiers.selectors import dossier_named, pauses_of
from motcua.dossiers.services.pauses import FINANCIAL_DUTY, PUBLIC_POSTING, Duty, Payment
from motcua.journey.context import process_of
from motcua.journey.opinions import answer_opinion, ask_opinion
from motcua.journey.pause import PauseFacts, pause, record_duty, record_payment, resume
from motcua.journey.receipts import hand_in_receipt
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.processes.schema import StepKind
from motcua.workflow.opinions import KIND as OPINION
from motcua.workflow.opinions import Question
from motcua.workflow.selectors import open_tasks_of, opinions_of
from motcua.workflow.work import STEP_KINDS

DAY = timedelta(days=1)
ASKED, PAUSED = 0.05, 0.04  # of the times that something is examined
SENT = 0.5  # of the applicants who paid: they hand the receipt in themselves
__all__ = ["OPINION", "Doer", "Turn", "play", "turn_of"]


@dataclass(frozen=True)
class Turn:
    """The task that is done next, as far as people of the simulation need know it."""

    id: UUID
    kind: str
    step_id: str
    pool_id: UUID
    agency_id: UUID
    owner_id: UUID | None


@dataclass(frozen=True)
class Doer:
    """Who acts, from which place, when; `random` makes the keys that one act needs beside its own."""

    officer: Actor
    scope: Scope
    at: datetime
    random: Random

    def key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)


def turn_of(dossier_id: UUID) -> Turn:
    """What is done next: an opinion that is asked, else the oldest step; nobody does the following of others."""
    tasks = open_tasks_of(dossier_named(dossier_id))
    asked = [task for task in tasks if task.kind == OPINION]
    task = next(iter(asked or [task for task in tasks if task.kind in STEP_KINDS]))
    return Turn(task.pk, task.kind, task.step_id, task.pool_id, task.pool.agency_id, owner_id=task.owner_id)


def play(dossier_id: UUID, turn: Turn, doer: Doer, *, agencies: Collection[UUID], key: UUID) -> bool:
    """Play what keeps a dossier from going straight on; gives whether that was the act of this turn."""
    dossier = dossier_named(dossier_id)
    if turn.kind == OPINION:
        answer(dossier_id, turn.id, doer, key)
        return True
    if is_paused_by_hand(dossier_id):
        go_on(dossier_id, doer, key)
        return True
    if process_of(dossier).step(turn.step_id).waits:
        pay(dossier_id, doer)  # and the step itself is finished
    elif turn.kind == StepKind.EXAMINE and turn.agency_id == dossier.agency_id:
        others = sorted(set(agencies) - {turn.agency_id})
        return dossier.state == "in_process" and _stops(dossier_id, doer, others, key)
    return False


def _stops(dossier_id: UUID, doer: Doer, others: Sequence[UUID], key: UUID) -> bool:
    luck = doer.random.random()
    if luck < ASKED and others:
        return ask(dossier_id, doer, others, key)
    if ASKED <= luck < ASKED + PAUSED:
        stop_for(dossier_id, doer, key)
        return True
    return False


def ask(dossier_id: UUID, doer: Doer, agencies: Sequence[UUID], key: UUID) -> bool:
    """Ask another agency and wait for it; False when nobody there takes work."""
    question = Question(
        content="Đề nghị cho ý kiến về nội dung hồ sơ thuộc phạm vi quản lý của cơ quan.",
        due_at=doer.at + 3 * DAY,
        agency_id=doer.random.choice(sorted(agencies)),
        must_wait=True,
    )
    try:
        ask_opinion(
            dossier_id=dossier_id,
            officer=doer.officer,
            scope=doer.scope,
            question=question,
            at=doer.at,
            key=key,
        )
    except Refusal:
        return False
    return True


def answer(dossier_id: UUID, task_id: UUID, doer: Doer, key: UUID) -> None:
    """Give the opinion that a task asks for."""
    opinion = next(one for one in opinions_of(dossier_id) if one.task_id == task_id)
    answer_opinion(
        dossier_id=dossier_id,
        opinion_id=opinion.pk,
        officer=doer.officer,
        scope=doer.scope,
        text="Thống nhất với nội dung đề nghị.",
        at=doer.at,
        key=key,
    )


def stop_for(dossier_id: UUID, doer: Doer, key: UUID) -> None:
    """Pause what is handled: for a duty whose notice is there, or a short posting."""
    day = local_day(doer.at)
    if doer.random.random() < 0.5:
        duty = Duty(f"TB-{doer.random.randint(1, 9999)}", day, doer.random.randint(1, 90) * 100_000)
        facts = PauseFacts(FINANCIAL_DUTY, day + 30 * DAY, duty=duty)
    else:
        facts = PauseFacts(PUBLIC_POSTING, day + 7 * DAY, place="Trụ sở Ủy ban nhân dân")
    pause(dossier_id=dossier_id, officer=doer.officer, scope=doer.scope, facts=facts, at=doer.at, key=key)


def pay(dossier_id: UUID, doer: Doer) -> None:
    """The notice is there if it was not, and the receipt comes."""
    found = next(one for one in pauses_of(dossier_id) if one.ended_at is None)
    if found.cause != FINANCIAL_DUTY or found.paid_on is not None:
        return
    day = local_day(doer.at)
    common: dict[str, Any] = {
        "dossier_id": dossier_id,
        "officer": doer.officer,
        "scope": doer.scope,
        "at": doer.at,
    }
    if found.amount_vnd is None:
        duty = Duty(f"TB-{doer.random.randint(1, 9999)}", day, doer.random.randint(1, 90) * 100_000)
        record_duty(**common, duty=duty, pay_by=day + 30 * DAY, key=doer.key())
    receipt = f"GNT-{doer.random.randint(1, 999_999):06d}"
    if doer.random.random() < SENT:
        words = f"Chứng từ {receipt}, nộp qua ngân hàng."
        sender = Actor("applicant")
        hand_in_receipt(
            dossier_id=dossier_id, applicant=sender, words=words, file_ids=[], at=doer.at, key=doer.key()
        )
    record_payment(**common, payment=Payment(day, receipt), key=doer.key())


def go_on(dossier_id: UUID, doer: Doer, key: UUID) -> None:
    """What was waited for came: the handling goes on."""
    pay(dossier_id, doer)
    reason = "Kết thúc niêm yết, không có ý kiến khiếu nại."
    resume(dossier_id=dossier_id, officer=doer.officer, scope=doer.scope, at=doer.at, key=key, reason=reason)


def is_paused_by_hand(dossier_id: UUID) -> bool:
    """Whether somebody paused it, rather than a step of its process."""
    if dossier_named(dossier_id).state != "waiting":
        return False
    return any(one.ended_at is None and not one.step_id for one in pauses_of(dossier_id))
