"""Working calendars: edited here, counted once published; and a calculator that explains itself (design §4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.deadlines import selectors, services
from motcua.deadlines.errors import CalendarUnknown
from motcua.deadlines.rules import DayKind, Limit, Settings, due
from motcua.deadlines.seed import DEFAULT_NAME
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, Trail, actor_of, get_or_post, perform
from motcua.sites.console.errors import DraftChanged
from motcua.sites.console.rights import province_only
from motcua.sites.ui.typed import year_of

WEEK = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))


@province_only
def listing(request: HttpRequest) -> HttpResponse:
    """All calendars, and which of them wait to be published."""
    rows = [(one, selectors.has_unpublished_changes(one.name)) for one in selectors.calendars()]
    return render(request, "console/calendars.html", {"rows": rows, "default_name": DEFAULT_NAME})


@province_only
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One calendar: hours of the week, the special days of a year, what waits, what was published."""
    calendar = selectors.calendar_row(name)
    this_year = local_day(now()).year
    year = year_of(request.GET.get("nam", "")) or this_year
    waiting = selectors.waiting_changes(calendar)
    base_days = selectors.days_of(calendar.base, year) if calendar.base else []
    own = selectors.days_of(calendar, year)
    own_days = {one.day for one in own}
    days = sorted(
        [*((one, True) for one in own), *((one, False) for one in base_days if one.day not in own_days)],
        key=lambda row: row[0].day,
    )
    facts = {
        "calendar": calendar,
        "week": [(day, hours or gettext("Nghỉ")) for day, hours in zip(WEEK, calendar.weekly, strict=True)],
        "settings": Settings(**calendar.settings),
        "days": [(one, forms.DAY_KINDS[DayKind(one.kind)], is_own) for one, is_own in days],
        "year": year,
        "years": [
            (str(one), f"?nam={one}", one == year, None) for one in range(this_year - 2, this_year + 3)
        ],
        "is_seeded": year in calendar.seeded_years or calendar.base_id is not None,
        "waiting": waiting,
        "versions": selectors.versions_of(calendar),
    }
    return render(request, "console/calendar.html", facts)


def _trail(calendar: Any) -> Trail:
    return (
        (gettext("Lịch làm việc"), reverse("console:holidays")),
        (calendar.title, reverse("console:calendar", args=[calendar.name])),
    )


def _back(calendar: Any, day: date | None = None) -> str:
    address = reverse("console:calendar", args=[calendar.name])
    return f"{address}?nam={day.year}" if day else address


@province_only
@get_or_post
def open_calendar(request: HttpRequest) -> HttpResponse:
    """Mở lịch riêng, theo ngày nghỉ của lịch chung."""
    form = forms.CalendarForm(request.POST or None)
    act = Act(
        title=gettext("Mở lịch làm việc riêng"),
        submit=gettext("Mở lịch"),
        done=gettext("Đã mở lịch. Sửa giờ làm việc rồi công bố để áp dụng."),
        back=reverse("console:holidays"),
        trail=((gettext("Lịch làm việc"), reverse("console:holidays")),),
        intro=gettext(
            "Lịch riêng theo ngày nghỉ của lịch chung của tỉnh và có giờ làm việc, ngày riêng của mình."
        ),
    )

    def open_it(given: dict[str, Any]) -> None:
        services.open_calendar(**given, base=DEFAULT_NAME, at=now())

    return perform(request, form, open_it, act)


@province_only
@get_or_post
def set_hours(request: HttpRequest, name: str) -> HttpResponse:
    """Sửa giờ làm việc trong tuần và cách tính hạn."""
    calendar = selectors.calendar_row(name)
    counted = Settings(**calendar.settings)
    initial = {f"day_{number}": hours for number, hours in enumerate(calendar.weekly)} | {
        "to_the_minute": counted.to_the_minute,
        "after_hours": counted.after_hours_is_next_opening,
        "last_minutes": counted.last_minutes_are_next_day,
    }
    act = Act(
        title=gettext("Sửa giờ làm việc, cách tính hạn"),
        submit=gettext("Lưu"),
        done=gettext("Đã lưu. Thay đổi áp dụng sau khi công bố."),
        back=_back(calendar),
        trail=_trail(calendar),
    )

    def save(given: dict[str, Any]) -> None:
        services.set_hours(
            calendar=name,
            weekly=[given[f"day_{number}"] for number in range(7)],
            settings=Settings(given["to_the_minute"], given["after_hours"], given["last_minutes"]),
            at=now(),
        )

    return perform(request, forms.HoursForm(request.POST or None, initial=initial), save, act)


@province_only
@get_or_post
def set_day(request: HttpRequest, name: str) -> HttpResponse:
    """Thêm hoặc sửa một ngày; `?ngay=` fills the form with what is entered for it."""
    calendar = selectors.calendar_row(name)
    initial: dict[str, Any] = {}
    try:
        asked = date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        asked = None
    if asked is not None:
        held = next((one for one in selectors.days_of(calendar, asked.year) if one.day == asked), None)
        initial = {"day": asked}
        if held:
            kept = ("kind", "hours", "instrument", "projected")
            initial |= {field: getattr(held, field) for field in kept} | {"title": held.name}
    act = Act(
        title=gettext("Thêm, sửa ngày nghỉ, ngày làm bù"),
        submit=gettext("Lưu ngày này"),
        done=gettext("Đã lưu. Thay đổi áp dụng sau khi công bố."),
        back=_back(calendar, asked),
        trail=_trail(calendar),
    )

    def save(given: dict[str, Any]) -> None:
        given["kind"], given["name"] = DayKind(given["kind"]), given.pop("title")
        services.set_day(calendar=name, **given, at=now())

    return perform(request, forms.DayForm(request.POST or None, initial=initial), save, act)


