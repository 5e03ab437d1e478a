"""Sample facts of every event."""

from __future__ import annotations

from motcua.accounts.models import Account
from motcua.kernel.clock import local
from motcua.notifications import events

NOON = local("2026-08-28T12:00")
_DOSSIER = {
    "greeting": "Bà Nguyễn Thị Minh Khai",
    "code": "H53.31-260828-0007",
    "procedure": "Đăng ký thành lập hộ kinh doanh",
    "office": "Trung tâm Phục vụ hành chính công",
    "link": "https://motcua.example.vn/ho-so/H53.31-260828-0007",
}
_APPOINTMENT = {
    "greeting": "Quý khách",
    "code": "7KQ4M-2XWPA",
    "service": "Tiếp nhận hồ sơ",
    "office": "Trung tâm Phục vụ hành chính công",
    "place": "Số 83 đường Phạm Tung, phường Tân Ninh",
    "starts_at": local("2026-08-31T09:00"),
    "link": "https://motcua.example.vn/lich-hen?ma=7KQ4M-2XWPA",
}
FACTS = {
    "appointment_booked": events.AppointmentBooked(**_APPOINTMENT, secret="4KQM-7XWP-2222-3333"),
    "appointment_reminder": events.AppointmentReminder(**_APPOINTMENT),
    "urged": events.Urged(
        greeting="Trần Thị Xử Lý",
        code="H53.18-260828-0001",
        step="Thẩm định",
        by="Nguyễn Văn Lãnh Đạo",
        words="Bao giờ xong?",
        answer_by=local("2026-08-31T17:00"),
        link="https://example.vn/can-bo/don-doc/1/",
    ),
    "urge_answered": events.UrgeAnswered(
        greeting="Nguyễn Văn Lãnh Đạo",
        code="H53.18-260828-0001",
        step="Thẩm định",
        answer="Chiều nay trình ký.",
        link="https://example.vn/can-bo/ho-so/1/",
    ),
    "carried_over": events.CarriedOver(
        greeting="Bà Nguyễn Thị Khai",
        code="H53.18-260828-0001",
        procedure="Đăng ký khai sinh",
        office="Trung tâm PVHCC xã Mới",
        link="https://example.vn/tra-cuu/",
        agency="UBND xã Mới",
        return_place="Trung tâm PVHCC xã Mới, số 1 đường Mới",
        phone="0276 382 2233",
        due_at=local("2026-08-31T17:00"),
    ),
    "work_taken_over": events.WorkTakenOver(
        greeting="Đỗ Thị Kế Nhiệm",
        leaving="Phạm Thị Chuyên Viên",
        count=3,
        link="https://example.vn/can-bo/",
    ),
    "stalls_found": events.StallsFound(
        greeting="Nguyễn Văn Lãnh Đạo",
        office="UBND xã Tân Ninh",
        count=3,
        link="https://example.vn/can-bo/theo-doi/dung-yen/",
    ),
    "submitted": events.Submitted(**_DOSSIER, submitted_at=local("2026-08-28T09:05")),
    "accepted": events.Accepted(
        **_DOSSIER,
        accepted_at=local("2026-08-28T09:30"),
        due_at=local("2026-09-03T17:00"),
        return_place="Chi nhánh số 2",
    ),
    "supplement_requested": events.SupplementRequested(
        **_DOSSIER,
        demands=("Bản sao giấy tờ pháp lý", "Chữ ký trên giấy đề nghị"),
        reason="Hồ sơ chưa đủ thành phần",
        contact_name="Trần Thị Nhận",
        contact_phone="0276 3999 999",
    ),
    "refused": events.Refused(
        **_DOSSIER,
        reasons=("Đã đăng ký tại nơi khác", "Ngành nghề bị cấm"),
        contact_name="Trần Thị Nhận",
        contact_phone="0276 3999 999",
    ),
    "transferred": events.Transferred(**_DOSSIER, agency="Sở Tài chính", due_at=local("2026-09-03T17:00")),
    "decided": events.Decided(**_DOSSIER, return_place="Chi nhánh số 2", to_bring=("Giấy chứng nhận cũ",)),
    "posted": events.Posted(**_DOSSIER, carrier="Bưu điện tỉnh Tây Ninh", waybill="RR123456785VN"),
    "handed_over": events.HandedOver(
        **_DOSSIER, handed_over_at=local("2026-09-03T16:05"), receiver="Ông Nguyễn Hoàng Minh"
    ),
    "result_corrected": events.ResultCorrected(
        **_DOSSIER, reason="Ghi sai năm sinh", return_place="Chi nhánh số 2", was_out=True
    ),
    "due_changed": events.DueChanged(
        **_DOSSIER,
        old_due_at=local("2026-09-03T17:00"),
        new_due_at=local("2026-09-08T17:00"),
        reason="Chờ ý kiến cơ quan phối hợp",
        is_late=True,
    ),
    "paused": events.Paused(
        **_DOSSIER,
        is_payment=True,
        until=local("2026-09-30T17:00"),
        amount="12.500.000 đồng",
        notice="TB-0123/2026",
    ),
    "resumed": events.Resumed(**_DOSSIER, due_at=local("2026-09-08T17:00"), is_moved=True),
    "supplement_reminder": events.SupplementReminder(
        **_DOSSIER, demands=("Giấy chứng sinh: chụp lại rõ cả trang",), until=local("2026-09-03T17:00")
    ),
    "expired": events.Expired(**_DOSSIER, until=local("2026-09-03T17:00")),
    "returned": events.Returned(
        **_DOSSIER,
        demands=("Giấy chứng sinh: nộp bản có chứng thực",),
        reason="Chưa đủ căn cứ thẩm định",
        back="Trả lại bản chính: Giấy chứng sinh (1)",
        contact_name="Trần Văn An",
        contact_phone="0276 382 2233",
    ),
    "redirected": events.Redirected(
        **_DOSSIER, agency="UBND xã Tân Biên", reason="Thửa đất thuộc địa bàn xã Tân Biên"
    ),
    "opinion_asked": events.OpinionAsked(
        **_DOSSIER, asker="UBND phường Tân Ninh", due_at=local("2026-09-03T17:00")
    ),
    "opinion_reminder": events.OpinionReminder(
        **_DOSSIER, asker="UBND phường Tân Ninh", due_at=local("2026-09-03T17:00")
    ),
    "opinion_late": events.OpinionLate(
        **_DOSSIER,
        asker="UBND phường Tân Ninh",
        place="Phòng Kinh tế, UBND xã Thạnh Đức",
        due_at=local("2026-09-03T17:00"),
    ),
    "not_granted": events.NotGranted(
        **_DOSSIER,
        return_place="Chi nhánh số 2",
        contact_name="Trần Thị Nhận",
        contact_phone="0276 3999 999",
    ),
    "apologised": events.Apologised(
        **_DOSSIER,
        due_at=local("2026-09-03T17:00"),
        expected_at=local("2026-09-08T17:00"),
        reason="Chờ kết quả đo đạc",
    ),
    "withdrawn": events.Withdrawn(**_DOSSIER, withdrawn_at=local("2026-08-28T10:00")),
    "stopped": events.Stopped(**_DOSSIER, stopped_at=local("2026-08-31T10:00"), to_fetch=True),
    "stop_declined": events.StopDeclined(
        **_DOSSIER,
        reason="Người đề nghị không phải chủ hồ sơ",
        contact_name="Trần Thị Nhận",
        contact_phone="0276 3999 999",
    ),
    "account_created": events.AccountCreated(
        greeting="Ông Lê Văn Cán",
        email="can@example.vn",
        office="Quản trị hệ thống",
        link="https://motcua.example.vn/tai-khoan/dat-mat-khau/abc",
    ),
    "file_infected": events.FileInfected(
        greeting="Nguyễn Thị Minh Khai", file_name="giấy tờ.pdf", link="https://motcua.example.vn/"
    ),
    "opinion_revoked": events.OpinionRevoked(
        **_DOSSIER, asker="UBND phường Tân Ninh", reason="Hồ sơ đã có kết quả giải quyết"
    ),
    "duty_delegated": events.DutyDelegated(
        greeting="Trần Thị Thay",
        giver="Nguyễn Văn Nghỉ",
        duties=("Chuyên viên, Phòng Kinh tế", "Văn thư, Phòng Kinh tế"),
        first="07/09/2026",
        last="11/09/2026",
        link="https://example.vn/can-bo/nghi-phep/",
    ),
    "delegation_ended": events.DelegationEnded(
        greeting="Trần Thị Thay", giver="Nguyễn Văn Nghỉ", link="https://example.vn/can-bo/nghi-phep/"
    ),
    "digest": events.Digest(
        greeting="Bà Nguyễn Thị Minh Khai",
        count=50,
        what="đã có kết quả",
        lines=("Hồ sơ H53.31-260828-0007 đã có kết quả", "Hồ sơ H53.31-260828-0008 đã có kết quả"),
        more=48,
        link="https://motcua.example.vn/ho-so-cua-toi/",
    ),
    "contact_lost": events.ContactLost(
        greeting="Bà Nguyễn Thị Minh Khai",
        contact="số điện thoại 0901 *** 567",
        is_taken=True,
        is_unknown=False,
        link="https://motcua.example.vn/nhan-thong-bao/",
    ),
    "paper_missing": events.PaperMissing(
        greeting="Trần Thị Nhận",
        record="12/GBG-HS",
        receiver="Phòng Kinh tế, UBND xã Tân Lập",
        missing=("H53.31-260828-0007", "H53.31-260828-0011"),
        remark="Thiếu hai túi",
        link="https://motcua.example.vn/can-bo/giay/ban-giao/7/",
    ),
}


def account(email: str = "khai@example.vn", **more: object) -> Account:
    return Account.objects.create(
        **{"kind": "citizen", "email": email, "full_name": "Nguyễn Thị Minh Khai"} | more
    )
