"""From the interchange form's `internal_process[]` to a process document; every doubt is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from motcua.kernel.text import nfc
from motcua.processes import roles
from motcua.processes.rules import judge
from motcua.processes.schema import (
    MINUTES_A_DAY,
    AgencyKind,
    AgencyRule,
    Phase,
    ProcessDocument,
    Role,
    Status,
    Step,
    StepKind,
    UnitRule,
    Waits,
)

MINUTES_OF = {
    "working_hour": 60,
    "working_day": MINUTES_A_DAY,
    # a table in plain days is shown in days of office: it is an allotment between people, not the legal limit
    "calendar_day": MINUTES_A_DAY,
    "immediate": 0,
}
ROW_KEYS = frozenset({"order", "name", "role", "amount", "unit"})
# an overlay may settle what the words leave open
OVERLAY_KEYS = frozenset(
    {
        "id",
        "kind",
        "after",
        "counts",
        "note",
        "agency",
        "units",
        "status",
        "phase",
        "silence_consents",
        "waits",
        "wait_days",
    }
)

MAIN = "main"


@dataclass(frozen=True, slots=True)
class ProcessProblem:
    """What is wrong with one key of the source.

    severity  error: the process cannot run and dossiers are not accepted by it; warning: something to look at
    """

    path: str
    code: str
    sentence: str
    severity: Literal["error", "warning"] = "warning"


@dataclass(slots=True)
class _Draft:
    status: Status
    problems: list[ProcessProblem] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    phases: dict[str, Phase] = field(default_factory=dict)
    # the ids that the next step waits for
    last: tuple[str, ...] = ()
    before_last: tuple[str, ...] = ()

    def error(self, path: str, code: str, sentence: str) -> None:
        self.problems.append(ProcessProblem(path, code, sentence, "error"))

    def warn(self, path: str, code: str, sentence: str) -> None:
        self.problems.append(ProcessProblem(path, code, sentence))


def from_internal_process(
    rows: Any,
    *,
    limit_minutes: int | None,
    level: str = "",
    basis: str = "",
    status: Status = Status.TO_BE_CONFIRMED,
) -> tuple[ProcessDocument | None, list[ProcessProblem]]:
    """The process of a procedure and what is wrong with its source.

    Takes
        rows           the value of `internal_process`, as YAML gave it; None = the source has no table
        limit_minutes  the legal limit in working minutes; allotments are measured against it
        level          `commune` or `province`: without a table the usual process of the level stands in,
                       marked to be confirmed; other levels then have no process
        status         of the table: confirmed only where a decision approved it
    Gives
        the document, or None; problems with paths like `internal_process[2].role`. A row that cannot be read
        makes the process None: a table with a hole would run dossiers past a duty.
    """
    draft = _Draft(status)
    if rows is None:
        return _usual_process(draft, limit_minutes, level), draft.problems
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        draft.error("internal_process", "not_a_list", "internal_process phải là danh sách các bước.")
        return None, draft.problems
    for index, row in enumerate(rows):
        _take_row(draft, f"internal_process[{index}]", row)
    if not draft.steps or any(problem.severity == "error" for problem in draft.problems):
        return None, draft.problems
    document = _document(draft, basis, status)
    if document is not None:
        _warn_two_leads(draft, document)
        _judge(draft, document, limit_minutes)
    return document, draft.problems


def is_runnable(document: ProcessDocument | None, problems: Sequence[ProcessProblem]) -> bool:
    """Whether dossiers may be handled by this process."""
    return document is not None and all(problem.severity != "error" for problem in problems)


def _take_row(draft: _Draft, path: str, row: Any) -> None:
    if not isinstance(row, Mapping):
        draft.error(path, "not_a_mapping", "Mỗi bước phải có order, name, role, amount, unit.")
        return
    for key in sorted(str(key) for key in row if key not in ROW_KEYS | OVERLAY_KEYS):
        draft.warn(f"{path}.{key}", "unknown_key", f"Không biết khóa “{key}”, đã bỏ qua.")
    name, text = row.get("name"), row.get("role")
    if not isinstance(name, str) or not nfc(name) or not isinstance(text, str) or not nfc(text):
        draft.error(path, "name_or_role_missing", "Bước chưa có tên (name) hoặc người thực hiện (role).")
        return
    rule = roles.resolve(text)
    if rule is None:
        words = f"Chưa biết “{nfc(text)}” là vai trò nào; hãy bổ sung bảng vai trò."
        draft.error(f"{path}.role", "unknown_role", words)
        return
    if not rule.exact:
        draft.warn(
            f"{path}.role",
            "role_by_pattern",
            f"“{nfc(text)}” được hiểu là {rule.role} theo mẫu câu, cần kiểm tra.",
        )
    minutes = _minutes(draft, path, row)
    if minutes is None:
        return
    if rule.role is Role.APPLICANT and not draft.steps:
        # submission is not a step of the office: the dossier begins with it
        words = f"Bước “{nfc(name)}” do người nộp thực hiện trước khi tiếp nhận, đã bỏ ra."
        draft.warn(path, "before_reception", words)
        return
    try:
        _add_step(draft, row, rule, minutes)
    except (
        ValueError,
        TypeError,
        KeyError,
    ) as fault:  # no such kind, no list, a phase without id
        words = f"Bước “{nfc(name)}” có giá trị không hợp lệ: {' '.join(str(fault).split())[:200]}."
        draft.error(path, "bad_setting", words)


def _add_step(draft: _Draft, row: Mapping[str, Any], rule: roles.RoleRule, minutes: int) -> None:
    name = nfc(str(row["name"]))
    step_id = str(row.get("id") or f"b{len(draft.steps) + 1}")
    parallel = roles.is_parallel(name) and bool(draft.steps)
    after = tuple(row["after"]) if "after" in row else draft.before_last if parallel else draft.last
    unit = rule.unit
    if row.get("units"):
        unit = UnitRule.model_validate({"kind": "named", "names": tuple(row["units"])})
    counts = row.get("counts", rule.counts and roles.is_counted(name))
    agency = AgencyRule.model_validate(row["agency"]) if "agency" in row else rule.agency
    step = Step(
        id=step_id,
        order=len(draft.steps) + 1,
        name=name,
        kind=StepKind(row["kind"]) if "kind" in row else roles.kind_of(rule, name),
        role=rule.role,
        agency=agency,
        unit=unit,
        minutes=minutes,
        counts=counts,
        after=after,
        phase=_phase(draft, row.get("phase", MAIN), agency),
        waits=Waits(row["waits"]) if "waits" in row else Waits.NOTHING if counts else roles.waits_for(name),
        wait_days=int(row.get("wait_days", 0)),
        silence_consents=bool(row.get("silence_consents", False)),
        status=Status(row.get("status", draft.status)),
        role_text=nfc(str(row["role"])),
        note=nfc(str(row.get("note", ""))),
    )
    draft.steps.append(step)
    if parallel:
        draft.last = (*draft.last, step_id)
    else:
        draft.before_last, draft.last = after, (step_id,)


def _phase(draft: _Draft, given: Any, agency: AgencyRule) -> str:
    """The id of a row's phase. The first row of a phase describes it: id, name, and the limit its agency has."""
    if isinstance(given, Mapping):
        draft.phases[str(given["id"])] = Phase(
            id=str(given["id"]),
            name=nfc(str(given["name"])),
            agency=agency,
            limit_minutes=_minutes(draft, "phase", given) if "amount" in given else None,
        )
        return str(given["id"])
    return str(given)


