"""The clocks of a dossier: started, paused, resumed, stopped; every stretch is kept with its cause."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Max, Q

from motcua.deadlines.rules import Appointed, Deadline, Limit, Pause, due
from motcua.deadlines.selectors import calendar_named, calendar_version
from motcua.dossiers.models import Clock, ClockRule, ClockSegment, Dossier, Part
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import phrase

CAUSES = {
    "supplement": phrase("Chờ người nộp bổ sung, hoàn thiện hồ sơ"),
    "financial_duty": phrase("Chờ người nộp thực hiện nghĩa vụ tài chính"),
    "public_posting": phrase("Niêm yết công khai"),
}
APPOINTED = "cơ quan giải quyết đã xin lỗi và hẹn lại"


def start_clock(
    dossier: Dossier,
    *,
    kind: Clock.Kind,
    limit: Limit,
    calendar_name: str,
    at: datetime,
    part: Part | None = None,
) -> Clock:
    """Start a time limit (bắt đầu tính thời hạn).

    Takes
        limit          of the release, for this case and channel
        calendar_name  of the agency whose working hours count; the version in force now is pinned
        at             the event the limit counts from: acceptance of a valid dossier (HG-4)
    Gives
        the clock; its `due_at` and `reasons` explain themselves for ever
    """
    calendar, version_id = calendar_named(calendar_name)
    deadline = due(limit, at, calendar, calendar.settings)
    last = Clock.objects.filter(dossier=dossier, kind=kind).aggregate(last=Max("no"))["last"] or 0
    clock = Clock.objects.create(
        dossier=dossier,
        part=part,
        kind=kind,
        no=last + 1,
        limit=str(limit),
        calendar_version_id=version_id,
        started_at=at,
        due_at=deadline.due_at,
        reasons=[reason.as_json() for reason in deadline.reasons],
    )
    ClockSegment.objects.create(dossier=dossier, clock=clock, running=True, cause="started", from_at=at)
    return clock


def running_clock(dossier: Dossier, kind: Clock.Kind) -> Clock | None:
    """The clock of this kind that has not ended; it may stand still."""
    return (
        Clock.objects.filter(dossier=dossier, kind=kind, stopped_at=None, part=None).order_by("-no").first()
    )


def stand_still(dossier: Dossier, *, cause: str, at: datetime, running_only: bool = False) -> None:
    """A cause of waiting begins: each clock does what the law in force says for it (tạm dừng tính thời hạn).

    A clock that restarts ends here; the next acceptance starts its successor from zero. A clock of one part goes
    with its dossier's clock of the same kind.

    Takes
        running_only  a second cause beside a first one: what stands already stands for the first

    Law
        `ClockRule` names the instrument of each.
    """
    effects = effects_of(cause, local_day(at))
    standing = (
        set(
            ClockSegment.objects.filter(dossier=dossier, running=False, to_at=None).values_list(
                "clock_id", flat=True
            )
        )
        if running_only
        else set()
    )
    for clock in Clock.objects.filter(dossier=dossier, stopped_at=None):
        if clock.pk in standing:
            continue
        effect = effects.get(clock.kind, ClockRule.Effect.NONE)
        if effect == ClockRule.Effect.PAUSES:
            _turn(clock, running=False, cause=cause, at=at)
        elif effect == ClockRule.Effect.RESTARTS:
            _end(clock, at)


def go_on(dossier: Dossier, *, cause: str, at: datetime, still: Collection[str] = ()) -> datetime | None:
    """The cause of waiting ended: the clocks that stood still for it run again, their dates move (tính tiếp).

    Takes
        still  other causes that go on: a clock that stands for one of them too keeps standing
    Gives
        the legal due date as it is now; null when the legal clock was not among them
    """
    legal: datetime | None = None
    others = {one: effects_of(one, local_day(at)) for one in still}
    for segment in ClockSegment.objects.filter(dossier=dossier, running=False, cause=cause, to_at=None):
        clock = Clock.objects.get(dossier=dossier, pk=segment.clock_id)
        held_by = [one for one, found in others.items() if found.get(clock.kind) == ClockRule.Effect.PAUSES]
        if held_by:
            _turn(clock, running=False, cause=held_by[0], at=at)
            continue
        _turn(clock, running=True, cause="resumed", at=at)
        if clock.part_id is not None:
            Part.objects.filter(dossier=dossier, pk=clock.part_id).update(due_at=clock.due_at)
        if clock.kind == Clock.Kind.LEGAL and clock.part_id is None:
            legal = clock.due_at
    return legal


def appoint(dossier: Dossier, *, due_at: datetime, at: datetime) -> datetime:
    """Set the legal clock's date anew, the one time the law allows (hẹn lại ngày trả kết quả).

    Gives
        the new due date. The scoring clock keeps its own: an appointment does not undo lateness.
    """
    clock = running_clock(dossier, Clock.Kind.LEGAL)
    assert clock is not None, "an accepted dossier has a legal clock"
    clock.appointed_at, clock.appointed_due = at, due_at
    clock.save(update_fields=["appointed_at", "appointed_due"])
    _compute(clock)
    return clock.due_at


def stop_clocks(dossier: Dossier, *, at: datetime) -> None:
    """End every running clock of a dossier: it is decided, refused or stopped."""
    standing = set(
        ClockSegment.objects.filter(dossier=dossier, running=False, to_at=None).values_list(
            "clock_id", flat=True
        )
    )
    running = Clock.objects.filter(dossier=dossier, stopped_at=None)
    ClockSegment.objects.filter(dossier=dossier, clock__in=running, to_at=None).update(to_at=at)
    running.update(stopped_at=at)
    if standing:  # the time it stood counts as a pause to its end
        for clock in Clock.objects.filter(dossier=dossier, pk__in=standing):
            _compute(clock)


def start_part_clock(part: Part, *, limit: Limit, calendar_name: str, at: datetime) -> None:
    """The own time limit of one agency's part (HG-4); the part is due when its clock is."""
    clock = start_clock(
        part.dossier, kind=Clock.Kind.LEGAL, limit=limit, calendar_name=calendar_name, at=at, part=part
    )
    part.due_at = clock.due_at
    part.save(update_fields=["due_at"])


