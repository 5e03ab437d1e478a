"""Why a time limit or a calendar is refused."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, Unknown


class LimitUnreadable(Invalid):
    """A limit that is not spelled as limits are."""

    code = "limit_unreadable"
    template = (
        "Không đọc được thời hạn “{text}”. Vui lòng ghi một trong các dạng: 3 working days, 8 working hours, "
        "15 calendar days, immediate (số từ 1 đến {most})."
    )


class HoursUnreadable(Invalid):
    """Opening hours that are not windows of one day in order."""

    code = "hours_unreadable"
    template = (
        "Không đọc được giờ làm việc “{text}”. Vui lòng ghi các khoảng giờ theo thứ tự, không chồng nhau, "
        "ví dụ 07:00-11:30, 13:30-17:00."
    )


class DayUnclear(Invalid):
    """A special day without what its kind needs."""

    code = "day_unclear"
    template = "Ngày {day} chưa đủ thông tin: {problem}. Vui lòng bổ sung rồi lưu lại."


class NoWorkingTime(Invalid):
    """A calendar that never opens again."""

    code = "no_working_time"
    template = (
        "Lịch làm việc “{calendar}” không có giờ làm việc nào sau ngày {day}. "
        "Vui lòng khai giờ làm việc của lịch này trước khi tính hạn."
    )


class BaseUnsuitable(Invalid):
    """A calendar may take its holidays from one that takes none itself."""

    code = "base_unsuitable"
    template = (
        "Lịch “{base}” không dùng làm lịch gốc được vì chính nó đã theo một lịch khác. "
        "Vui lòng chọn lịch không theo lịch nào."
    )


class CalendarUnknown(Unknown):
    """No calendar of this name, or none published yet."""

    code = "calendar_unknown"
    template = (
        "Không có lịch làm việc “{name}” đã công bố. "
        "Vui lòng kiểm tra tên lịch hoặc công bố lịch trong mục Lịch làm việc."
    )


class CalendarTaken(Conflict):
    """The name belongs to another calendar."""

    code = "calendar_taken"
    template = "Đã có lịch làm việc tên “{name}”. Vui lòng sửa lịch đó hoặc chọn tên khác."


class PublishedLater(Conflict):
    """Versions follow each other in time."""

    code = "published_later"
    template = (
        "Lịch “{name}” đã có phiên bản công bố lúc {known_from}, sau thời điểm này. "
        "Vui lòng công bố với thời điểm hiện tại."
    )


class DayNotSpecial(Unknown):
    """Nothing was entered for this day."""

    code = "day_not_special"
    template = (
        "Ngày {day} không có trong lịch “{calendar}”. Vui lòng tải lại trang để xem danh sách mới nhất."
    )


class DayOff(Invalid):
    """A date of return must be one on which the office works."""

    code = "day_off"
    template = "{day} là ngày nghỉ{why}, không hẹn trả kết quả được. Ngày làm việc gần nhất sau đó là {next}."
