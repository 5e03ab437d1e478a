"""What the regulations leave to the province about queues; set as dated data."""

from __future__ import annotations

from motcua.agencies.policies import Policy

CALLS_BEFORE_NO_SHOW = Policy(
    "queue_calls_before_no_show",
    3,
    "Gọi bao nhiêu lần rồi mới được ghi số thứ tự là vắng mặt",
    "Quy chế của Bộ phận Một cửa",
    unit="lần",
)
FIRST_IN_A_ROW = Policy(
    "queue_first_in_a_row",
    4,
    "Gọi liên tiếp tối đa bao nhiêu số ưu tiên, lịch hẹn trước khi gọi một số thường (0: không giới hạn)",
    "Luật Người cao tuổi, Luật Người khuyết tật; quy chế của Bộ phận Một cửa",
    unit="số",
)
OPENS_BEFORE = Policy(
    "queue_opens_minutes_before",
    30,
    "Cho lấy số trước giờ mở cửa bao lâu",
    "Quy chế của Bộ phận Một cửa",
    unit="phút",
)
APPOINTMENT_GRACE = Policy(
    "queue_appointment_grace_minutes",
    15,
    "Đến muộn hơn giờ hẹn bao lâu vẫn được gọi theo lịch hẹn",
    "Quy chế của Bộ phận Một cửa",
    unit="phút",
)
APPOINTMENT_DAYS = Policy(
    "queue_appointment_days",
    14,
    "Nhận đặt lịch hẹn trước tối đa bao nhiêu ngày",
    "Quy chế của Bộ phận Một cửa",
    unit="ngày",
)
MOST_APPOINTMENTS = Policy(
    "queue_most_appointments",
    3,
    "Một tài khoản hoặc một địa chỉ thư giữ tối đa bao nhiêu lịch hẹn chưa đến ngày",
    "Quy chế của Bộ phận Một cửa",
    unit="lịch hẹn",
)
