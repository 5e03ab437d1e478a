"""Where races are held: one commune with two officers of each duty, another agency, and dossiers on the way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from tests.documents.builders import PDF
from tests.journey import builders as b
from tests.journey import mergers
from tests.journey.races import Ground
from tests.operations import builders as bad_day

from motcua.agencies.models import AgencyVersion, Commune
from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.audit.services import SYSTEM, Actor
from motcua.documents.services import store_file
from motcua.dossiers.errors import OriginalsDiffer
from motcua.dossiers.models import Dossier, DutyReceipt, Paper, Pause, Result, Supplement
from motcua.dossiers.services.drafts import attach_file
from motcua.dossiers.services.pauses import FINANCIAL_DUTY
from motcua.dossiers.services.reception import Finding
from motcua.dossiers.services.returning import Compared
from motcua.journey.answer import Reply, answer_supplement
from motcua.journey.check import check
from motcua.journey.extend import propose_extension
from motcua.journey.hand_over import hand_over
from motcua.journey.opinions import ask_opinion
from motcua.journey.pause import PauseFacts, pause
from motcua.journey.receipts import hand_in_receipt
from motcua.journey.stop import ask_stop
from motcua.journey.submit import submit
from motcua.journey.supplement import supplement
from motcua.kernel.clock import local
from motcua.procedures.models import Competence, Reception
from motcua.procedures.services import authorise_desk
from motcua.workflow.models import Opinion
from motcua.workflow.opinions import Question
from motcua.workflow.selectors import open_tasks_of

AT = b.MORNING + timedelta(hours=6)
OTHER_CHOICES = date(2026, 10, 5)
"""From this Monday on the province returns incomplete dossiers, and tells where a wrong agency's is to be filed."""
IN_OCTOBER = local("2026-10-05T10:00")
DUTIES = (Role.RECEIVER, Role.UNIT_HEAD, Role.HANDLER, Role.AGENCY_LEADER, Role.RECORDS_CLERK, Role.DESK_HEAD)


class Arena:
    """Built once for all races of a process; each race has dossiers of its own.

    merged  an old commune and an old district that one new commune takes over on 1 July 2025
    """

    def __init__(self) -> None:
        self.merged = mergers.merger(old=1, new=1)  # calendars are published in the order of their years
        self.where, self.others = staffed(b.place())
        self.there = b.place()
        Reception.objects.create(
            desk_id=self.there.desk_id, procedure=self.where.release.procedure, valid_from=b.SINCE
        )
        bad_day.outage(self.where)
        for name, value in (("incomplete_after_acceptance", "returned"), ("wrong_agency", "tell_where")):
            set_policy(name, value, valid_from=OTHER_CHOICES, instrument="QĐ thử", at=b.MORNING)

    @cached_property
    def paid(self) -> tuple[b.Place, b.Place]:
        """A commune whose procedure costs something."""
        return staffed(b.place(b.document(fee_vnd=50_000)))

    @cached_property
    def border(self) -> tuple[b.Place, b.Place]:
        """A commune whose procedure the other one may decide as well; the applicant picks."""
        where, others = staffed(b.place())
        for number, agency_id in (("25901", where.agency_id), ("25902", self.there.agency_id)):
            Commune.objects.create(
                code=number, name=f"Xã số {number}", kind="xã", province_code="80",
                province_name="Tây Ninh", valid_from=b.SINCE,
            )  # fmt: skip
            AgencyVersion.objects.filter(agency_id=agency_id).update(commune_code=number)
        Competence.objects.filter(procedure=where.release.procedure).update(
            kind="commune_chosen", agency=None
        )
        Reception.objects.create(
            desk_id=self.there.desk_id, procedure=where.release.procedure, valid_from=b.SINCE
        )
        return where, others

    @cached_property
    def at_once(self) -> tuple[b.Place, b.Place]:
        """A commune whose clerks decide its procedure at the counter."""
        where, others = staffed(b.place(b.document("0 immediate")))
        authorise_desk(
            procedure_id=where.release.procedure_id, agency_id=where.agency_id, desk_id=where.desk_id,
            role=Role.RECEIVER, valid_from=b.SINCE, instrument="QĐ 12/QĐ-UBND", at=b.MORNING, actor=SYSTEM,
        )  # fmt: skip
        return where, others

    def ground(self, dossier_id: UUID, at: datetime = AT, **facts: Any) -> Ground:
        return Ground(self.where, self.others, self.there, dossier_id, at, facts)


def staffed(where: b.Place) -> tuple[b.Place, b.Place]:
    """The place, and the same place with a colleague for each duty."""
    there = {
        Role.RECEIVER: {"desk_id": where.desk_id},
        Role.DESK_HEAD: {"desk_id": where.desk_id},
        Role.UNIT_HEAD: {"unit_id": where.unit_id},
        Role.HANDLER: {"unit_id": where.unit_id},
    }
    if Role.DESK_HEAD not in where.officers:
        b.post(where, Role.DESK_HEAD, "Hồ Thị Phụ Trách", **there[Role.DESK_HEAD])
    seconds = {role: b.post(where, role, f"{role} thứ hai", **there.get(role, {})) for role in DUTIES}
    return where, replace(where, officers=seconds)


