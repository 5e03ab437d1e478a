"""Forms about who decides a procedure, who receives it, who is faster than the law."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, day, number, select, text


class CompetenceForm(ConsoleForm):
    """Cơ quan có thẩm quyền giải quyết."""

    kind = select(_("Cách xác định"))
    agency = select(_("Cơ quan"), _("Khi thẩm quyền thuộc một cơ quan cố định."), required=False)
    field = select(_("Mục của tờ khai"), _("Khi theo địa chỉ khai trong tờ khai."), required=False)
    agency_kind = select(
        _("Cơ quan cấp xã"),
        choices=[("people_committee", _("Ủy ban nhân dân cấp xã")), ("police", _("Công an cấp xã"))],
        required=False,
    )
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản"), INSTRUMENT)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("kind") == "fixed" and not cleaned.get("agency"):
            self.add_error("agency", gettext("Vui lòng chọn cơ quan."))
        if cleaned.get("kind") == "commune_of_field" and not cleaned.get("field"):
            self.add_error("field", gettext("Vui lòng chọn mục của tờ khai có địa chỉ."))
        return cleaned


class ReceptionForm(ConsoleForm):
    """Giao cho một Bộ phận Một cửa tiếp nhận."""

    desk = select(_("Bộ phận Một cửa tiếp nhận"))
    agency = select(_("Tiếp nhận cho cơ quan"), _("Để trống: cho mọi cơ quan có thẩm quyền."), required=False)
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản"), INSTRUMENT)


class PromiseForm(ConsoleForm):
    """Cam kết rút ngắn thời gian."""

    agency = select(_("Cơ quan cam kết"))
    amount = number(_("Thời hạn cam kết"), least=1)
    unit = select(
        _("Đơn vị"),
        choices=[
            ("working_day", _("ngày làm việc")),
            ("working_hour", _("giờ làm việc")),
            ("calendar_day", _("ngày")),
        ],
    )
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản"), INSTRUMENT)


class AuthorisationForm(ConsoleForm):
    """Ủy quyền giải quyết tại quầy."""

    agency = select(_("Cơ quan ủy quyền"))
    email = text(
        _("Thư điện tử của cán bộ được ủy quyền"),
        _("Để trống khi ủy quyền theo nhiệm vụ tại một Bộ phận Một cửa."),
        required=False,
    )
    desk = select(_("Bộ phận Một cửa"), _("Khi ủy quyền theo nhiệm vụ."), required=False)
    role = select(
        _("Nhiệm vụ được ủy quyền"),
        choices=[("receiver", _("Cán bộ tiếp nhận")), ("desk_head", _("Phụ trách Bộ phận Một cửa"))],
        required=False,
    )
    valid_from = day(_("Từ ngày"))
    valid_to = day(_("Đến hết ngày"), required=False)
    instrument = text(_("Văn bản"), INSTRUMENT)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if bool(cleaned.get("email")) == bool(cleaned.get("desk")):
            self.add_error("email", gettext("Ghi một cán bộ, hoặc chọn một Bộ phận Một cửa và nhiệm vụ."))
        return cleaned


class OutsideForm(ConsoleForm):
    """Không tiếp nhận tại Bộ phận Một cửa."""

    agency = select(_("Áp dụng cho cơ quan"), _("Để trống: mọi cơ quan."), required=False)
    valid_from = day(_("Từ ngày"))
    valid_to = day(_("Đến hết ngày"), required=False)
    instrument = text(_("Văn bản"), INSTRUMENT)
