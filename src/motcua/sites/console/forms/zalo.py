"""Forms of the Zalo page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.delivery.zalo.selectors import SIGNERS
from motcua.partners.zalo.api import API, BUSINESS
from motcua.partners.zalo.oauth import HOST
from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, area, day, select, text, tick

KEPT = _("Để trống thì giữ khoá đang có.")


def _secret(label: object, hint: object = KEPT) -> forms.CharField:
    return forms.CharField(
        label=str(label), help_text=str(hint), required=False, max_length=200, widget=forms.PasswordInput
    )


class ZaloAccountForm(ConsoleForm):
    """Khai báo Official Account."""

    name = text(_("Tên Official Account"), most=200)
    oa_id = text(_("Mã Official Account (OA id)"), most=40)
    app_id = text(_("Mã ứng dụng (app id)"), most=40)
    app_secret = _secret(_("Khoá bí mật của ứng dụng"))
    webhook_secret = _secret(_("OA Secret Key ở trang Webhook"))
    signs_with = select(
        _("Chữ ký webhook tính theo"), _("Mặc định là mã ứng dụng; đổi khi mọi webhook bị từ chối."), SIGNERS
    )
    media_hosts = text(
        _("Máy chủ được tải ảnh về"),
        _("Cách nhau bằng dấu phẩy, ví dụ .zdn.vn, .zadn.vn. Để trống: mọi địa chỉ https ngoài mạng nội bộ."),
        required=False,
    )
    has_buttons = tick(_("Gửi kèm nút bấm dưới tin nhắn"))
    api_host = text(_("Địa chỉ OpenAPI"))
    business_host = text(_("Địa chỉ tin mẫu (ZBS)"))
    oauth_host = text(_("Địa chỉ cấp quyền"))


HOSTS = {"api_host": API, "business_host": BUSINESS, "oauth_host": HOST}


class ZaloTemplateForm(ConsoleForm):
    """Mẫu tin ZBS cho một sự kiện."""

    event = select(_("Sự kiện"))
    template_id = text(_("Mã mẫu tin"), _("Để trống thì bỏ mẫu."), required=False, most=40)
    lines = area(
        _("Tham số"),
        _("Mỗi dòng: tên tham số trong mẫu, kiểu, dữ kiện. Ví dụ: ma_ho_so, code, code"),
        required=False,
        most=2000,
    )


class OpenByZaloForm(ConsoleForm):
    """Mở một thủ tục để nộp qua Zalo."""

    procedure = select(_("Thủ tục"))
    agency = select(_("Cơ quan giải quyết"), required=False)
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản"), INSTRUMENT)
