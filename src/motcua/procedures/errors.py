"""Refusals of the catalogue."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, Unknown


class UnknownProcedure(Unknown):
    code = "unknown_procedure"
    template = "Không có thủ tục hành chính “{procedure}”. Vui lòng tìm lại theo tên hoặc mã thủ tục."


class NotInForce(Unknown):
    code = "procedure_not_in_force"
    template = (
        "Thủ tục “{procedure}” không có phiên bản có hiệu lực vào ngày {day}. "
        "Vui lòng xem các phiên bản đã công bố của thủ tục."
    )


class NothingRevised(Conflict):
    code = "nothing_revised"
    template = (
        "Nội dung vừa nhập giống hệt nội dung đang công bố của “{procedure}”, nên không có gì để công bố lại."
    )


class UnknownReception(Unknown):
    code = "unknown_reception"
    template = "Không tìm thấy phân công tiếp nhận này. Vui lòng tải lại trang của thủ tục."


class UnknownCase(Invalid):
    code = "unknown_case"
    template = (
        "Thủ tục “{procedure}” không có trường hợp “{case}”. Vui lòng chọn một trường hợp trong danh sách."
    )


class NotADraft(Conflict):
    code = "release_not_a_draft"
    template = (
        "Phiên bản {number} của thủ tục “{procedure}” đã công bố nên không sửa được. "
        "Vui lòng tạo phiên bản mới."
    )


class NotFitToPublish(Invalid):
    """The document, form or process has errors that would leave dossiers stuck."""

    code = "release_not_fit"
    template = "Chưa thể công bố thủ tục “{procedure}”: {problems} Vui lòng sửa rồi công bố lại."


class UnknownRelease(Unknown):
    code = "unknown_release"
    template = "Không có phiên bản thủ tục này. Vui lòng tải lại danh sách phiên bản."


class NotShorter(Invalid):
    code = "promise_not_shorter"
    template = (
        "Thời gian cam kết ({promised}) không ngắn hơn thời hạn theo quy định ({legal}). "
        "Vui lòng nhập thời gian ngắn hơn."
    )


class NothingToImport(Invalid):
    code = "nothing_to_import"
    template = "{folder}: {why}"


class NoCompetentAgency(Conflict):
    code = "no_competent_agency"
    template = (
        "Chưa xác định cơ quan có thẩm quyền của thủ tục “{procedure}”. "
        "Vui lòng liên hệ Trung tâm Phục vụ hành chính công để được hướng dẫn."
    )


class CommuneNotGiven(Invalid):
    code = "commune_not_given"
    template = (
        "Chưa biết xã, phường giải quyết hồ sơ “{procedure}”. "
        "Vui lòng chọn xã, phường hoặc điền đủ địa chỉ trong tờ khai."
    )


class NoReceivingDesk(Conflict):
    code = "no_receiving_desk"
    template = (
        "Chưa có Bộ phận Một cửa nào tiếp nhận thủ tục “{procedure}” cho cơ quan này. "
        "Vui lòng liên hệ Trung tâm Phục vụ hành chính công để được hướng dẫn."
    )


class InstrumentMissing(Invalid):
    code = "instrument_missing"
    template = "Ghi số, ngày của văn bản làm căn cứ."


class UnknownDecision(Unknown):
    code = "unknown_decision"
    template = "Không tìm thấy quyết định này. Tải lại trang của thủ tục."
