"""Choices of the province about telling people."""

from __future__ import annotations

from datetime import date

from motcua.agencies import memory
from motcua.agencies.policies import Policy
from motcua.notifications.rules import Settings

QUIET_FROM = Policy(
    name="notice_quiet_from",
    default=22,
    title="Giờ bắt đầu không nhắn tin đến điện thoại (tin khẩn vẫn gửi)",
    law="Nghị định 91/2020/NĐ-CP (tin quảng cáo 7–22 giờ); tin báo hồ sơ do tỉnh chọn",
    unit="giờ",
)
QUIET_TO = Policy(
    name="notice_quiet_to",
    default=6,
    title="Giờ nhắn tin trở lại đến điện thoại",
    law="Nghị định 91/2020/NĐ-CP; tin báo hồ sơ do tỉnh chọn",
    unit="giờ",
)
GROUP_MINUTES = Policy(
    name="notice_group_minutes",
    default=5,
    title="Gom tin cùng loại của một người trong bao nhiêu phút (0: không gom)",
    law="TN19-12.8: báo người nộp; cách gom do tỉnh chọn",
    unit="phút",
)
ZALO_FIRST = Policy(
    name="notice_zalo_first",
    default=True,
    title="Đã liên kết Zalo thì báo qua Zalo thay tin nhắn SMS (trừ tin luật buộc gửi SMS)",
    law="TN19-12.8 (thư điện tử, tin nhắn, điện thoại hoặc mạng xã hội), TN19-10.2a",
)
KEPT_DAYS = Policy(
    name="notice_kept_days",
    default=90,
    title="Sau bao nhiêu ngày thì xoá địa chỉ và nội dung thư, tin đã gửi",
    law="Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: không giữ dữ liệu lâu hơn mức cần",
    unit="ngày",
)
SMS_PER_DAY = Policy(
    name="notice_sms_per_day",
    default=0,
    title="Số tin SMS báo hồ sơ một cơ quan gửi nhiều nhất mỗi ngày (0: không giới hạn; tin khẩn vẫn gửi)",
    law="Kinh phí nhắn tin do tỉnh hoặc cơ quan chọn",
    unit="tin",
)
UNKNOWN_DAYS = Policy(
    name="notice_unknown_days",
    default=3,
    title="Nhà mạng báo không giao được tin trong bao nhiêu ngày khác nhau thì ngừng nhắn đến số đó",
    law="TN19-12.8; mức do tỉnh chọn",
    unit="ngày",
)


def settings_on(day: date) -> Settings:
    """The choices in force on a day; one statement while nothing changes."""

    def read() -> Settings:
        return Settings(
            quiet_from=QUIET_FROM.on(day),
            quiet_to=QUIET_TO.on(day),
            zalo_first=ZALO_FIRST.on(day),
            group_minutes=GROUP_MINUTES.on(day),
        )

    return memory.remember(memory.stamp(), ("notice_settings", day), read)