# dossiers on the way; each with what the acts are about


def drafted(arena: Arena) -> Ground:
    draft = b.draft(arena.where)
    return arena.ground(draft.id, b.MORNING, version=draft.version)


def drafted_with_file(arena: Arena) -> Ground:
    """A draft, and a page that was uploaded for it."""
    ground = drafted(arena)
    ground.facts["file"] = _page()
    return ground


def _page() -> UUID:
    return store_file(file=BytesIO(PDF), name="giay.pdf", at=b.MORNING).id


def checked(arena: Arena, at: datetime = AT) -> Ground:
    """Handed in, every component in order: the desk may conclude."""
    dossier = b.submitted(arena.where)
    _checked(arena.where, dossier, b.findings(dossier))
    return arena.ground(dossier.id, at, findings=b.findings(dossier), faults=faults(dossier))


def at_counter(arena: Arena) -> Ground:
    """Handed in at a counter that may decide it at once."""
    where, others = arena.at_once
    dossier = b.submitted(where)
    _checked(where, dossier, b.findings(dossier))
    return Ground(where, others, arena.there, dossier.id, AT, {"findings": b.findings(dossier)})


def faulty(arena: Arena) -> Ground:
    """Handed in, one paper wrong."""
    dossier = b.submitted(arena.where)
    _checked(arena.where, dossier, faults(dossier))
    return arena.ground(dossier.id)


def faults(dossier: Dossier) -> list[Finding]:
    paper = Paper.objects.get(dossier=dossier, component_id="giay")
    return [
        Finding(row.paper_id, "wrong", "Chụp lại rõ cả trang") if row.paper_id == paper.id else row
        for row in b.findings(dossier)
    ]


def _checked(where: b.Place, dossier: Dossier, findings: list[Finding]) -> None:
    check(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), findings=findings, at=b.MORNING)


def asked(arena: Arena) -> Ground:
    """One thing was asked for; the time to answer ran out, and nobody has ended the dossier yet."""
    ground = faulty(arena)
    supplement(
        dossier_id=ground.id, officer=arena.where.actor(Role.RECEIVER), reason="Ảnh mờ", at=b.MORNING,
        key=uuid4(),
    )  # fmt: skip
    request = Supplement.objects.get(dossier_id=ground.id)
    points = {point.id: Reply("Tôi nộp lại", is_on_paper=True) for point in request.points.all()}
    return arena.ground(
        ground.id, local("2026-10-01T09:00"), replies=points, texts=dict.fromkeys(points, "Chờ")
    )


def answered(arena: Arena) -> Ground:
    """Asked once and answered: to ask for the same again needs the head's word."""
    ground = asked(arena)
    answer_supplement(
        dossier_id=ground.id, applicant=arena.where.actor(Role.RECEIVER), replies=ground.facts["replies"],
        at=AT, key=uuid4(),
    )  # fmt: skip
    return arena.ground(ground.id)


def at_border(arena: Arena, at: datetime = AT) -> Ground:
    """Handed in and checked at an agency that need not be the right one."""
    where, others = arena.border
    dossier = b.submitted(where, applicant={**b.APPLICANT, "commune_code": "25901"})
    _checked(where, dossier, b.findings(dossier))
    return Ground(where, others, arena.there, dossier.id, at)


def at_border_in_october(arena: Arena) -> Ground:
    return at_border(arena, IN_OCTOBER)


def stepped(
    arena: Arena, steps: int, at: datetime = AT, *, sides: tuple[b.Place, b.Place] | None = None
) -> Ground:
    """Accepted, and so many steps of its process done; after four it is decided."""
    where, others = sides or (arena.where, arena.others)
    accepted_at = at - timedelta(hours=5) if at >= IN_OCTOBER else b.MORNING + timedelta(minutes=20)
    dossier, _ = b.accepted(where, at=min(accepted_at, at - timedelta(minutes=30)))
    for number in range(steps):
        b.do_next_step(where, dossier, min(accepted_at + timedelta(hours=number + 1), at))
    open_steps = open_tasks_of(dossier)
    facts = {"task": open_steps[0].id, "dossier": dossier}
    return Ground(where, others, arena.there, dossier.id, at, facts)


def waiting_for_head(arena: Arena) -> Ground:
    return stepped(arena, 0)


def in_hand(arena: Arena) -> Ground:
    """The handler has it."""
    return stepped(arena, 1)


def in_hand_in_october(arena: Arena) -> Ground:
    return stepped(arena, 1, IN_OCTOBER)


