"""What a release freezes together, and what is still wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motcua.eforms.schema import FormDocument
from motcua.kernel.canonical import digest
from motcua.kernel.phrases import phrase
from motcua.procedures.document import ProcedureDocument
from motcua.procedures.rules import limit_for
from motcua.processes.rules import judge
from motcua.processes.schema import ProcessDocument


@dataclass(frozen=True, slots=True)
class Content:
    """What one release freezes together, judged.

    form_ready     the form can be filled by citizens
    process_ready  dossiers can be handled by the process
    """

    document: ProcedureDocument
    form: FormDocument
    process: ProcessDocument | None
    form_ready: bool
    process_ready: bool

    @classmethod
    def judged(
        cls, document: ProcedureDocument, form: FormDocument, process: ProcessDocument | None
    ) -> Content:
        """The content with its readiness found out here: what an editor saves."""
        return cls(document, form, process, form.is_complete, not process_errors(document, process))

    def columns(self) -> dict[str, Any]:
        """The columns of a release that come from the content."""
        document = self.document
        form = self.form.dump()
        process = (
            None if self.process is None else self.process.model_dump(mode="json", exclude_defaults=True)
        )
        description = document.model_dump(mode="json", exclude_defaults=True)
        return {
            "document": description,
            "form": form,
            "process": process,
            "content_hash": digest([description, form, process, self.form_ready, self.process_ready]).hex(),
            "form_ready": self.form_ready,
            "process_ready": self.process_ready,
            "name": document.name,
            "field": document.field,
            "agency": document.agency,
            "levels": [level.value for level in document.levels],
            "audiences": [audience.value for audience in document.audiences],
            "channels": [channel.value for channel in document.channels],
            "online_class": document.online_class.value,
            "online_level": document.online_level,
            "search_text": search_text(document),
        }


def search_text(document: ProcedureDocument) -> str:
    """What people may type to find a procedure: its names, words for it, its field and its results."""
    parts = [document.name, document.short_name, *document.keywords, document.field]
    return " · ".join(part for part in [*parts, *(result.name for result in document.results)] if part)


def process_errors(document: ProcedureDocument, process: ProcessDocument | None) -> tuple[str, ...]:
    """Why dossiers could not be handled; empty when they can."""
    if process is None:
        return (phrase("Chưa có quy trình nội bộ."),)
    general = limit_for(document).duration
    findings = judge(process, general.working_minutes if general else None)
    return tuple(finding.sentence for finding in findings if finding.level == "error")