@province_only
@get_or_post
def remove_day(request: HttpRequest, name: str, day: date) -> HttpResponse:
    """Bỏ một ngày: it is again as its week says."""
    calendar = selectors.calendar_row(name)
    held = next((one for one in selectors.days_of(calendar, day.year) if one.day == day), None)
    act = Act(
        title=gettext("Bỏ ngày này khỏi lịch"),
        submit=gettext("Bỏ ngày này"),
        done=gettext("Đã bỏ. Thay đổi áp dụng sau khi công bố."),
        back=_back(calendar, day),
        trail=_trail(calendar),
        intro=gettext("Ngày này sẽ làm việc hoặc nghỉ như các ngày cùng thứ trong tuần."),
        facts=(
            (gettext("Ngày"), f"{WEEK[day.weekday()]}, {day:%d/%m/%Y}"),
            (gettext("Đang ghi là"), held.name if held else gettext("Không có")),
        ),
        kind="warning",
    )
    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    return perform(request, form, lambda _: services.remove_day(calendar=name, day=day, at=now()), act)


@province_only
@get_or_post
def seed(request: HttpRequest, name: str) -> HttpResponse:
    """Điền ngày nghỉ theo luật của một năm, một lần."""
    calendar = selectors.calendar_row(name)
    asked = request.GET.get("nam", "")
    form = forms.YearForm(request.POST or None, initial={"year": asked or local_day(now()).year + 1})
    act = Act(
        title=gettext("Điền ngày nghỉ lễ của một năm"),
        submit=gettext("Điền và công bố"),
        done=gettext("Đã điền và công bố ngày nghỉ của năm. Ngày chưa có văn bản được đánh dấu dự kiến."),
        back=_back(calendar),
        trail=_trail(calendar),
        intro=gettext(
            "Ngày lễ, Tết theo Bộ luật Lao động và các quyết định hoán đổi đã biết. Những gì đã sửa tay giữ nguyên. "
            "Các thay đổi khác đang chờ cũng được công bố cùng lúc."
        ),
        facts=[
            (gettext("Đã điền các năm"), ", ".join(map(str, calendar.seeded_years)) or gettext("Chưa có"))
        ],
    )
    return perform(
        request,
        form,
        lambda given: services.seed_holidays(years=[given["year"]], at=now(), calendar=name),
        act,
    )


@province_only
@get_or_post
def publish(request: HttpRequest, name: str) -> HttpResponse:
    """Công bố: what will change is shown first, and only exactly that is published."""
    calendar = selectors.calendar_row(name)
    waiting = selectors.waiting_changes(calendar)
    form = forms.PublishForm(request.POST or None)
    act = Act(
        title=gettext("Công bố lịch làm việc"),
        submit=gettext("Công bố"),
        done=gettext("Đã công bố. Hạn của hồ sơ tiếp nhận từ bây giờ tính theo phiên bản mới."),
        back=_back(calendar),
        trail=_trail(calendar),
        intro=gettext("Hồ sơ đã có hẹn trả giữ phiên bản lịch của mình."),
    )

    def publish_it(given: dict[str, Any]) -> None:
        if request.POST.get("shown") != waiting.fingerprint:
            raise DraftChanged
        services.publish_calendar(
            name=name, at=now(), instrument=given["instrument"], actor=actor_of(request)
        )

    return perform(request, form, publish_it, act, page="console/publish.html", waiting=waiting)


@province_only
def calculator(request: HttpRequest) -> HttpResponse:
    """Nếu tiếp nhận lúc … thời hạn … thì hẹn trả …, with every reason."""
    found = selectors.calendars()
    form = forms.DeadlineForm(
        request.GET if "start" in request.GET else None,
        choices={"calendar": [(one.name, one.title) for one in found]},
        initial={"start": now(), "count": 3, "unit": "working days", "calendar": DEFAULT_NAME},
    )
    answer = None
    status = 200
    if form.is_bound and form.is_valid():
        try:
            calendar, _ = selectors.calendar_named(form.cleaned_data["calendar"])
            answer = due(Limit.parse(form.limit), form.cleaned_data["start"], calendar)
        except Refusal as refusal:
            form.refuse(refusal)
    if form.is_bound and answer is None:
        status = 422
    return render(
        request,
        "console/calculator.html",
        {"form": form, "answer": answer, "has_calendars": bool(found)},
        status=status,
    )


@province_only
@get_or_post
def start(request: HttpRequest) -> HttpResponse:
    """Lập lịch chung của tỉnh khi chưa có."""
    try:
        selectors.calendar_row(DEFAULT_NAME)
    except CalendarUnknown:
        pass
    else:
        return redirect("console:calendar", DEFAULT_NAME)
    year = local_day(now()).year
    act = Act(
        title=gettext("Lập lịch làm việc chung của tỉnh"),
        submit=gettext("Lập lịch"),
        done=gettext("Đã lập lịch chung với ngày nghỉ lễ của ba năm."),
        back=reverse("console:calendar", args=[DEFAULT_NAME]),
        trail=((gettext("Lịch làm việc"), reverse("console:holidays")),),
        intro=gettext(
            "Thứ Hai đến thứ Sáu, 07:00-11:30 và 13:30-17:00; ngày nghỉ lễ năm trước, năm nay và năm sau. "
            "Sửa được sau khi lập."
        ),
    )
    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda _: services.seed_holidays(years=range(year - 1, year + 2), at=now()), act
    )
