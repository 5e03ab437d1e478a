"""Refusals of the inbox, of words, of numbers and codes."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, TooMany, Unknown


class NoticeNotFound(Unknown):
    code = "notice_not_found"
    template = "Không tìm thấy thông báo này trong hộp thư của bạn. Vui lòng tải lại trang."


class NoSuchWording(Unknown):
    code = "no_such_wording"
    template = "Không có mẫu tin này. Vui lòng chọn lại trong danh sách mẫu tin."


class WordingBroken(Invalid):
    code = "wording_broken"
    template = "Mẫu tin không đọc được: {reason}. Vui lòng so lại với mẫu mặc định rồi sửa."


class UnknownPlaceholder(Invalid):
    code = "unknown_placeholder"
    template = "Mẫu tin này không có chỗ điền “{name}”. Dùng được: {known}."


class PlaceholderMissing(Invalid):
    code = "placeholder_missing"
    template = "Mẫu tin phải có chỗ điền {name}, nếu không người nhận không biết tin nói về điều gì."


class WordingTooLong(Invalid):
    code = "wording_too_long"
    template = "Mẫu tin dài {length}, kênh này chỉ gửi được {most}. Vui lòng viết ngắn hơn."


class InstrumentMissing(Invalid):
    code = "wording_instrument_missing"
    template = "Vui lòng ghi văn bản quyết định mẫu tin này."


class CannotReceive(Invalid):
    code = "cannot_receive"
    template = "Số này không nhận được tin nhắn. Vui lòng nhập số điện thoại di động, ví dụ 0901 234 567."


class CodeWrong(Invalid):
    code = "one_time_code_wrong"
    template = "Mã chưa đúng. Bạn còn {left} lần nhập; hết lượt thì bấm gửi mã mới."


class CodeOver(Conflict):
    code = "one_time_code_over"
    template = "Mã đã hết hạn hoặc đã dùng. Vui lòng bấm gửi mã mới."


class TooManyCodes(TooMany):
    code = "too_many_codes"
    template = "Đã gửi nhiều mã đến số này. Vui lòng chờ {minutes} phút rồi thử lại."


class LinkUnknown(Unknown):
    code = "not_mine_link_unknown"
    template = "Đường dẫn này không còn dùng được. Nếu vẫn nhận tin không phải của mình, vui lòng gọi Bộ phận Một cửa."


class NoSuchChoice(Invalid):
    code = "no_such_notice_choice"
    template = "Không có lựa chọn này. Vui lòng tải lại trang và chọn lại."
