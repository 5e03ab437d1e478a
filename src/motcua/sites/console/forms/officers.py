"""Forms about officers: their duties, who replaces them, their accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, day, select, text


class _DutyForm(ConsoleForm):
    role = select(_("Vai trò"))
    unit = select(
        _("Phòng, đơn vị"), _("Cần có với lãnh đạo phòng và chuyên viên của phòng."), required=False
    )
    desk = select(
        _("Bộ phận Một cửa"), _("Cần có với người tiếp nhận, thu phí và phụ trách Bộ phận."), required=False
    )
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản phân công"), INSTRUMENT, required=False)


class EngageForm(_DutyForm):
    """Thêm cán bộ mới cùng vai trò đầu tiên."""

    full_name = text(_("Họ và tên"), _("Viết có dấu, ví dụ Trần Thị Bình."), most=200)
    email = text(_("Thư điện tử công vụ"), _("Dùng để đăng nhập; mỗi người một tài khoản."), most=254)
    phone = text(_("Điện thoại"), required=False, most=20)
    field_order = ("full_name", "email", "phone")


class PostForm(_DutyForm):
    """Phân công cán bộ đã có tài khoản."""

    email = text(
        _("Thư điện tử của cán bộ"), _("Tài khoản đã có, kể cả khi trước đây ở cơ quan khác."), most=254
    )
    valid_to = day(_("Đến hết ngày"), _("Để trống nếu chưa có ngày kết thúc."), required=False)
    field_order = ("email", "role", "unit", "desk", "valid_from", "valid_to")


class EndDutyForm(ConsoleForm):
    """Kết thúc phân công, bàn giao việc đang giữ."""

    last_day = day(_("Ngày cuối cùng"))
    successor = select(
        _("Bàn giao việc đang giữ cho"),
        _("Người cùng vai trò tại đó. Không chọn ai: việc trở lại danh sách chờ nhận."),
        required=False,
    )
    instrument = text(_("Văn bản"), INSTRUMENT, required=False)


class CloseForm(ConsoleForm):
    """Đóng tài khoản, bàn giao việc đang giữ."""

    reason = text(_("Lý do"), _("Ví dụ: nghỉ hưu từ 01/12/2026."))
    successor = select(
        _("Bàn giao việc đang giữ cho"),
        _("Chỉ cần khi còn giữ việc. Tài khoản được đóng ngay sau khi bàn giao xong."),
        required=False,
    )


class LeaveForm(ConsoleForm):
    """Ghi nghỉ phép, uỷ quyền."""

    delegate = select(_("Người làm thay"), _("Cán bộ đang làm việc ở cùng cơ quan."))
    valid_from = day(_("Từ ngày"))
    valid_to = day(_("Đến hết ngày"))
    instrument = text(
        _("Văn bản hoặc lý do"), _("Ví dụ: Giấy nghỉ phép ngày 04/09/2026; đi công tác."), required=False
    )


class LastDayForm(ConsoleForm):
    """Kết thúc tiếp nhận."""

    last_day = day(_("Ngày cuối cùng"))
    instrument = text(_("Văn bản"), INSTRUMENT, required=False)


class ReplaceForm(ConsoleForm):
    """Thay cán bộ."""

    successor = select(_("Người thay"))
    from_day = day(_("Nhận việc từ ngày"))
    instrument = text(_("Văn bản phân công"), INSTRUMENT, required=False)


class PersonForm(ConsoleForm):
    """Sửa họ tên, điện thoại."""

    full_name = text(_("Họ và tên"), most=200)
    phone = text(_("Điện thoại"), required=False, most=20)


class ReasonForm(ConsoleForm):
    """Đóng, mở lại tài khoản."""

    reason = text(_("Lý do"), _("Ví dụ: nghỉ hưu từ 01/12/2026."))


class NothingForm(ConsoleForm):
    """Only a confirmation is asked."""
