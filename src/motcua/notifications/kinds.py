"""What each event means for its telling: how much it matters, whether it may wait, and what people call it.

Pure: the rules decide with it, the pages show it.
"""

from __future__ import annotations

from dataclasses import dataclass

from motcua.kernel.phrases import Phrase, phrase


@dataclass(frozen=True)
class Kind:
    """One event.

    label         what the page of choices calls it
    many          how a digest says it of several dossiers: "50 hồ sơ {many}", Vietnamese and English
    is_essential  the reader has to do something or loses something: it goes by e-mail and SMS
    is_lawful     the law itself wants e-mail and SMS (TN19-10.2a); Zalo does not take the place of the SMS
    may_wait      needs no answer, nobody waits in front of a screen: joined with its like
    to_officers   work, told to those who do it
    """

    label: Phrase
    many: tuple[str, str] = ("", "")
    is_essential: bool = False
    is_lawful: bool = False
    may_wait: bool = False
    to_officers: bool = False


def _office(label: Phrase) -> Kind:
    return Kind(label, to_officers=True)


KINDS: dict[str, Kind] = {
    "submitted": Kind(phrase("Hồ sơ đã đến nơi nhận"), is_essential=True),
    "accepted": Kind(phrase("Hồ sơ được tiếp nhận, có mã và ngày hẹn"), is_essential=True),
    "supplement_requested": Kind(phrase("Hồ sơ cần bổ sung"), is_essential=True, is_lawful=True),
    "supplement_reminder": Kind(phrase("Sắp hết thời gian bổ sung"), is_essential=True),
    "expired": Kind(phrase("Hồ sơ đóng vì quá thời gian bổ sung"), is_essential=True),
    "returned": Kind(phrase("Hồ sơ được trả lại để hoàn thiện"), is_essential=True, is_lawful=True),
    "redirected": Kind(phrase("Hồ sơ được chuyển đến đúng cơ quan"), is_essential=True, is_lawful=True),
    "refused": Kind(phrase("Hồ sơ bị từ chối tiếp nhận"), is_essential=True, is_lawful=True),
    "transferred": Kind(
        phrase("Hồ sơ được chuyển đến cơ quan giải quyết"),
        ("đã chuyển đến cơ quan giải quyết", "have gone on to the agency that handles them"),
        may_wait=True,
    ),
    "decided": Kind(
        phrase("Đã có kết quả"),
        ("đã có kết quả", "have their results ready"),
        is_essential=True,
        may_wait=True,
    ),
    "not_granted": Kind(phrase("Hồ sơ không được giải quyết"), is_essential=True),
    "posted": Kind(phrase("Kết quả đang được bưu chính chuyển đến"), is_essential=True),
    "handed_over": Kind(
        phrase("Kết quả đã được trao"),
        ("đã được trả kết quả", "had their results handed over"),
        may_wait=True,
    ),
    "result_corrected": Kind(phrase("Kết quả được đính chính"), is_essential=True),
    "due_changed": Kind(
        phrase("Ngày hẹn trả kết quả thay đổi"),
        ("được hẹn lại ngày trả kết quả", "have a new date for their results"),
        is_essential=True,
        may_wait=True,
    ),
    "paused": Kind(phrase("Hồ sơ chờ nộp tiền hoặc niêm yết"), is_essential=True),
    "resumed": Kind(
        phrase("Hồ sơ được giải quyết tiếp"),
        ("được giải quyết tiếp", "are being handled again"),
        may_wait=True,
    ),
    "apologised": Kind(
        phrase("Xin lỗi vì trễ hẹn"),
        ("trễ hẹn, xin lỗi", "are late, with apologies"),
        is_essential=True,
        may_wait=True,
    ),
    "withdrawn": Kind(phrase("Hồ sơ đã rút")),
    "stopped": Kind(phrase("Hồ sơ dừng giải quyết"), is_essential=True),
    "stop_declined": Kind(phrase("Đề nghị dừng không được chấp nhận"), is_essential=True),
    "carried_over": Kind(
        phrase("Cơ quan giải quyết thay đổi do sắp xếp"),
        ("nay do cơ quan khác giải quyết", "are now handled by another agency"),
        may_wait=True,
    ),
    "account_created": Kind(phrase("Tài khoản được mở"), is_essential=True),
    "file_infected": Kind(phrase("Tệp đã gửi có mã độc"), is_essential=True),
    "contact_lost": Kind(phrase("Số điện thoại không còn nhận tin cho bạn"), is_essential=True),
    "digest": Kind(phrase("Một tin cho nhiều hồ sơ")),
    "opinion_asked": _office(phrase("Được hỏi ý kiến")),
    "opinion_reminder": _office(phrase("Nhắc trả lời ý kiến")),
    "opinion_late": _office(phrase("Quá hạn trả lời ý kiến")),
    "opinion_revoked": _office(phrase("Yêu cầu lấy ý kiến được thu hồi")),
    "urged": _office(phrase("Bị đôn đốc")),
    "urge_answered": _office(phrase("Đôn đốc được trả lời")),
    "stalls_found": _office(phrase("Hồ sơ đứng yên")),
    "work_taken_over": _office(phrase("Nhận bàn giao việc")),
    "paper_missing": _office(phrase("Bên nhận báo thiếu giấy tờ")),
    "appointment_booked": Kind(phrase("Đã đặt lịch hẹn tại Bộ phận Một cửa")),
    "appointment_reminder": Kind(phrase("Nhắc lịch hẹn tại Bộ phận Một cửa")),
    "duty_delegated": _office(phrase("Được giao làm thay")),
    "delegation_ended": _office(phrase("Hết làm thay")),
}
UNKNOWN = Kind(phrase("Thông báo khác"))


def kind_of(event: str) -> Kind:
    """What is known of an event; one that nobody described matters like any other and never waits."""
    return KINDS.get(event, UNKNOWN)
