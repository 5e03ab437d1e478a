"""What the regulations leave to the province about paper and its way to the unit; set as dated data."""

from __future__ import annotations

from motcua.agencies.policies import Policy

PAPER_MORNING = Policy(
    "paper_morning_minutes",
    60,
    "Đầu giờ làm việc: hồ sơ giấy nhận sau 15 giờ phải được chuyển trong vòng bao lâu kể từ giờ mở cửa",
    "NĐ 118/2025/NĐ-CP: sau 15 giờ thì chuyển vào đầu giờ ngày làm việc tiếp theo",
    unit="phút làm việc",
)
UNIT_WITHIN = Policy(
    "unit_within_hours_on",
    False,
    "Áp dụng thời gian chuyển hồ sơ đầy đủ đến phòng chuyên môn tính bằng giờ làm việc",
    "Quy chế một cửa của tỉnh (DN15-4.3a)",
)
UNIT_WITHIN_HOURS = Policy(
    "unit_within_hours",
    6,
    "Số giờ làm việc để hồ sơ đầy đủ đến được phòng chuyên môn",
    "Quy chế một cửa của tỉnh (DN15-4.3a)",
    unit="giờ làm việc",
)