def owing(arena: Arena) -> Ground:
    """The fee is due at the counter."""
    return stepped(arena, 0, sides=arena.paid)


def to_sign(arena: Arena) -> Ground:
    return stepped(arena, 2)


def to_register(arena: Arena) -> Ground:
    return stepped(arena, 3)


def decided(arena: Arena) -> Ground:
    ground = stepped(arena, 4)
    ground.facts["result"] = Result.objects.get(dossier_id=ground.id).pk
    return ground


def handed_over(arena: Arena) -> Ground:
    ground = decided(arena)
    hand_over(
        dossier_id=ground.id, officer=arena.where.actor(Role.RECEIVER), receiver_name="Nguyễn Thị Mẹ", at=AT,
        key=uuid4(), paper_reason="Giấy tờ ở phòng chuyên môn",
    )  # fmt: skip
    return arena.ground(ground.id, **ground.facts)


def differing(arena: Arena) -> Ground:
    """An online dossier whose original was found to differ from its copy: the result is held back."""
    opened = b.draft(arena.where, channel="online")
    attach_file(opened.id, component_id="giay", file_id=_page(), at=b.MORNING)
    submit(draft_id=opened.id, actor=Actor("applicant"), at=b.MORNING)
    dossier = b.travelled(arena.where, opened.id)
    paper = Paper.objects.get(dossier=dossier, component_id="giay")
    with suppress(OriginalsDiffer):
        hand_over(
            dossier_id=dossier.id, officer=arena.where.actor(Role.RECEIVER), receiver_name="Nguyễn Thị Mẹ",
            compared=[Compared(paper.pk, fits=False, remark="Ngày sinh khác")], at=AT, key=uuid4(),
        )  # fmt: skip
    return arena.ground(dossier.id)


def proposed(arena: Arena, steps: int = 1) -> Ground:
    """A later date of return waits for the leader."""
    at = b.MORNING + timedelta(days=1)
    ground = stepped(arena, steps, at)
    propose_extension(
        dossier_id=ground.id, officer=arena.where.actor(Role.HANDLER), scope=arena.where.scope(Role.HANDLER, at),
        reason="Chờ đo đạc", new_due_on=date(2026, 9, 14), at=at, key=uuid4(),
    )  # fmt: skip
    return arena.ground(ground.id, at, **ground.facts)


def late(arena: Arena) -> Ground:
    """The promised day is over: Thursday 10 September."""
    return stepped(arena, 1, local("2026-09-11T09:00"))


def paused(arena: Arena, cause: str, at: datetime = AT) -> Ground:
    ground = in_hand(arena)
    pause(
        dossier_id=ground.id, officer=arena.where.actor(Role.HANDLER), scope=arena.where.scope(Role.HANDLER, AT),
        facts=PauseFacts(cause, date(2026, 9, 22), "Trụ sở xã"), at=AT, key=uuid4(),
    )  # fmt: skip
    found = Pause.objects.get(dossier_id=ground.id)
    return arena.ground(ground.id, at, pause=found.pk, **ground.facts)


def receipt_handed_in(arena: Arena) -> Ground:
    """The applicant says that the duty is paid; the desk has not looked yet."""
    ground = paused(arena, FINANCIAL_DUTY)
    hand_in_receipt(
        dossier_id=ground.id, applicant=Actor("applicant"), words="GNT-99", file_ids=(), at=AT, key=uuid4()
    )
    receipt = DutyReceipt.objects.get(dossier_id=ground.id)
    return arena.ground(ground.id, receipt=receipt.pk, **ground.facts)


def opinion_asked(arena: Arena) -> Ground:
    ground = in_hand(arena)
    ask_opinion(
        dossier_id=ground.id, officer=arena.where.actor(Role.HANDLER), scope=arena.where.scope(Role.HANDLER, AT),
        question=question(arena.there), at=AT, key=uuid4(),
    )  # fmt: skip
    return arena.ground(ground.id, opinion=Opinion.objects.get(dossier_id=ground.id).pk, **ground.facts)


def question(of: b.Place) -> Question:
    return Question(
        "Đề nghị cho ý kiến về quy hoạch",
        local("2026-09-09T17:00"),
        agency_id=of.agency_id,
        unit_id=of.unit_id,
    )


def stop_asked(arena: Arena) -> Ground:
    ground = in_hand(arena)
    ask_stop(dossier_id=ground.id, applicant=Actor("applicant"), reason="Đổi ý", at=AT, key=uuid4())
    return arena.ground(ground.id, **ground.facts)


def before_the_merger(arena: Arena) -> Ground:
    """An old commune's dossier in the first night of the new one."""
    old, new = arena.merged.old[0], arena.merged.new[0]
    dossier = mergers.driven(old, "examine")
    return Ground(old, new, new, dossier.id, local("2025-07-01T00:05"), {"predecessor": old.agency_id})
