"""What can be refused about parcels and envelopes."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Unknown


class UnknownParcel(Unknown):
    """Also for a parcel this officer may not know of."""

    code = "unknown_parcel"
    template = "Không tìm thấy bưu gửi này trong phạm vi của bạn. Kiểm tra lại số hiệu trên nhãn."


class UnknownBatch(Unknown):
    code = "unknown_post_batch"
    template = "Không tìm thấy giấy bàn giao bưu chính. Quay lại trang bưu chính để chọn giấy cần mở."


class UnknownEnvelope(Unknown):
    code = "unknown_envelope"
    template = "Không tìm thấy phong bì đã ghi nhận. Quay lại trang bưu chính để chọn phong bì cần mở."


class NoCarrier(Conflict):
    code = "no_post_carrier"
    template = (
        "Tỉnh chưa khai báo đơn vị bưu chính nào đang hoạt động. "
        "Báo quản trị của tỉnh khai báo ở trang Quản trị, mục Bưu chính."
    )


class AddressIncomplete(Invalid):
    code = "post_address_incomplete"
    template = "Cần đủ họ tên, số điện thoại và địa chỉ để bưu tá tìm được người nhận. Còn thiếu: {missing}."


class NothingToReturn(Conflict):
    code = "nothing_to_return"
    template = (
        "Hồ sơ {dossier} không còn bản chính nào chờ trả lại. "
        "Bản chính chỉ được gửi trả khi hồ sơ đã kết thúc và giấy tờ còn ở Bộ phận Một cửa."
    )


class ReturnNotAsked(Conflict):
    code = "return_not_asked"
    template = "Hồ sơ {dossier} không còn đề nghị gửi trả bản chính qua bưu chính. Tải lại trang để xem tình trạng mới."


class ParcelOnItsWay(Conflict):
    code = "parcel_on_its_way"
    template = (
        "Bưu gửi {number} đang ở trạng thái “{state}” nên không đổi được nữa. "
        "Liên hệ đơn vị bưu chính, hoặc chờ bưu gửi được phát hay chuyển hoàn."
    )


class ResultAtPost(Conflict):
    """One truth: what the post carries cannot be handed over at the counter."""

    code = "result_at_post"
    template = (
        "Kết quả đang do bưu chính giữ (số hiệu {number}, {state}). "
        "Chờ bưu gửi được phát hoặc chuyển hoàn rồi mới trả tại quầy."
    )


class NotAskedByPost(Conflict):
    code = "not_asked_by_post"
    template = (
        "Hồ sơ {dossier} không còn đề nghị nhận kết quả qua bưu chính. Tải lại trang để xem danh sách mới."
    )


class NotReadyToSend(Conflict):
    code = "not_ready_to_send"
    template = "Hồ sơ {dossier} chưa gửi bưu chính được: {why}"


class NothingToSend(Invalid):
    code = "nothing_to_send"
    template = "Chưa chọn bưu gửi nào. Đánh dấu trong danh sách rồi lập giấy bàn giao bưu chính."


class WaybillMissing(Invalid):
    code = "waybill_missing"
    template = "Nhập số hiệu bưu gửi của hồ sơ {dossier}, in trên nhãn hoặc biên nhận của bưu chính."


class WaybillWrong(Invalid):
    code = "waybill_wrong"
    template = "Số hiệu bưu gửi “{text}” không đúng. Quét mã vạch trên nhãn hoặc nhập lại từng ký tự."


class WaybillTaken(Conflict):
    code = "waybill_taken"
    template = "Số hiệu bưu gửi {number} đã dùng cho một bưu gửi khác. Kiểm tra lại nhãn."


class NoNumberYet(Conflict):
    code = "no_waybill_yet"
    template = (
        "Bưu gửi của hồ sơ {dossier} chưa có số hiệu nên chưa giao bưu tá được. Chờ đơn vị bưu chính cấp số, "
        "hoặc nhập số hiệu ở trang của bưu gửi."
    )


class PostmanMissing(Invalid):
    code = "postman_missing"
    template = "Nhập họ tên bưu tá nhận bưu gửi, như ghi trên thẻ của bưu tá."


class BatchEnded(Conflict):
    code = "post_batch_ended"
    template = "Giấy bàn giao bưu chính số {number} đã được bưu tá xác nhận. Tải lại trang để xem kết quả."


class NotYourDesk(NotAllowed):
    code = "not_your_post_desk"
    template = "Chỉ cán bộ của {desk} mới thực hiện được việc này."


class ArrivalImpossible(Invalid):
    code = "arrival_impossible"
    template = (
        "Thời điểm phong bì đến phải sau ngày gửi và không ở tương lai. Kiểm tra dấu bưu điện rồi nhập lại."
    )


class EnvelopeUsed(Conflict):
    code = "envelope_used"
    template = "Phong bì này đã được lập hồ sơ. Tải lại trang để xem hồ sơ đó."


class SenderMissing(Invalid):
    code = "sender_missing"
    template = "Nhập họ tên người gửi ghi trên phong bì; không có thì ghi “không ghi tên”."


class StatusUnknown(Invalid):
    code = "post_status_unknown"
    template = "Chọn việc đã xảy ra với bưu gửi: bưu tá nhận, đã phát, chuyển hoàn hay thất lạc."
