"""The words of the applicant's own page: what each happening is called, what comes next, which slip it is."""

from __future__ import annotations

from motcua.kernel.phrases import phrase

SLIP_NAMES = {
    "slip_01": phrase("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "slip_02": phrase("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "slip_03": phrase("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    "slip_04": phrase("Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    "slip_05": phrase("Thông báo dừng giải quyết hồ sơ"),
}
TITLES = {
    "submit": phrase("Bạn đã nộp hồ sơ"),
    "request_supplement": phrase("Yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "ask_completion": phrase("Cơ quan giải quyết yêu cầu bổ sung hồ sơ"),
    "cancel_incomplete": phrase("Hồ sơ được huỷ và trả lại vì chưa đủ điều kiện"),
    "supplement": phrase("Bạn đã bổ sung hồ sơ"),
    "reminded": phrase("Đã nhắc bạn bổ sung hồ sơ"),
    "expire": phrase("Hồ sơ đã đóng vì quá thời gian chờ bổ sung"),
    "redirect": phrase("Hồ sơ được chuyển đến đúng cơ quan có thẩm quyền"),
    "refuse": phrase("Hồ sơ không được tiếp nhận"),
    "accept": phrase("Đã tiếp nhận hồ sơ"),
    "settle": phrase("Đã tiếp nhận và giải quyết ngay tại quầy"),
    "transfer": phrase("Chuyển đến đơn vị giải quyết"),
    "part_opened": phrase("Chuyển phần việc đến cơ quan phối hợp"),
    "part_done": phrase("Cơ quan phối hợp đã làm xong phần việc"),
    "decide": phrase("Đã có kết quả giải quyết"),
    "change_return_place": phrase("Đổi nơi nhận kết quả"),
    "post_asked": phrase("Bạn chọn nhận kết quả qua bưu chính"),
    "post_cancelled": phrase("Thôi nhận kết quả qua bưu chính"),
    "return_asked": phrase("Bạn đề nghị gửi trả bản chính qua bưu chính"),
    "return_cancelled": phrase("Thôi gửi trả bản chính qua bưu chính"),
    "post_taken": phrase("Bưu tá đã nhận bưu gửi để phát"),
    "post_returned": phrase("Bưu gửi bị chuyển hoàn về Bộ phận Một cửa"),
    "post_lost": phrase("Bưu chính báo thất lạc bưu gửi, Bộ phận Một cửa đang xử lý"),
    "post_received": phrase("Bộ phận Một cửa đã nhận giấy tờ bạn gửi qua bưu chính"),
    "hand_over": phrase("Đã trả kết quả"),
    "verify": phrase("Cơ quan giải quyết đã thẩm tra, xác minh"),
    "extend": phrase("Hẹn lại ngày trả kết quả"),
    "apologise": phrase("Cơ quan giải quyết xin lỗi vì trả kết quả muộn"),
    "withdraw": phrase("Đã rút hồ sơ"),
    "stop_asked": phrase("Bạn đề nghị dừng giải quyết"),
    "stop_declined": phrase("Bộ phận Một cửa chưa dừng giải quyết"),
    "stop_lapsed": phrase("Không dừng được vì đã có kết quả"),
    "stop": phrase("Đã dừng giải quyết theo đề nghị của bạn"),
    "pause": phrase("Tạm dừng giải quyết để chờ"),
    "resume": phrase("Hồ sơ được giải quyết tiếp"),
    "duty_told": phrase("Đã có thông báo nghĩa vụ tài chính"),
    "receipt_given": phrase("Bạn đã gửi chứng từ nộp tiền"),
    "receipt_declined": phrase("Chứng từ nộp tiền chưa được ghi nhận"),
    "duty_paid": phrase("Đã ghi nhận chứng từ nộp tiền"),
    "correct_result": phrase("Kết quả giải quyết được đính chính"),
}
NOT_GRANTED = phrase("Hồ sơ không được giải quyết")
SAYS_WHY = frozenset(
    {
        "correct_result",
        "request_supplement",
        "refuse",
        "extend",
        "apologise",
        "stop_asked",
        "stop_declined",
        "stop",
    }
)
AHEAD = {
    "submitted": (
        phrase("Bộ phận Một cửa kiểm tra hồ sơ"),
        phrase("Cơ quan giải quyết"),
        phrase("Nhận kết quả"),
    ),
    "supplement_requested": (
        phrase("Bạn bổ sung hồ sơ"),
        phrase("Bộ phận Một cửa kiểm tra lại"),
        phrase("Cơ quan giải quyết"),
    ),
    "accepted": (phrase("Chuyển đến đơn vị giải quyết"), phrase("Nhận kết quả")),
    "in_process": (phrase("Đơn vị đang giải quyết"), phrase("Nhận kết quả")),
    "waiting": (phrase("Đang tạm dừng chờ"), phrase("Nhận kết quả")),
    "decided": (phrase("Mời bạn đến nhận kết quả"),),
}
WITH_REASON = frozenset(
    {"correct_result", "request_supplement", "ask_completion", "cancel_incomplete", "redirect", "refuse"}
)
