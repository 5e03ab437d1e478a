"""`motcua procedures import FOLDER`: valid files become new releases; the same again changes nothing.

A file that must be refused stops only itself. Which procedure a file describes is decided by its code and its
name: two files may share a national code (a variant published under the same code), and one is never written
over the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.resources import files
from itertools import count
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from motcua.agencies.selectors import agencies_on
from motcua.audit.services import SYSTEM, Actor
from motcua.kernel.text import fold, nfc
from motcua.procedures import services
from motcua.procedures.codes import Level
from motcua.procedures.errors import NothingToImport
from motcua.procedures.loading import load_file
from motcua.procedures.models import Procedure, Release
from motcua.procedures.overlay import Overlay, overlay_for, read_overlays
from motcua.procedures.problems import Problem, Severity
from motcua.procedures.reading import Reading, read_procedure

DATA = Path(str(files("motcua.procedures"))) / "data"
TAY_NINH = DATA / "tay_ninh"  # the catalogue of the demonstration
OVERLAYS = DATA / "overlay"
PROVISIONAL = "tam."


@dataclass(slots=True)
class Report:
    """What an import did, by file, and every problem it found."""

    created: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """1 when a file was refused, 0 with warnings."""
        return 1 if self.refused else 0

    def of(self, severity: Severity) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity is severity]

    @property
    def summary(self) -> str:
        """One line for people."""
        return (
            f"{len(self.created)} thủ tục mới, {len(self.renewed)} phiên bản mới, "
            f"{len(self.unchanged)} không đổi, {len(self.refused)} tệp bị từ chối; "
            f"{len(self.of(Severity.DRAFT))} điểm chờ cơ quan hoàn thiện, "
            f"{len(self.of(Severity.WARNING))} cảnh báo."
        )


def import_folder(
    folder: Path,
    *,
    effective: date,
    at: datetime,
    actor: Actor = SYSTEM,
    overlays: Path | None = OVERLAYS,
) -> Report:
    """Import every `*.yaml` of a folder whose name does not begin with `_` (nhập danh mục thủ tục).

    Takes
        effective  first day in force of what is new
        overlays   folder of values settled over the files, None for none; see `overlay`
    Refuses
        NothingToImport when there is no such folder or no file in it
    Writes
        per file, in a transaction of its own: a release published as information, its procedure, its
        competence. Whether it opens for online submission is decided by the content and by who is posted, not
        here
    """
    paths = _paths(folder)
    settled, problems = read_overlays(overlays)
    report = Report(problems=problems)
    readings = _read_all(paths, settled, report)
    times = Counter(one.code for one in readings)
    shared = frozenset(code for code, count in times.items() if code and count > 1)
    run = _Run(effective, at, actor, shared, report)
    for reading in readings:
        with transaction.atomic():
            _import(run, reading)
    return report


@dataclass(frozen=True, slots=True)
class _Run:
    """What holds for every file of one import; `shared` are codes that several of its files carry."""

    effective: date
    at: datetime
    actor: Actor
    shared: frozenset[str]
    report: Report

    def tell(self, reading: Reading, path: str, code: str, sentence: str, severity: Severity) -> None:
        self.report.problems.append(Problem(reading.file, path, code, sentence, severity))


def _paths(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise NothingToImport(folder=folder, why="không có thư mục này.")
    found = sorted(
        path
        for path in folder.iterdir()
        if path.suffix in {".yaml", ".yml"} and not path.name.startswith(("_", ".")) and path.is_file()
    )
    if not found:
        raise NothingToImport(folder=folder, why="không có tệp thủ tục .yaml nào.")
    return found


def _read_all(paths: Iterable[Path], overlays: list[Overlay], report: Report) -> list[Reading]:
    """The files that can be imported; of files sharing a code the one that owns it comes first."""
    readings = []
    for path in paths:
        content, problems = load_file(path)
        report.problems += problems
        reading = None
        if content is not None:
            overlay = overlay_for(overlays, path.stem, content)
            reading, problems = read_procedure(path.name, content, overlay)
            report.problems += problems
        if reading is None:
            report.refused.append(path.name)
        else:
            readings.append(reading)
    return sorted(readings, key=lambda one: (one.inherits_code, one.slug))


def _import(run: _Run, reading: Reading) -> None:
    content = services.Content(
        reading.document, reading.form, reading.process, reading.form_ready, reading.process_ready
    )
    procedure = _procedure_of(reading, run.shared)
    if procedure is None:
        procedure = _open(run, reading)
        run.report.created.append(reading.file)
        _publish(run, reading, procedure, content)
    else:
        content = _with_settled(procedure, content, run.effective)
        if procedure.code_is_provisional and reading.code:
            procedure = services.give_code(
                procedure_id=procedure.id,
                code=_free_code(run, reading, reading.code),
                national_code=reading.code,
                at=run.at,
                actor=run.actor,
            )
        if _in_force(procedure, run.effective) == content.columns()["content_hash"]:
            run.report.unchanged.append(reading.file)
        else:
            run.report.renewed.append(reading.file)
            _publish(run, reading, procedure, content)
    _settle_competence(run, reading, procedure)


def _publish(run: _Run, reading: Reading, procedure: Procedure, content: services.Content) -> None:
    release = services.new_release(procedure_id=procedure.id, content=content, at=run.at, actor=run.actor)
    services.publish_release(
        release_id=release.id,
        decision=reading.document.decision,
        effective_from=run.effective,
        at=run.at,
        actor=run.actor,
        as_information=True,
    )


def _in_force(procedure: Procedure, day: date) -> str | None:
    """Hash of the content in force on a day."""
    return _releases_on(procedure, day).values_list("content_hash", flat=True).first()


def _releases_on(procedure: Procedure, day: date) -> QuerySet[Release]:
    rows = procedure.releases.filter(state=Release.State.PUBLISHED, effective_from__lte=day)
    return rows.exclude(effective_to__lt=day)


def _with_settled(procedure: Procedure, content: services.Content, day: date) -> services.Content:
    """The content of a file with what the province settled since on pages of its own.

    A file without a word on it changes nothing of that.
    """
    present = _releases_on(procedure, day).first()
    if present is None:
        return content
    old, new = present.procedure_document(), content.document
    kept = {key for key in services.REVISABLE if getattr(old, key) and not getattr(new, key)}
    if not kept:
        return content
    provenance = new.provenance | {key: old.provenance[key] for key in kept & old.provenance.keys()}
    document = new.model_copy(update={"provenance": provenance} | {key: getattr(old, key) for key in kept})
    return replace(content, document=document)


def _procedure_of(reading: Reading, shared: frozenset[str]) -> Procedure | None:
    """The procedure that a file describes, None for a new one."""
    by_name = Procedure.objects.filter(slug=reading.slug).first()
    if by_name is not None and (
        not reading.code or by_name.code_is_provisional or by_name.national_code == reading.code
    ):
        return by_name
    if not reading.code:
        return None
    same_code = Procedure.objects.filter(national_code=reading.code)
    if named := _with_name(same_code, reading.document.name):
        return named
    # one procedure, one file: it was only renamed; with several, a new name is a new variant
    return same_code.get() if reading.code not in shared and same_code.count() == 1 else None


def _with_name(procedures: QuerySet[Procedure], name: str) -> Procedure | None:
    wanted = fold(name)
    for procedure in procedures.order_by("created_at", "code"):
        last = procedure.releases.order_by("-number").values_list("name", flat=True).first()
        if last is not None and fold(last) == wanted:
            return procedure
    return None


def _open(run: _Run, reading: Reading) -> Procedure:
    code = _free_code(run, reading, reading.code or f"{PROVISIONAL}{reading.slug}")
    slug = reading.slug
    if Procedure.objects.filter(slug=slug).exists():
        slug = f"{slug}-{reading.code.replace('.', '-')}"
    return services.open_procedure(
        code=code,
        slug=slug,
        national_code=reading.code,
        suffix=reading.suffix,
        at=run.at,
        actor=run.actor,
    )


def _free_code(run: _Run, reading: Reading, code: str) -> str:
    """The code itself, or a variant of it where another procedure has it."""
    taken = set(Procedure.objects.filter(code__startswith=code).values_list("code", flat=True))
    if code not in taken:
        return code
    variant = next(f"{code}.v{number}" for number in count(2) if f"{code}.v{number}" not in taken)
    sentence = f"Mã {code} đã thuộc về thủ tục khác; thủ tục này được ghi thành biến thể {variant}."
    run.tell(reading, "code", "variant", sentence, Severity.WARNING)
    return variant


def _settle_competence(run: _Run, reading: Reading, procedure: Procedure) -> None:
    """Who decides: what the file says; else the commune for communes' work, else the agency named."""
    rule = reading.document.competence
    if rule is None and procedure.competences.exists():
        return  # an agency has settled it; a file without a word on it changes nothing
    kind, names = (rule.kind, (rule.agency_name,)) if rule else _usual_competence(reading)
    agency_id = None
    if kind == "fixed":
        agency_id = next((found for name in names if (found := _agency_named(name, run.effective))), None)
    if not kind or (kind == "fixed" and agency_id is None):
        words = ", ".join(name for name in names if name) or reading.document.agency or "không ghi"
        sentence = f"Chưa xác định được cơ quan có thẩm quyền trong danh mục cơ quan (nguồn ghi: {words})."
        run.tell(reading, "agency", "no_agency", sentence, Severity.DRAFT)
        return
    services.set_competence(
        procedure_id=procedure.id,
        kind=kind,
        agency_id=agency_id,
        field=rule.field if rule else "",
        agency_kind=rule.agency_kind if rule else "people_committee",
        valid_from=run.effective,
        at=run.at,
        actor=run.actor,
        instrument=rule.source if rule else reading.document.decision,
    )


