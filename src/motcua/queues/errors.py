"""What is refused about tickets, counters and appointments."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, TooMany, Unknown


class UnknownService(Unknown):
    code = "queue_service_unknown"
    template = (
        "Bộ phận Một cửa không có dịch vụ này trong ngày đã chọn. Vui lòng chọn lại dịch vụ trong danh sách."
    )


class UnknownCounter(Unknown):
    code = "queue_counter_unknown"
    template = "Không tìm thấy quầy này tại bộ phận của bạn. Vui lòng chọn lại quầy trong danh sách."


class UnknownTicket(Unknown):
    """Also for a ticket of another desk: the two must look the same."""

    code = "queue_ticket_unknown"
    template = "Không tìm thấy số thứ tự này. Kiểm tra lại mã in trên phiếu, hoặc lấy số mới."


class UnknownAppointment(Unknown):
    """Also when the secret does not fit."""

    code = "queue_appointment_unknown"
    template = (
        "Không tìm thấy lịch hẹn với mã đã nhập. Kiểm tra lại mã trên trang xác nhận hoặc trong thư đặt lịch."
    )


class NotAtThisQueue(NotAllowed):
    code = "queue_not_of_desk"
    template = "Chỉ cán bộ được phân công tại {desk} mới thực hiện được việc này."


class DeskClosed(Conflict):
    code = "queue_desk_closed"
    template = "{desk} không làm việc vào lúc này. Số thứ tự được lấy lại từ {opens}."


class NoCounterChosen(Conflict):
    code = "queue_no_counter_chosen"
    template = "Bạn chưa vào quầy nào. Chọn quầy bạn đang ngồi rồi gọi số."


class CounterTaken(Conflict):
    code = "queue_counter_taken"
    template = (
        "Quầy {counter} đang có {who} phục vụ số {ticket}. Chọn quầy khác, hoặc chờ lượt phục vụ đó kết thúc."
    )


class StillServing(Conflict):
    code = "queue_still_serving"
    template = (
        "Số {ticket} chưa kết thúc tại quầy này. Bấm “Xong”, “Vắng mặt” hoặc “Chuyển” cho số này trước."
    )


class NobodyWaiting(Conflict):
    code = "queue_nobody_waiting"
    template = "Hiện không có ai chờ ở các dịch vụ của quầy này. Trang tự cập nhật khi có người lấy số."


class NobodyAtCounter(Conflict):
    code = "queue_nobody_at_counter"
    template = "Quầy của bạn không có số nào đang gọi hoặc đang phục vụ. Bấm “Gọi số tiếp theo” trước."


class CallAgainFirst(Conflict):
    code = "queue_call_again_first"
    template = "Số {ticket} mới được gọi {calls} lần. Gọi đủ {most} lần rồi mới ghi vắng mặt."


class TicketMoved(Conflict):
    code = "queue_ticket_moved"
    template = (
        "Số {ticket} đang ở trạng thái “{state}” nên không thực hiện được. "
        "Tải lại trang để xem hàng chờ mới nhất."
    )


class PrefixInvalid(Invalid):
    code = "queue_prefix_invalid"
    template = "Ký hiệu dịch vụ gồm 1 hoặc 2 chữ cái không dấu, ví dụ A. Vui lòng nhập lại."


class PrefixTaken(Conflict):
    code = "queue_prefix_taken"
    template = "Ký hiệu {prefix} đang dùng cho dịch vụ “{name}”. Chọn ký hiệu khác."


class ServiceIncomplete(Invalid):
    code = "queue_service_incomplete"
    template = (
        "Dịch vụ cần có tên, thời gian phục vụ thông thường từ 1 đến 240 phút và khung hẹn từ 5 đến 240 phút."
    )


class ServiceAwaited(Conflict):
    code = "queue_service_awaited"
    template = (
        "Còn {count} lịch hẹn của dịch vụ này, lịch cuối cùng vào ngày {last}. Chọn ngày ngừng từ {last} trở đi; "
        "muốn thôi nhận lịch hẹn mới thì đặt số chỗ mỗi khung giờ bằng 0."
    )


class CounterInvalid(Invalid):
    code = "queue_counter_invalid"
    template = "Số quầy từ 1 đến 99 và quầy phải phục vụ ít nhất một dịch vụ. Vui lòng nhập lại."


class SlotFull(Conflict):
    code = "queue_slot_full"
    template = (
        "Khung giờ {at} vừa hết chỗ. Vui lòng chọn khung giờ khác; lịch hẹn cũ (nếu có) vẫn giữ nguyên."
    )


class NoSuchSlot(Invalid):
    code = "queue_no_such_slot"
    template = "Khung giờ đã chọn không nhận hẹn. Vui lòng chọn một khung giờ còn trống trong danh sách."


class AppointmentOver(Conflict):
    code = "queue_appointment_over"
    template = (
        "Lịch hẹn này đã được dùng, đã huỷ hoặc đã qua. Bạn có thể đặt lịch hẹn mới hoặc lấy số tại chỗ."
    )


class NotTheDay(Conflict):
    code = "queue_not_the_day"
    template = "Lịch hẹn của bạn là {at}, tại {desk}. Vui lòng đến đúng ngày và đúng nơi đã hẹn."


class TooManyAppointments(TooMany):
    code = "queue_too_many_appointments"
    template = "Bạn đang có {count} lịch hẹn chưa đến ngày. Huỷ bớt một lịch hẹn rồi đặt lịch mới."


class NotYetRated(Conflict):
    code = "queue_not_yet_to_rate"
    template = "Số {ticket} chưa được phục vụ xong nên chưa đánh giá được. Mời bạn đánh giá sau khi làm việc tại quầy."


class AlreadyRated(Conflict):
    code = "queue_already_rated"
    template = "Số {ticket} đã được đánh giá. Cảm ơn bạn."


class ScoreInvalid(Invalid):
    code = "queue_score_invalid"
    template = "Vui lòng chọn một mức đánh giá từ 1 đến 5."
