"""The legal moves of a dossier, in one table.

The code asks this table, the database trigger is compared with it by a test, `docs/journey.md` is drawn from it.
It holds only moves that work.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from motcua.dossiers.errors import IllegalMove
from motcua.kernel.phrases import phrase


class State(StrEnum):
    """Where the handling of a dossier stands (trạng thái xử lý); money, paper and exchange have axes of their own."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    IN_PROCESS = "in_process"
    WAITING = "waiting"
    DECIDED = "decided"
    HANDED_OVER = "handed_over"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LABELS: dict[State, str] = {
    State.DRAFT: phrase("Đang soạn"),
    State.SUBMITTED: phrase("Chờ tiếp nhận"),
    State.SUPPLEMENT_REQUESTED: phrase("Chờ bổ sung hồ sơ"),
    State.REFUSED: phrase("Không được tiếp nhận"),
    State.ACCEPTED: phrase("Đã tiếp nhận"),
    State.IN_PROCESS: phrase("Đang giải quyết"),
    State.WAITING: phrase("Tạm dừng chờ"),
    State.DECIDED: phrase("Đã có kết quả"),
    State.HANDED_OVER: phrase("Đã trả kết quả"),
    State.STOPPED: phrase("Dừng giải quyết"),
    State.WITHDRAWN: phrase("Đã rút hồ sơ"),
    State.EXPIRED: phrase("Đã đóng do quá hạn bổ sung"),
}

# TrangThaiHoSo of the national portal, as two independent systems use it. A draft is not known to it yet.
NATIONAL: dict[State, int] = {
    State.SUBMITTED: 1,
    State.ACCEPTED: 2,
    State.REFUSED: 3,
    State.IN_PROCESS: 4,
    State.SUPPLEMENT_REQUESTED: 5,
    State.WAITING: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.EXPIRED: 8,
    State.DECIDED: 9,
    State.HANDED_OVER: 10,
}

ENDED = frozenset({State.REFUSED, State.HANDED_OVER, State.STOPPED, State.WITHDRAWN, State.EXPIRED})


@dataclass(frozen=True)
class Move:
    """One legal act: what it turns into what, who may do it, which slip it issues, what demands it.

    target  None: the act leaves the state as it is (an extension, an opinion)
    """

    act: str
    sources: frozenset[State]
    target: State | None
    roles: tuple[str, ...]
    title: str
    demands: tuple[str, ...]
    slip: str = ""
    stops: str = ""


def _move(  # noqa: PLR0917 one row of the table reads as one line
    act: str, sources: str, target: State | None, roles: str, title: str, demands: str, **more: str
) -> Move:
    return Move(
        act=act,
        sources=frozenset(State(source) for source in sources.split()),
        target=target,
        roles=tuple(roles.split()),
        title=title,
        demands=tuple(demands.split()),
        **more,
    )