def _usual_competence(reading: Reading) -> tuple[str, tuple[str, ...]]:
    """From the process and the level; empty when they do not say."""
    if (
        any(fold(name).startswith("ubnd cap xa") for name in reading.lead_names)
        and len(reading.lead_names) == 1
    ):
        return "commune_chosen", ()
    if reading.lead_names:
        return "fixed", reading.lead_names
    levels = reading.document.levels
    if levels == (Level.COMMUNE,):
        return "commune_chosen", ()
    return ("fixed", (reading.document.agency,)) if reading.document.agency else ("", ())


def _agency_named(name: str, day: date) -> UUID | None:
    """The agency called so on a day, also by how its name begins ("Công an tỉnh …").

    What stands in parentheses is a unit of it. Of "Thuế tỉnh/Thuế cơ sở" it is the one there is; when there
    are several the agency must say which.
    """
    found: set[UUID] = set()
    versions = agencies_on(day)
    for part in re.sub(r"\([^()]*\)", "", name).split("/"):
        wanted = fold(nfc(part))
        same = [
            version.agency_id
            for version in versions
            if wanted and (version.folded == wanted or version.folded.startswith(f"{wanted} "))
        ]
        found |= set(same) if len(same) == 1 else set()
    return found.pop() if len(found) == 1 else None
