"""Forms about working calendars, and the one that tries a deadline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from motcua.deadlines.rules import DayKind, Unit
from motcua.kernel.clock import TZ
from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, day, number, select, text, tick

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

DAY_KINDS = {
    DayKind.HOLIDAY: pgettext_lazy("one", "Ngày nghỉ"),
    DayKind.MAKE_UP: _("Ngày làm bù"),
    DayKind.HALF_DAY: _("Ngày làm việc theo giờ khác"),
}


def _hours(label: Words, hint: Words = "") -> forms.CharField:
    return text(label, hint, required=False, most=100)


class HoursForm(ConsoleForm):
    """Giờ làm việc trong tuần, cách tính hạn."""

    day_0 = _hours(_("Thứ Hai"), _("Ví dụ 07:00-11:30, 13:30-17:00; để trống nếu nghỉ."))
    day_1 = _hours(_("Thứ Ba"))
    day_2 = _hours(_("Thứ Tư"))
    day_3 = _hours(_("Thứ Năm"))
    day_4 = _hours(_("Thứ Sáu"))
    day_5 = _hours(_("Thứ Bảy"))
    day_6 = _hours(_("Chủ nhật"))
    to_the_minute = tick(
        _("Tính hạn đến đúng giờ, phút"), _("Không chọn: hạn là lúc hết giờ làm việc của ngày cuối.")
    )
    after_hours = tick(_("Hồ sơ nhận ngoài giờ tính từ đầu giờ làm việc kế tiếp"))
    last_minutes = number(
        _("Số phút cuối giờ tính sang ngày làm việc sau"), _("0 nếu không áp dụng."), most=480
    )


class DayForm(ConsoleForm):
    """Thêm, sửa ngày nghỉ, ngày làm bù, ngày làm theo giờ khác."""

    day = day(_("Ngày"))
    kind = select(_("Loại ngày"), choices=[(kind.value, name) for kind, name in DAY_KINDS.items()])
    title = text(_("Tên gọi"), _("Ví dụ: Quốc khánh; Làm bù cho ngày 31/08/2026."), most=200)
    hours = text(
        _("Giờ làm việc"),
        _(
            "Chỉ với ngày làm bù hoặc theo giờ khác, ví dụ 07:00-11:30. Ngày làm bù để trống thì như ngày thường."
        ),
        required=False,
        most=100,
    )
    instrument = text(_("Văn bản"), INSTRUMENT, required=False)
    projected = tick(_("Dự kiến, chưa có văn bản của năm này"))


class PublishForm(ConsoleForm):
    """Công bố lịch làm việc."""

    instrument = text(_("Văn bản"), INSTRUMENT, required=False)


class CalendarForm(ConsoleForm):
    """Mở lịch làm việc riêng."""

    title = text(
        _("Tên lịch"), _("Ví dụ: Lịch làm việc của Trung tâm Phục vụ hành chính công tỉnh."), most=200
    )
    name = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$",
        label=_("Khoá của lịch"),
        help_text=_("Chữ thường không dấu, số và gạch nối, ví dụ trung-tam."),
        max_length=60,
        error_messages={"invalid": _("Khoá chỉ gồm chữ thường không dấu, số và gạch nối.")},
    )


class ClockRuleForm(ConsoleForm):
    """Nguyên nhân nào làm đồng hồ nào đứng lại, từ ngày nào, theo văn bản nào."""

    cause = select(_("Nguyên nhân"))
    clock = select(_("Đồng hồ"))
    effect = select(_("Hệ quả"))
    valid_from = day(_("Có hiệu lực từ"))
    instrument = text(_("Văn bản"), INSTRUMENT)


class YearForm(ConsoleForm):
    """Điền ngày nghỉ của một năm."""

    year = number(_("Năm"), least=2020, most=2100)


class DeadlineForm(ConsoleForm):
    """Tính thử hạn trả."""

    start = forms.DateTimeField(
        label=_("Tiếp nhận lúc"),
        help_text=_("Ngày/tháng/năm giờ:phút, ví dụ 13/02/2026 10:00."),
        input_formats=["%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        error_messages={"invalid": _("Vui lòng ghi ngày/tháng/năm giờ:phút, ví dụ 13/02/2026 10:00.")},
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"),
    )
    count = number(_("Thời hạn"), _("Để trống khi giải quyết ngay."), least=1, required=False)
    unit = select(
        _("Đơn vị"),
        choices=[
            (Unit.WORKING_DAYS.value, _("ngày làm việc")),
            (Unit.WORKING_HOURS.value, _("giờ làm việc")),
            (Unit.CALENDAR_DAYS.value, _("ngày")),
            (Unit.IMMEDIATE.value, _("giải quyết ngay trong ngày")),
        ],
    )
    calendar = select(_("Lịch làm việc"))

    def clean_start(self) -> Any:
        start = self.cleaned_data["start"]
        if not date(1990, 1, 1) <= start.astimezone(TZ).date() <= date(2100, 1, 1):
            raise forms.ValidationError(gettext("Vui lòng nhập thời điểm từ năm 1990 đến năm 2100."))
        return start

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if (
            cleaned.get("unit") not in {None, Unit.IMMEDIATE.value}
            and "count" in cleaned
            and not cleaned["count"]
        ):
            self.add_error("count", gettext("Vui lòng nhập thời hạn."))
        return cleaned

    @property
    def limit(self) -> str:
        """The limit as `Limit.parse` reads it."""
        unit, count = self.cleaned_data["unit"], self.cleaned_data["count"]
        return str(unit) if unit == Unit.IMMEDIATE else f"{count} {unit}"
