"""What can be refused about a dossier."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Unknown


class UnknownDossier(Unknown):
    """Also for a dossier this person may not know of: the two must look the same."""

    code = "unknown_dossier"
    template = "Không tìm thấy hồ sơ. Vui lòng kiểm tra lại mã hồ sơ trên giấy tiếp nhận."


class IllegalMove(Conflict):
    code = "illegal_move"
    template = (
        "Không thể “{act}” vì hồ sơ đang ở trạng thái “{state}”. Tải lại trang để xem việc cần làm tiếp."
    )


class Changed(Conflict):
    """Somebody else moved the dossier since this page was opened; what was typed is kept by the screen."""

    code = "dossier_changed"
    template = (
        "Hồ sơ đã được người khác cập nhật sau khi bạn mở trang. Nội dung bạn nhập vẫn được giữ; "
        "xem lại tình trạng mới rồi thực hiện lại nếu còn cần."
    )


class AlreadyFiled(Conflict):
    """The draft was handed in meanwhile, on another device or in another tab."""

    code = "already_filed"
    template = (
        "Hồ sơ {reference} đã được nộp trước khi nội dung này được gửi, nên nội dung này chưa được ghi. "
        "Mở hồ sơ đã nộp để xem; nếu cần sửa hoặc thêm giấy tờ, liên hệ Bộ phận Một cửa."
    )


class WrongDesk(NotAllowed):
    code = "wrong_desk"
    template = "Hồ sơ này do {desk} tiếp nhận. Tài khoản của bạn không được phân công tại đó."


class PapersUnchecked(Conflict):
    code = "papers_unchecked"
    template = (
        "Còn {count} thành phần hồ sơ chưa kiểm tra: {names}. "
        "Kiểm tra hết rồi mới tiếp nhận hoặc yêu cầu bổ sung."
    )


class PapersNotInOrder(Conflict):
    code = "papers_not_in_order"
    template = (
        "Chưa thể tiếp nhận vì các thành phần sau chưa đạt: {names}. Hãy yêu cầu bổ sung một lần, đầy đủ."
    )


class NothingToSupplement(Invalid):
    code = "nothing_to_supplement"
    template = (
        "Chưa có thành phần nào được đánh dấu thiếu, sai hoặc hết hạn. Đánh dấu ít nhất một điểm cần bổ sung."
    )


class SecondRequestNeedsHead(Conflict):
    """TN19-10.2a: one full notice; what could be seen the first time is asked for again only by the head's word."""

    code = "second_request_needs_head"
    template = (
        "Các điểm sau đã có thể thấy khi yêu cầu bổ sung ngày {day}: {names}. Quy định chỉ cho yêu cầu bổ sung một "
        "lần, đầy đủ. Bỏ các điểm này, hoặc đề nghị người đứng đầu ghi lý do cho phép "
        "trên trang hồ sơ rồi phát hành lại."
    )


class PointsUnanswered(Invalid):
    """`points` holds the ids of the points, for the screen."""

    code = "points_unanswered"
    template = (
        "Còn {count} điểm chưa được trả lời: {names}. Đính kèm tệp, sửa tờ khai hoặc ghi câu trả lời cho từng điểm; "
        "nội dung đã nhập vẫn được giữ."
    )


class UnknownPoint(Unknown):
    code = "unknown_point"
    template = "Không tìm thấy điểm cần bổ sung này. Tải lại trang bổ sung để xem các điểm đang được yêu cầu."


class StillWaiting(Conflict):
    code = "still_waiting"
    template = "Hồ sơ còn được chờ bổ sung đến {until}. Chỉ đóng hồ sơ sau thời điểm đó."


class ReasonMissing(Invalid):
    code = "reason_missing"
    template = "Vui lòng ghi rõ lý do để người nộp hồ sơ hiểu và biết phải làm gì tiếp theo."


class SecretWrong(NotAllowed):
    code = "secret_wrong"
    template = (
        "Mã tham chiếu hoặc mã bí mật không đúng. Hai mã này được hiển thị khi bạn bắt đầu khai và khi nộp hồ sơ. "
        "Vui lòng kiểm tra lại từng ký tự."
    )


class NoResult(Conflict):
    code = "no_result"
    template = (
        "Chưa ghi kết quả giải quyết. Ghi tên, số, ngày ký của kết quả rồi mới chuyển về Bộ phận Một cửa."
    )


class ReceiverMissing(Invalid):
    code = "receiver_missing"
    template = "Vui lòng ghi họ và tên người nhận kết quả."


class FeeNotPaid(Conflict):
    code = "fee_not_paid"
    template = "Hồ sơ còn phí, lệ phí chưa nộp. Thu và ghi nhận phí trước khi trả kết quả."


