"""What a province decides about its short message service."""

from __future__ import annotations

from motcua.agencies.policies import Policy

SMS_NUMBER = Policy(
    "sms_number",
    "7039",
    "Số điện thoại nhận tin nhắn tra cứu hồ sơ",
    "Quy chế một cửa của tỉnh; hợp đồng với nhà cung cấp tin nhắn",
)
SMS_KEYWORD = Policy(
    "sms_keyword",
    "HS",
    "Từ khoá của tin nhắn tra cứu hồ sơ",
    "Quy chế một cửa của tỉnh; hợp đồng với nhà cung cấp tin nhắn",
)
SMS_PER_MINUTE = Policy(
    "sms_questions_per_minute",
    3,
    "Số tin nhắn tra cứu được trả lời trong một phút, mỗi số điện thoại",
    "Chống dò mã hồ sơ; mặc định của hệ thống",
    unit="tin nhắn",
)
SMS_PER_DAY = Policy(
    "sms_questions_per_day",
    20,
    "Số tin nhắn tra cứu được trả lời trong một ngày, mỗi số điện thoại",
    "Chống dò mã hồ sơ; mặc định của hệ thống",
    unit="tin nhắn",
)
