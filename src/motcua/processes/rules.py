"""Walking a process and judging it before it is published. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from motcua.kernel.phrases import phrase
from motcua.processes.schema import ProcessDocument, Role, Status, Step, StepKind


def first(document: ProcessDocument) -> tuple[Step, ...]:
    """The steps a dossier starts in."""
    return _in_order(step for step in document.steps if not step.after)


def following(document: ProcessDocument, step_id: str) -> tuple[Step, ...]:
    """The steps that name this one as done before them."""
    return _in_order(step for step in document.steps if step_id in step.after)


def previous(document: ProcessDocument, step_id: str) -> tuple[Step, ...]:
    """The steps directly before this one: where a task can be sent back to in one move."""
    return _in_order(document.step(before) for before in document.step(step_id).after)


def earlier(document: ProcessDocument, step_id: str) -> tuple[Step, ...]:
    """All steps on some way to this one, in order: where work can be sent back to (trả lại bước trước)."""
    found: dict[str, Step] = {}
    open_ids = [step.id for step in previous(document, step_id)]
    while open_ids:
        step = document.step(open_ids.pop())
        if step.id not in found and step.id != step_id:
            found[step.id] = step
            open_ids.extend(step.after)
    return _in_order(found.values())


def later_of_kind(document: ProcessDocument, step_id: str, kind: StepKind) -> tuple[Step, ...]:
    """The steps of a kind that some way from this step leads to, in order."""
    reached, waiting = set[str](), [step_id]
    while waiting:
        for step in following(document, waiting.pop()):
            if step.id not in reached:
                reached.add(step.id)
                waiting.append(step.id)
    return _in_order(step for step in document.steps if step.id in reached and step.kind is kind)


def ready(document: ProcessDocument, done: Collection[str], opened: Collection[str] = ()) -> tuple[Step, ...]:
    """The steps to open now: all before them are done, they themselves neither done nor open."""
    return _in_order(
        step
        for step in document.steps
        if step.id not in done and step.id not in opened and all(before in done for before in step.after)
    )


def done_again(document: ProcessDocument) -> frozenset[str]:
    """The steps that count no more when a dossier comes back completed: the examination and all that follows it.

    What was assigned before stays; without a step that examines, everything after the reception is done again.
    """
    examined = {step.id for step in document.steps if step.kind is StepKind.EXAMINE}
    if not examined:
        return frozenset(step.id for step in document.steps if step.kind is not StepKind.RECEIVE)
    return frozenset(
        step.id
        for step in document.steps
        if step.id in examined or any(before.id in examined for before in earlier(document, step.id))
    )


def allotted_minutes(document: ProcessDocument) -> int:
    """The longest way through the steps that count, in working minutes: side by side is not added up.

    ValueError when the steps go in a circle.
    """
    reached: dict[str, int] = {}
    for step in _sorted(document):
        before = max((reached[one] for one in step.after), default=0)
        reached[step.id] = before + (step.minutes if step.counts else 0)
    return max(reached.values())


@dataclass(frozen=True)
class Finding:
    """What is wrong with a process: an error keeps it from being published, a warning is shown."""

    level: str  # "error" | "warning"
    code: str
    sentence: str
    step_id: str = ""


def judge(document: ProcessDocument, limit_minutes: int | None) -> tuple[Finding, ...]:
    """Whether this process may be published.

    Takes
        limit_minutes  the legal limit in working minutes (a day is 480), None when the procedure has none
    Gives
        errors: a circle, a dead end, no step that receives, none that returns the result, allotments over the
        limit; allotments over the limit are only a warning while the table is not confirmed
    Law
        TT 01/2018/TT-VPCP Đ.8: the approved internal process is what runs.
    """
    try:
        allotted = allotted_minutes(document)
    except ValueError:
        return (
            Finding(
                "error", "circle", phrase("Các bước nối vòng với nhau nên hồ sơ không bao giờ kết thúc.")
            ),
        )
    found = [*_missing(document), *_dead_ends(document), *_unread(document)]
    if limit_minutes is not None and allotted > limit_minutes:
        level = "error" if document.status is Status.CONFIRMED else "warning"
        found.append(
            Finding(
                level,
                "over_limit",
                phrase(
                    "Tổng thời gian các bước là {allotted} giờ làm việc, "
                    "vượt thời hạn giải quyết {limit} giờ làm việc.",
                    allotted=_hours(allotted),
                    limit=_hours(limit_minutes),
                ),
            )
        )
    return tuple(found)


def _missing(document: ProcessDocument) -> list[Finding]:
    kinds = {step.kind for step in document.steps}
    found = []
    if StepKind.RECEIVE not in kinds:
        found.append(Finding("error", "no_receive", phrase("Quy trình không có bước tiếp nhận hồ sơ.")))
    if StepKind.RETURN not in kinds:
        found.append(Finding("error", "no_return", phrase("Quy trình không có bước trả kết quả.")))
    return found


def _dead_ends(document: ProcessDocument) -> list[Finding]:
    """Every way must end in handing something over; a branch that just stops is never waited for."""
    continued = {before for step in document.steps for before in step.after}
    return [
        Finding(
            *("error", "dead_end"),
            phrase(
                "Sau bước {number} “{step}” không có bước nào tiếp theo.", number=step.order, step=step.name
            ),
            step.id,
        )
        for step in document.steps
        if step.id not in continued and step.kind is not StepKind.RETURN
    ]


def _unread(document: ProcessDocument) -> list[Finding]:
    """A step of the state that only the applicant could do would wait for ever."""
    return [
        Finding(
            *("error", "nobody"),
            phrase(
                "Bước {number} “{step}” giao cho người nộp hồ sơ xử lý.", number=step.order, step=step.name
            ),
            step.id,
        )
        for step in document.steps
        if step.role in {Role.APPLICANT, Role.REPRESENTATIVE} and step.kind is not StepKind.EXTERNAL
    ]


def _sorted(document: ProcessDocument) -> list[Step]:
    """The steps so that each comes after those before it; ValueError on a circle."""
    done: list[Step] = []
    seen: set[str] = set()
    left = list(_in_order(document.steps))
    while left:
        now = [step for step in left if all(before in seen for before in step.after)]
        if not now:
            raise ValueError("circle")
        done.extend(now)
        seen.update(step.id for step in now)
        left = [step for step in left if step.id not in seen]
    return done


def _in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: (step.order, step.id)))


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}".replace(".", ",")
