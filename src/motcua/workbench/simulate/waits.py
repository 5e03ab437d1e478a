"""What keeps a dossier from going straight on: an opinion that is asked, a payment or a posting that is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from motcua.agencies.selectors import Scope
from motcua.audit.services import Actor
from motcua.dossiers.receipts import receipts_of
from motcua.dossiers.selectors import dossier_named, pauses_of
from motcua.dossiers.services.pauses import FINANCIAL_DUTY, PUBLIC_POSTING, Duty, Payment
from motcua.journey.context import process_of
from motcua.journey.opinions import answer_opinion, ask_opinion, revoke_opinion
from motcua.journey.pause import PauseFacts, pause, record_duty, record_payment, resume
from motcua.journey.receipts import decline_receipt, hand_in_receipt
from motcua.kernel.clock import local_day
from motcua.processes.schema import StepKind
from motcua.workbench.simulate.scene import Scene
from motcua.workflow.opinions import KIND as OPINION
from motcua.workflow.opinions import Question
from motcua.workflow.selectors import open_tasks_of, opinions_of
from motcua.workflow.work import STEP_KINDS

DAY = timedelta(days=1)
DAY_OF_OFFICE = 480
ASKED, ASKED_BESIDE, PAUSED = 0.035, 0.015, 0.04  # of the times that something is examined
REVOKED = 0.1
LATE = 0.15  # of the answers
SILENT = 0.5  # of those whose silence is consent
SLOW = 0.12
DECLINED = 0.1  # of the receipts
SENT = 0.5  # of the applicants who paid: they hand the receipt in themselves


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
    """Who acts, from which place, when."""

    officer: Actor
    scope: Scope
    at: datetime


def turn_of(dossier_id: UUID) -> Turn:
    """What is done next: an opinion that holds the work up, else the oldest step; nobody does the `follow` task."""
    tasks = open_tasks_of(dossier_named(dossier_id))
    asked = [task for task in tasks if task.kind == OPINION]
    if asked:
        awaited = {
            one.task_id for one in opinions_of(dossier_id) if one.ended_at is None and one.waiting_task_id
        }
        asked = [task for task in asked if task.pk in awaited]
    task = next(iter(asked or [task for task in tasks if task.kind in STEP_KINDS]))
    return Turn(task.pk, task.kind, task.step_id, task.pool_id, task.pool.agency_id, owner_id=task.owner_id)


def minutes(scene: Scene, dossier_id: UUID) -> int:
    """About how long what is open takes: its allotment, sometimes several times that."""
    turn = turn_of(dossier_id)
    if turn.kind == OPINION:
        is_late = scene.happens("opinion late", LATE)
        return 5 * DAY_OF_OFFICE if is_late else scene.random.randint(60, 1200)
    step = process_of(dossier_named(dossier_id)).step(turn.step_id)
    if step.waits:
        return scene.random.randint(1, 5) * 24 * 60
    factor = scene.random.uniform(2.5, 6) if scene.random.random() < SLOW else scene.random.uniform(0.3, 0.9)
    return max(10, int(step.minutes * factor))


def play(scene: Scene, dossier_id: UUID, turn: Turn, doer: Doer, *, key: UUID) -> bool:
    """Play what keeps a dossier from going straight on; gives whether that was the act of this turn."""
    dossier = dossier_named(dossier_id)
    if turn.kind == OPINION:
        _answer_or_not(scene, dossier_id, turn, doer, key)
        return True
    if dossier.state == "waiting" and is_paused_by_hand(dossier_id):
        go_on(scene, dossier_id, doer, key)
        return True
    step = process_of(dossier).step(turn.step_id)
    if step.waits:
        pay(scene, dossier_id, doer)  # and the step itself is finished
    elif turn.kind == StepKind.EXAMINE and turn.agency_id == dossier.agency_id:
        return dossier.state == "in_process" and _stops(
            scene, dossier_id, doer, silence=step.silence_consents, key=key
        )
    return False


def _stops(scene: Scene, dossier_id: UUID, doer: Doer, *, silence: bool, key: UUID) -> bool:
    """Ask and wait, ask beside the work, or pause; gives whether the work waits now."""
    others = scene.world.agency_ids - {doer.officer.agency_id}
    if silence and others and scene.happens("asked where silence consents", ASKED):
        return ask(scene, dossier_id, doer, scene.one_of(others), must_wait=True, key=key)
    if others and scene.happens("opinion awaited", ASKED):
        return ask(scene, dossier_id, doer, scene.one_of(others), must_wait=True, key=key)
    if others and scene.happens("opinion beside the work", ASKED_BESIDE):
        ask(scene, dossier_id, doer, scene.one_of(others), must_wait=False, key=scene.key())
        scene.asked_beside.add(dossier_id)
    for cause in (FINANCIAL_DUTY, PUBLIC_POSTING):
        if scene.happens(f"paused for {cause}", PAUSED / 2):
            stop_for(scene, cause, dossier_id, doer, key)
            return True
    return False


def ask(scene: Scene, dossier_id: UUID, doer: Doer, agency_id: UUID, *, must_wait: bool, key: UUID) -> bool:
    """Ask another agency; False when nobody there takes work."""
    question = Question(
        content="Đề nghị cho ý kiến về nội dung hồ sơ thuộc phạm vi quản lý của cơ quan.",
        due_at=doer.at + 3 * DAY,
        agency_id=agency_id,
        must_wait=must_wait,
    )
    return scene.tried(
        "opinion awaited" if must_wait else "opinion beside the work",
        lambda: ask_opinion(
            dossier_id=dossier_id,
            officer=doer.officer,
            scope=doer.scope,
            question=question,
            at=doer.at,
            key=key,
        ),
    )


def ask_from_desk(scene: Scene, dossier_id: UUID, clerk: Actor, at: datetime) -> bool:
    """The desk asks, where the agency that decides lets it (TN19-12.5a)."""
    dossier = dossier_named(dossier_id)
    others = scene.world.agency_ids - {dossier.agency_id}
    question = Question(
        content="Đề nghị xác nhận thông tin liên quan đến hồ sơ.",
        due_at=at + 3 * DAY,
        agency_id=scene.one_of(others),
    )
    scene.asked_beside.add(dossier_id)
    return scene.tried(
        "the desk asks",
        lambda: ask_opinion(
            dossier_id=dossier_id,
            officer=clerk,
            scope=scene.scope(clerk, at),
            question=question,
            at=at,
            key=scene.key(),
        ),
    )


def _answer_or_not(scene: Scene, dossier_id: UUID, turn: Turn, doer: Doer, key: UUID) -> None:
    """The opinion that a task asks for: given, taken back by its asker, or passed over where silence consents."""
    opinion = next(one for one in opinions_of(dossier_id) if one.task_id == turn.id)
    if opinion.pk in scene.silent:
        return
    if opinion.silence_consents and scene.happens("silence", SILENT):
        scene.silent.add(opinion.pk)
        return
    if doer.at < opinion.due_at and scene.happens("opinion revoked", REVOKED):
        asker = Actor("officer", opinion.asked_by_id, opinion.asked_for_id)
        revoke_opinion(
            dossier_id=dossier_id,
            opinion_id=opinion.pk,
            officer=asker,
            scope=scene.scope(asker, doer.at),
            reason="Đã tự tra cứu được thông tin cần hỏi.",
            at=doer.at,
            key=key,
        )
        return
    answer(dossier_id, opinion.pk, doer, key)


def answer(dossier_id: UUID, opinion_id: UUID, doer: Doer, key: UUID) -> None:
    """Give an opinion."""
    answer_opinion(
        dossier_id=dossier_id,
        opinion_id=opinion_id,
        officer=doer.officer,
        scope=doer.scope,
        text="Thống nhất với nội dung đề nghị.",
        at=doer.at,
        key=key,
    )


def stop_for(scene: Scene, cause: str, dossier_id: UUID, doer: Doer, key: UUID) -> None:
    """Pause what is handled: for a duty whose notice is there, or a short posting."""
    day = local_day(doer.at)
    if cause == FINANCIAL_DUTY:
        facts = PauseFacts(cause, day + 30 * DAY, duty=_duty(scene, doer))
    else:
        facts = PauseFacts(cause, day + 7 * DAY, place="Trụ sở Ủy ban nhân dân")
    pause(dossier_id=dossier_id, officer=doer.officer, scope=doer.scope, facts=facts, at=doer.at, key=key)


def _duty(scene: Scene, doer: Doer) -> Duty:
    number = f"TB-{scene.random.randint(1, 9999)}"
    return Duty(number, local_day(doer.at), scene.random.randint(1, 90) * 100_000)


def pay(scene: Scene, dossier_id: UUID, doer: Doer) -> None:
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
        record_duty(**common, duty=_duty(scene, doer), pay_by=day + 30 * DAY, key=scene.key())
    receipt = f"GNT-{scene.random.randint(1, 999_999):06d}"
    if scene.happens("receipt handed in", SENT):
        _hand_in(scene, dossier_id, receipt, doer)
    record_payment(**common, payment=Payment(day, receipt), key=scene.key())


def _hand_in(scene: Scene, dossier_id: UUID, receipt: str, doer: Doer) -> None:
    """The applicant shows the receipt; now and then it is a picture of something else and shown once more."""
    facts: dict[str, Any] = {"dossier_id": dossier_id, "at": doer.at}
    given: dict[str, Any] = {
        "applicant": Actor("applicant"),
        "words": f"Chứng từ {receipt}, nộp qua ngân hàng.",
        "file_ids": [],
    }
    hand_in_receipt(**facts, **given, key=scene.key())
    if scene.happens("receipt declined", DECLINED):
        waiting = next(one for one in receipts_of(dossier_id) if one.state == "given")
        decline_receipt(
            **facts,
            receipt_id=waiting.pk,
            officer=doer.officer,
            scope=doer.scope,
            answer="Số chứng từ không khớp với thông báo.",
            key=scene.key(),
        )
        hand_in_receipt(**facts, **given, key=scene.key())


def go_on(scene: Scene, dossier_id: UUID, doer: Doer, key: UUID) -> None:
    """What was waited for came: the handling goes on."""
    pay(scene, dossier_id, doer)
    reason = "Kết thúc niêm yết, không có ý kiến khiếu nại."
    resume(dossier_id=dossier_id, officer=doer.officer, scope=doer.scope, at=doer.at, key=key, reason=reason)


def is_paused_by_hand(dossier_id: UUID) -> bool:
    """Whether somebody paused it, rather than a step of its process."""
    return any(one.ended_at is None and not one.step_id for one in pauses_of(dossier_id))
