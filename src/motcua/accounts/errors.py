from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, Unknown


class NoSuchAccount(Unknown):
    code = "no_such_account"
    template = "Không tìm thấy tài khoản này. Vui lòng tải lại danh sách tài khoản."


class EmailTaken(Conflict):
    code = "email_taken"
    template = (
        "Thư điện tử {email} đã có tài khoản. "
        "Vui lòng đăng nhập, hoặc dùng chức năng Quên mật khẩu để lấy lại mật khẩu."
    )


class WeakPassword(Invalid):
    code = "weak_password"
    template = "{reasons}"
