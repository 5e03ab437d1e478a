"""What dialogues refuse."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, TooMany


class AlreadyOpenThere(Conflict):
    code = "already_open_by_message"
    template = "Thủ tục này đã được mở nộp qua Zalo từ ngày đó. Vui lòng tải lại trang."


class LinkCodeWrong(Invalid):
    code = "link_code_wrong"
    template = "Mã liên kết không đúng hoặc đã hết hạn. Vui lòng mở trang Tài khoản, mục Liên kết Zalo để lấy mã mới."


class TooManyLinkCodes(TooMany):
    code = "too_many_link_codes"
    template = "Bạn đã lấy nhiều mã liên kết. Vui lòng chờ {minutes} phút rồi lấy mã mới."
