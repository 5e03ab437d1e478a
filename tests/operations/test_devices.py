"""Every kiosk given out is in use, and devices are checked on the first working day of the week (TN14)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.desk.builders import client_of
from tests.journey.builders import Place
from tests.kiosk import builders as b
from tests.queues.builders import MORNING

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.deadlines.seed import default_calendar
from motcua.kernel.clock import local
from motcua.operations import errors
from motcua.operations.models import DeviceUse
from motcua.operations.rules import check_day, is_check_late, is_silent, monday_of
from motcua.operations.selectors.devices import checks_of, devices_of, late_checks, week_check
from motcua.operations.services.devices import (
    Found,
    beat,
    check_devices,
    enrol,
    new_enrolment,
    note_use,
    register_device,
    retire_device,
)
from motcua.sites.console import devices as console
from motcua.sites.desk import officers
from motcua.sites.ui import permissions

CALENDAR = default_calendar(years=[2026])
MONDAY_EVENING = local("2026-09-07T18:00")


@pytest.fixture
def where(db: None) -> Place:
    return b.desk()


def checking(where: Place, at: datetime, results: dict[Any, Found], role: Role = Role.RECEIVER) -> None:
    check_devices(desk_id=where.desk_id, found=results, officer=where.actor(role), at=at)


@given(since=st.integers(0, 20_000), more=st.integers(0, 5_000), minutes=st.integers(1, 600))
def test_silence_counts_working_minutes_and_only_grows(since: int, more: int, minutes: int) -> None:
    seen = local("2026-09-07T07:30")
    at = seen + timedelta(minutes=since)
    later = at + timedelta(minutes=more)

    assert is_silent(None, at, CALENDAR, minutes)
    assert not is_silent(at, seen, CALENDAR, minutes)
    assert is_silent(seen, later, CALENDAR, minutes) or not is_silent(seen, at, CALENDAR, minutes)


def test_a_night_and_a_weekend_are_no_silence() -> None:
    friday = local("2026-09-04T16:55")
    assert not is_silent(friday, local("2026-09-07T07:20"), CALENDAR, 30)
    assert is_silent(friday, local("2026-09-07T08:30"), CALENDAR, 30)


@pytest.mark.demand("TN14-7.4")
def test_devices_are_checked_on_the_first_day_of_the_working_week() -> None:
    assert check_day(date(2026, 9, 7), CALENDAR) == date(2026, 9, 7)
    of_national_day = monday_of(date(2026, 9, 2))  # the days before are off as well
    assert check_day(of_national_day, CALENDAR) == date(2026, 9, 3)
    assert not is_check_late(date(2026, 9, 7), local("2026-09-07T16:00"), CALENDAR)
    assert is_check_late(date(2026, 9, 7), MONDAY_EVENING, CALENDAR)


@pytest.mark.demand("TN14-7.4")
def test_the_desk_fills_the_list_and_who_did_not_is_shown(where: Place) -> None:
    kiosk, printer = b.device(where), b.device(where, "printer")
    assert not week_check(where.desk_id, MORNING).is_late
    assert [one.desk_id for one in late_checks(MONDAY_EVENING)] == [where.desk_id]
    works = Found("works")
    for wrong in ({kiosk.pk: works}, {kiosk.pk: works, printer.pk: Found("faulty", " ")}, {}):
        with pytest.raises(errors.CheckIncomplete):
            checking(where, MORNING, wrong)
    with pytest.raises(errors.NotOfThisDesk):
        checking(where, MORNING, {kiosk.pk: works, printer.pk: works}, Role.HANDLER)
    checking(where, MORNING, {kiosk.pk: works, printer.pk: Found("faulty", "Kẹt giấy")})
    checking(where, MONDAY_EVENING, {kiosk.pk: works, printer.pk: Found("faulty", "Đã báo bảo hành")})
    found = week_check(where.desk_id, MONDAY_EVENING)
    assert (found.checked, found.faulty, found.is_late) == (2, 1, False)
    assert not late_checks(MONDAY_EVENING)
    assert [one.remark for one in checks_of(where.desk_id)] == ["", "Đã báo bảo hành"]
    assert Event.objects.filter(stream_kind="device", kind="checked").count() == 4


@pytest.mark.demand("TN14-8.2")
def test_a_silent_kiosk_and_one_that_nobody_uses_are_found(where: Place) -> None:
    made = b.device(where)
    officer = where.actor(Role.DESK_HEAD)
    enrol(typed=new_enrolment(device_id=made.pk, officer=officer, at=MORNING), at=MORNING)
    beat(device_id=made.pk, at=MORNING)
    beat(device_id=made.pk, at=MORNING + timedelta(minutes=1))

    (fresh,) = devices_of([where.desk_id], MORNING + timedelta(minutes=20))
    assert (fresh.is_silent, fresh.is_unused, fresh.days_seen) == (False, True, 1)
    note_use(device_id=made.pk, what="ticket", at=MORNING)
    (later,) = devices_of([where.desk_id], MORNING + timedelta(minutes=45))
    assert (later.is_silent, later.is_unused, later.used) == (True, False, 1)
    assert dict(DeviceUse.objects.values_list("what", "count")) == {"beat": 2, "ticket": 1}
    with pytest.raises(ValueError, match="nothing is counted"):
        note_use(device_id=made.pk, what="name", at=MORNING)


def test_who_keeps_the_agency_registers_and_withdraws(where: Place) -> None:
    made = b.device(where)
    facts = b.DeviceFacts("kiosk", where.desk_id, "Khác", made.serial, "QĐ", date(2026, 8, 1))
    act = partial(register_device, at=MORNING)
    for role, problem in (
        (Role.DESK_HEAD, errors.NotKeeperOfDevices),
        (Role.AGENCY_IT, errors.DeviceKnown),
    ):
        with pytest.raises(problem):
            act(facts=facts, officer=where.actor(role))
    with pytest.raises(errors.DeviceFactsMissing):
        b.device(where, serial="X", handed_out_on=date(2027, 1, 1))
    with pytest.raises(errors.DeviceHasNoScreen):
        new_enrolment(
            device_id=b.device(where, "scanner").pk, officer=where.actor(Role.DESK_HEAD), at=MORNING
        )
    elsewhere = b.desk()
    with pytest.raises(errors.UnknownDevice):
        new_enrolment(device_id=made.pk, officer=elsewhere.actor(Role.DESK_HEAD), at=MORNING)
    it = where.actor(Role.AGENCY_IT)
    with pytest.raises(errors.UnknownDevice):
        retire_device(device_id=made.pk, reason="Hỏng", officer=where.actor(Role.DESK_HEAD), at=MORNING)
    with pytest.raises(errors.ReasonNeeded):
        retire_device(device_id=made.pk, reason=" ", officer=it, at=MORNING)
    retire_device(device_id=made.pk, reason="Hỏng màn hình", officer=it, at=MORNING)
    assert [one.device.kind for one in devices_of([where.desk_id], MORNING)] == ["scanner"]
    act(facts=facts, officer=it)  # the number is free again


@pytest.fixture
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (officers, permissions, console):
        monkeypatch.setattr(module, "now", lambda: MORNING)


@pytest.mark.usefixtures("_at")
def test_the_page_of_the_desk_holds_list_log_code_and_instructions(where: Place) -> None:
    kiosk = b.device(where)
    receiver, head = client_of(where, Role.RECEIVER), client_of(where, Role.DESK_HEAD)
    page = receiver.get(reverse("desk:devices")).content.decode()
    assert "chưa kích hoạt" in page
    assert "Mã kích hoạt" not in page
    form = {"device": str(kiosk.pk), f"result-{kiosk.pk}": "faulty"}
    refused = receiver.post(reverse("desk:devices"), form)
    assert refused.status_code == 422
    assert (
        receiver.post(reverse("desk:devices"), form | {f"remark-{kiosk.pk}": "Tắt nguồn"}).status_code == 302
    )
    assert "Tắt nguồn" in head.get(reverse("desk:devices")).content.decode()
    given = head.post(reverse("desk:devices"), {"act": "enrol", "device": str(kiosk.pk)})
    assert given["Cache-Control"] == "no-store"
    assert "Mã chỉ hiện một lần" in given.content.decode()
    elsewhere = client_of(b.desk(), Role.RECEIVER)
    assert elsewhere.get(reverse("desk:device_guide", args=[kiosk.pk])).status_code == 404


@pytest.mark.demand("TN14-7.5")
@pytest.mark.usefixtures("_at")
@pytest.mark.parametrize("kind", ["kiosk", "screen", "scanner", "printer"])
def test_instructions_stand_beside_each_kind_of_device_on_one_page(
    where: Place, kind: str, tmp_path: Any
) -> None:
    made = b.device(where, kind)
    answer = client_of(where, Role.RECEIVER).get(reverse("desk:device_guide", args=[made.pk]))
    (tmp_path / "guide.pdf").write_bytes(b"".join(answer) if answer.streaming else answer.content)
    pages = PdfReader(tmp_path / "guide.pdf").pages
    assert len(pages) == 1
    text = " ".join(pages[0].extract_text().split())
    assert "Hướng dẫn" in text
    assert made.serial in text


@pytest.mark.demand("TN14-8.2")
@pytest.mark.usefixtures("_at")
def test_the_console_registers_shows_codes_and_withdraws_for_the_own_agency(where: Place) -> None:
    client = client_of(where, Role.AGENCY_IT)
    form = {
        "kind": "kiosk", "desk": str(where.desk_id), "name": "Ki-ốt sảnh", "serial": "K-1",
        "instrument": "Biên bản 1", "handed_out_on": "01/08/2026",
    }  # fmt: skip
    assert client.post(reverse("console:register_device"), form).status_code == 302
    again = client.post(reverse("console:register_device"), form)
    assert again.status_code == 409
    (line,) = devices_of([where.desk_id], MORNING)
    page = client.get(reverse("console:devices")).content.decode()
    assert "K-1" in page
    assert "Biên bản 1" in page
    code = client.post(reverse("console:device_enrolment", args=[line.device.pk]))
    assert "30 phút" in code.content.decode()
    stranger = client_of(b.desk(), Role.AGENCY_IT)
    assert "K-1" not in stranger.get(reverse("console:devices")).content.decode()
    assert stranger.get(reverse("console:retire_device", args=[line.device.pk])).status_code == 404
    gone = client.post(reverse("console:retire_device", args=[line.device.pk]), {"reason": "Hỏng"})
    assert gone.status_code == 302
    assert not devices_of([where.desk_id], MORNING)
    assert "dang-nhap" in Client().get(reverse("console:devices"))["Location"]
