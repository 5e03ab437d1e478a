"""Why a file or a paper is refused, in words that tell the citizen what to do."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Unavailable, Unknown


class FileTooBig(Invalid):
    code = "file_too_big"
    template = (
        "Tệp “{name}” vượt quá giới hạn {limit_mb} MB cho mỗi tệp nên chưa được tải lên. "
        "Vui lòng chụp lại với độ phân giải thấp hơn, hoặc chia thành nhiều tệp nhỏ rồi tải lên lại."
    )


class FileEmpty(Invalid):
    code = "file_empty"
    template = "Tệp “{name}” không có nội dung. Vui lòng chọn lại đúng tệp cần gửi."


class FileTypeNotAllowed(Invalid):
    code = "file_type_not_allowed"
    template = (
        "Hệ thống không nhận tệp “{name}” vì không đúng loại cho phép. "
        "Vui lòng gửi một trong các loại tệp: {allowed}."
    )


class PhotoFormatNotShown(Invalid):
    code = "photo_format_not_shown"
    template = (
        "Ảnh “{name}” ở định dạng HEIC, nhiều máy tính của cơ quan không mở được. "
        "Vui lòng chuyển sang ảnh JPG (trên iPhone: Cài đặt > Camera > Định dạng > "
        "Tương thích nhất) rồi gửi lại."
    )


class NameAndContentDisagree(Invalid):
    code = "name_and_content_disagree"
    template = (
        "Tên tệp “{name}” không khớp với nội dung bên trong. "
        "Vui lòng kiểm tra lại và gửi đúng tệp gốc, không đổi đuôi tên tệp."
    )


class FileWithMacros(Invalid):
    code = "file_with_macros"
    template = (
        "Tệp “{name}” có chứa đoạn mã tự chạy (macro) nên không được nhận. "
        "Vui lòng lưu lại thành tệp PDF rồi gửi lại."
    )


class FileBroken(Invalid):
    code = "file_broken"
    template = "Tệp “{name}” bị hỏng, không mở được. Vui lòng chụp hoặc lưu lại tệp rồi gửi lại."


class FileInfected(Invalid):
    code = "file_infected"
    template = (
        "Tệp “{name}” có mã độc nên đã bị từ chối và không được lưu. "
        "Vui lòng quét vi-rút thiết bị của mình, tạo lại tệp rồi gửi lại."
    )


class FileNotFound(Unknown):
    code = "file_not_found"
    template = "Không tìm thấy tệp. Vui lòng quay lại hồ sơ và mở lại tệp từ danh sách."


class FileLocked(NotAllowed):
    code = "file_locked"
    template = (
        "Tệp “{name}” có mã độc nên đã bị khoá, không ai mở được. "
        "Vui lòng đề nghị người nộp gửi lại tệp sạch."
    )


class FileLost(Conflict):
    code = "file_lost"
    template = (
        "Nội dung tệp “{name}” hiện không đọc được từ kho lưu trữ. "
        "Vui lòng thử lại sau ít phút; nếu vẫn lỗi, báo quản trị hệ thống."
    )


class DocumentAltered(Conflict):
    code = "document_altered"
    template = (
        "Dữ liệu của giấy tờ số {number} không còn khớp với lúc phát hành nên không in lại được. "
        "Vui lòng báo quản trị hệ thống kiểm tra."
    )


class UnknownTemplate(Invalid):
    code = "unknown_template"
    template = "Chưa có mẫu giấy tờ “{name}”. Vui lòng báo quản trị hệ thống."


class StorageFull(Unavailable):
    code = "storage_full"
    template = (
        "Kho lưu trữ của hệ thống đã hết chỗ nên chưa lưu được tệp “{name}”; những gì đã nhập và các tệp đã lưu "
        "vẫn còn. Vui lòng thử lại sau ít phút; nếu vẫn lỗi, báo quản trị hệ thống."
    )


class NoRoomLeft(Unavailable):
    code = "no_room_left"
    template = (
        "Máy chủ đã hết chỗ lưu trữ nên việc vừa rồi chưa được ghi; những gì đã ghi trước đó vẫn còn nguyên. "
        "Vui lòng báo quản trị hệ thống, rồi thử lại."
    )