MOVES: tuple[Move, ...] = (
    _move(
        *("submit", "draft", State.SUBMITTED, "applicant representative receiver desk_head"),
        *(phrase("Nộp hồ sơ"), "TN19-6.3a TN19-10.1 NB18-13.4"),
        stops="biểu mẫu còn lỗi; thiếu giấy tờ bắt buộc; thủ tục chưa mở nộp trực tuyến",
    ),
    _move(
        *("request_supplement", "submitted", State.SUPPLEMENT_REQUESTED, "receiver desk_head"),
        *(phrase("Yêu cầu bổ sung, hoàn thiện hồ sơ"), "TN19-10.1a TN19-10.2a"),
        slip="Mẫu 02",
        stops="chưa kiểm tra hết thành phần hồ sơ; điểm đã thấy được ở lần trước mà chưa có lý do của người đứng đầu",
    ),
    _move(
        *("allow_second_request", "submitted in_process waiting", None, "desk_head unit_head agency_leader"),
        *(phrase("Cho phép yêu cầu bổ sung lần nữa"), "TN19-10.2a"),
        stops="chưa ghi lý do; chưa có yêu cầu bổ sung nào trước đó",
    ),
    _move(
        *(
            "ask_completion",
            "in_process waiting",
            State.SUPPLEMENT_REQUESTED,
            "handler unit_head agency_leader",
        ),
        *(phrase("Trả hồ sơ chưa đủ điều kiện để bổ sung"), "TN19-12.4"),
        slip="Mẫu 02",
        stops="quá hạn trả hồ sơ; điểm đã thấy được ở lần trước mà chưa có lý do của người đứng đầu",
    ),
    _move(
        *("cancel_incomplete", "in_process waiting", State.STOPPED, "handler unit_head agency_leader"),
        *(phrase("Huỷ và trả hồ sơ chưa đủ điều kiện"), "TN19-12.4"),
        slip="Mẫu 02",
        stops="tỉnh chọn giữ hồ sơ chờ bổ sung; quá hạn trả hồ sơ kể từ ngày tiếp nhận",
    ),
    _move(
        *(
            "supplement",
            "supplement_requested",
            State.SUBMITTED,
            "applicant representative receiver desk_head",
        ),
        *(phrase("Nộp bổ sung"), "TN19-10.2a NB18-13.3"),
        stops="chưa trả lời đủ các điểm được yêu cầu",
    ),
    _move(
        *("expire", "supplement_requested", State.EXPIRED, "system"),
        *(phrase("Đóng hồ sơ vì quá hạn bổ sung"), "TN19-10.2a"),
        stops="thời gian chờ bổ sung chưa hết",
    ),
    _move(
        *("redirect", "submitted", None, "receiver desk_head"),
        *(phrase("Chuyển hồ sơ đến đúng cơ quan có thẩm quyền"), "TN19-10.2a"),
        stops="tỉnh chọn hướng dẫn người nộp thay vì chuyển; cơ quan nhận chưa mở tiếp nhận thủ tục",
    ),
    _move(
        *("refuse", "submitted", State.REFUSED, "receiver desk_head"),
        *(phrase("Từ chối tiếp nhận hồ sơ"), "TN19-10.1b"),
        slip="Mẫu 03",
        stops="thiếu lý do từ chối",
    ),
    _move(
        *("accept", "submitted", State.ACCEPTED, "receiver desk_head"),
        *(phrase("Tiếp nhận hồ sơ"), "TN19-10.1c TN19-10.2b TN19-10.4 HG-4"),
        slip="Mẫu 01",
        stops="thành phần bắt buộc chưa đạt; cán bộ không thuộc bộ phận tiếp nhận",
    ),
    _move(
        *("transfer", "accepted", State.IN_PROCESS, "receiver desk_head"),
        *(phrase("Chuyển hồ sơ đến đơn vị giải quyết"), "TN19-11.1 TN19-11.2"),
        stops="cơ quan giải quyết không có người nhận bước đầu tiên",
    ),
    _move(
        *("process", "in_process waiting", None, "unit_head handler agency_leader records_clerk"),
        phrase("Giải quyết một bước"),
        "TN19-12.1 TN19-12.2 TN19-12.6a TN19-12.6b TN19-12.7 TN19-12.9 DN15-4.3b",
        slip="Mẫu 03 khi không giải quyết",
        stops="bước không thuộc tài khoản này; chưa ghi kết quả của bước",
    ),
    _move(
        *("decide", "in_process", State.DECIDED, "agency_leader records_clerk handler"),
        *(phrase("Hoàn thành giải quyết, chuyển kết quả về Bộ phận Một cửa"), "TN19-12.9 TN19-3.2"),
        stops="chưa có quyết định của lãnh đạo; chưa ghi kết quả giải quyết",
    ),
    _move(
        *("extend", "in_process waiting", None, "agency_leader"),
        *(phrase("Xin lỗi và hẹn lại ngày trả kết quả"), "TN19-12.8"),
        slip="Mẫu 04",
        stops="đã hẹn lại một lần; muộn hơn một ngày trước hạn; chưa có lý do",
    ),
    _move(
        *("apologise", "accepted in_process waiting decided", None, "agency_leader"),
        *(phrase("Xin lỗi vì trả kết quả muộn"), "TN19-12.8"),
        slip="Mẫu 04",
        stops="chưa quá hạn",
    ),
    _move(
        *("pause", "in_process", State.WAITING, "handler unit_head"),
        *(phrase("Tạm dừng chờ"), ""),
        stops="nguyên nhân không có trong danh mục",
    ),
    _move(
        *("resume", "waiting", State.IN_PROCESS, "handler unit_head"),
        *(phrase("Tiếp tục giải quyết"), ""),
        stops="nguyên nhân tạm dừng chưa hết",
    ),
    _move(
        *("verify", "in_process waiting", None, "handler unit_head"),
        *(phrase("Ghi biên bản thẩm tra, xác minh"), "TN19-12.3"),
        stops="thiếu nội dung; có người nộp tham dự mà thiếu thời gian, địa điểm, thành phần",
    ),
    _move(
        *(
            "ask_opinion",
            "accepted in_process waiting",
            None,
            "handler unit_head agency_leader receiver desk_head",
        ),
        *(phrase("Lấy ý kiến đơn vị, cơ quan khác"), "TN19-12.5a TN19-12.5b"),
        stops="thiếu nội dung hoặc hạn trả lời; nơi được hỏi không có người nhận",
    ),
    _move(
        *(
            "withdraw",
            "submitted supplement_requested",
            State.WITHDRAWN,
            "applicant representative receiver desk_head",
        ),
        *(phrase("Rút hồ sơ trước khi được tiếp nhận"), ""),
        stops="hồ sơ đã được tiếp nhận",
    ),
    _move(
        *("stop", "submitted supplement_requested accepted in_process waiting", State.STOPPED),
        *("receiver desk_head", phrase("Dừng giải quyết theo yêu cầu của người nộp"), ""),
        slip="Mẫu 05",
        stops="đã có quyết định giải quyết; người nộp chưa yêu cầu",
    ),
    _move(
        *("settle", "submitted", State.DECIDED, "receiver desk_head"),
        *(phrase("Giải quyết ngay tại quầy theo uỷ quyền"), "TN19-10.5 TN19-10.6"),
        stops="thủ tục không được giải quyết tại quầy; cán bộ không được uỷ quyền ký",
    ),
    _move(
        *("hand_over", "decided", State.HANDED_OVER, "receiver desk_head"),
        *(phrase("Trả kết quả"), "TN19-8.2 DN15-4.3c TN19-13.1"),
        stops="phí, lệ phí chưa nộp; thiếu tên người nhận kết quả; giấy tờ ở nơi khác mà chưa ghi lý do",
    ),
    _move(
        *("close", "handed_over", State.HANDED_OVER, "receiver desk_head"),
        *(phrase("Kết thúc và lưu hồ sơ"), "TN19-13.1 TN19-13.2"),
        stops="hồ sơ đã kết thúc",
    ),
    _move(
        *("change_return_place", "submitted supplement_requested accepted in_process waiting decided", None),
        *(
            "applicant representative receiver desk_head",
            phrase("Đổi nơi nhận kết quả"),
            "TN19-9.1 TN19-9.3",
        ),
        stops="kết quả đã được trả; nơi chọn không trả kết quả thủ tục này",
    ),
    _move(
        *("correct_result", "decided handed_over", State.DECIDED, "agency_leader"),
        *(phrase("Đính chính kết quả"), "TN19-13.1"),
        stops="không phải lãnh đạo cơ quan đã quyết định; thiếu lý do; kết quả mới trùng kết quả đang có",
    ),
)

_BY_ACT = {move.act: move for move in MOVES}


def move_named(act: str) -> Move:
    """The move of an act; KeyError for an act that is in no table is a programming error."""
    return _BY_ACT[act]


def next_state(state: str, act: str) -> State:
    """The state an act leads to; the same one for an act that only leaves a trace.

    Refuses
        IllegalMove when the table does not allow the act from here
    """
    move = _BY_ACT[act]
    if State(state) not in move.sources:
        raise IllegalMove(act=move.title, state=LABELS[State(state)])
    return move.target or State(state)


def acts_from(state: str) -> list[Move]:
    """The moves that start from a state, in the order of the table."""
    return [move for move in MOVES if State(state) in move.sources]
