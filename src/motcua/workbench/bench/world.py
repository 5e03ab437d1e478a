"""A small province for measuring: agencies, officers, one procedure, dossiers that went through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from motcua.accounts.services import create_officer
from motcua.agencies import services as agencies
from motcua.agencies.models import Commune
from motcua.agencies.rules import AgencyFacts, Level, Role
from motcua.agencies.selectors import scope_of
from motcua.audit.services import SYSTEM, Actor
from motcua.deadlines.services import seed_holidays
from motcua.dossiers.models import Paper
from motcua.dossiers.services import drafts
from motcua.dossiers.services.reception import Finding
from motcua.eforms.schema import FormDocument
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.process import StepResult, process
from motcua.journey.submit import submit
from motcua.kernel.clock import local_day
from motcua.procedures import services as procedures
from motcua.procedures.document import Component, Duration, LimitRow, ProcedureDocument
from motcua.processes.schema import ProcessDocument, Step, StepKind, UnitKind, UnitRule
from motcua.processes.schema import Role as StepRole
from motcua.workflow.models import Task

INSTRUMENT = "QĐ đo hiệu năng"
APPLICANT = {
    "kind": "person",
    "full_name": "Nguyễn Thị Ngọc Bích",
    "number": "072190012345",
    "phone": "0901234567",
    "email": "",
    "address": "Ấp 1",
}
_UNIT = UnitRule(kind=UnitKind.NAMED, names=("Phòng Kinh tế",))
_DESK = UnitRule(kind=UnitKind.DESK)
_STEPS = (
    ("tiep_nhan", StepKind.RECEIVE, StepRole.RECEIVER, _DESK, 60),
    ("phan_cong", StepKind.ASSIGN, StepRole.UNIT_HEAD, _UNIT, 60),
    ("tham_dinh", StepKind.EXAMINE, StepRole.HANDLER, _UNIT, 600),
    ("ky", StepKind.APPROVE, StepRole.AGENCY_LEADER, UnitRule(), 240),
    ("vao_so", StepKind.REGISTER, StepRole.RECORDS_CLERK, UnitRule(), 60),
    ("tra", StepKind.RETURN, StepRole.RECEIVER, _DESK, 0),
)


@dataclass(frozen=True)
class Place:
    """A commune with a desk and a unit, and who does what there."""

    agency_id: UUID
    desk_id: UUID
    release_id: UUID
    commune_code: str
    officers: dict[Role, UUID]

    def actor(self, role: Role) -> Actor:
        return Actor("officer", self.officers[role], self.agency_id)


def province(count: int, at: datetime) -> list[Place]:
    """`count` communes that all receive one procedure of six steps."""
    seed_holidays(years=[at.year, at.year + 1], at=at)
    since = local_day(at) - timedelta(days=30)
    release_id, procedure_id = _procedure(since, at)
    places = []
    for number in range(1, count + 1):
        place = _commune(number, release_id, since, at)
        procedures.open_reception(
            desk_id=place.desk_id, procedure_id=procedure_id, valid_from=since, instrument=INSTRUMENT
        )
        places.append(place)
    return places


def under_examination(place: Place, at: datetime) -> UUID:
    """One dossier of this place, driven by the services to the step where a handler examines it."""
    opened = drafts.open_draft(
        release_id=place.release_id,
        at=at,
        channel="direct",
        desk_id=place.desk_id,
        answers={"ho_ten": APPLICANT["full_name"], "commune_code": place.commune_code},
    ).draft
    drafts.save_draft(opened.id, at=at, fields={"applicant": APPLICANT})
    dossier_id = submit(draft_id=opened.id, actor=Actor("applicant"), at=at).dossier_id
    receiver = place.actor(Role.RECEIVER)
    found = [Finding(paper.id, "ok", "") for paper in Paper.objects.filter(dossier_id=dossier_id)]
    check(dossier_id=dossier_id, officer=receiver, findings=found, at=at)
    accept(dossier_id=dossier_id, officer=receiver, at=at, key=uuid4())
    head = place.officers[Role.UNIT_HEAD]
    process(
        dossier_id=dossier_id,
        task_id=Task.objects.get(dossier_id=dossier_id, state=Task.State.OPEN).id,
        officer=place.actor(Role.UNIT_HEAD),
        scope=scope_of(head, at),
        outcome=StepResult(assignee_id=place.officers[Role.HANDLER]),
        at=at,
        key=uuid4(),
    )
    return dossier_id


def _procedure(since: date, at: datetime) -> tuple[UUID, UUID]:
    opened = procedures.open_procedure(code="1.990001", slug="do-hieu-nang", at=at, actor=SYSTEM)
    document = ProcedureDocument(
        name="Thủ tục đo hiệu năng",
        field="Đo hiệu năng",
        agency="UBND cấp xã",
        channels=("online", "direct", "post"),
        online_class="full",
        online_level=4,
        components=(
            Component(id="don", name="Đơn đề nghị", originals=1, replaced_by_form=True),
            Component(id="giay", name="Giấy tờ kèm theo", originals=1),
        ),
        limits=(LimitRow(duration=Duration(amount=3, unit="working_day"), status="confirmed"),),
    )
    form = FormDocument.model_validate(
        {
            "title": "Tờ khai",
            "sections": [
                {
                    "id": "nguoi_yeu_cau",
                    "title": "Người yêu cầu",
                    "fields": [
                        {"id": "ho_ten", "label": "Họ, chữ đệm, tên", "type": "text", "required": True},
                        {"id": "commune_code", "label": "Mã xã", "type": "text", "required": True},
                    ],
                }
            ],
        }
    )
    steps = ProcessDocument(
        steps=tuple(
            Step(
                id=name,
                order=order,
                name=f"Bước {order}",
                kind=kind,
                role=role,
                unit=unit,
                minutes=minutes,
                after=(_STEPS[order - 2][0],) if order > 1 else (),
            )
            for order, (name, kind, role, unit, minutes) in enumerate(_STEPS, start=1)
        )
    )
    drafted = procedures.new_release(
        procedure_id=opened.id,
        content=procedures.Content.judged(document, form, steps),
        at=at,
        actor=SYSTEM,
    )
    published = procedures.publish_release(
        release_id=drafted.id, decision=INSTRUMENT, effective_from=since, at=at, actor=SYSTEM
    )
    procedures.set_competence(
        procedure_id=opened.id, kind="commune_chosen", valid_from=since, at=at, actor=SYSTEM
    )
    return published.id, opened.id


def _commune(number: int, release_id: UUID, since: date, at: datetime) -> Place:
    Commune.objects.create(
        code=f"{number:05d}",
        name=f"Xã Đo {number}",
        kind="commune",
        province_code="80",
        province_name="Tây Ninh",
        valid_from=since,
        instrument=INSTRUMENT,
    )
    agency = agencies.open_agency(
        code=f"H53.{number:03d}",
        facts=AgencyFacts(
            name=f"UBND xã Đo {number}",
            short_name="UBND",
            level=Level.COMMUNE,
            kind="people_committee",
            commune_code=f"{number:05d}",
        ),
        valid_from=since,
        instrument=INSTRUMENT,
        at=at,
    )
    unit = agencies.open_unit(
        agency_id=agency.id,
        key="kinh-te",
        name="Phòng Kinh tế",
        valid_from=since,
        instrument=INSTRUMENT,
        at=at,
    )
    desk = agencies.open_desk(
        agency_id=agency.id,
        key="mot-cua",
        name=f"Trung tâm PVHCC xã Đo {number}",
        valid_from=since,
        instrument=INSTRUMENT,
        at=at,
    )
    duties: tuple[tuple[Role, str, UUID | None, UUID | None], ...] = (
        (Role.RECEIVER, "Trần Thị Nhận", None, desk.id),
        (Role.UNIT_HEAD, "Lê Văn Trưởng", unit.id, None),
        (Role.HANDLER, "Phạm Thị Xét", unit.id, None),
        (Role.AGENCY_LEADER, "Nguyễn Văn Ký", None, None),
        (Role.RECORDS_CLERK, "Võ Thị Thư", None, None),
    )
    officers = {}
    for role, name, unit_id, desk_id in duties:
        email = f"{role.value}-{number}@bench.example"
        account = create_officer(email=email, full_name=name, at=at).account
        agencies.post_officer(
            account_id=account.id,
            agency_id=agency.id,
            unit_id=unit_id,
            desk_id=desk_id,
            role=role,
            valid_from=since,
            at=at,
        )
        officers[role] = account.id
    return Place(agency.id, desk.id, release_id, f"{number:05d}", officers)
