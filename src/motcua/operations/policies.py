"""What the province decides about devices; set as dated data."""

from __future__ import annotations

from motcua.agencies.policies import Policy

SILENT_MINUTES = Policy(
    "device_silent_minutes",
    30,
    "Ki-ốt, màn hình gọi số không gửi tín hiệu bao lâu trong giờ làm việc thì bị coi là mất liên lạc",
    "Quy chế TN14 Điều 8.2: ki-ốt được cấp phải được sử dụng",
    unit="phút",
)
KIOSK_IDLE = Policy(
    "kiosk_idle_seconds",
    60,
    "Ki-ốt không ai chạm vào bao lâu thì hỏi rồi trở về màn hình đầu và xoá thông tin",
    "Bảo vệ dữ liệu cá nhân của người dùng trước",
    unit="giây",
)
