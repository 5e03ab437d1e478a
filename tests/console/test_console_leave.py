"""An agency's IT officer writes leave down beside an account, and ends it (TN19-14.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.console.builders import signed_in
from tests.journey import builders as journey

from motcua.agencies.models import Delegation
from motcua.agencies.rules import Role
from motcua.kernel.clock import local_day, now

pytestmark = pytest.mark.django_db


@pytest.mark.demand("TN19-14.5")
def test_leave_is_recorded_shown_and_ended_beside_the_account() -> None:
    where, elsewhere = journey.place(), journey.place()
    it = signed_in(journey.post(where, Role.AGENCY_IT, "Tạ Văn Quản Trị"))
    handler, clerk = where.officers[Role.HANDLER], where.officers[Role.RECORDS_CLERK]
    address = reverse("console:record_leave", args=[handler.id])
    today = local_day(now())
    typed = {
        "delegate": str(clerk.id),
        "valid_from": f"{today:%d/%m/%Y}",
        "valid_to": f"{today + timedelta(days=4):%d/%m/%Y}",
        "instrument": "Giấy nghỉ phép",
    }
    form = it.get(address).text
    assert "Chuyên viên xử lý" in form
    assert "Võ Thị Văn Thư" in form
    assert it.post(address, {**typed, "delegate": ""}).status_code == 422
    assert it.post(address, typed).status_code == 302
    twice = it.post(address, typed)
    assert twice.status_code == 409
    assert "đã được uỷ quyền trong những ngày đó" in twice.text

    one = Delegation.objects.get()
    page = it.get(reverse("console:account", args=[handler.id])).text
    assert "Võ Thị Văn Thư làm thay" in page
    assert "Làm thay Phạm Thị Chuyên Viên" in it.get(reverse("console:account", args=[clerk.id])).text
    end = reverse("console:end_leave", args=[handler.id, one.pk])
    assert "Võ Thị Văn Thư" in it.get(end).text
    stranger = signed_in(journey.post(elsewhere, Role.AGENCY_IT, "Người Khác"))
    for foreign in (address, end):
        assert stranger.get(foreign).status_code == 403
    assert it.post(end).status_code == 302
    assert not Delegation.objects.exists()
    assert it.get(end).status_code == 404


def test_who_can_delegate_nothing_has_no_such_page() -> None:
    where = journey.place()
    account = journey.post(where, Role.AGENCY_IT, "Tạ Văn Quản Trị")
    it = signed_in(account)
    assert it.get(reverse("console:record_leave", args=[account.id])).status_code == 403
    assert "Ghi nghỉ phép" not in it.get(reverse("console:account", args=[account.id])).text