def stop_part_clocks(part: Part, *, at: datetime) -> None:
    """The part is done: its clocks end, the dossier's go on."""
    for clock in Clock.objects.filter(dossier_id=part.dossier_id, part=part, stopped_at=None):
        _end(clock, at)


def effects_of(cause: str, day: date) -> dict[str, str]:
    """By clock: what a cause of waiting does to it on a day; what is not listed goes on running."""
    rows = ClockRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), cause=cause, valid_from__lte=day
    ).order_by("valid_from")
    return {row.clock: row.effect for row in rows}


def explained(clock: Clock) -> Deadline:
    """The clock's date computed again from what it pins: the same for ever (promise 1 of the design)."""
    calendar = calendar_version(clock.calendar_version_id)
    segments = ClockSegment.objects.filter(dossier_id=clock.dossier_id, clock=clock, running=False).exclude(
        to_at=None
    )
    pauses = [
        Pause(segment.from_at, segment.to_at, _words_of(segment.cause))
        for segment in segments
        if segment.to_at is not None
    ]
    appointed = (
        Appointed(clock.appointed_at, clock.appointed_due, APPOINTED)
        if clock.appointed_at and clock.appointed_due
        else None
    )
    return due(
        Limit.parse(clock.limit), clock.started_at, calendar, calendar.settings, pauses, appointed=appointed
    )


def _words_of(cause: str) -> str:
    """A cause inside a reason of a due date, which is kept in Vietnamese."""
    words = str(CAUSES.get(cause, cause))
    return words[:1].lower() + words[1:]


def _compute(clock: Clock) -> None:
    deadline = explained(clock)
    clock.due_at, clock.reasons = deadline.due_at, [reason.as_json() for reason in deadline.reasons]
    clock.save(update_fields=["due_at", "reasons"])


def _turn(clock: Clock, *, running: bool, cause: str, at: datetime) -> None:
    """End the stretch of now and begin another; a clock already standing for another cause keeps standing."""
    stretch = ClockSegment.objects.filter(dossier_id=clock.dossier_id, clock=clock, to_at=None)
    has_stood = stretch.filter(running=False).exists()
    stretch.update(to_at=at)
    ClockSegment.objects.create(
        dossier_id=clock.dossier_id, clock=clock, running=running, cause=cause, from_at=at
    )
    if has_stood:
        _compute(clock)  # one cause follows another: the time it stood moves its date already


def _end(clock: Clock, at: datetime) -> None:
    ClockSegment.objects.filter(dossier_id=clock.dossier_id, clock=clock, to_at=None).update(to_at=at)
    clock.stopped_at = at
    clock.save(update_fields=["stopped_at"])
    _compute(clock)  # it may have stood until now
