"""What the journey refuses beyond what its parts refuse."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed


class FormIncomplete(Invalid):
    """`problems` holds each field's own sentence for the screen."""

    code = "form_incomplete"
    template = (
        "Tờ khai còn {count} mục cần sửa. Các mục được đánh dấu ở từng phần; nội dung đã nhập vẫn được giữ."
    )


class PapersMissing(Invalid):
    code = "papers_missing"
    template = "Còn thiếu giấy tờ bắt buộc: {names}. Vui lòng đính kèm rồi nộp lại."


class NotOpenOnline(Conflict):
    code = "not_open_online"
    template = (
        "Thủ tục “{procedure}” chưa mở nộp trực tuyến tại cơ quan đã chọn. "
        "Bạn có thể nộp tại Bộ phận Một cửa; nội dung đã nhập được giữ trong 90 ngày."
    )


class ApplicantMissing(Invalid):
    code = "applicant_missing"
    template = (
        "Vui lòng nhập họ tên và một cách liên hệ (số điện thoại hoặc thư điện tử) của người nộp hồ sơ."
    )


class LimitUnsettled(Conflict):
    code = "limit_unsettled"
    template = (
        "Thủ tục “{procedure}” chưa có thời hạn giải quyết được xác nhận. "
        "Đề nghị cơ quan công bố trước khi tiếp nhận."
    )


class FeeUnsettled(Conflict):
    code = "fee_unsettled"
    template = "Mức phí “{fee}” chưa được tỉnh ấn định. Nhập mức thu theo quy định hiện hành rồi tiếp nhận."


class ProcessUnsettled(Conflict):
    code = "process_unsettled"
    template = "Thủ tục “{procedure}” chưa có quy trình nội bộ đủ điều kiện chạy. Đề nghị cơ quan hoàn thiện quy trình."


class NotReceivedThere(Conflict):
    code = "not_received_there"
    template = (
        "{desk} không tiếp nhận hoặc trả kết quả thủ tục này. Chọn Bộ phận Một cửa khác trong danh sách."
    )


class AlreadyThere(Conflict):
    code = "return_place_unchanged"
    template = "Kết quả đã được hẹn trả tại {desk}. Không cần đổi."


class PlaceUnknown(Invalid):
    code = "place_unknown"
    template = (
        "Chưa chọn nơi nhận, hoặc nơi nhận không còn hoạt động. Chọn lại đơn vị, bộ phận hoặc cán bộ nhận."
    )


class NoSuccessor(Conflict):
    code = "no_successor"
    template = (
        "Cơ quan này chưa có cơ quan kế thừa chính vào ngày này. "
        "Ghi quyết định sắp xếp (cơ quan kế thừa, ngày có hiệu lực) trước khi chuyển hồ sơ."
    )


class NoDeskThere(Conflict):
    code = "no_desk_there"
    template = (
        "{agency} chưa có Bộ phận Một cửa nào đang mở để nhận hồ sơ. "
        "Mở Bộ phận Một cửa của cơ quan đó trước; hồ sơ được chuyển lại vào đêm kế tiếp."
    )


class NothingPicked(Invalid):
    code = "nothing_picked"
    template = "Chưa chọn hồ sơ nào. Đánh dấu các hồ sơ cần xử lý trong danh sách rồi chọn việc cần làm."


class TooManyPicked(Invalid):
    code = "too_many_picked"
    template = "Mỗi lượt xử lý được nhiều nhất {most} hồ sơ. Bỏ bớt rồi thực hiện thành nhiều lượt."


class RefusalProposed(Conflict):
    code = "refusal_proposed"
    template = "Bước trước đề xuất từ chối giải quyết hồ sơ này. Mở riêng hồ sơ để xem lý do rồi quyết định."


class StepNotForBulk(Conflict):
    """TN19-12.2: what is examined is examined dossier by dossier."""

    code = "step_not_for_bulk"
    template = "Bước “{step}” phải xem xét từng hồ sơ nên không làm hàng loạt được. Mở hồ sơ để thực hiện."


class NotYourDuty(NotAllowed):
    """The dossier may be seen, but this is not for this officer to do, or not any more."""

    code = "not_your_duty"
    template = (
        "“{act}” không phải việc của tài khoản này ở trạng thái hiện tại của hồ sơ. "
        "Tải lại trang hồ sơ để xem việc cần làm và người đang xử lý."
    )


class WorkPaused(Conflict):
    code = "work_paused"
    template = (
        "Bước “{step}” đang tạm dừng chờ, đến {day}. Bấm “Tiếp tục giải quyết” khi nguyên nhân tạm dừng đã hết, "
        "rồi hoàn thành bước."
    )


class RefusalUnsigned(NotAllowed):
    """TN19-12.7: not to grant is the leader's word; others propose it."""

    code = "refusal_unsigned"
    template = (
        "Bước “{step}” không ký từ chối giải quyết. "
        "Ghi đề xuất không giải quyết với lý do; lãnh đạo ký ở bước duyệt."
    )