def _minutes(draft: _Draft, path: str, row: Mapping[str, Any]) -> int | None:
    amount, unit = row.get("amount"), row.get("unit")
    if isinstance(amount, bool) or not isinstance(amount, int | float) or amount < 0:
        draft.error(f"{path}.amount", "bad_amount", f"Thời gian của bước không hợp lệ: {amount}.")
        return None
    if unit not in MINUTES_OF:
        draft.error(f"{path}.unit", "bad_unit", f"Không có đơn vị thời gian “{unit}”.")
        return None
    return round(amount * MINUTES_OF[unit])


def _document(draft: _Draft, basis: str, status: Status) -> ProcessDocument | None:
    try:
        main = Phase(id=MAIN, name="Giải quyết")
        return ProcessDocument(
            phases=(main, *draft.phases.values()), steps=tuple(draft.steps), status=status, basis=nfc(basis)
        )
    except ValueError as refused:
        draft.error("internal_process", "bad_process", f"Bảng các bước không khớp nhau: {refused}")
        return None


def _warn_two_leads(draft: _Draft, document: ProcessDocument) -> None:
    """Two agencies named as if each were the competent one: somebody must say who takes part only."""
    names = {step.agency.name for step in document.steps if step.agency.kind is AgencyKind.LEAD} - {""}
    if len(names) > 1:
        draft.warn(
            "internal_process",
            "several_leads",
            f"Nhiều cơ quan cùng được hiểu là cơ quan chủ trì: {', '.join(sorted(names))}.",
        )


def _judge(draft: _Draft, document: ProcessDocument, limit_minutes: int | None) -> None:
    for finding in judge(document, limit_minutes):
        tell = draft.error if finding.level == "error" else draft.warn
        where = f"internal_process.{finding.step_id}" if finding.step_id else "internal_process"
        tell(where, finding.code, finding.sentence)


def _usual_process(draft: _Draft, limit_minutes: int | None, level: str) -> ProcessDocument | None:
    pattern = roles.level_pattern(level)
    if pattern is None or limit_minutes is None:
        draft.error(
            "internal_process",
            "no_process",
            "Chưa có quy trình nội bộ và không có mẫu chung cho cấp này; cơ quan cần lập quy trình.",
        )
        return None
    draft.warn(
        "internal_process",
        "usual_process",
        "Chưa có quy trình nội bộ; tạm dùng mẫu chung của cấp, cơ quan cần xác nhận.",
    )
    steps = []
    for number, (kind, rule, name, share) in enumerate(pattern.steps, start=1):
        steps.append(
            Step(
                id=f"b{number}",
                order=number,
                name=name,
                kind=kind,
                role=rule.role,
                agency=rule.agency,
                unit=rule.unit,
                # whole quarters of an hour, downwards, so that the sum stays inside the limit
                minutes=limit_minutes * share // 1000 // 15 * 15,
                after=(f"b{number - 1}",) if number > 1 else (),
            )
        )
    return ProcessDocument(
        steps=tuple(steps), basis=pattern.basis, phases=(Phase(id="main", name="Giải quyết"),)
    )
