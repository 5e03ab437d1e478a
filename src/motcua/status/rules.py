"""What the public may know of a dossier: where it is, who has it, when the result is due. No personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.moves import LABELS, NATIONAL, State
from motcua.kernel.phrases import phrase


@dataclass(frozen=True)
class PublicStatus:
    """The one answer to "where is my dossier" (TN14-5.3), the same on every channel.

    `officer` is duty data of the state, not of the applicant; the province may choose not to show it.
    `token_fits` tells that the asker holds the slip (QR) and may see the slips' downloads.
    `parcel` is the state of the parcel with the result, "" where the applicant comes; never its number or address.
    """

    code: str
    procedure: str
    state: str
    state_label: str
    national_state: int
    agency: str
    unit: str
    officer: str
    received_at: datetime | None
    submitted_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    updated_at: datetime
    desk: str
    return_desk: str
    next_for_applicant: str
    token_fits: bool
    dossier_id: str
    decided_at: datetime | None = None
    is_not_granted: bool = False
    parcel: str = ""

    @property
    def is_ended(self) -> bool:
        return self.finished_at is not None


NEXT: dict[State, str] = {
    State.SUBMITTED: phrase(
        "Bạn chưa phải làm gì. Bộ phận Một cửa đang kiểm tra hồ sơ và sẽ báo kết quả kiểm tra."
    ),
    State.SUPPLEMENT_REQUESTED: phrase(
        "Bạn cần bổ sung hồ sơ theo phiếu yêu cầu; thời hạn giải quyết được tính khi hồ sơ đủ."
    ),
    State.REFUSED: phrase(
        "Hồ sơ không được tiếp nhận. Xem lý do trong phiếu từ chối; bạn có thể nộp hồ sơ mới."
    ),
    State.ACCEPTED: phrase("Bạn chưa phải làm gì. Hồ sơ đã đủ và đang được chuyển đến đơn vị giải quyết."),
    State.IN_PROCESS: phrase("Bạn chưa phải làm gì. Kết quả sẽ có chậm nhất vào thời điểm hẹn trả."),
    State.WAITING: phrase("Hồ sơ đang tạm dừng chờ. Xem thông báo đã gửi để biết việc cần làm."),
    State.DECIDED: phrase(
        "Đã có kết quả. Mời bạn đến nhận tại nơi trả kết quả, mang theo giấy hẹn và bản chính để đối chiếu."
    ),
    State.HANDED_OVER: phrase("Kết quả đã được trả. Cảm ơn bạn."),
    State.STOPPED: phrase("Hồ sơ đã dừng giải quyết."),
    State.WITHDRAWN: phrase("Hồ sơ đã được rút theo yêu cầu của người nộp."),
    State.EXPIRED: phrase("Hồ sơ đã đóng vì quá thời hạn bổ sung. Bạn có thể nộp hồ sơ mới."),
}


NOT_GRANTED = phrase("Không được giải quyết")
NEXT_NOT_GRANTED: dict[State, str] = {
    State.DECIDED: phrase(
        "Hồ sơ không được giải quyết. Lý do ghi trên trang hồ sơ của bạn và phiếu từ chối; "
        "mời bạn nhận phiếu và bản chính đã nộp tại nơi trả kết quả."
    ),
    State.HANDED_OVER: phrase(
        "Hồ sơ không được giải quyết; phiếu từ chối đã được trả. "
        "Khi đã khắc phục lý do, bạn có thể nộp hồ sơ mới."
    ),
}


# The result goes by post: what the parcel's state means for whoever waits for it (DN15-4.3c).
PARCELS: dict[str, str] = {
    **dict.fromkeys(
        ("wanted", "packed", "registered"),
        phrase(
            "Đã có kết quả. Bạn chưa phải làm gì: kết quả sẽ được gửi qua bưu chính đến địa chỉ bạn đã đăng ký."
        ),
    ),
    **dict.fromkeys(
        ("collected", "under_way"),
        phrase(
            "Bưu chính đang chuyển kết quả đến địa chỉ bạn đã đăng ký. "
            "Xin giữ điện thoại liên lạc được và mang giấy tờ tùy thân khi bưu tá đến."
        ),
    ),
    "delivered": phrase("Bưu chính báo đã phát kết quả; nơi trả kết quả đang ghi nhận."),
    "returned": phrase(
        "Bưu gửi bị chuyển hoàn. Xin liên hệ nơi trả kết quả để được gửi lại, hoặc đến nhận tại đó."
    ),
    "lost": phrase(
        "Bưu chính báo thất lạc bưu gửi. Nơi trả kết quả đang xử lý và sẽ liên hệ với bạn; bạn cũng có thể hỏi tại đó."
    ),
}


def is_not_granted(state: str, outcome: str) -> bool:
    """Whether a decided dossier was refused; what is signed is nobody's business before it is decided."""
    return outcome == "refused" and State(state) in NEXT_NOT_GRANTED


def label(state: str, outcome: str = "") -> str:
    """The words for a state; a dossier that was not granted is told so plainly (TN19-12.7)."""
    return NOT_GRANTED if is_not_granted(state, outcome) else LABELS[State(state)]


def next_for_applicant(state: str, outcome: str = "", parcel: str = "") -> str:
    """What the applicant does next; `parcel` is the state of the parcel with the result, if it goes by post."""
    if parcel and state == State.DECIDED:
        return PARCELS[parcel]
    return (NEXT_NOT_GRANTED if is_not_granted(state, outcome) else NEXT)[State(state)]


def national(state: str) -> int:
    """The national code 1 to 10 (TrangThaiHoSo)."""
    return NATIONAL[State(state)]
