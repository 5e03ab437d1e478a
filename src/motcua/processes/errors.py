"""Refusals of processes."""

from __future__ import annotations

from motcua.kernel.errors import Conflict


class UnitMissing(Conflict):
    code = "unit_missing"
    template = (
        "{agency} chưa có đơn vị “{unit}” để thực hiện bước “{step}”. "
        "Vui lòng liên hệ quản trị của cơ quan để bổ sung đơn vị hoặc sửa quy trình."
    )


class OtherAgencyMissing(Conflict):
    code = "other_agency_missing"
    template = (
        "Chưa có cơ quan loại “{kind}” trong danh mục cơ quan để thực hiện bước “{step}”. "
        "Vui lòng liên hệ quản trị của tỉnh."
    )
