"""The handling waits for somebody outside and goes on again (tạm dừng, tiếp tục giải quyết)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from motcua.audit.services import Actor
from motcua.dossiers.errors import DutyIncomplete, NoPause, PaymentIncomplete
from motcua.dossiers.models import Clock, ClockRule, Dossier, Part, Pause
from motcua.dossiers.moves import State
from motcua.dossiers.services.clocks import effects_of, go_on, stand_still
from motcua.dossiers.services.core import move, note
from motcua.kernel.clock import local_day
from motcua.kernel.text import nfc

FINANCIAL_DUTY, PUBLIC_POSTING = "financial_duty", "public_posting"
CAUSES = (FINANCIAL_DUTY, PUBLIC_POSTING)


@dataclass(frozen=True)
class Duty:
    """What the tax office told the applicant to pay (thông báo nghĩa vụ tài chính); money in đồng."""

    notice_number: str
    notice_on: date
    amount_vnd: int


@dataclass(frozen=True)
class Payment:
    """That it was paid: the day and the number of the receipt (chứng từ nộp tiền)."""

    paid_on: date
    receipt_number: str


@dataclass(frozen=True)
class Waiting:
    """What is waited for, until when.

    step_id  of the step that is nothing but this waiting; empty when somebody paused the work
    place    where something is posted
    """

    cause: str
    until_at: datetime
    step_id: str = ""
    place: str = ""
    duty: Duty | None = None


def open_pauses(dossier: Dossier) -> list[Pause]:
    """What the dossier waits for now, oldest first."""
    return list(Pause.objects.filter(dossier=dossier, ended_at=None).order_by("no"))


def open_pause(dossier: Dossier, *, cause: str = "", step_id: str | None = None) -> Pause:
    """The open pause of a cause or a step. Refuses with NoPause."""
    for pause in open_pauses(dossier):
        if (not cause or pause.cause == cause) and (step_id is None or pause.step_id == step_id):
            return pause
    raise NoPause


def begin_pause(
    dossier: Dossier, waiting: Waiting, *, part: Part, at: datetime, actor: Actor, key: UUID | None = None
) -> Pause:
    """The dossier begins to wait: its clocks do what the law says for the cause (tạm dừng chờ).

    A second cause beside a first one is told, and the dossier waits for both.

    Refuses
        IllegalMove, DutyIncomplete
    Writes
        the pause, state waiting with cause and date, the clocks, one event
    """
    first = dossier.state != State.WAITING
    last = Pause.objects.filter(dossier=dossier).order_by("-no").first()
    pause = Pause(
        dossier=dossier,
        part=part,
        no=last.no + 1 if last else 1,
        cause=waiting.cause,
        step_id=waiting.step_id,
        from_at=at,
        until_at=waiting.until_at,
        place=nfc(waiting.place),
    )
    if waiting.duty is not None:
        _write_duty(pause, waiting.duty, at)
    stand_still(dossier, cause=waiting.cause, at=at, running_only=not first)
    body = {
        "cause": waiting.cause,
        "until": waiting.until_at,
        "step": waiting.step_id or None,
        "no": pause.no,
    }
    words = {"place": pause.place, "notice": pause.notice_number}
    told = {name: text for name, text in words.items() if text} or None
    if first:
        changes = {"waiting_cause": waiting.cause, "waits_until": waiting.until_at}
        move(dossier, "pause", at=at, actor=actor, body=body, words=told, key=key, changes=changes)
    else:
        until = max(waiting.until_at, dossier.waits_until or waiting.until_at)
        note(
            *(dossier, "pause"),
            at=at,
            actor=actor,
            body=body,
            words=told,
            key=key,
            changes={"waits_until": until},
        )
    pause.save(force_insert=True)
    return pause


def end_pause(
    dossier: Dossier,
    pause: Pause,
    *,
    at: datetime,
    actor: Actor,
    reason: str = "",
    key: UUID | None = None,
) -> bool:
    """What was waited for came: the clocks run again and the dates move (tiếp tục giải quyết).

    Gives
        whether the dossier goes on; False while it still waits for something else
    """
    pause.ended_at, pause.ended_by_id, pause.reason = at, actor.id, nfc(reason)
    pause.save(update_fields=["ended_at", "ended_by", "reason"])
    others = open_pauses(dossier)
    legal = go_on(dossier, cause=pause.cause, at=at, still={one.cause for one in others})
    body = {"cause": pause.cause, "no": pause.no, "step": pause.step_id or None}
    words = {"reason": pause.reason} if pause.reason else None
    changes: dict[str, object] = {} if legal is None else {"due_at": legal}
    if others:
        changes |= {
            "waiting_cause": others[0].cause,
            "waits_until": max(one.until_at for one in others),
        }
        note(dossier, "resume", at=at, actor=actor, body=body, words=words, key=key, changes=changes)
        return False
    move(dossier, "resume", at=at, actor=actor, body=body, words=words, key=key, changes=changes)
    return True


def record_duty(
    dossier: Dossier, pause: Pause, duty: Duty, *, until_at: datetime, at: datetime, actor: Actor, key: UUID
) -> None:
    """Write down what the tax office asks for (ghi thông báo nghĩa vụ tài chính).

    Refuses
        DutyIncomplete
    """
    _write_duty(pause, duty, at)
    pause.until_at = until_at
    pause.save(update_fields=["notice_number", "notice_on", "amount_vnd", "until_at"])
    until = max(one.until_at for one in open_pauses(dossier))
    note(
        *(dossier, "duty_told"),
        at=at,
        actor=actor,
        body={"no": pause.no, "amount_vnd": duty.amount_vnd, "notice_on": duty.notice_on, "until": until_at},
        words={"notice": pause.notice_number},
        key=key,
        changes={"waits_until": until},
    )


def record_payment(
    dossier: Dossier, pause: Pause, payment: Payment, *, at: datetime, actor: Actor, key: UUID
) -> None:
    """Write down that the duty was paid, with its receipt (ghi nhận chứng từ nộp tiền).

    Refuses
        PaymentIncomplete
    """
    number = nfc(payment.receipt_number)
    if not number or payment.paid_on > local_day(at):
        raise PaymentIncomplete
    pause.paid_on, pause.receipt_number = payment.paid_on, number[:80]
    pause.save(update_fields=["paid_on", "receipt_number"])
    note(
        *(dossier, "duty_paid"),
        at=at,
        actor=actor,
        body={"no": pause.no, "paid_on": payment.paid_on},
        words={"receipt": pause.receipt_number},
        key=key,
    )


def stops_legal_time(cause: str, day: date) -> bool:
    """Whether the legal limit stands still for a cause, so that the steps' own dates stand too."""
    return effects_of(cause, day).get(Clock.Kind.LEGAL) in {
        ClockRule.Effect.PAUSES,
        ClockRule.Effect.RESTARTS,
    }


def _write_duty(pause: Pause, duty: Duty, at: datetime) -> None:
    number = nfc(duty.notice_number)
    if not number or duty.amount_vnd < 0 or duty.notice_on > local_day(at):
        raise DutyIncomplete
    pause.notice_number, pause.notice_on, pause.amount_vnd = number[:80], duty.notice_on, duty.amount_vnd
