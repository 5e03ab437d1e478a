"""Which cause of waiting stops which clock: dated rows, each with the instrument that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.audit.services import SYSTEM, Actor, Stream, append
from motcua.dossiers.errors import RuleOutOfOrder
from motcua.dossiers.models import Clock, ClockRule
from motcua.dossiers.services.clocks import CAUSES
from motcua.kernel.phrases import phrase
from motcua.kernel.text import nfc

CLOCKS = {
    Clock.Kind.LEGAL.value: phrase("Thời hạn theo quy định"),
    Clock.Kind.SCORING.value: phrase("Thời gian chấm điểm"),
}
EFFECTS = {
    ClockRule.Effect.NONE.value: phrase("Vẫn chạy"),
    ClockRule.Effect.PAUSES.value: phrase("Tạm dừng"),
    ClockRule.Effect.RESTARTS.value: phrase("Tính lại từ đầu"),
}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One dated row as a page shows it."""

    cause: str
    clock: str
    effect: str
    valid_from: date
    valid_to: date | None
    instrument: str


def clock_rules() -> list[RuleRow]:
    """Every row, by cause and clock, the newest first."""
    rows = ClockRule.objects.order_by("cause", "clock", "-valid_from")
    return [
        RuleRow(
            cause=CAUSES.get(row.cause, row.cause),
            clock=CLOCKS[row.clock],
            effect=EFFECTS[row.effect],
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            instrument=row.instrument,
        )
        for row in rows
    ]


@transaction.atomic
def set_clock_rule(
    *,
    cause: str,
    clock: str,
    effect: str,
    valid_from: date,
    instrument: str,
    at: datetime,
    actor: Actor = SYSTEM,
) -> None:
    """Rule from a day on what a cause does to a clock; what held before ends the day before (ban hành quy định).

    What waits already keeps what the rule of its own beginning did to its clocks.

    Refuses
        RuleOutOfOrder: a rule of a later day stands
    """
    last = (
        ClockRule.objects.select_for_update().filter(cause=cause, clock=clock).order_by("-valid_from").first()
    )
    if last is not None and last.valid_from > valid_from:
        raise RuleOutOfOrder(day=f"{last.valid_from:%d/%m/%Y}")
    if last is not None and last.valid_from == valid_from:
        last.delete()
    elif last is not None:
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    made = ClockRule.objects.create(
        cause=cause, clock=clock, effect=effect, valid_from=valid_from, instrument=nfc(instrument)
    )
    body = {
        "cause": cause,
        "clock": clock,
        "effect": effect,
        "from": valid_from,
        "instrument": made.instrument,
    }
    append(Stream("clock_rule", made.id), kind="set", happened_at=at, actor=actor, body=body)
