"""Forms about devices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, day, select, text


class DeviceForm(ConsoleForm):
    """Thiết bị nào, cấp cho bộ phận nào, theo văn bản nào."""

    kind = select(_("Loại thiết bị"))
    desk = select(_("Bộ phận Một cửa"))
    name = text(_("Tên, vị trí đặt"))
    serial = text(_("Số sê-ri"))
    instrument = text(_("Văn bản cấp, bàn giao"), INSTRUMENT)
    handed_out_on = day(_("Ngày cấp"))


class RetireForm(ConsoleForm):
    """Vì sao thu hồi."""

    reason = text(_("Lý do thu hồi"))
