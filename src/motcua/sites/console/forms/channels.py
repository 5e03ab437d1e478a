"""The forms about channels: the words of a message, a provider."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.delivery.gateways import Setting
from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, area, day, number, select
from motcua.sites.console.forms.fields import text as line


class WordingForm(ConsoleForm):
    """Ban hành mẫu tin; empty: the packaged words are back."""

    text = area(
        _("Mẫu tin"),
        _("Thư và hộp thư: dòng đầu là tiêu đề. Để trống để dùng lại mẫu mặc định."),
        required=False,
        most=10_000,
    )
    valid_from = day(_("Từ ngày"))
    instrument = line(_("Văn bản"), INSTRUMENT)


class ProviderForm(ConsoleForm):
    """Khai báo một nhà cung cấp; what its kind asks for comes from its gateway."""

    name = line(_("Tên"), _("Tên riêng trong hệ thống, ví dụ VNPT chính."), most=60)
    base_priority = number(_("Thứ tự ưu tiên"), _("1 đến 100, số lớn được hỏi trước."), least=1, most=100)
    per_second = number(_("Tin mỗi giây"), _("0: nhanh nhất có thể."), most=1000)
    allowed_from = line(
        _("Địa chỉ được phép gọi vào"), _("Địa chỉ hoặc mạng, cách nhau bằng dấu phẩy."), required=False
    )

    def __init__(
        self, *args: Any, settings: tuple[Setting, ...] = (), is_new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        made: dict[str, forms.Field] = {}
        for one in settings:
            required = one.is_required and not one.default and not (one.is_secret and not is_new)
            if one.choices:
                made[f"set_{one.name}"] = select(one.title, "", one.choices, required=False)
            else:
                hint = _("Để trống: giữ như cũ.") if one.is_secret and not is_new else ""
                made[f"set_{one.name}"] = line(one.title, hint, required=required, most=500)
            self.initial.setdefault(f"set_{one.name}", "" if one.is_secret else one.default)
        if not is_new:
            self.fields.pop("name")
        first = {name: self.fields[name] for name in ("name",) if name in self.fields}
        rest = {name: field for name, field in self.fields.items() if name not in first}
        self.fields = {**first, **made, **rest}

    def values(self, given: dict[str, Any]) -> dict[str, str]:
        """What was typed, by the names of the gateway."""
        return {name[4:]: str(value) for name, value in given.items() if name.startswith("set_")}
