"""Chị Lan registers the birth of her child by telephone: what she answers to which question."""

from __future__ import annotations

from collections.abc import Callable

ANSWERS: tuple[tuple[str, str], ...] = (
    ("Giấy tờ tùy thân của cha", "bỏ qua"),
    ("Giấy tờ tùy thân của mẹ", "bỏ qua"),
    ("nộp hồ sơ này cho ai", "1"),
    ("Thông tin của bạn: họ và tên", "Nguyễn Thị Lan"),
    ("Thông tin của bạn: ngày sinh", "27 3 1990"),
    ("Thông tin của bạn: giới tính", "nữ"),
    ("Thông tin của bạn: loại giấy tờ", "1"),
    ("Thông tin của bạn: số giấy tờ", "072190012345"),
    ("Thông tin của bạn: số điện thoại", "0901 234 567"),
    ("Thông tin của bạn: thư điện tử", "bỏ qua"),
    ("Trường hợp đăng ký", "1"),
    ("người được khai sinh: họ", "Trần Minh Khôi"),
    ("Họ, chữ đệm, tên người được khai sinh", "Trần Minh Khôi"),
    ("Họ, chữ đệm, tên người mẹ", "Nguyễn Thị Lan"),
    ("Họ, chữ đệm, tên người cha", "Trần Văn Nam"),
    ("Họ, chữ đệm, tên người yêu cầu", "Nguyễn Thị Lan"),
    ("sinh ghi bằng chữ", "Ngày mười tháng mười năm hai nghìn không trăm hai mươi sáu"),
    ("năm sinh của người được khai sinh", "10/10/2026"),
    ("Năm sinh của mẹ", "1990"),
    ("Năm sinh của cha", "1988"),
    ("Ngày, tháng, năm sinh", "27/3/1990"),
    ("Quan hệ với người được khai sinh", "mẹ"),
    ("Số điện thoại liên hệ", "0901234567"),
    ("Giới tính", "nam"),
    ("Dân tộc", "kinh"),
    ("Quốc tịch", "viet nam"),
    ("loại giấy tờ", "1"),
    ("số giấy tờ", "072190012345"),
    ("ngày cấp", "10/5/2021"),
    ("nơi cấp", "bỏ qua"),
    ("tỉnh, thành phố", "1"),
    ("tên xã, phường", "Xã Cũ, huyện Cũ"),
    ("xã, phường", "tan ninh"),
    ("số nhà, đường", "Số 12, đường 30/4"),
    ("cấp bản sao", "1"),
    ("Số lượng bản sao", "2"),
    ("cam đoan nội dung", "đồng ý"),
    ("Làm tại", "bỏ qua"),
    ("Người yêu cầu ký", "1"),
    ("Họ và tên người xác nhận", "Nguyễn Thị Lan"),
)


def reply_to(said: str) -> str:
    """What she answers: by the question, which is the last paragraph of what was said."""
    question = said.rpartition("\n\n")[2] if "\n\n" in said else said
    for part, answer in ANSWERS:
        if part in question:
            return answer
    raise AssertionError(f"nobody told her what to answer to: {said}")


def fill(tell: Callable[[str], str], said: str) -> str:
    """Answer until the first paper is asked for; gives that question."""
    for _ in range(90):
        if "Giấy tờ 1/" in said:
            return said
        said = tell(reply_to(said))
    raise AssertionError(f"never done: {said}")
