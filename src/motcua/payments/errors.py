"""What can be refused about money."""

from __future__ import annotations

from motcua.kernel.errors import Conflict, Invalid


class NothingDue(Conflict):
    code = "nothing_due"
    template = "Hồ sơ không còn khoản phí, lệ phí nào chưa nộp."


class ReceiptMissing(Invalid):
    code = "receipt_missing"
    template = "Vui lòng ghi số biên lai đã cấp cho người nộp tiền."


class SettlementMissing(Invalid):
    code = "settlement_missing"
    template = (
        "Khoản “{charge}” đã nộp: vui lòng chọn hoàn trả hay không và ghi rõ lý do để in trên thông báo."
    )
