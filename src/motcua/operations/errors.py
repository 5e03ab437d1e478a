"""What the operations refuse."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, TooMany, Unknown


class NotOfThisDesk(NotAllowed):
    code = "not_of_this_desk"
    template = (
        "Việc này do {who} của {desk} thực hiện. Đề nghị người được phân công làm, hoặc xin phân công trước."
    )


class CountOutOfRange(Invalid):
    code = "kit_count"
    template = "Mỗi lần chỉ cấp từ 1 đến {most} số. Nhập lại số lượng."


class NumberUnknown(Unknown):
    code = "kit_number_unknown"
    template = "Số phiếu {number} chưa được cấp cho {desk}. Kiểm tra lại số in trên phiếu."


class NumberUsed(Conflict):
    code = "kit_number_used"
    template = (
        "Số phiếu {number} đã được dùng cho một hồ sơ khác. "
        "Kiểm tra lại phiếu giấy; nếu phiếu bị ghi trùng, dùng số khác."
    )


class NumberVoid(Conflict):
    code = "kit_number_void"
    template = "Số phiếu {number} đã bị huỷ ({reason}). Dùng số khác và ghi lại lên phiếu giấy."


class ReasonNeeded(Invalid):
    code = "reason_needed"
    template = "Chưa ghi lý do. Nhập lý do rồi gửi lại."


class TimeImpossible(Invalid):
    code = "time_impossible"
    template = "Thời điểm tiếp nhận {received} chưa tới. Nhập đúng giờ đã ghi trên phiếu giấy."


class OutageFactsMissing(Invalid):
    code = "outage_facts_missing"
    template = "Nhập đủ thời điểm bắt đầu, nguyên nhân (hoặc hiện tượng) và quyết định xử lý rồi gửi lại."


class OutageTimes(Invalid):
    code = "outage_times"
    template = "Thời điểm kết thúc phải sau thời điểm bắt đầu và không ở tương lai. Nhập lại thời điểm."


class OutageOver(Conflict):
    code = "outage_over"
    template = "Sự cố này đã được ghi kết thúc. Tải lại trang để xem nội dung đã ghi."


class NoOutage(Conflict):
    code = "no_outage"
    template = (
        "Không có sự cố nào được ghi nhận vào lúc {received}. "
        "Người phụ trách Bộ phận Một cửa ghi nhận sự cố trước, rồi phê duyệt nhập sau."
    )


class EntryDecided(Conflict):
    code = "entry_decided"
    template = "Hồ sơ nhập sau của số phiếu {number} đã có quyết định: {state}. Tải lại trang để xem."


class EntryNotReady(Conflict):
    code = "entry_not_ready"
    template = "Tờ khai của số phiếu {number} chưa được hoàn thiện. Hoàn thiện tờ khai rồi gửi phê duyệt."


class DeviceFactsMissing(Invalid):
    code = "device_facts_missing"
    template = "Ghi đủ tên, số sê-ri, văn bản cấp và ngày cấp thiết bị. Ngày cấp không được sau hôm nay."


class DeviceKnown(Conflict):
    code = "device_known"
    template = "Thiết bị có số sê-ri {serial} đã được đăng ký. Tìm thiết bị đó trong danh sách để sửa."


class UnknownDevice(Unknown):
    code = "device_unknown"
    template = "Không tìm thấy thiết bị này trong phạm vi của bạn."


class DeviceHasNoScreen(Conflict):
    code = "device_has_no_screen"
    template = "Chỉ ki-ốt và màn hình gọi số cần mã kích hoạt; máy quét và máy in dùng được ngay."


class EnrolmentRefused(Invalid):
    code = "device_enrolment_refused"
    template = (
        "Mã kích hoạt không đúng hoặc đã hết hạn. "
        "Lấy mã mới ở trang Thiết bị rồi nhập trong vòng {minutes} phút."
    )


class NotKeeperOfDevices(NotAllowed):
    code = "device_not_keeper"
    template = (
        "Chỉ quản trị của cơ quan hoặc của tỉnh mới đăng ký, thu hồi thiết bị. Vui lòng liên hệ quản trị."
    )


class CheckIncomplete(Invalid):
    code = "device_check_incomplete"
    template = (
        "Chọn kết quả cho từng thiết bị; thiết bị hỏng hoặc không có tại bộ phận phải ghi rõ tình trạng."
    )


class UnknownCall(Unknown):
    code = "unknown_call"
    template = "Không tìm thấy cuộc gọi này. Bắt đầu cuộc gọi mới."


class CallEnded(Conflict):
    code = "call_ended"
    template = "Cuộc gọi này đã kết thúc. Bắt đầu cuộc gọi mới để tra tiếp."


class QuestionUnclear(Invalid):
    code = "call_question_unclear"
    template = "Chưa đủ để tìm: {needed}."


class TooManyLookups(TooMany):
    """Nobody reads out the province by telephone."""

    code = "too_many_lookups"
    template = (
        "Đã tra {count} lần trong {span}. Để bảo vệ thông tin của người dân, hệ thống dừng tra cứu; "
        "mời người gọi đến Bộ phận Một cửa hoặc tra trên cổng bằng mã hồ sơ."
    )


class TooManyFound(TooMany):
    code = "too_many_found"
    template = "Nhiều hồ sơ khớp nên không hiện. Hỏi thêm người gọi mã hồ sơ trên giấy hẹn."


class AnswersLocked(NotAllowed):
    code = "answers_locked"
    template = (
        "Người gọi đã trả lời sai {most} lần nên hồ sơ này bị khoá trong cuộc gọi. "
        "Chỉ đọc tình trạng chung; mời người gọi đến quầy với giấy tờ tùy thân."
    )
