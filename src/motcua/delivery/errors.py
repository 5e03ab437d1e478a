"""What can go wrong on the way out: refusals for people, failures for the queue."""

from __future__ import annotations

from motcua.kernel.errors import Invalid, Unknown


class UnknownChannel(Invalid):
    code = "unknown_channel"
    template = "Chưa có kênh gửi “{channel}”. Vui lòng báo quản trị hệ thống khai báo kênh này."


class UnknownGateway(Invalid):
    code = "unknown_gateway"
    template = "Chưa có cách kết nối “{kind}” cho kênh “{channel}”. Vui lòng chọn một cách trong danh sách."


class ProviderIncomplete(Invalid):
    code = "provider_incomplete"
    template = "Nhà cung cấp “{name}” còn thiếu hoặc sai: {missing}. Vui lòng điền đủ rồi lưu lại."


class ProviderNotFound(Unknown):
    code = "provider_not_found"
    template = "Không tìm thấy nhà cung cấp này. Có thể đã được gỡ; vui lòng tải lại trang."


class ReceiptTooEarly(Unknown):
    """Its message is not noted as sent yet, or is not ours: the receipt is read again a little later."""

    code = "receipt_too_early"
    template = "Báo phát này chưa khớp với thông điệp nào đã gửi."


class MessageNotFound(Unknown):
    code = "message_not_found"
    template = "Không tìm thấy thông điệp đang dừng gửi. Có thể thông điệp đã được gửi lại."


class DeliveryFailure(Exception):
    """A channel could not deliver. `reason` is kept in the queue: codes only, never personal data."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class TryLater(DeliveryFailure):
    """This message was turned away for now; the same message may pass later."""


class ChannelDown(TryLater):
    """The other side does not answer at all: other messages of this channel need not be tried now."""


class Unsure(TryLater):
    """The other side fell silent after it was handed the message: it may have it. No other provider is asked now."""


class Undeliverable(DeliveryFailure):
    """The other side will never take this message: it goes to the dead letters at once."""


class NobodyThere(Undeliverable):
    """The other side has nobody of this address: no other message will ever arrive there either."""
