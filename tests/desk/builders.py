"""Officers at their screens, and a desk with some thirty dossiers in every state, driven by the journey itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.test import Client
from PIL import Image, ImageDraw
from tests.documents.builders import PDF
from tests.journey import builders as journey
from tests.journey.builders import MORNING, Place

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.audit.services import Actor
from motcua.documents.models import StoredFile
from motcua.documents.services import store_file
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.drafts import attach_file
from motcua.dossiers.services.reception import Finding
from motcua.dossiers.services.returning import Compared
from motcua.journey.check import check, refuse
from motcua.journey.close import close
from motcua.journey.hand_over import hand_over, pay_cash
from motcua.journey.originals import to_compare
from motcua.journey.reading.dossier import FileView, papers_of
from motcua.journey.submit import submit
from motcua.journey.supplement import supplement
from motcua.procedures.document import FeeRow, ProcedureDocument

NOW = MORNING + timedelta(hours=5, minutes=30)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NAMES = (
    "Nguyễn Thị Mẹ",
    "Công Tằng Tôn Nữ Hoàng Thị Nguyệt Quỳnh Trâm Anh Phương Thảo",
    "Trần Văn Ẩn",
    "Lê Thị Ngọc Ánh",
    "Phạm Đỗ Nguyễn Hoàng Gia Bảo",
    "Võ Thị Tường Vy",
    "Đặng Quốc Ỷ",
)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def client_of(where: Place, role: Role) -> Client:
    return signed_in(where.officers[role])


def document(
    *, fee_vnd: int | None = 75_000, limit: str = "3 working_day", **changes: Any
) -> ProcedureDocument:
    """The small procedure with a fee; null leaves its amount to the desk."""
    plain = journey.document(limit)
    fees = (FeeRow(name="Lệ phí cấp giấy", amount_vnd=fee_vnd, status="confirmed"),)
    name = "Cấp giấy xác nhận nội dung đăng ký hoạt động của hộ gia đình, cá nhân sản xuất, kinh doanh"
    return plain.model_copy(update={"name": name, "short_name": "", "fees": fees, **changes})


def photo(words: str = "GIẤY CHỨNG SINH") -> bytes:
    """A picture such as a phone takes of a paper."""
    picture = Image.new("RGB", (900, 1200), "#f7f3e8")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 860, 1160), outline="#555555", width=4)
    pen.text((120, 120), words.encode("ascii", "ignore").decode(), fill="#222222")
    for line in range(200, 1100, 40):
        pen.line((100, line, 800, line), fill="#999999", width=2)
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=60)
    return stream.getvalue()


def stored(content: bytes, name: str, at: datetime = MORNING) -> StoredFile:
    return store_file(file=BytesIO(content), name=name, at=at)


def filed(
    where: Place,
    name: str = NAMES[0],
    *,
    at: datetime = MORNING,
    channel: str = "online",
    with_files: bool = True,
) -> Dossier:
    """A submitted dossier with a photo and a PDF for its one paper."""
    draft = journey.draft(
        where, at, channel=channel, applicant={**journey.APPLICANT, "full_name": name, "sex": "female"}
    )
    if with_files:
        for content, file_name in ((photo(), "giấy chứng sinh mặt trước.jpg"), (PDF, "giấy chứng sinh.pdf")):
            attach_file(draft.id, component_id="giay", file_id=stored(content, file_name, at).id, at=at)
    sent = submit(draft_id=draft.id, actor=Actor("applicant"), at=at)
    return Dossier.objects.get(pk=sent.dossier_id)


def findings(dossier: Dossier, finding: str = "ok", remark: str = "") -> list[Finding]:
    return [Finding(paper.id, finding, remark) for paper in papers_of(dossier.pk)]


def checked(where: Place, dossier: Dossier, finding: str = "ok", remark: str = "") -> Dossier:
    check(
        dossier_id=dossier.pk,
        officer=where.actor(Role.RECEIVER),
        findings=findings(dossier, finding, remark),
        at=dossier.submitted_at + timedelta(minutes=5),
    )
    dossier.refresh_from_db()
    return dossier


def taken_in(where: Place, dossier: Dossier) -> Dossier:
    checked(where, dossier)
    journey.accept(
        dossier_id=dossier.pk,
        officer=where.actor(Role.RECEIVER),
        at=dossier.submitted_at + timedelta(minutes=10),
        key=uuid4(),
    )
    dossier.refresh_from_db()
    return dossier


def stepped(where: Place, dossier: Dossier, steps: int) -> Dossier:
    for number in range(steps):
        journey.do_next_step(where, dossier, dossier.submitted_at + timedelta(minutes=30 * (number + 1)))
    return dossier


def decided(where: Place, dossier: Dossier) -> Dossier:
    return stepped(where, taken_in(where, dossier), 4)


def busy_desk(where: Place) -> list[Dossier]:
    """About thirty dossiers: waiting, to be mended, refused, at each step, decided, handed over, closed; some late."""
    made: list[Dossier] = []
    days = [MORNING - timedelta(days=back) for back in (0, 3, 4, 5, 6)]

    def new(number: int, **more: Any) -> Dossier:
        channel = ("online", "direct", "post")[number % 3]
        at = days[number % len(days)] + timedelta(minutes=7 * number)
        dossier = filed(where, NAMES[number % len(NAMES)], at=at, channel=channel, **more)
        made.append(dossier)
        return dossier

    officer = where.actor(Role.RECEIVER)
    for number in range(8):
        new(number)
    for number in range(8, 11):
        dossier = checked(
            where, new(number), "wrong", "Bản chụp mờ, không đọc được. Đề nghị chụp lại rõ nét."
        )
        supplement(
            dossier_id=dossier.pk, officer=officer, reason="Bản chụp không đọc được",
            at=dossier.submitted_at + timedelta(minutes=9), key=uuid4(),
        )  # fmt: skip
    dossier = checked(where, new(11), "missing", "Không có trong hồ sơ")
    refuse(
        dossier_id=dossier.pk, officer=officer, reason="Không thuộc thẩm quyền giải quyết",
        at=dossier.submitted_at + timedelta(minutes=9), key=uuid4(),
    )  # fmt: skip
    for number in range(12, 24):
        stepped(where, taken_in(where, new(number)), number % 4)
    for number in range(24, 30):
        dossier = decided(where, new(number))
        if number >= 27:
            at = dossier.submitted_at + timedelta(hours=3)
            pay_cash(dossier_id=dossier.pk, officer=officer, receipt_number=f"00{number}", at=at, key=uuid4())
            hand_over(
                dossier_id=dossier.pk, officer=officer, receiver_name=dossier.applicant_name,
                receiver_paper="căn cước 2345", compared=compared(dossier), at=at, key=uuid4(),
            )  # fmt: skip
            if number == 29:
                close(dossier_id=dossier.pk, officer=officer, at=at, key=uuid4())
    return made


def compared(dossier: Dossier) -> list[Compared]:
    """Every original fits its copy."""
    return [Compared(paper.pk, fits=True) for paper in to_compare(dossier)]


def place(**document_changes: Any) -> Place:
    """A commune whose procedure has a fee and whose desk has a head and a cashier too."""
    where = journey.place(document(**document_changes))
    journey.post(where, Role.DESK_HEAD, "Hồ Thị Phụ Trách", desk_id=where.desk_id)
    journey.post(where, Role.CASHIER, "Mai Văn Thu Phí", desk_id=where.desk_id)
    journey.post(where, Role.AGENCY_IT, "Tạ Văn Quản Trị")
    journey.post(where, Role.SUPERVISOR, "Lý Thị Giám Sát")
    return replace(where)


def files_of(dossier: Dossier) -> tuple[FileView, ...]:
    """The photo and the PDF of the one paper that has files."""
    return next(paper.files for paper in papers_of(dossier.pk) if paper.files)