class AlreadyClosed(Conflict):
    code = "already_closed"
    template = "Hồ sơ đã được kết thúc ngày {day}. Không cần thực hiện lại."


class NoPause(Conflict):
    code = "no_pause"
    template = "Hồ sơ không còn tạm dừng chờ việc này. Tải lại trang hồ sơ để xem việc cần làm tiếp."


class DutyIncomplete(Invalid):
    code = "duty_incomplete"
    template = (
        "Ghi đủ số, ngày và số tiền của thông báo nghĩa vụ tài chính (số tiền bằng 0 khi được miễn); "
        "ngày thông báo không ở tương lai."
    )


class PaymentIncomplete(Invalid):
    code = "payment_incomplete"
    template = "Ghi ngày nộp và số chứng từ nộp tiền; ngày nộp không ở tương lai."


class DutyUnpaid(Conflict):
    """The handling goes on when the duty is done, not before."""

    code = "duty_unpaid"
    template = (
        "Người nộp hồ sơ chưa thực hiện nghĩa vụ tài chính. Ghi nhận chứng từ nộp tiền rồi tiếp tục giải quyết; "
        "được miễn thì ghi thông báo với số tiền bằng 0."
    )


class PostingRuns(Conflict):
    code = "posting_runs"
    template = (
        "Thời gian niêm yết công khai chưa hết (đến {day}). "
        "Muốn kết thúc sớm phải ghi rõ căn cứ pháp lý hoặc lý do."
    )


class PauseIncomplete(Invalid):
    code = "pause_incomplete"
    template = "Chưa tạm dừng được: {lacking}. Bổ sung rồi thực hiện lại."


class DecisionExists(Conflict):
    """TT 03/2025/TT-VPCP Đ.7: the handling can be stopped only while nothing is decided."""

    code = "decision_exists"
    template = (
        "Không dừng giải quyết được vì đã có quyết định “{result}” ngày {day}. "
        "Hồ sơ tiếp tục theo quy trình; nếu không muốn nhận kết quả, vui lòng liên hệ nơi trả kết quả."
    )


class AcceptedAlready(Conflict):
    """A withdrawal is for what was not accepted yet; after that the applicant asks to stop."""

    code = "accepted_already"
    template = (
        "Hồ sơ đã được tiếp nhận ngày {day} nên không rút được. "
        "Vui lòng gửi đề nghị dừng giải quyết; Bộ phận Một cửa sẽ xem xét và trả lời."
    )


class NotAcceptedYet(Conflict):
    code = "not_accepted_yet"
    template = "Hồ sơ chưa được tiếp nhận nên chưa có gì để dừng. Người nộp có thể rút hồ sơ ngay, không cần nêu lý do."


class StopAsked(Conflict):
    code = "stop_asked"
    template = "Đã có đề nghị dừng giải quyết gửi ngày {day}, đang chờ Bộ phận Một cửa trả lời."


class NoStopRequest(Conflict):
    code = "no_stop_request"
    template = (
        "Người nộp chưa đề nghị dừng giải quyết, hoặc đề nghị đã được trả lời. "
        "Tải lại trang; nếu người nộp vừa đề nghị tại quầy, ghi nhận đề nghị đó trước."
    )


class AskerMissing(Invalid):
    code = "asker_missing"
    template = "Vui lòng ghi họ tên người đề nghị và lý do đề nghị dừng giải quyết."


class TooLateToExtend(Conflict):
    """NĐ 61/2018 Đ.19 k.9, TN19-12.8."""

    code = "too_late_to_extend"
    template = (
        "Quy định chỉ cho hẹn lại chậm nhất một ngày trước ngày hẹn trả, tức là đến hết {last}. "
        "Thời điểm đó đã qua; nếu trả kết quả muộn, lãnh đạo ban hành phiếu xin lỗi."
    )


class AlreadyExtended(Conflict):
    code = "already_extended"
    template = (
        "Hồ sơ đã được hẹn lại một lần, ngày {day}. Quy định không cho hẹn lại lần thứ hai; "
        "nếu vẫn trễ, lãnh đạo ban hành phiếu xin lỗi."
    )


class ExtensionWaits(Conflict):
    code = "extension_waits"
    template = "Đã có đề nghị hẹn lại đến {day}, đang chờ lãnh đạo quyết định."


class NoProposal(Conflict):
    code = "no_proposal"
    template = "Đề nghị hẹn lại đã được trả lời hoặc không còn cần. Tải lại trang để xem ngày hẹn hiện tại."


class NewDateNotLater(Invalid):
    code = "new_date_not_later"
    template = "Ngày hẹn mới phải sau ngày hẹn hiện tại ({due}). Vui lòng chọn ngày khác."


