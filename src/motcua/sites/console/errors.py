"""What only the administrators' site refuses."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid


class OwnAccount(Invalid):
    """Nobody locks himself out."""

    code = "own_account"
    template = "Không thể tự khoá tài khoản đang đăng nhập. Vui lòng nhờ một quản trị khác thực hiện."


class DraftChanged(Conflict):
    """Somebody edited the calendar while its changes were being read."""

    code = "draft_changed"
    template = (
        "Lịch vừa được sửa thêm sau khi mở trang này. "
        "Vui lòng xem lại danh sách thay đổi bên dưới rồi công bố lại."
    )


class NoSuchOfficer(Invalid):
    code = "no_such_officer"
    template = "Không có tài khoản cán bộ nào dùng thư điện tử này. Kiểm tra lại địa chỉ."
