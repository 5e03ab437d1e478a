"""The form of a postal carrier."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from motcua.sites.console.forms.fields import ConsoleForm, select, text

KINDS = (
    ("by_hand", _("Ghi tay số hiệu bưu gửi")),
    ("http", _("Kết nối với hệ thống của đơn vị bưu chính")),
)
ACTIVE = (("yes", _("Đang dùng")), ("no", _("Tạm ngừng")))


class CarrierForm(ConsoleForm):
    """Khai báo đơn vị bưu chính; secrets are typed anew or left as they are."""

    name = text(_("Tên đơn vị bưu chính"))
    kind = select(_("Cách đăng ký bưu gửi"))
    is_active = select(_("Tình trạng"))
    url = text(_("Địa chỉ kết nối"), _("Chỉ khi có kết nối, bắt đầu bằng https://."), required=False)
    customer = text(_("Mã khách hàng"), required=False)
    token = text(_("Mã truy cập"), _("Để trống thì giữ mã đang dùng."), required=False)
    signing_key = text(
        _("Khoá ký thông báo hành trình"), _("Để trống thì giữ khoá đang dùng."), required=False
    )
