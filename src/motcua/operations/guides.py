"""What stands beside each device for applicants (TN14-7.5): printed on A4, in Vietnamese."""

from __future__ import annotations

from datetime import datetime

from motcua.agencies.selectors import agency_on, desk_on
from motcua.documents.paper_facts import DeviceGuideFacts
from motcua.documents.rendering import print_once
from motcua.kernel.clock import local_day
from motcua.operations.models import Device

TITLES: dict[str, str] = {
    "kiosk": "Hướng dẫn sử dụng ki-ốt thông tin",
    "screen": "Hướng dẫn xem màn hình gọi số",
    "scanner": "Hướng dẫn quét mã vạch, mã QR",
    "printer": "Hướng dẫn lấy phiếu số thứ tự",
}
STEPS: dict[str, tuple[str, ...]] = {
    "kiosk": (
        "Chạm vào màn hình và chọn việc bạn cần: lấy số thứ tự, xem hồ sơ đang ở đâu, tìm hiểu thủ tục, đánh giá.",
        "Lấy số: chọn dịch vụ, chọn diện ưu tiên nếu có, rồi nhận phiếu hoặc chụp mã QR trên màn hình.",
        "Xem hồ sơ: nhập mã trên giấy tiếp nhận bằng bàn phím trên màn hình, hoặc đưa mã vạch, mã QR vào máy quét.",
        "Gõ tiếng Việt: gõ chữ rồi chạm phím dấu (sắc, huyền, hỏi, ngã, nặng), hoặc gõ không dấu cũng tìm được.",
        "Chữ nhỏ, khó nhìn: chạm “Chữ to” hoặc “Tương phản” ở đầu màn hình.",
        "Xong việc, chạm “Kết thúc”. Ki-ốt tự về màn hình đầu và không giữ thông tin của bạn.",
    ),
    "screen": (
        "Số lớn ở bên trái là số vừa được gọi và quầy cần đến; loa đọc số đó.",
        "Bảng bên phải là số đang ở từng quầy; dòng cuối là các số tiếp theo.",
        "Người cao tuổi, người khuyết tật, phụ nữ mang thai và người đến đúng giờ hẹn được gọi trước.",
        "Lỡ lượt gọi: đến quầy bất kỳ để được nhận lại số.",
    ),
    "scanner": (
        "Đưa mã trên giấy tiếp nhận, phiếu số hoặc lịch hẹn vào trước mắt đọc, cách khoảng một gang tay.",
        "Nghe tiếng “bíp” là đã đọc; kết quả hiện trên màn hình ki-ốt.",
        "Không đọc được: vuốt phẳng giấy, lau mắt đọc, hoặc nhập mã bằng bàn phím trên màn hình.",
        "Không quét thẻ căn cước tại đây: ki-ốt không đọc thông tin cá nhân.",
    ),
    "printer": (
        "Chọn dịch vụ trên ki-ốt; phiếu số thứ tự tự in ra.",
        "Giữ phiếu cho đến khi làm việc xong; mã QR trên phiếu dùng để theo dõi số và đánh giá.",
        "Hết giấy hoặc kẹt giấy: chụp mã QR trên màn hình thay cho phiếu và báo cán bộ tại quầy.",
    ),
}


def guide_pdf(device: Device, at: datetime) -> bytes:
    """The instructions that stand beside a device (hướng dẫn đặt cạnh thiết bị)."""
    day = local_day(at)
    desk = desk_on(device.desk_id, day)
    facts = DeviceGuideFacts(
        agency=agency_on(desk.desk.agency_id, day).name,
        desk=desk.name,
        title=TITLES[device.kind],
        steps=STEPS[device.kind],
        help=f"Cần giúp đỡ, mời hỏi cán bộ tại quầy{f' hoặc gọi {desk.phone}' if desk.phone else ''}.",
        device=f"{device.name}, số sê-ri {device.serial}",
    )
    return print_once("device_guide", facts, at=at)
