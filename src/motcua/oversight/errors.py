"""What can be refused in oversight."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Unknown


class NotTheirHead(NotAllowed):
    code = "not_their_head"
    template = (
        "Chỉ lãnh đạo phòng, lãnh đạo cơ quan, phụ trách Bộ phận Một cửa của nơi đang giữ hồ sơ "
        "hoặc người giám sát của tỉnh được đôn đốc."
    )


class WordsMissing(Invalid):
    code = "urge_words_missing"
    template = "Vui lòng ghi nội dung để người nhận biết phải làm gì và trả lời điều gì."


class NothingToUrge(Conflict):
    code = "nothing_to_urge"
    template = "Hồ sơ hiện không có việc nào đang mở nên không có ai để đôn đốc. Tải lại trang để xem tình trạng mới."


class AlreadyUrged(Conflict):
    code = "already_urged"
    template = "Việc này đã được {who} đôn đốc và đang chờ trả lời đến {until}. Xem câu trả lời trước khi đôn đốc lại."


class AlreadyAnswered(Conflict):
    """Only the first answer counts; the second person reads it instead of being taken for its author."""

    code = "already_answered"
    template = (
        "{who} đã trả lời lời đôn đốc này lúc {at}. Tải lại trang để xem câu trả lời trước khi làm tiếp."
    )


class UnknownUrge(Unknown):
    code = "unknown_urge"
    template = "Không tìm thấy lời đôn đốc này, hoặc lời đôn đốc không gửi đến bạn."


class NotAnswering(NotAllowed):
    code = "not_answering"
    template = (
        "Trang này dành cho trưởng Bộ phận Một cửa, trưởng phòng, lãnh đạo cơ quan và người theo dõi toàn tỉnh. "
        "Cần xem số liệu của nơi mình làm việc, vui lòng hỏi trưởng đơn vị."
    )