class NotLateYet(Conflict):
    code = "not_late_yet"
    template = (
        "Hồ sơ chưa quá hạn trả kết quả ({due}) nên chưa xin lỗi vì trả muộn. "
        "Nếu biết trước sẽ không kịp, hãy đề nghị hẹn lại ngày trả."
    )


class AlreadyApologised(Conflict):
    code = "already_apologised"
    template = "Đã ban hành phiếu xin lỗi ngày {day}{until}. Chưa cần ban hành lần nữa."


class ExpectedDayMissing(Invalid):
    code = "expected_day_missing"
    template = (
        "Vui lòng chọn ngày dự kiến trả kết quả, sau thời điểm hiện tại, để người nộp biết khi nào quay lại."
    )


class VerificationUnclear(Invalid):
    """TN19-12.3: where the applicant attends, time, place and participants are recorded too."""

    code = "verification_unclear"
    template = "Biên bản xác minh còn thiếu: {lacking}. Vui lòng ghi bổ sung."


class RuleOutOfOrder(Conflict):
    code = "rule_out_of_order"
    template = "Đã có quy định có hiệu lực từ {day}. Chọn ngày hiệu lực từ ngày đó trở đi."


class OriginalsUncompared(Conflict):
    """TN19-8.2: an online dossier is handled without its paper; the originals are compared at the end."""

    code = "originals_uncompared"
    template = "Chưa đối chiếu bản chính của: {names}. Đối chiếu từng giấy tờ rồi mới trả kết quả."


class OriginalsDiffer(Conflict):
    code = "originals_differ"
    template = (
        "Bản chính không khớp với hồ sơ điện tử: {names}. Chưa trả kết quả. "
        "Đề nghị người nộp mang bản chính đúng, hoặc báo người phụ trách Bộ phận Một cửa xem xét, quyết định."
    )


class MandateMissing(Invalid):
    code = "mandate_missing"
    template = (
        "{name} không phải người nộp hồ sơ. "
        "Chọn tư cách nhận thay, ghi giấy tờ chứng minh và số định danh đã kiểm tra."
    )


class MandateIncomplete(Invalid):
    code = "mandate_incomplete"
    template = "Ghi số định danh đã kiểm tra của người nhận thay và giấy tờ cho phép nhận thay (số, ngày)."


class PostNumberMissing(Invalid):
    code = "post_number_missing"
    template = "Ghi số hiệu bưu gửi của kết quả gửi qua bưu chính."


class ConfirmationWrong(Invalid):
    code = "confirmation_wrong"
    template = (
        "Mã bí mật không đúng với hồ sơ này. Nhập lại, hoặc để trống và cho ký nhận trên phiếu trả kết quả."
    )


class SameResult(Invalid):
    code = "same_result"
    template = "Kết quả mới trùng với kết quả đang có. Ghi đúng nội dung cần đính chính."


class WrongResultOut(Conflict):
    code = "wrong_result_out"
    template = (
        "Kết quả đã đính chính còn ở người nhận: {names}. "
        "Thu hồi bản cũ rồi trả bản mới, hoặc ghi lý do không thu hồi được."
    )


class NotTheLeader(NotAllowed):
    code = "not_the_leader"
    template = "Chỉ lãnh đạo {agency} được đính chính kết quả. Đề nghị lãnh đạo cơ quan thực hiện."


class UnknownResult(Unknown):
    code = "unknown_result"
    template = "Không tìm thấy kết quả cần đính chính, hoặc kết quả đã được đính chính. Tải lại trang hồ sơ."


class ReceiptEmpty(Invalid):
    code = "receipt_empty"
    template = "Vui lòng chọn tệp hoặc ảnh chụp chứng từ, hoặc ghi số chứng từ và ngày nộp."


class DutyPaidAlready(Conflict):
    code = "duty_paid_already"
    template = "Nghĩa vụ tài chính của hồ sơ đã được ghi nhận là đã nộp; không cần gửi chứng từ nữa."


class ReceiptsEnough(Conflict):
    code = "receipts_enough"
    template = (
        "Đã có {most} lần gửi chứng từ đang chờ kiểm tra. "
        "Vui lòng chờ Bộ phận Một cửa trả lời rồi gửi thêm nếu cần."
    )


class UnknownReceipt(Unknown):
    code = "unknown_receipt"
    template = (
        "Không tìm thấy chứng từ đang chờ kiểm tra này. Tải lại trang để xem chứng từ nào đã được trả lời."
    )


class ReceiptAnswerMissing(Invalid):
    code = "receipt_answer_missing"
    template = "Vui lòng ghi lý do chưa ghi nhận được chứng từ, để người nộp biết phải làm gì tiếp."
