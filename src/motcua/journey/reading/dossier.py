"""The page of one dossier: where it stands, who is in it, what lies in it, what this officer does next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.agencies.selectors import Scope
from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.documents.errors import FileNotFound
from motcua.documents.models import IssuedDocument, StoredFile
from motcua.documents.rendering import render
from motcua.documents.selectors import documents_about, read_file
from motcua.dossiers import selectors
from motcua.dossiers.appointments import is_of_verification
from motcua.dossiers.models import Answers, Dossier, Paper, PaperFile, Party, Result, Supplement
from motcua.dossiers.receipts import is_of_receipt
from motcua.dossiers.requests import is_given_for_a_point
from motcua.eforms.schema import FormDocument
from motcua.journey.context import PROVINCE_CALENDAR, document_of, form_of
from motcua.journey.reading.acts import NextAct, next_acts
from motcua.journey.reading.cooperation import Cooperation, cooperation_of
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import PersonalNumber
from motcua.payments.models import Charge
from motcua.payments.selectors import charges_of
from motcua.workflow.models import Task
from motcua.workflow.opinions import KIND as OPINION
from motcua.workflow.selectors import file_of_opinion, open_tasks_of

SLIP_NAMES = {
    "slip_01": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "slip_02": _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "slip_03": _("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    "slip_04": _("Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    "slip_05": _("Thông báo dừng giải quyết hồ sơ"),
    "slip_06": _("Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    "slip_return": _("Phiếu trả kết quả giải quyết hồ sơ"),
}
IN_WORK = frozenset({"submitted", "supplement_requested"})


@dataclass(frozen=True, slots=True)
class PartyView:
    """Somebody in the dossier. `number` is masked unless it was asked to be shown, which is written down."""

    role: str
    role_name: str
    kind: str
    full_name: str
    number: str
    is_masked: bool
    tax_code: str
    born_on: date | None
    sex: str
    phone: str
    email: str
    address: str
    relation: str


@dataclass(frozen=True, slots=True)
class FileView:
    """One attached file; `shows` says how a page may show it: image, pdf, or not at all."""

    id: UUID
    name: str
    media_type: str
    size: int
    scan: str

    @property
    def shows(self) -> str:
        if self.scan == StoredFile.Scan.INFECTED:
            return ""
        if self.media_type in {"image/jpeg", "image/png", "image/webp", "image/gif"}:
            return "image"
        return "pdf" if self.media_type == "application/pdf" else ""


@dataclass(frozen=True, slots=True)
class PaperView:
    """One component with its present files and what the desk found."""

    id: UUID
    component_id: str
    name: str
    required: bool
    originals: int
    copies: int
    form: str
    finding: str
    finding_name: str
    remark: str
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class SlipView:
    """A paper that was issued and can be printed again, alike."""

    id: UUID
    name: str
    number: str
    issued_at: datetime


@dataclass(frozen=True)
class DossierPage:
    """Everything the page of a dossier shows to one officer."""

    dossier: Dossier
    acts: tuple[NextAct, ...]
    tasks: tuple[Task, ...]
    parties: tuple[PartyView, ...]
    papers: tuple[PaperView, ...]
    charges: tuple[Charge, ...]
    results: tuple[Result, ...]
    slips: tuple[SlipView, ...]
    supplement: Supplement | None
    cooperation: Cooperation
    calendar: WorkingCalendar

    @property
    def case_name(self) -> str:
        """The case of the procedure it was filed for, as the procedure calls it."""
        cases = document_of(self.dossier).cases if self.dossier.case else ()
        return next((one.name for one in cases if one.id == self.dossier.case), self.dossier.case)

    def place_of(self, task: Task) -> str:
        """The agency whose part of a joint process an open task is; of a dossier of one agency its unit.

        Empty for a question to others, whose name says whom it asks.
        """
        parts = self.cooperation.parts
        if any(part.is_open for part in parts):
            return next((part.agency for part in parts if part.id == task.part_id), "")
        return "" if task.kind == OPINION else self.dossier.unit_name

    @property
    def due_vnd(self) -> int:
        """What is still to be paid, in đồng."""
        return sum(charge.amount_vnd for charge in self.charges if charge.state == Charge.State.DUE)


def dossier_page(
    dossier_id: UUID, scope: Scope, *, at: datetime | None = None, shown_numbers: Collection[str] = ()
) -> DossierPage:
    """The dossier as this officer may see it; at most ten statements, the same for a thin and a thick one.

    Takes
        shown_numbers  roles of the parties whose personal number is shown in full; the caller writes it down
    Refuses
        UnknownDossier for one that does not exist and for one that is not this officer's alike
    """
    dossier = visible_dossier(dossier_id, scope)
    tasks = tuple(open_tasks_of(dossier))
    is_before_acceptance = dossier.state in IN_WORK
    results = () if is_before_acceptance else tuple(selectors.results_of(dossier.pk))
    return DossierPage(
        dossier=dossier,
        acts=next_acts(dossier, tasks, scope),
        tasks=tasks,
        parties=parties_of(dossier.pk, shown_numbers),
        papers=papers_of(dossier.pk),
        charges=tuple(charges_of(dossier.pk)) if dossier.money_state != "none" else (),
        results=results,
        slips=slips_of(dossier.pk),
        supplement=selectors.open_supplement_of(dossier.pk)
        if dossier.state == "supplement_requested"
        else None,
        cooperation=Cooperation()
        if is_before_acceptance
        else cooperation_of(dossier, results, at=at or dossier.updated_at),
        calendar=calendar_named(PROVINCE_CALENDAR)[0],
    )


def parties_of(dossier_id: UUID, shown_numbers: Collection[str] = ()) -> tuple[PartyView, ...]:
    """The applicant, then the one they act for; one statement."""
    order = [Party.Role.APPLICANT, Party.Role.PRINCIPAL]
    found = selectors.parties_of(dossier_id)
    return tuple(_party(found[role], role in shown_numbers) for role in order if role in found)


def _party(party: Party, is_shown: bool) -> PartyView:
    number = selectors.number_of(party)
    return PartyView(
        role=party.role,
        role_name=gettext(party.get_role_display()),
        kind=party.kind,
        full_name=party.full_name,
        number=number if is_shown else _masked(number),
        is_masked=bool(number) and not is_shown,
        tax_code=party.tax_code,
        born_on=party.born_on,
        sex={"male": gettext("Nam"), "female": gettext("Nữ")}.get(party.sex, ""),
        phone=party.phone,
        email=party.email,
        address=party.address,
        relation=party.relation,
    )


def _masked(number: str) -> str:
    if not number:
        return ""
    try:
        return PersonalNumber.parse(number).masked
    except Refusal:
        return "*" * len(number)  # a paper of another kind, as a passport


def papers_of(dossier_id: UUID) -> tuple[PaperView, ...]:
    """The components with their present files, in order; one statement."""
    pages = (
        PaperFile.objects.filter(
            dossier_id=OuterRef("dossier_id"), paper_id=OuterRef("pk"), superseded_at=None
        )
        .order_by("page")
        .values(
            facts=JSONObject(
                id="file_id",
                name="file__name",
                media_type="file__media_type",
                size="file__size",
                scan="file__scan",
            )
        )
    )
    rows = Paper.objects.filter(dossier_id=dossier_id).order_by("no").annotate(pages=ArraySubquery(pages))
    return tuple(
        PaperView(
            id=row.pk,
            component_id=row.component_id,
            name=row.name,
            required=row.required,
            originals=row.originals,
            copies=row.copies,
            form=row.form,
            finding=row.finding,
            finding_name=gettext(row.get_finding_display()),
            remark=row.remark,
            files=tuple(_file(facts) for facts in row.pages),
        )
        for row in rows
    )


def _file(facts: dict[str, Any]) -> FileView:
    return FileView(**{**facts, "id": UUID(facts["id"])})


def slips_of(dossier_id: UUID) -> tuple[SlipView, ...]:
    """The papers issued for a dossier, oldest first; one statement."""
    rows = documents_about(dossier_id).only("id", "template", "number", "issued_at")
    return tuple(
        SlipView(row.pk, gettext(SLIP_NAMES.get(row.template, row.template)), row.number, row.issued_at)
        for row in rows
    )


def slip_pdf(dossier_id: UUID, document_id: UUID, scope: Scope) -> tuple[bytes, str]:
    """A paper of a dossier this officer may see, as it was issued, and a name for its file.

    Refuses
        UnknownDossier, FileNotFound
    """
    dossier = visible_dossier(dossier_id, scope)
    issued: IssuedDocument | None = documents_about(dossier.pk).filter(pk=document_id).first()
    if issued is None:
        raise FileNotFound
    return render(issued), f"{issued.template}-{dossier.code or dossier.reference}.pdf"


def attached_file(dossier_id: UUID, file_id: UUID, scope: Scope) -> tuple[IO[bytes], FileView]:
    """The content of a file that lies in a dossier this officer may see.

    Refuses
        UnknownDossier, FileNotFound (also for a file of another dossier), FileLocked, FileLost
    """
    dossier = visible_dossier(dossier_id, scope)
    if not _lies_in(dossier.pk, file_id):
        raise FileNotFound
    stream, stored = read_file(file_id)
    return stream, FileView(stored.pk, stored.name, stored.media_type, stored.size, stored.scan)


def _lies_in(dossier_id: UUID, file_id: UUID) -> bool:
    """Attached to a component, signed as a result, or named by an answer of the form."""
    if PaperFile.objects.filter(dossier_id=dossier_id, file_id=file_id).exists():
        return True
    if is_given_for_a_point(dossier_id, file_id, is_sent=True):
        return True
    if Result.objects.filter(dossier_id=dossier_id, file_id=file_id).exists():
        return True
    if file_of_opinion(dossier_id, file_id):
        return True
    if is_of_verification(dossier_id, file_id) or is_of_receipt(dossier_id, file_id):
        return True
    given = Answers.objects.filter(dossier_id=dossier_id).values_list("answers", flat=True)
    return any(_names(answers, str(file_id)) for answers in given)


def _names(value: Any, file_id: str) -> bool:
    """Whether an answer somewhere holds a file of this id."""
    if isinstance(value, dict):
        return value.get("id") == file_id or any(_names(inner, file_id) for inner in value.values())
    return isinstance(value, list) and any(_names(inner, file_id) for inner in value)


def answers_of(dossier_id: UUID, scope: Scope) -> tuple[Dossier, FormDocument, dict[str, Any]]:
    """The dossier, its form and what was answered, for `eforms.rendering`; refuses with UnknownDossier."""
    dossier = visible_dossier(dossier_id, scope)
    return dossier, form_of(dossier), selectors.answers_of(dossier.pk)
