"""Forms about agencies, units and desks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_agency_code
from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, day, select, text
from motcua.sites.ui.refusals import sentence_of


class CodeForm(ConsoleForm):
    """Ghi mã định danh chính thức."""

    code = text(_("Mã định danh chính thức"), _("Theo Quyết định 20/2020/QĐ-TTg, ví dụ H53.18."), most=35)
    instrument = text(_("Văn bản quy định mã"), INSTRUMENT)

    def clean_code(self) -> str:
        try:
            return parse_agency_code(str(self.cleaned_data["code"])).value
        except Refusal as refusal:
            raise forms.ValidationError(sentence_of(refusal)) from refusal


class AgencyVersionForm(ConsoleForm):
    """Đổi tên, đổi địa chỉ, đổi cơ quan cấp trên từ một ngày."""

    name = text(_("Tên cơ quan"), most=200)
    short_name = text(_("Tên ngắn"), _("Dùng trong danh sách và trên màn hình hẹp."), most=120)
    parent = select(_("Cơ quan cấp trên"), required=False)
    address = text(_("Địa chỉ"), required=False)
    phone = text(_("Điện thoại"), required=False, most=30)
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, error_messages={"invalid": _("Thư điện tử chưa đúng dạng.")}
    )
    valid_from = day(_("Có hiệu lực từ ngày"))
    instrument = text(_("Văn bản quyết định"), INSTRUMENT)


class CloseAgencyForm(ConsoleForm):
    """Kết thúc hoạt động của cơ quan."""

    last_day = day(_("Ngày hoạt động cuối cùng"))
    successor = select(
        _("Cơ quan kế thừa"),
        _("Nhận hồ sơ đang giải quyết từ ngày hôm sau. Để trống khi không còn hồ sơ nào."),
        required=False,
    )
    instrument = text(_("Văn bản quyết định"), INSTRUMENT)


class UnitForm(ConsoleForm):
    """Mở hoặc đổi tên phòng, đơn vị."""

    name = text(_("Tên phòng, đơn vị"), most=200)
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản quyết định"), INSTRUMENT)


class DeskForm(ConsoleForm):
    """Mở, đổi tên hoặc chuyển chỗ Bộ phận Một cửa."""

    name = text(_("Tên Bộ phận Một cửa hoặc quầy"), most=200)
    host = select(_("Quầy đặt tại"), _("Để trống nếu cơ quan có Bộ phận Một cửa riêng."), required=False)
    address = text(_("Địa chỉ"), required=False)
    phone = text(_("Điện thoại"), required=False, most=30)
    calendar_name = select(_("Lịch làm việc"), required=False)
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản quyết định"), INSTRUMENT)


class ChargeForm(ConsoleForm):
    """Phòng phụ trách thủ tục."""

    unit = select(_("Phòng, đơn vị phụ trách"))
    measure = select(
        _("Phụ trách"),
        choices=[
            ("all", _("Mọi thủ tục của cơ quan")),
            ("field", _("Các thủ tục của một lĩnh vực")),
            ("procedure", _("Một thủ tục")),
        ],
    )
    field = select(_("Lĩnh vực"), required=False)
    procedure = select(pgettext_lazy("one", "Thủ tục"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("measure") == "field" and not cleaned.get("field"):
            self.add_error("field", gettext("Vui lòng chọn lĩnh vực."))
        if cleaned.get("measure") == "procedure" and not cleaned.get("procedure"):
            self.add_error("procedure", gettext("Vui lòng chọn thủ tục."))
        return cleaned
