"""What a pause means to the applicant: why it waits, which clock stands still, until when, what she does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.dossiers.models import Clock, ClockRule, Dossier, Pause
from motcua.dossiers.moves import State
from motcua.dossiers.selectors import pauses_of
from motcua.dossiers.services.clocks import effects_of
from motcua.dossiers.services.pauses import FINANCIAL_DUTY, PUBLIC_POSTING
from motcua.journey.reading.cooperation import ReceiptView, receipts_of_pause
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import phrase

SUPPLEMENT = "supplement"
WAITS_FOR = {
    FINANCIAL_DUTY: phrase("Chờ bạn nộp nghĩa vụ tài chính theo thông báo của cơ quan thuế"),
    PUBLIC_POSTING: phrase("Nội dung hồ sơ đang được niêm yết công khai"),
    SUPPLEMENT: phrase("Chờ bạn bổ sung, hoàn thiện hồ sơ"),
}
CLOCKS = {
    ClockRule.Effect.NONE: phrase("Thời hạn giải quyết vẫn chạy; ngày hẹn trả không đổi."),
    ClockRule.Effect.PAUSES: phrase(
        "Thời hạn giải quyết đứng lại, thời gian chờ không tính; ngày hẹn trả được tính lại khi hồ sơ giải quyết tiếp."
    ),
    ClockRule.Effect.RESTARTS: phrase(
        "Thời hạn giải quyết đứng lại và được tính lại từ đầu khi hồ sơ được giải quyết tiếp."
    ),
}
NO_CLOCK = phrase("Thời hạn giải quyết chưa tính; ngày hẹn trả có khi hồ sơ được tiếp nhận.")
TO_DO = {
    FINANCIAL_DUTY: phrase(
        "Nộp tiền theo thông báo, giữ chứng từ. Gửi ảnh chụp hoặc tệp chứng từ ngay dưới đây, "
        "hoặc mang đến Bộ phận Một cửa."
    ),
    PUBLIC_POSTING: phrase("Bạn không phải làm gì; hồ sơ được giải quyết tiếp khi hết thời gian niêm yết."),
    SUPPLEMENT: phrase("Bổ sung theo từng điểm trong phiếu yêu cầu. Quá thời gian này hồ sơ sẽ bị đóng."),
}
NOTICE_COMES = phrase(
    "Chưa có thông báo nghĩa vụ tài chính. Khi cơ quan thuế ban hành, bạn sẽ được báo số tiền."
)
BEING_CHECKED = phrase("Bộ phận Một cửa đang kiểm tra chứng từ bạn đã gửi. Bạn chưa phải làm gì thêm.")
PAID = phrase("Việc nộp tiền đã được ghi nhận. Bạn chưa phải làm gì thêm.")


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing a dossier waits for.

    why, clock, to_do  sentences for the applicant
    takes_receipt      whether she hands in a receipt here
    """

    cause: str
    why: str
    clock: str
    to_do: str
    from_at: datetime | None
    until_at: datetime
    place: str = ""
    notice_number: str = ""
    notice_on: date | None = None
    amount_vnd: int | None = None
    paid_on: date | None = None
    receipt_number: str = ""
    receipts: tuple[ReceiptView, ...] = ()
    takes_receipt: bool = False


def waits_of(dossier: Dossier, *, at: datetime) -> tuple[Wait, ...]:
    """What a dossier waits for now, oldest first; no statement for one that waits for nothing."""
    if dossier.state == State.SUPPLEMENT_REQUESTED and dossier.waits_until is not None:
        clock = _clock(SUPPLEMENT, at) if dossier.accepted_at else NO_CLOCK
        return (Wait(SUPPLEMENT, WAITS_FOR[SUPPLEMENT], clock, TO_DO[SUPPLEMENT], None, dossier.waits_until),)
    if dossier.state != State.WAITING:
        return ()
    return tuple(_wait(pause, at) for pause in pauses_of(dossier.pk) if pause.ended_at is None)


def _wait(pause: Pause, at: datetime) -> Wait:
    receipts = receipts_of_pause(pause)
    return Wait(
        cause=pause.cause,
        why=WAITS_FOR.get(pause.cause, pause.cause),
        clock=_clock(pause.cause, at),
        to_do=_to_do(pause, receipts),
        from_at=pause.from_at,
        until_at=pause.until_at,
        place=pause.place,
        notice_number=pause.notice_number,
        notice_on=pause.notice_on,
        amount_vnd=pause.amount_vnd,
        paid_on=pause.paid_on,
        receipt_number=pause.receipt_number,
        receipts=receipts,
        takes_receipt=pause.cause == FINANCIAL_DUTY and pause.paid_on is None and pause.amount_vnd != 0,
    )


def _clock(cause: str, at: datetime) -> str:
    effect = effects_of(cause, local_day(at)).get(Clock.Kind.LEGAL, ClockRule.Effect.NONE)
    return CLOCKS[ClockRule.Effect(effect)]


def _to_do(pause: Pause, receipts: tuple[ReceiptView, ...]) -> str:
    if pause.cause != FINANCIAL_DUTY:
        return TO_DO.get(pause.cause, "")
    if pause.paid_on is not None:
        return PAID
    if any(one.waits for one in receipts):
        return BEING_CHECKED
    return TO_DO[FINANCIAL_DUTY] if pause.amount_vnd is not None else NOTICE_COMES
