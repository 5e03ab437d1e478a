"""How long is too long: data of the province."""

from __future__ import annotations

from motcua.agencies.policies import Policy

STILL_DAYS = Policy(
    "watch_still_days",
    5,
    "Hồ sơ không có chuyển động quá số ngày này thì báo người đứng đầu",
    "Quy chế một cửa của tỉnh (TN19-14.4)",
    unit="ngày làm việc",
)
UNOWNED_DAYS = Policy(
    "watch_unowned_days",
    1,
    "Việc chưa có người nhận quá số ngày này thì báo người đứng đầu",
    "Quy chế một cửa của tỉnh (TN19-14.4)",
    unit="ngày làm việc",
)
ANSWER_DAYS = Policy(
    "urge_answer_days",
    1,
    "Thời gian trả lời một lời đôn đốc",
    "Quy chế một cửa của tỉnh (TN19-14.4)",
    unit="ngày làm việc",
)
