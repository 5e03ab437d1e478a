"""What callers are refused."""

from __future__ import annotations

from motcua.kernel.errors import NotAllowed


class CallerNotAllowed(NotAllowed):
    code = "caller_not_allowed"
    template = "Địa chỉ này chưa được phép gọi. Vui lòng khai báo địa chỉ ở trang nhà cung cấp."
