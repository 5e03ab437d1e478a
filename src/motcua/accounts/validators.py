"""Password rules as Django asks for them; the sentences are Vietnamese."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from motcua.accounts.models import Account
from motcua.accounts.rules import REMEMBERED, missing_in_password


class StrongPasswordValidator:
    """At least 8 letters with small, capital, digit and special ones (QCVN 12:2026, 3.7.2.6)."""

    def validate(self, password: str, user: Account | None = None) -> None:
        missing = missing_in_password(password)
        if missing:
            words = ", ".join(one.told(gettext) for one in missing)
            message = gettext("Mật khẩu còn thiếu: {parts}.").format(parts=words)
            raise ValidationError(message, code="password_weak")

    def get_help_text(self) -> str:
        return gettext(
            "Mật khẩu có ít nhất 8 ký tự, gồm chữ thường, chữ hoa, chữ số và ký tự đặc biệt, ví dụ ! @ # $ %."
        )


class PersonalPasswordValidator:
    """Not made of the e-mail, the name or the telephone number of the account."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if user is None:
            return
        own = [user.email.partition("@")[0], user.phone, *user.full_name.split()]
        low = password.casefold()
        if any(len(part) >= 4 and part.casefold() in low for part in own):
            message = gettext("Mật khẩu không được chứa tên, số điện thoại hoặc thư điện tử của bạn.")
            raise ValidationError(message, code="password_personal")

    def get_help_text(self) -> str:
        return gettext("Mật khẩu không chứa tên, số điện thoại hoặc thư điện tử của bạn.")


class RecentPasswordValidator:
    """An officer's new password is none of the last ten (QCVN 12:2026, 3.7.2.6.5)."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if user is None or user.kind != Account.Kind.OFFICER:
            return
        former = user.used_passwords.order_by("-since").values_list("password", flat=True)[:REMEMBERED]
        if any(check_password(password, used) for used in former):
            message = gettext(
                "Mật khẩu này đã dùng trong {times} lần gần đây. Vui lòng chọn mật khẩu khác."
            ).format(times=REMEMBERED)
            raise ValidationError(message, code="password_used")

    def get_help_text(self) -> str:
        return gettext("Cán bộ không dùng lại {times} mật khẩu gần nhất.").format(times=REMEMBERED)
