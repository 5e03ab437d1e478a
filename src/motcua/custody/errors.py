"""What can be refused about the paper of a dossier."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Unknown


class UnknownBundle(Unknown):
    """Also for a bundle this officer may not know of: the two must look the same."""

    code = "unknown_bundle"
    template = (
        "Không tìm thấy túi giấy tờ có mã này trong phạm vi của bạn. "
        "Kiểm tra lại nhãn, hoặc đưa túi giấy tờ về nơi ghi trên nhãn."
    )


class BundleCodeMistyped(Invalid):
    code = "bundle_code_mistyped"
    template = "Mã “{text}” không đúng dạng mã túi giấy tờ (16 ký tự in dưới mã QR). Quét lại hoặc nhập lại từng ký tự."


class NothingToGive(Invalid):
    code = "nothing_to_give"
    template = (
        "Chưa chọn túi giấy tờ nào. Đánh dấu trong danh sách hoặc quét mã từng túi rồi lập giấy bàn giao."
    )


class NotHeldHere(Conflict):
    code = "bundle_not_held_here"
    template = (
        "Túi giấy tờ của hồ sơ {dossier} không ở chỗ bạn ({holder}). "
        "Bỏ túi này ra khỏi danh sách, hoặc nhận bàn giao trước."
    )


class AlreadyOffered(Conflict):
    code = "bundle_already_offered"
    template = (
        "Túi giấy tờ của hồ sơ {dossier} đã nằm trong giấy bàn giao số {number}, đang chờ bên nhận xác nhận. "
        "Chờ xác nhận, hoặc thu hồi giấy bàn giao đó trước."
    )


class PackedForPost(Conflict):
    code = "bundle_packed_for_post"
    template = (
        "Giấy tờ trong túi của hồ sơ {dossier} đã đóng vào bưu gửi {number}. "
        "Huỷ đóng gói bưu gửi đó trước khi bàn giao túi giấy tờ."
    )


class SamePlace(Invalid):
    code = "handover_same_place"
    template = "Nơi nhận trùng với nơi đang giữ. Chọn đơn vị, bộ phận hoặc cán bộ khác để bàn giao."


class SeveralGivers(Invalid):
    code = "handover_several_givers"
    template = "Các túi giấy tờ đã chọn đang ở nhiều nơi khác nhau. Lập riêng một giấy bàn giao cho mỗi nơi đang giữ."


class CarrierMissing(Invalid):
    code = "carrier_missing"
    template = (
        "Gửi qua bưu chính hoặc dịch vụ chuyển phát phải ghi tên đơn vị vận chuyển và số hiệu bưu gửi "
        "để tra được túi giấy tờ đang ở đâu."
    )


class UnknownRecord(Unknown):
    code = "unknown_handover_record"
    template = "Không tìm thấy giấy bàn giao. Quay lại danh sách giấy tờ để chọn giấy bàn giao cần mở."


class RecordEnded(Conflict):
    code = "handover_record_ended"
    template = (
        "Giấy bàn giao số {number} đã được xác nhận hoặc thu hồi lúc {at}. Tải lại trang để xem kết quả."
    )


class NotTheReceiver(NotAllowed):
    code = "not_the_receiver"
    template = "Chỉ người được phân công tại nơi nhận ({place}) mới xác nhận được giấy bàn giao này."


class NotTheGiver(NotAllowed):
    code = "not_the_giver"
    template = "Chỉ người được phân công tại nơi giao ({place}) mới thực hiện được việc này."


class RemarkMissing(Invalid):
    code = "handover_remark_missing"
    template = (
        "Còn {count} túi giấy tờ chưa đánh dấu đã nhận. Ghi rõ thiếu gì, vì sao, để bên giao kiểm tra lại."
    )


class NotYetToArchive(Conflict):
    code = "not_yet_to_archive"
    template = "Hồ sơ {dossier} đang giải quyết nên chưa lưu được giấy tờ. Lưu sau khi đã có kết quả hoặc đã kết thúc."


class ItemsOwed(Conflict):
    code = "originals_owed"
    template = (
        "Còn bản chính phải trả lại cho người nộp: {names}. Đánh dấu đã trả lại, hoặc ghi rõ lý do chưa trả."
    )


class PaperElsewhere(Conflict):
    """The paper and the electronic state would part (NB18-13.1)."""

    code = "paper_elsewhere"
    template = (
        "Giấy tờ của hồ sơ chưa ở đây: {where}. "
        "Nhận bàn giao giấy tờ trước, hoặc ghi rõ lý do để tiếp tục khi giấy tờ còn ở nơi khác."
    )
