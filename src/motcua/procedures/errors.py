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


class NotPublished(Conflict):
    code = "release_not_published"
    template = (
        "Phiên bản {number} của thủ tục “{procedure}” không còn hiệu lực hoặc chưa công bố. "
        "Vui lòng tải lại trang."
    )


class NotFitToPublish(Invalid):
    """The document, form or process has errors that would leave dossiers stuck."""

    code = "release_not_fit"
    template = "Chưa thể công bố thủ tục “{procedure}”: {problems} Vui lòng sửa rồi công bố lại."
