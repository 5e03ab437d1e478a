"""Forms of the console: what is asked, how it is said when something is missing. Rules are the services'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from motcua.deadlines.rules import DayKind, Unit
from motcua.kernel.clock import TZ
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_agency_code
from motcua.sites.ui.refusals import sentence_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

Pairs = Iterable[tuple[Any, "Words"]]

# where a refusal of a service belongs; the first field the form has gets it, otherwise it stands above the form
FIELDS_OF: dict[str, tuple[str, ...]] = {
    "email_taken": ("email",),
    "email_invalid": ("email",),
    "phone_invalid": ("phone",),
    "not_an_officer": ("email", "successor"),
    "wrong_place": ("role",),
    "duty_of_the_province": ("role",),
    "already_posted": ("role",),
    "no_such_unit": ("unit",),
    "no_such_desk": ("desk",),
    "days_out_of_order": ("valid_to", "last_day"),
    "agency_code_taken": ("code", "name"),
    "agency_code_invalid": ("code",),
    "version_overlaps": ("valid_from",),
    "hours_unreadable": ("hours",),
    "day_unclear": ("hours",),
    "calendar_taken": ("name",),
    "not_shorter": ("amount",),
    "limit_unreadable": ("count",),
}
DAY_KINDS = {
    DayKind.HOLIDAY: pgettext_lazy("one", "Ngày nghỉ"),
    DayKind.MAKE_UP: _("Ngày làm bù"),
    DayKind.HALF_DAY: _("Ngày làm việc theo giờ khác"),
}
DAY_HINT = _("Ngày/tháng/năm, ví dụ 01/07/2025.")
_DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
_NOT_A_DAY = _("Ngày này không có trong lịch. Vui lòng ghi ngày/tháng/năm, ví dụ 01/07/2025.")
_FAR = _("Vui lòng nhập một ngày từ năm 1945 đến năm 2200.")


def text(label: Words, hint: Words = "", *, required: bool = True, most: int = 300) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most)


def area(label: Words, hint: Words = "", *, required: bool = True, most: int = 20_000) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=most, widget=forms.Textarea
    )


def day(label: Words, hint: Words = DAY_HINT, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=_DAY_FORMATS,
        widget=forms.DateInput(format="%d/%m/%Y"),
        error_messages={"invalid": _NOT_A_DAY},
        validators=[MinValueValidator(date(1945, 1, 1), _FAR), MaxValueValidator(date(2200, 1, 1), _FAR)],
    )


def number(
    label: Words, hint: Words = "", *, least: int = 0, most: int = 3660, required: bool = True
) -> forms.IntegerField:
    said = format_lazy(_("Vui lòng nhập một số từ {least} đến {most}."), least=least, most=most)
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=required,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
        widget=forms.TextInput,
    )


def select(
    label: Words, hint: Words = "", choices: Pairs = (), *, required: bool = True
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=required,
        choices=[*choices],
        error_messages={
            "invalid_choice": gettext("Lựa chọn này không còn. Vui lòng chọn lại trong danh sách.")
        },
    )


def tick(label: Words, hint: Words = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


def _as_typed(value: Any) -> Any:
    """Days and instants as a person would type them."""
    if isinstance(value, datetime):
        return f"{value.astimezone(TZ):%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


class ConsoleForm(forms.Form):
    """A form that says what it misses, and puts refusals beside the field they are about."""

    def __init__(self, *args: Any, choices: dict[str, Pairs] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: _as_typed(value) for name, value in self.initial.items()}
        for name, pairs in (choices or {}).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*pairs]
        for field in self.fields.values():
            what = str(field.label)
            asked = (
                gettext("Vui lòng chọn {what}.")
                if isinstance(field, forms.ChoiceField)
                else gettext("Vui lòng nhập {what}.")
            )
            field.error_messages["required"] = asked.format(what=f"{what[:1].lower()}{what[1:]}")
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages["max_length"] = gettext("{what} dài quá {most} ký tự.").format(
                    what=what, most=field.max_length
                )
                # validators take their words when the field is made
                for validator in field.validators:
                    if isinstance(validator, MaxLengthValidator):
                        validator.message = field.error_messages["max_length"]

    def refuse(self, refusal: Refusal) -> None:
        """Put what a service refused beside the field it is about."""
        names = [name for name in FIELDS_OF.get(refusal.code, ()) if name in self.fields]
        self.add_error(names[0] if names else None, sentence_of(refusal))

    @property
    def problems(self) -> list[dict[str, str]]:
        """All that is wrong, in the order of the page, for the summary above."""
        above = [{"field_id": "", "sentence": str(said)} for said in self.non_field_errors()]
        return above + [
            {"field_id": bound.id_for_label, "sentence": str(said)} for bound in self for said in bound.errors
        ]


INSTRUMENT = _("Số, ngày và cơ quan ban hành, ví dụ Quyết định số 12/QĐ-UBND ngày 02/01/2026 của UBND tỉnh.")


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


class _DutyForm(ConsoleForm):
    role = select(_("Vai trò"))
    unit = select(
        _("Phòng, đơn vị"), _("Cần có với lãnh đạo phòng và chuyên viên của phòng."), required=False
    )
    desk = select(
        _("Bộ phận Một cửa"), _("Cần có với người tiếp nhận, thu phí và phụ trách Bộ phận."), required=False
    )
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản phân công"), INSTRUMENT, required=False)


class EngageForm(_DutyForm):
    """Thêm cán bộ mới cùng vai trò đầu tiên."""

    full_name = text(_("Họ và tên"), _("Viết có dấu, ví dụ Trần Thị Bình."), most=200)
    email = text(_("Thư điện tử công vụ"), _("Dùng để đăng nhập; mỗi người một tài khoản."), most=254)
    phone = text(_("Điện thoại"), required=False, most=20)
    field_order = ("full_name", "email", "phone")


class PostForm(_DutyForm):
    """Phân công cán bộ đã có tài khoản."""

    email = text(
        _("Thư điện tử của cán bộ"), _("Tài khoản đã có, kể cả khi trước đây ở cơ quan khác."), most=254
    )
    valid_to = day(_("Đến hết ngày"), _("Để trống nếu chưa có ngày kết thúc."), required=False)
    field_order = ("email", "role", "unit", "desk", "valid_from", "valid_to")


class LastDayForm(ConsoleForm):
    """Kết thúc phân công, kết thúc tiếp nhận."""

    last_day = day(_("Ngày cuối cùng"))
    instrument = text(_("Văn bản"), INSTRUMENT, required=False)


class ReplaceForm(ConsoleForm):
    """Thay cán bộ."""

    successor = select(_("Người thay"))
    from_day = day(_("Nhận việc từ ngày"))
    instrument = text(_("Văn bản phân công"), INSTRUMENT, required=False)


class PersonForm(ConsoleForm):
    """Sửa họ tên, điện thoại."""

    full_name = text(_("Họ và tên"), most=200)
    phone = text(_("Điện thoại"), required=False, most=20)


class ReasonForm(ConsoleForm):
    """Đóng, mở lại tài khoản."""

    reason = text(_("Lý do"), _("Ví dụ: nghỉ hưu từ 01/12/2026."))


class NothingForm(ConsoleForm):
    """Only a confirmation is asked."""


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
