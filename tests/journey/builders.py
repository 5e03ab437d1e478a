"""A small commune and a small procedure, made through the services; dossiers driven through the journey."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from motcua.accounts.models import Account
from motcua.agencies import services as agencies
from motcua.agencies.rules import AgencyFacts, Level, Role
from motcua.agencies.selectors import Scope, scope_of
from motcua.audit.services import Actor
from motcua.deadlines.services import seed_holidays
from motcua.dossiers.models import Dossier, Draft, Paper
from motcua.dossiers.services import drafts
from motcua.dossiers.services.reception import Acceptance, Finding
from motcua.dossiers.services.results import ResultFacts
from motcua.eforms.schema import FormDocument
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.process import StepResult, process
from motcua.journey.submit import Submission, submit
from motcua.kernel.clock import local, local_day
from motcua.procedures.document import Component, Duration, FeeRow, LimitRow, ProcedureDocument
from motcua.procedures.models import Competence, Procedure, Reception, Release
from motcua.processes.schema import ProcessDocument, Step, StepKind, UnitKind, UnitRule
from motcua.processes.schema import Role as StepRole
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of

SINCE = date(2025, 7, 1)
MORNING = local("2026-09-07T08:30")  # a Monday
_next = count(1)


@dataclass
class Place:
    """A commune with a desk, a unit, and one officer of each duty; and one procedure open there."""

    agency_id: UUID
    unit_id: UUID
    desk_id: UUID
    release: Release
    officers: dict[Role, Account] = field(default_factory=dict)

    def actor(self, role: Role) -> Actor:
        return Actor("officer", self.officers[role].id, self.agency_id)

    def scope(self, role: Role, at: datetime = MORNING) -> Scope:
        return scope_of(self.officers[role].id, at)


def form() -> FormDocument:
    return FormDocument.model_validate(
        {
            "title": "Tờ khai thử nghiệm",
            "sections": [
                {
                    "id": "nguoi_yeu_cau",
                    "title": "Người yêu cầu",
                    "fields": [
                        {"id": "ho_ten", "label": "Họ, chữ đệm, tên", "type": "text", "required": True},
                        {"id": "ly_do", "label": "Lý do", "type": "textarea"},
                    ],
                }
            ],
        }
    )


def steps() -> ProcessDocument:
    rows: list[tuple[str, StepKind, StepRole, UnitRule, int]] = [
        ("tiep_nhan", StepKind.RECEIVE, StepRole.RECEIVER, UnitRule(kind=UnitKind.DESK), 60),
        (
            "phan_cong",
            StepKind.ASSIGN,
            StepRole.UNIT_HEAD,
            UnitRule(kind=UnitKind.NAMED, names=("Phòng Kinh tế",)),
            60,
        ),
        (
            "tham_dinh",
            StepKind.EXAMINE,
            StepRole.HANDLER,
            UnitRule(kind=UnitKind.NAMED, names=("Phòng Kinh tế",)),
            600,
        ),
        ("ky", StepKind.APPROVE, StepRole.AGENCY_LEADER, UnitRule(), 240),
        ("vao_so", StepKind.REGISTER, StepRole.RECORDS_CLERK, UnitRule(), 60),
        ("tra", StepKind.RETURN, StepRole.RECEIVER, UnitRule(kind=UnitKind.DESK), 0),
    ]
    return ProcessDocument(
        steps=tuple(
            Step(
                id=name,
                order=order,
                name=f"Bước {order} {name}",
                kind=kind,
                role=role,
                unit=unit,
                minutes=minutes,
                after=(rows[order - 2][0],) if order > 1 else (),
            )
            for order, (name, kind, role, unit, minutes) in enumerate(rows, start=1)
        )
    )


def document(limit: str = "3 working_day", fee_vnd: int = 0) -> ProcedureDocument:
    amount, _, unit = limit.partition(" ")
    duration = Duration(amount=int(amount), unit=unit)
    return ProcedureDocument(
        name="Thủ tục thử nghiệm",
        field="Thử nghiệm",
        agency="UBND cấp xã",
        channels=("online", "direct", "post"),
        online_class="full",
        online_level=4,
        components=(
            Component(id="don", name="Đơn đề nghị", originals=1, replaced_by_form=True),
            Component(id="giay", name="Giấy chứng sinh", originals=1),
            Component(id="can_cuoc", name="Căn cước (xuất trình)", originals=1, shown_only=True),
        ),
        limits=(LimitRow(duration=duration, status="confirmed"),),
        fees=(FeeRow(name="Lệ phí", amount_vnd=fee_vnd, status="confirmed"),) if fee_vnd else (),
    )


def release(
    doc: ProcedureDocument | None = None,
    form_document: FormDocument | None = None,
    process_document: ProcessDocument | None = None,
) -> Release:
    doc = doc or document()
    number = next(_next)
    owner = Procedure.objects.create(
        code=f"1.{900000 + number}",
        national_code=f"1.{900000 + number}",
        slug=f"thu-tuc-{number}",
        created_at=MORNING,
    )
    return Release.objects.create(
        procedure=owner,
        number=1,
        state=Release.State.PUBLISHED,
        effective_from=SINCE,
        published_at=MORNING,
        decision="1/QĐ-UBND",
        document=doc.model_dump(mode="json"),
        form=(form_document or form()).model_dump(mode="json", by_alias=True),
        process=(process_document or steps()).model_dump(mode="json"),
        content_hash="0" * 64,
        form_ready=True,
        process_ready=True,
        name=doc.name,
        field=doc.field,
        channels=[str(channel) for channel in doc.channels],
        online_class=doc.online_class,
        online_level=doc.online_level,
        search_text=doc.name,
        created_at=MORNING,
    )


def with_form(where: Place, changed: FormDocument) -> None:
    """Give the place a procedure with this form; releases never change, so it is another one."""
    _open_here(where, release(form_document=changed))


def with_process(where: Place, changed: ProcessDocument, doc: ProcedureDocument | None = None) -> None:
    """Give the place another procedure, which is handled by this process."""
    _open_here(where, release(doc, process_document=changed))


def _open_here(where: Place, made: Release) -> None:
    where.release = made
    Competence.objects.create(
        procedure=made.procedure, kind="fixed", agency_id=where.agency_id, valid_from=SINCE, instrument="QĐ"
    )
    Reception.objects.create(desk_id=where.desk_id, procedure=made.procedure, valid_from=SINCE)


def officer(name: str) -> Account:
    return Account.objects.create(kind="officer", email=f"can-bo-{next(_next)}@example.vn", full_name=name)


def place(doc: ProcedureDocument | None = None) -> Place:
    """Everything that a dossier needs to travel; the calendar of 2026 is published."""
    seed_holidays(years=[2026], at=local("2025-12-01T08:00"))
    number = next(_next)
    agency = agencies.open_agency(
        code=f"H53.{number:03d}",
        facts=AgencyFacts(
            name=f"UBND xã Thử {number}", short_name="UBND", level=Level.COMMUNE, kind="people_committee"
        ),
        valid_from=SINCE,
        instrument="QĐ thử",
        at=MORNING,
    )
    unit = agencies.open_unit(
        agency_id=agency.id,
        key="kinh-te",
        name="Phòng Kinh tế",
        valid_from=SINCE,
        instrument="QĐ thử",
        at=MORNING,
    )
    desk = agencies.open_desk(
        agency_id=agency.id,
        key="mot-cua",
        name=f"Trung tâm PVHCC xã Thử {number}",
        valid_from=SINCE,
        instrument="QĐ thử",
        at=MORNING,
        phone="0276 382 2233",
    )
    where = Place(agency.id, unit.id, desk.id, release(doc))
    post(where, Role.RECEIVER, "Trần Thị Tiếp Nhận", desk_id=desk.id)
    post(where, Role.UNIT_HEAD, "Lê Văn Trưởng Phòng", unit_id=unit.id)
    post(where, Role.HANDLER, "Phạm Thị Chuyên Viên", unit_id=unit.id)
    post(where, Role.AGENCY_LEADER, "Nguyễn Văn Lãnh Đạo")
    post(where, Role.RECORDS_CLERK, "Võ Thị Văn Thư")
    Competence.objects.create(
        procedure=where.release.procedure,
        kind="fixed",
        agency_id=agency.id,
        valid_from=SINCE,
        instrument="QĐ thử",
    )
    Reception.objects.create(
        desk_id=desk.id, procedure=where.release.procedure, valid_from=SINCE, instrument="QĐ thử"
    )
    return where


def post(where: Place, role: Role, name: str, **there: UUID) -> Account:
    account = officer(name)
    agencies.post_officer(
        account_id=account.id, agency_id=where.agency_id, role=role, valid_from=SINCE, at=MORNING, **there
    )
    where.officers.setdefault(role, account)
    return account


APPLICANT = {
    "kind": "person",
    "full_name": "Nguyễn Thị Mẹ",
    "number": "072190012345",
    "phone": "0901234567",
    "email": "me@example.vn",
    "address": "Ấp 1, xã Thử",
}


def draft(where: Place, at: datetime = MORNING, channel: str = "direct", **changes: Any) -> Draft:
    opened = drafts.open_draft(
        release_id=where.release.id,
        at=at,
        channel=channel,
        desk_id=where.desk_id,
        answers={"ho_ten": "Nguyễn Thị Mẹ"},
    ).draft
    return drafts.save_draft(opened.id, at=at, fields={"applicant": APPLICANT, **changes})


def submitted(where: Place, at: datetime = MORNING, **options: Any) -> Dossier:
    sent: Submission = submit(draft_id=draft(where, at, **options).id, actor=Actor("applicant"), at=at)
    return Dossier.objects.get(pk=sent.dossier_id)


def findings(dossier: Dossier, finding: str = "ok", remark: str = "") -> list[Finding]:
    return [Finding(paper.id, finding, remark) for paper in Paper.objects.filter(dossier=dossier)]


def accepted(
    where: Place, at: datetime = MORNING + timedelta(minutes=20), **options: Any
) -> tuple[Dossier, Acceptance]:
    dossier = submitted(where, **options)
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=findings(dossier), at=at)
    acceptance = accept(dossier_id=dossier.id, officer=receiver, at=at, key=uuid4())
    dossier.refresh_from_db()
    return dossier, acceptance


ROLE_OF = {
    StepKind.ASSIGN: Role.UNIT_HEAD,
    StepKind.EXAMINE: Role.HANDLER,
    StepKind.APPROVE: Role.AGENCY_LEADER,
    StepKind.REGISTER: Role.RECORDS_CLERK,
}


def do_next_step(where: Place, dossier: Dossier, at: datetime, **given: Any) -> Task:
    """The right officer does the open step with what it needs."""
    task = next(one for one in open_tasks_of(dossier) if one.kind in ROLE_OF)
    role = ROLE_OF[StepKind(task.kind)]
    outcome: dict[str, Any] = {"text": "Đã xem xét, đủ điều kiện"}
    if task.kind == StepKind.ASSIGN:
        outcome["assignee_id"] = where.officers[Role.HANDLER].id
    if task.kind == StepKind.APPROVE:
        outcome["result"] = ResultFacts(
            "Giấy xác nhận", local_day(at), "Nguyễn Văn Lãnh Đạo", number="12/GXN"
        )
    process(
        dossier_id=dossier.id,
        task_id=task.id,
        officer=where.actor(role),
        scope=where.scope(role, at),
        outcome=StepResult(**{**outcome, **given}),
        at=at,
        key=uuid4(),
    )
    dossier.refresh_from_db()
    return task


def travelled(where: Place, dossier_id: UUID) -> Dossier:
    """A submitted dossier on to its result."""
    dossier, receiver = Dossier.objects.get(pk=dossier_id), where.actor(Role.RECEIVER)
    check(dossier_id=dossier_id, officer=receiver, findings=findings(dossier), at=MORNING)
    accept(dossier_id=dossier_id, officer=receiver, at=MORNING, key=uuid4())
    for hours in range(1, 5):
        do_next_step(where, dossier, MORNING + timedelta(hours=hours))
    return dossier


def decided(where: Place, **options: Any) -> Dossier:
    dossier, _ = accepted(where, **options)
    for hours in range(1, 5):
        do_next_step(where, dossier, MORNING + timedelta(hours=hours))
    return dossier
