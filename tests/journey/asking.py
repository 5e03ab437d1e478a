"""A dossier that is asked for more, answered and accepted again."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from tests.documents.builders import PDF
from tests.journey import builders as b

from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.documents.services import store_file
from motcua.dossiers.models import Paper, Supplement
from motcua.journey.accept import accept
from motcua.journey.answer import Reply, answer_supplement
from motcua.journey.check import check
from motcua.journey.completion import Incomplete, ask_completion
from motcua.journey.supplement import supplement
from motcua.workbench.check import run_all
from motcua.workflow.selectors import open_tasks_of

AT = b.MORNING + timedelta(minutes=30)
APPLICANT = Actor("applicant")


def broken():
    """What `motcua check` finds."""
    return [finding for _, findings in run_all() for finding in findings if finding.invariant != "partitions"]


def stored(name="giay.pdf"):
    return store_file(file=BytesIO(PDF + name.encode()), name=name, at=AT).id


def faulty(dossier, component="giay", remark="Chụp lại rõ cả trang có dấu", finding="wrong"):
    paper = Paper.objects.get(dossier=dossier, component_id=component)
    return [
        replace(row, finding=finding, remark=remark) if row.paper_id == paper.id else row
        for row in b.findings(dossier)
    ]


def asked(where, dossier, at=AT, **options):
    """The desk finds the one paper wrong and asks for it."""
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=faulty(dossier), at=at)
    return supplement(dossier_id=dossier.id, officer=receiver, reason="Ảnh mờ", at=at, key=uuid4(), **options)


def answered(dossier, at, reply=None):
    request = Supplement.objects.filter(dossier=dossier).latest("no")
    replies = {point.id: reply or Reply(file_ids=(stored(),)) for point in request.points.all()}
    answer_supplement(dossier_id=dossier.id, applicant=APPLICANT, replies=replies, at=at, key=uuid4())
    dossier.refresh_from_db()


def head_of_desk(where):
    return b.post(where, Role.DESK_HEAD, "Bùi Văn Phụ Trách", desk_id=where.desk_id)


def incomplete(dossier, component="giay", **options):
    paper = Paper.objects.get(dossier=dossier, component_id=component)
    return Incomplete("Chưa đủ căn cứ thẩm định", {paper.id: ("wrong", "Nộp bản có chứng thực")}, **options)


def sent_back(where, dossier, at, **options):
    """The handler sends the dossier back for completion."""
    act = options.pop("act", ask_completion)
    role = options.pop("role", Role.HANDLER)
    return act(
        dossier_id=dossier.id,
        task_id=options.pop("task_id", None) or open_tasks_of(dossier)[0].id,
        officer=where.actor(role),
        scope=where.scope(role, at),
        incomplete=options.pop("incomplete", None) or incomplete(dossier),
        at=at,
        key=options.pop("key", None) or uuid4(),
        **options,
    )


def in_examination(where, **options):
    """Accepted, assigned: the handler has it."""
    dossier, acceptance = b.accepted(where, **options)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    return dossier, acceptance


def accepted_again(where, dossier, at):
    receiver = where.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=at)
    again = accept(dossier_id=dossier.id, officer=receiver, at=at, key=uuid4())
    dossier.refresh_from_db()
    return again