class ResultUnsigned(NotAllowed):
    """TN19-12.9: what is decided is decided where the process has it signed."""

    code = "result_unsigned"
    template = "Bước “{step}” không ký kết quả giải quyết. Ghi ý kiến rồi chuyển tiếp; kết quả được ghi ở bước duyệt."


class NothingInBook(Conflict):
    code = "nothing_in_book"
    template = "Sổ theo dõi hồ sơ lĩnh vực {field} năm {year} chưa có hồ sơ nào. Chọn lĩnh vực hoặc năm khác."


class NotYetAccepted(Conflict):
    code = "not_yet_accepted"
    template = "Hồ sơ chưa được tiếp nhận nên chưa có phiếu kiểm soát. Tiếp nhận hồ sơ trước."


class StillHoldsWork(Conflict):
    """TN19-14.5: nothing stays with a closed account."""

    code = "still_holds_work"
    template = (
        "{name} còn giữ {count} việc đang mở. Chọn người nhận bàn giao; "
        "tài khoản được đóng ngay sau khi bàn giao xong."
    )


class LastOfPlace(Conflict):
    code = "last_of_place"
    template = (
        "Đây là người cuối cùng làm {place}, nơi còn {count} việc đang mở. "
        "Phân công thêm một người vào nơi đó, hoặc dùng “Thay cán bộ”, rồi thực hiện lại."
    )


class NotPlacesOfSuccessor(Invalid):
    code = "not_places_of_successor"
    template = (
        "{name} chưa được phân công tại: {places}. "
        "Dùng “Thay cán bộ” để chuyển cả vai trò, hoặc chọn người khác."
    )


class NothingHeld(Conflict):
    code = "nothing_held"
    template = "{name} không còn giữ việc nào ở nơi bạn phụ trách. Tải lại trang để xem tình trạng mới."


class WorkToOneself(Invalid):
    code = "work_to_oneself"
    template = "Người nhận bàn giao phải là người khác. Vui lòng chọn lại."


class ReturnTooLate(Conflict):
    """TN19-12.4."""

    code = "return_too_late"
    template = (
        "Đã quá thời gian được trả hồ sơ chưa đủ điều kiện (đến {until}). Hãy tiếp tục giải quyết: kết luận không đủ "
        "điều kiện sau thẩm định, hoặc xin gia hạn."
    )


class ResultAlreadyThere(Conflict):
    code = "result_already_there"
    template = (
        "Hồ sơ đã có kết quả “{result}” nên không trả lại để bổ sung được nữa. "
        "Hoàn tất các bước còn lại hoặc đính chính kết quả."
    )


class OtherWayChosen(Conflict):
    """The province chose one of two ways; the page that was sent offered the other."""

    code = "other_way_chosen"
    template = (
        "Theo thiết lập của tỉnh, trường hợp này được xử lý bằng cách “{way}”. Tải lại trang để thực hiện."
    )


class NotTheHead(NotAllowed):
    code = "not_the_head"
    template = (
        "Chỉ người đứng đầu nơi đang giữ hồ sơ mới cho phép yêu cầu bổ sung lần nữa. Vui lòng đề nghị {who}."
    )


class NoEarlierRequest(Conflict):
    code = "no_earlier_request"
    template = (
        "Hồ sơ chưa có lần yêu cầu bổ sung nào. Có thể phát hành yêu cầu bổ sung ngay, không cần cho phép."
    )


class NotCompetent(Invalid):
    code = "not_competent"
    template = "Nơi được chọn không tiếp nhận thủ tục này. Chọn một nơi trong danh sách."


class NotEndedYet(Conflict):
    code = "not_ended_yet"
    template = (
        "Hồ sơ “{state}” nên chưa nộp lại được. "
        "Hồ sơ đã đóng, bị từ chối, đã rút hoặc đã dừng mới nộp lại từ bản sao."
    )


class NotAuthorisedHere(NotAllowed):
    """TN19-10.6: only whom the agency authorised decides at the counter."""

    code = "not_authorised_here"
    template = (
        "Tài khoản này chưa được ủy quyền giải quyết “{procedure}” tại quầy. "
        "Tiếp nhận và chuyển hồ sơ đến đơn vị giải quyết như bình thường."
    )


class OutsideOnly(Conflict):
    """TN19-9.4."""

    code = "outside_only"
    template = (
        "“{procedure}” không tiếp nhận tại Bộ phận Một cửa ({instrument}). "
        "Ghi nơi tiếp nhận thực tế rồi thực hiện lại."
    )


class PlaceMissing(Invalid):
    code = "place_missing"
    template = "Ghi nơi trả kết quả: thủ tục này trả kết quả ngoài trụ sở."


class SuccessorNeeded(Conflict):
    """An agency with open dossiers ends only when somebody takes them over."""

    code = "successor_needed"
    template = (
        "Cơ quan còn {count} hồ sơ đang giải quyết. Vui lòng chọn cơ quan kế thừa; "
        "hồ sơ được chuyển đến đó vào ngày sau ngày cuối cùng."
    )
