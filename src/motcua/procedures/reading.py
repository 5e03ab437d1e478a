"""From one file of the interchange form to the three documents of a release; every problem by key.

Nothing is guessed in silence: an unknown key warns and is kept in `extra`, an unknown word is told and its
text kept, a wrong type refuses the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.eforms.derive import from_form_fields
from motcua.eforms.schema import FormDocument
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_procedure_code
from motcua.kernel.text import nfc
from motcua.procedures import rules
from motcua.procedures.codes import CHANNEL_NAMES, Level
from motcua.procedures.document import ProcedureDocument, Provenance
from motcua.procedures.overlay import Overlay, is_expected
from motcua.procedures.problems import Problem, Severity
from motcua.procedures.reader import Reader
from motcua.procedures.sections import read_document
from motcua.processes.derive import from_internal_process, is_runnable
from motcua.processes.schema import AgencyKind, ProcessDocument


@dataclass(frozen=True, slots=True)
class Reading:
    """One file, read.

    code, suffix   national code or empty; the province's suffix or empty
    inherits_code  the file says that its code is another procedure's
    form_ready     every choice has options, every list columns, no row was left out
    process_ready  the process runs
    lead_names     agencies that the process names as the competent one
    """

    file: str
    slug: str
    code: str
    suffix: str
    inherits_code: bool
    document: ProcedureDocument
    form: FormDocument
    process: ProcessDocument | None
    form_ready: bool
    process_ready: bool

    @property
    def lead_names(self) -> tuple[str, ...]:
        steps = self.process.steps if self.process else ()
        names = {one.agency.name for one in steps if one.agency.kind is AgencyKind.LEAD and one.agency.name}
        return tuple(sorted(names))


def read_procedure(
    file: str, content: Mapping[str, Any], overlay: Overlay | None = None
) -> tuple[Reading | None, list[Problem]]:
    """The documents of one file, None when it must be refused; the problems in both cases."""
    slug = file.rsplit(".", 1)[0]
    values, settled, problems = _lay_over(file, content, overlay)
    reader = Reader(file, values, problems)
    document = read_document(reader, settled)
    if document is None:
        return None, reader.problems
    form, form_ready = _form(reader, document)
    process, process_ready = _process(reader, document)
    _tell_disagreements(reader, document)
    code, suffix = _code(reader)
    if any(problem.severity is Severity.ERROR for problem in reader.problems):
        return None, reader.problems
    return (
        Reading(
            file=file,
            slug=slug,
            code=code,
            suffix=suffix,
            inherits_code="inherited_from" in content,
            document=document,
            form=form,
            process=process,
            form_ready=form_ready,
            process_ready=process_ready,
        ),
        reader.problems,
    )


def _lay_over(
    file: str, content: Mapping[str, Any], overlay: Overlay | None
) -> tuple[dict[str, Any], Mapping[str, Provenance], list[Problem]]:
    if overlay is None:
        return dict(content), {}, []
    if not is_expected(overlay, content):
        sentence = f"Tệp đã khác với nội dung mà {overlay.file} bổ sung, nên phần bổ sung không được áp dụng."
        return dict(content), {}, [Problem(file, "", "overlay_outdated", sentence, Severity.WARNING)]
    keys = ", ".join(sorted(overlay.values))
    note = Problem(file, "", "overlay", f"Áp dụng phần bổ sung {overlay.file}: {keys}.", Severity.NOTE)
    return {**content, **overlay.values}, overlay.provenance, [note]


def _form(reader: Reader, document: ProcedureDocument) -> tuple[FormDocument, bool]:
    """The form; rows that cannot be read are left out and keep the form closed."""
    settings = reader.mapping("form")
    confirmed = document.is_confirmed("form_fields")
    form, found = from_form_fields(
        reader.values.get("form_fields") or [],
        title=nfc(str(settings.get("title") or f"Tờ khai: {document.short_name or document.name}"))[:400],
        number=nfc(str(settings.get("number") or "")),
        source=nfc(str(settings.get("source") or reader.values.get("form_fields_basis") or "")),
        status="confirmed" if confirmed else "to_be_confirmed",
    )
    for problem in found:
        severity = Severity.WARNING if problem.severity == "warning" else Severity.DRAFT
        reader.tell(problem.path, problem.code, problem.sentence, severity)
    return form, form.is_complete and all(one.severity == "warning" for one in found)


def _process(reader: Reader, document: ProcedureDocument) -> tuple[ProcessDocument | None, bool]:
    """The process; one that cannot run keeps the procedure closed, its description is published."""
    general = rules.limit_for(document).duration
    level = Level.COMMUNE if Level.COMMUNE in document.levels else Level.PROVINCE
    process, found = from_internal_process(
        reader.values.get("internal_process"),
        limit_minutes=general.working_minutes if general else None,
        level=level.value if level in document.levels else "",
        basis=str(reader.values.get("internal_process_basis") or ""),
        status=document.provenance_of("internal_process").status,
    )
    for problem in found:
        severity = Severity.WARNING if problem.severity == "warning" else Severity.DRAFT
        reader.tell(problem.path, problem.code, problem.sentence, severity)
    return process, is_runnable(process, found)


def _tell_disagreements(reader: Reader, document: ProcedureDocument) -> None:
    """Where the source contradicts itself, the agency decides (issue 2)."""
    limits: list[str] = []
    fees: list[str] = []
    for channel in document.channels or (None,):
        limit = rules.limit_for(document, channel=channel)
        if limit.disagreements and limit.duration:
            where = CHANNEL_NAMES[channel].lower() if channel else "chung"
            limits.append(f"{where}: tạm lấy {limit.duration.words} nhưng {', '.join(limit.disagreements)}")
        fees += [one for one in rules.fees_for(document, channel=channel).disagreements if one not in fees]
    if limits:
        words = f"Thời hạn không khớp: {'; '.join(limits)}. Cơ quan cần xác định."
        reader.warn("time_limit", "limits_disagree", words)
    if fees:
        words = f"Phí, lệ phí không khớp với các mức đã nêu: {'; '.join(fees)}. Cơ quan cần xác định."
        reader.warn("fees", "fees_disagree", words)


def _code(reader: Reader) -> tuple[str, str]:
    """National code and suffix; a number is refused, for `2.000720` unquoted is 2.00072."""
    code = reader.values.get("code")
    if code is not None and not isinstance(code, str):
        reader.error("code", "code_not_text", f"Mã thủ tục “{code}” phải đặt trong dấu nháy: '2.000720'.")
        code = None
    elif code is not None:
        try:
            parse_procedure_code(code)
        except Refusal as refused:
            reader.error("code", refused.code, refused.sentence)
    if code is None:
        reader.warn("code", "no_code", "Chưa có mã thủ tục; tạm dùng mã theo tên tệp, chờ cơ quan cấp mã.")
    suffix = str(reader.values.get("local_code_suffix") or "").split(" ")[0]
    return (nfc(code) if code else ""), suffix
