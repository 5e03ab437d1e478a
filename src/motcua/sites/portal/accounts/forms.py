"""The two registration forms; what is typed is checked by the same rules that the services use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import PersonalNumber, TaxCode, parse_email, parse_phone
from motcua.sites.ui.refusals import sentence_of

# where the refusals of the services belong; the rest stands above the form
FIELD_OF: dict[str, str] = {
    "personal_number_taken": "number",
    "personal_number_contradicts": "number",
    "not_the_same_person": "number",
    "tax_code_taken": "tax_code",
    "email_taken": "email",
    "weak_password": "password",
    "born_in_future": "born_year",
    "no_consent": "has_consented",
    "phone_invalid": "phone",
    "email_invalid": "email",
}


def _required(sentence: Any) -> dict[str, Any]:
    return {"required": sentence}


def _checked(form: forms.Form, field: str, parse: Callable[[str], Any]) -> str:
    """The field as typed, after the rule has accepted it; the service reads it again."""
    typed = str(form.cleaned_data[field])
    if typed:
        try:
            parse(typed)
        except Refusal as refusal:
            raise forms.ValidationError(sentence_of(refusal)) from refusal
    return typed


class _AccountForm(forms.Form):
    """What both registrations ask for."""

    email = forms.CharField(max_length=254, error_messages=_required(_("Vui lòng nhập thư điện tử.")))
    phone = forms.CharField(max_length=20, required=False)
    password = forms.CharField(
        max_length=128, strip=False, error_messages=_required(_("Vui lòng nhập mật khẩu."))
    )
    has_consented = forms.BooleanField(
        error_messages={"required": _("Vui lòng đọc và đánh dấu ô đồng ý để tạo tài khoản.")}
    )

    def clean_email(self) -> str:
        return _checked(self, "email", parse_email)

    def clean_phone(self) -> str:
        return _checked(self, "phone", parse_phone)

    def refuse(self, refusal: Refusal) -> None:
        """Put what a service refused beside the field it is about."""
        field = FIELD_OF.get(refusal.code)
        self.add_error(field if field in self.fields else None, sentence_of(refusal))


class CitizenForm(_AccountForm):
    """Đăng ký tài khoản công dân."""

    number = forms.CharField(
        max_length=20, error_messages=_required(_("Vui lòng nhập số định danh cá nhân."))
    )
    full_name = forms.CharField(max_length=200, error_messages=_required(_("Vui lòng nhập họ và tên.")))
    born_day = forms.IntegerField(
        min_value=1,
        max_value=31,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Vui lòng nhập ngày sinh từ 1 đến 31.")
        ),
    )
    born_month = forms.IntegerField(
        min_value=1,
        max_value=12,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Vui lòng nhập tháng sinh từ 1 đến 12.")
        ),
    )
    born_year = forms.IntegerField(
        min_value=1900,
        max_value=2399,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Vui lòng nhập năm sinh đủ 4 chữ số.")
        ),
    )
    sex = forms.ChoiceField(
        choices=[("male", _("Nam")), ("female", _("Nữ"))],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vui lòng chọn giới tính.")),
    )
    field_order = ("number", "full_name", "born_day", "born_month", "born_year", "sex", "phone", "email")

    def clean_number(self) -> str:
        return _checked(self, "number", PersonalNumber.parse)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        parts = [cleaned.get(name) for name in ("born_year", "born_month", "born_day")]
        if all(part is not None for part in parts):
            try:
                cleaned["born_on"] = date(*parts)  # type: ignore[arg-type]  # three numbers, by the line above
            except ValueError:
                self.add_error("born_day", _("Ngày sinh này không có trong lịch. Vui lòng nhập lại."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        names = ("number", "full_name", "born_on", "sex", "phone", "email", "password", "has_consented")
        return {name: self.cleaned_data[name] for name in names}


class OrganisationForm(_AccountForm):
    """Đăng ký tài khoản tổ chức, doanh nghiệp."""

    tax_code = forms.CharField(max_length=20, error_messages=_required(_("Vui lòng nhập mã số thuế.")))
    name = forms.CharField(
        max_length=300, error_messages=_required(_("Vui lòng nhập tên tổ chức, doanh nghiệp."))
    )
    representative_name = forms.CharField(
        max_length=200, error_messages=_required(_("Vui lòng nhập họ và tên người đại diện theo pháp luật."))
    )
    number = forms.CharField(
        max_length=20, error_messages=_required(_("Vui lòng nhập số định danh của người đại diện."))
    )
    field_order = ("tax_code", "name", "representative_name", "number", "phone", "email")

    def clean_tax_code(self) -> str:
        return _checked(self, "tax_code", TaxCode.parse)

    def clean_number(self) -> str:
        return _checked(self, "number", PersonalNumber.parse)

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        names = ("tax_code", "name", "representative_name", "phone", "email", "password", "has_consented")
        facts = {name: self.cleaned_data[name] for name in names}
        return facts | {"representative_number": self.cleaned_data["number"]}
