"""Why a typed reference or secret is refused."""

from __future__ import annotations

from motcua.kernel.errors import Invalid


class ReferenceMistyped(Invalid):
    """The check character does not fit: a typing error, not an unknown dossier."""

    code = "reference_mistyped"
    template = (
        "Mã tra cứu “{text}” bị gõ sai. Mã gồm {length} ký tự, không có chữ I, L, O, S, U và số 0, 1. "
        "Vui lòng nhập lại theo thư hoặc trang xác nhận đã nộp."
    )


class SecretMistyped(Invalid):
    """The check character of a secret does not fit."""

    code = "secret_mistyped"
    template = (
        "Mã bí mật bị gõ sai. Mã gồm {length} ký tự, không có chữ I, L, O, S, U và số 0, 1. "
        "Vui lòng nhập lại theo trang xác nhận đã nộp."
    )


class KitNumberMistyped(Invalid):
    """Not a number of the kit for outages, or its check sign does not fit."""

    code = "kit_number_mistyped"
    template = (
        "“{text}” không phải số phiếu dự phòng, hoặc bị gõ sai. Số in ở góc phiếu, ví dụ NT26-000123-7."
    )
