"""allauth's password forms with the one sentence that its adapter cannot be given."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DIFFERENT = _("Hai lần nhập mật khẩu mới chưa giống nhau. Vui lòng nhập lại cả hai.")


class _SaysItInVietnamese:
    """allauth puts an error on the repetition only when the two differ; a missing one has Django's words."""

    def add_error(self, field: str | None, error: Any) -> None:
        differs = field == "password2" and not isinstance(error, ValidationError)
        super().add_error(field, DIFFERENT if differs else error)  # type: ignore[misc]  # of the form beside it


class ChangePasswordForm(_SaysItInVietnamese, forms.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    pass


class SetPasswordForm(_SaysItInVietnamese, forms.SetPasswordForm):  # type: ignore[misc]  # the same
    pass


class ResetPasswordKeyForm(_SaysItInVietnamese, forms.ResetPasswordKeyForm):  # type: ignore[misc]  # the same
    pass
