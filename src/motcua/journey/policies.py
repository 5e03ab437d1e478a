"""What the regulations leave to the province along the way of a dossier; read by the acts, set as dated data."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.agencies.policies import Policy
from motcua.deadlines.rules import Limit, Unit, due
from motcua.deadlines.selectors import calendar_named
from motcua.dossiers.models import Dossier
from motcua.journey.context import calendar_of_desk
from motcua.kernel.clock import local_day
from motcua.kernel.phrases import phrase
from motcua.procedures.document import ProcedureDocument

SUPPLEMENT_DAYS = Policy(
    "supplement_waiting_days",
    15,
    "Thời gian chờ người nộp bổ sung hồ sơ",
    "NĐ 297/2025/NĐ-CP: quá 15 ngày làm việc không bổ sung thì đóng hồ sơ",
    unit="ngày làm việc",
)

DESK_ASKS_OPINIONS = Policy(
    "desk_asks_opinions",
    False,
    "Bộ phận Một cửa được giao lấy ý kiến đơn vị, cơ quan liên quan",
    "Quy chế một cửa của tỉnh: cơ quan chủ trì, hoặc Bộ phận Một cửa khi được giao",
)

POSTING_DAYS = Policy(
    "public_posting_days",
    15,
    "Thời gian niêm yết công khai, khi quy trình không ghi khác",
    "NĐ 101/2024/NĐ-CP: niêm yết công khai 15 ngày",
    unit="ngày",
)
DUTY_DAYS = Policy(
    "financial_duty_days",
    30,
    "Thời gian chờ nộp nghĩa vụ tài chính, khi thông báo không ghi khác",
    "NĐ 126/2020/NĐ-CP Đ.18: nộp chậm nhất 30 ngày kể từ ngày ban hành thông báo",
    unit="ngày",
)
BOOK_KEPT = Policy(
    "numbered_book_kept",
    False,
    "Cấp số vào Sổ theo dõi hồ sơ (quyển số, số thứ tự in trên giấy tiếp nhận), tính từ ngày 01/01 của năm",
    "TT 03/2025/TT-VPCP, Mẫu 01 và Mẫu 07: quyển số, số thứ tự (nếu có)",
)


REMINDER_DAYS = Policy(
    "supplement_reminder_days",
    3,
    "Nhắc người nộp trước khi hết thời gian chờ bổ sung",
    "Quy chế một cửa của tỉnh",
    unit="ngày",
)
COMPLETION_DAYS = Policy(
    "completion_days",
    3,
    "Thời gian cơ quan giải quyết được trả hồ sơ chưa đủ điều kiện, kể từ ngày tiếp nhận",
    "Quy chế một cửa của tỉnh; pháp luật chuyên ngành quy định khác thì theo thủ tục",
    unit="ngày làm việc",
)
KEPT, RETURNED = "kept", "returned"
INCOMPLETE = Policy(
    "incomplete_after_acceptance",
    KEPT,
    "Hồ sơ đã tiếp nhận nhưng chưa đủ điều kiện giải quyết",
    "Quy chế một cửa của tỉnh: đánh dấu huỷ hoặc giữ chờ bổ sung",
    choices=((KEPT, phrase("Giữ hồ sơ chờ bổ sung")), (RETURNED, phrase("Huỷ và trả lại hồ sơ"))),
)
PASS_ON, TELL_WHERE = "pass_on", "tell_where"
WRONG_AGENCY = Policy(
    "wrong_agency",
    PASS_ON,
    "Hồ sơ nộp không đúng cơ quan có thẩm quyền",
    "Quy chế một cửa của tỉnh",
    choices=(
        (PASS_ON, phrase("Chuyển hồ sơ đến đúng cơ quan")),
        (TELL_WHERE, phrase("Từ chối và hướng dẫn nơi nộp")),
    ),
)


def completion_until(dossier: Dossier, document: ProcedureDocument) -> datetime:
    """Until when an accepted dossier may be sent back as incomplete: the procedure's own time, else the province's."""
    assert dossier.accepted_at is not None
    own = document.completion_limit
    days = COMPLETION_DAYS.on(local_day(dossier.accepted_at))
    limit = Limit.parse(own.spelled) if own is not None else Limit(Unit.WORKING_DAYS, days)
    calendar, _ = calendar_named(calendar_of_desk(dossier.desk_id, dossier.accepted_at))
    return due(limit, dossier.accepted_at, calendar, calendar.settings).due_at


def answer_by(desk_id: UUID, at: datetime) -> datetime:
    """Until when a supplement asked for at `at` is waited for."""
    days = SUPPLEMENT_DAYS.on(local_day(at))
    calendar, _ = calendar_named(calendar_of_desk(desk_id, at))
    return due(Limit(Unit.WORKING_DAYS, days), at, calendar, calendar.settings).due_at


EXTENSION_DAY = Policy(
    "extension_day_before",
    "calendar",
    "Cách tính một ngày trước ngày hẹn trả khi xin hẹn lại",
    "NĐ 61/2018/NĐ-CP Đ.19 k.9: chậm nhất 01 ngày trước ngày hết hạn, không nói rõ loại ngày",
    choices=(("calendar", "Ngày theo lịch"), ("working", "Ngày làm việc")),
)
STOP_HOURS = Policy(
    "stop_answer_hours",
    8,
    "Thời gian Bộ phận Một cửa trả lời đề nghị dừng giải quyết",
    "TT 03/2025/TT-VPCP Đ.7 không ấn định thời gian; mặc định trong một ngày làm việc",
    unit="giờ làm việc",
)


RECEIPT_HOURS = Policy(
    "receipt_check_hours",
    8,
    "Thời gian Bộ phận Một cửa kiểm tra chứng từ nộp tiền do người nộp gửi",
    "QĐ 1610/QĐ-TTPVHCC không ấn định thời gian; mặc định trong một ngày làm việc",
    unit="giờ làm việc",
)


def check_receipt_by(desk_id: UUID, at: datetime) -> datetime:
    """Until when the desk looks at a receipt that was sent at `at`."""
    calendar, _ = calendar_named(calendar_of_desk(desk_id, at))
    return calendar.add_working_minutes(at, 60 * max(1, RECEIPT_HOURS.on(local_day(at))))


def counts_working_days(agency_id: UUID, at: datetime) -> bool:
    """Whether the one day before the date of return is a working day for this agency."""
    return EXTENSION_DAY.on(local_day(at), agency_id) == "working"


def answer_stop_by(desk_id: UUID, at: datetime) -> datetime:
    """Until when the desk answers a request to stop that came at `at`."""
    calendar, _ = calendar_named(calendar_of_desk(desk_id, at))
    return calendar.add_working_minutes(at, 60 * max(1, STOP_HOURS.on(local_day(at))))
