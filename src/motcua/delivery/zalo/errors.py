"""What setting up the Official Account refuses."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid


class NoOfficialAccount(Conflict):
    code = "no_official_account"
    template = "Chưa khai báo Zalo Official Account đang dùng. Vui lòng khai báo ở trang quản trị Zalo."


class GrantFailed(Invalid):
    code = "zalo_grant_failed"
    template = "Zalo không cấp quyền ({said}). Vui lòng kiểm tra mã ứng dụng, khoá bí mật rồi cấp quyền lại."


class TemplateWrong(Invalid):
    code = "zalo_template_wrong"
    template = (
        "Mẫu tin Zalo chưa đúng ở dòng “{line}”. Mỗi dòng ghi: tên tham số, kiểu, dữ kiện; "
        "kiểu là một trong: {types}."
    )
