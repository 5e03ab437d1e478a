"""What a lookup refuses."""

from __future__ import annotations

from motcua.kernel.errors import Invalid, Unknown


class NotACode(Invalid):
    code = "not_a_code"
    template = (
        "“{text}” không phải mã hồ sơ. Mã hồ sơ in trên giấy tiếp nhận, ví dụ H53.18-251103-0001; "
        "mã tham chiếu được cấp khi nộp trực tuyến."
    )


class UnknownCode(Unknown):
    code = "unknown_code"
    template = "Không tìm thấy hồ sơ có mã {text}. Vui lòng kiểm tra lại từng ký tự trên giấy tiếp nhận."
