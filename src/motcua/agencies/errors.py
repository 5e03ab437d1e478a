from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Unknown


class NoSuchAgency(Unknown):
    code = "no_such_agency"
    template = "Không có cơ quan này vào ngày {day}. Vui lòng chọn lại cơ quan trong danh mục."


class NoSuchUnit(Unknown):
    code = "no_such_unit"
    template = "Không có phòng, đơn vị này vào ngày {day}. Vui lòng chọn lại trong danh mục của cơ quan."


class NoSuchDesk(Unknown):
    code = "no_such_desk"
    template = "Không có Bộ phận Một cửa này vào ngày {day}. Vui lòng chọn lại trong danh mục."


class NoSuchCommune(Unknown):
    code = "no_such_commune"
    template = "Không có xã, phường mã {commune} vào ngày {day}. Vui lòng chọn lại xã, phường."


class NoSuchPool(Unknown):
    code = "no_such_pool"
    template = (
        "Chưa có ai được phân công làm {role} tại nơi này. Vui lòng báo quản trị của cơ quan phân công."
    )


class NoSuchPosting(Unknown):
    code = "no_such_posting"
    template = "Không tìm thấy phân công này. Vui lòng tải lại danh sách phân công."


class NotAnOfficer(Invalid):
    code = "not_an_officer"
    template = (
        "Tài khoản này không phải tài khoản cán bộ đang hoạt động. "
        "Vui lòng tạo hoặc mở lại tài khoản cán bộ trước khi phân công."
    )


class WrongPlace(Invalid):
    code = "wrong_place"
    template = "{reason} Vui lòng chọn lại nơi làm việc phù hợp với vai trò."


class AlreadyPosted(Conflict):
    code = "already_posted"
    template = (
        "Cán bộ đã được phân công vai trò này tại đây từ ngày {since}. Vui lòng kết thúc phân công cũ trước."
    )


class DaysOutOfOrder(Invalid):
    code = "days_out_of_order"
    template = "Ngày kết thúc {last} trước ngày bắt đầu {first}. Vui lòng nhập lại ngày."


class EndsEarlier(Conflict):
    """What ended is begun anew, by its own instrument; it is never made longer."""

    code = "ends_earlier"
    template = "Nội dung này chỉ có hiệu lực đến hết ngày {last}. Chọn ngày sớm hơn, hoặc lập nội dung mới."


class VersionOverlaps(Conflict):
    code = "version_overlaps"
    template = "Đã có thông tin khác có hiệu lực trong khoảng từ ngày {first}. Vui lòng chọn ngày khác."


class CodeTaken(Conflict):
    code = "agency_code_taken"
    template = (
        "Mã định danh hoặc khoá {code} đã thuộc về cơ quan, đơn vị khác. Vui lòng kiểm tra lại quyết định."
    )


class AlreadySucceeded(Conflict):
    code = "already_succeeded"
    template = "Cơ quan này đã có cơ quan kế thừa chính. Vui lòng kiểm tra lại quyết định sắp xếp."


class SuccessionTurnsBack(Invalid):
    code = "succession_turns_back"
    template = "Cơ quan kế thừa lại được chính cơ quan này kế thừa. Vui lòng kiểm tra lại quyết định sắp xếp."


class NotYourAgency(NotAllowed):
    code = "not_your_agency"
    template = (
        "Tài khoản này không được quản trị cơ quan đó. "
        "Vui lòng liên hệ quản trị của cơ quan hoặc quản trị hệ thống của tỉnh."
    )


class DutyOfTheProvince(NotAllowed):
    code = "duty_of_the_province"
    template = (
        "Vai trò “{role}” có phạm vi toàn tỉnh nên chỉ quản trị hệ thống của tỉnh được phân công hoặc kết thúc. "
        "Vui lòng gửi đề nghị đến quản trị hệ thống của tỉnh."
    )


class NotYourOfficer(NotAllowed):
    code = "not_your_officer"
    template = (
        "Cán bộ này còn được phân công ở cơ quan khác hoặc giữ vai trò toàn tỉnh, "
        "nên tài khoản do quản trị hệ thống của tỉnh quản lý. Vui lòng liên hệ quản trị hệ thống của tỉnh."
    )


class BrokenOrganisationFile(Invalid):
    code = "broken_organisation_file"
    template = "Tệp tổ chức bộ máy có lỗi tại {where}: {why}. Vui lòng sửa tệp rồi nạp lại."


class NoSuchChoice(Invalid):
    code = "no_such_choice"
    template = (
        "“{value}” không phải là giá trị được chọn cho “{title}”. Vui lòng chọn một giá trị trong danh sách."
    )


class NothingToDelegate(Invalid):
    code = "nothing_to_delegate"
    template = (
        "Không có nhiệm vụ nào uỷ quyền được vào ngày bắt đầu. "
        "Việc quản trị tài khoản và vai trò toàn tỉnh không uỷ quyền được."
    )


class NotAColleague(Invalid):
    code = "not_a_colleague"
    template = "Người được uỷ quyền phải là cán bộ khác đang làm việc ở cùng cơ quan. Vui lòng chọn lại."


class NotYourDelegation(NotAllowed):
    code = "not_your_delegation"
    template = "Chỉ người giữ nhiệm vụ, lãnh đạo trực tiếp hoặc quản trị của cơ quan được lập, kết thúc uỷ quyền này."


class DelegationOverlaps(Conflict):
    code = "delegation_overlaps"
    template = (
        "Nhiệm vụ này đã được uỷ quyền trong những ngày đó. Kết thúc uỷ quyền cũ trước, hoặc chọn ngày khác."
    )
