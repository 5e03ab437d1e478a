from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Unknown


class NumberTaken(Conflict):
    code = "personal_number_taken"
    template = (
        "Số định danh {number} đã có tài khoản. Nếu là bạn, vui lòng đăng nhập hoặc lấy lại mật khẩu; "
        "nếu không phải bạn, vui lòng mang căn cước đến Bộ phận Một cửa để được hỗ trợ."
    )


class TaxCodeTaken(Conflict):
    code = "tax_code_taken"
    template = (
        "Mã số thuế {tax_code} đã có tài khoản. Vui lòng đăng nhập hoặc lấy lại mật khẩu; "
        "nếu tổ chức chưa từng đăng ký, vui lòng liên hệ Bộ phận Một cửa."
    )


class NotTheSamePerson(Conflict):
    code = "not_the_same_person"
    template = (
        "Số định danh {number} đã có trong hệ thống với họ tên hoặc ngày sinh khác. "
        "Vui lòng kiểm tra lại số; nếu đúng, vui lòng mang căn cước đến Bộ phận Một cửa để được hỗ trợ."
    )


class BornInFuture(Invalid):
    code = "born_in_future"
    template = "Ngày sinh {born} ở tương lai. Vui lòng nhập lại ngày sinh."


class NameMissing(Invalid):
    code = "name_missing"
    template = "Chưa có {what}. Vui lòng nhập đầy đủ."


class NoConsent(Invalid):
    code = "no_consent"
    template = "Cần đồng ý cho xử lý dữ liệu cá nhân để tạo tài khoản. Vui lòng đọc và đánh dấu ô đồng ý."


class NoSuchParty(Unknown):
    code = "no_such_party"
    template = "Không tìm thấy người hoặc tổ chức này. Vui lòng kiểm tra lại số định danh hoặc mã số thuế."


class NotAChild(Invalid):
    code = "not_a_child"
    template = (
        "Chỉ khai được con dưới 18 tuổi. Người đủ 18 tuổi cần tự đăng ký tài khoản và ủy quyền cho bạn."
    )


class NoMandate(NotAllowed):
    code = "no_mandate"
    template = (
        "Tài khoản này không được làm thay người hoặc tổ chức đó. "
        "Vui lòng nhờ người được đại diện ủy quyền trên hệ thống."
    )


class NoSuchMandate(Unknown):
    code = "no_such_mandate"
    template = "Không tìm thấy ủy quyền này. Vui lòng tải lại danh sách."


class DaysOutOfOrder(Invalid):
    code = "mandate_days_out_of_order"
    template = "Ngày kết thúc {last} trước ngày bắt đầu {first}. Vui lòng nhập lại."
