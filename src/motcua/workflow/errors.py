"""What can be refused about tasks."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Unknown


class UnknownTask(Unknown):
    code = "unknown_task"
    template = (
        "Không tìm thấy việc này. Có thể việc đã được chuyển cho người khác; tải lại danh sách việc của bạn."
    )


class NotYourTask(NotAllowed):
    code = "not_your_task"
    template = "Việc “{task}” không thuộc phạm vi phân công của bạn."


class NotHeadThere(NotAllowed):
    code = "not_head_there"
    template = (
        "Chỉ lãnh đạo phòng hoặc người phụ trách nơi đang xử lý mới phân công việc “{task}”. "
        "Vui lòng đề nghị người đó phân công."
    )


class TaskTaken(Conflict):
    code = "task_taken"
    template = "Việc “{task}” đã do {owner} nhận xử lý. Tải lại danh sách để xem các việc còn lại."


class TaskEnded(Conflict):
    code = "task_ended"
    template = "Việc “{task}” đã kết thúc. Tải lại trang để xem bước hiện tại của hồ sơ."


class NobodyThere(Conflict):
    code = "nobody_there"
    template = "Bước “{step}” chưa có ai được phân công tại {place}. Đề nghị quản trị cơ quan phân công cán bộ trước."


class NotPostedThere(Invalid):
    code = "not_posted_there"
    template = "Người được chọn không thuộc vị trí xử lý bước “{step}”. Chọn một cán bộ trong danh sách."


class NoEarlierStep(Conflict):
    code = "no_earlier_step"
    template = "Không có bước trước để trả lại từ bước “{step}”."


class StepResultMissing(Invalid):
    """TN19-12.9: a step is done only when its work is done."""

    code = "step_result_missing"
    template = "Vui lòng ghi kết quả thực hiện bước “{step}” trước khi chuyển bước tiếp theo."


class UnknownOpinion(Unknown):
    code = "unknown_opinion"
    template = "Không tìm thấy yêu cầu lấy ý kiến này. Tải lại trang hồ sơ để xem các ý kiến đang lấy."


class OpinionEnded(Conflict):
    code = "opinion_ended"
    template = (
        "Yêu cầu lấy ý kiến {place} đã kết thúc ({state}). Tải lại trang hồ sơ để xem nội dung; "
        "nếu còn cần, hãy gửi một yêu cầu mới."
    )


class OpinionIncomplete(Invalid):
    """TN19-12.5a: an opinion is asked with its content and its deadline."""

    code = "opinion_incomplete"
    template = "Chưa gửi được yêu cầu lấy ý kiến: {lacking}. Bổ sung rồi gửi lại."


class RevocationReasonMissing(Invalid):
    code = "revocation_reason_missing"
    template = (
        "Vui lòng ghi lý do thu hồi yêu cầu lấy ý kiến, để nơi được hỏi biết vì sao không cần trả lời nữa."
    )


class AnswerMissing(Invalid):
    code = "answer_missing"
    template = "Vui lòng ghi nội dung trả lời, hoặc ghi rõ cơ quan không có ý kiến."


class OpinionAwaited(Conflict):
    """The asker chose to wait for the answer."""

    code = "opinion_awaited"
    template = (
        "Bước “{step}” đang chờ ý kiến của {places}. Chờ trả lời, hoặc thu hồi yêu cầu (ghi lý do) "
        "rồi hoàn thành bước."
    )


class NotAStep(Conflict):
    code = "not_a_step"
    template = "“{task}” không phải một bước của quy trình. Mở trang riêng của việc này từ trang hồ sơ."


class NobodyAsked(Conflict):
    code = "nobody_asked"
    template = (
        "{place} chưa có cán bộ nào nhận việc trên hệ thống nên chưa thể gửi. "
        "Chọn nơi khác, hoặc ghi tên cơ quan ngoài hệ thống và tự ghi nhận văn bản trả lời."
    )


class UnknownRun(Unknown):
    code = "unknown_run"
    template = "Không tìm thấy lượt xử lý này, hoặc lượt này do người khác thực hiện."


class LineBroken(Conflict):
    code = "line_broken"
    template = (
        "Hệ thống gặp lỗi ở hồ sơ này và đã ghi nhật ký; hồ sơ giữ nguyên như trước. "
        "Mở hồ sơ để làm riêng, hoặc báo quản trị hệ thống."
    )
