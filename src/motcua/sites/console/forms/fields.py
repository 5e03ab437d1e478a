"""What every form of the console is made of: its fields, and how it says what is missing or refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.kernel.clock import TZ
from motcua.kernel.errors import Refusal
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
    "no_such_officer": ("email",),
    "instrument_missing": ("instrument",),
    "still_holds_work": ("successor",),
    "successor_needed": ("successor",),
    "already_succeeded": ("successor",),
    "succession_turns_back": ("successor",),
    "last_of_place": ("last_day",),
    "not_places_of_successor": ("successor",),
    "work_to_oneself": ("successor",),
    "wrong_place": ("role",),
    "duty_of_the_province": ("role",),
    "already_posted": ("role",),
    "no_such_unit": ("unit",),
    "no_such_desk": ("desk",),
    "days_out_of_order": ("valid_to", "last_day"),
    "not_a_colleague": ("delegate",),
    "nothing_to_delegate": ("valid_from",),
    "delegation_overlaps": ("valid_from",),
    "agency_code_taken": ("code", "name"),
    "agency_code_invalid": ("code",),
    "version_overlaps": ("valid_from",),
    "hours_unreadable": ("hours",),
    "day_unclear": ("hours",),
    "calendar_taken": ("name",),
    "not_shorter": ("amount",),
    "limit_unreadable": ("count",),
    "rule_out_of_order": ("valid_from",),
    "wording_broken": ("text",),
    "unknown_placeholder": ("text",),
    "placeholder_missing": ("text",),
    "wording_too_long": ("text",),
    "wording_instrument_missing": ("instrument",),
    "provider_incomplete": ("name",),
    "already_open_by_message": ("procedure",),
    "zalo_template_wrong": ("lines",),
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
