"""What the province decides about filing by message."""

from __future__ import annotations

from motcua.agencies.policies import Policy

RETURN_PLACE = Policy(
    "zalo_return_place",
    "centre",
    "Nơi đối chiếu bản chính, thu lệ phí và trả kết quả của hồ sơ nộp qua Zalo",
    "Quy chế một cửa của tỉnh: hồ sơ nộp qua Zalo đối chiếu, thu lệ phí, trả kết quả tại trung tâm cấp tỉnh",
    choices=(
        ("centre", "Trung tâm Phục vụ hành chính công cấp tỉnh, người nộp đổi được"),
        ("choice", "Người nộp chọn"),
    ),
)
