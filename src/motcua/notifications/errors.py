"""Refusals of the inbox."""

from __future__ import annotations

from motcua.kernel.errors import Unknown


class NoticeNotFound(Unknown):
    code = "notice_not_found"
    template = "Không tìm thấy thông báo này trong hộp thư của bạn. Vui lòng tải lại trang."
