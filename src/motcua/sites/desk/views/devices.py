"""The devices of a desk: what is silent, the check on the first working day of the week, what stands beside them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_on
from motcua.kernel.clock import local_day
from motcua.kernel.errors import Refusal
from motcua.operations.guides import guide_pdf
from motcua.operations.selectors import devices as reading
from motcua.operations.services.devices import Found, check_devices, new_enrolment
from motcua.sites.desk.officers import RECEIVERS, Officer, desk_ids_of, officer_of
from motcua.sites.desk.refused import attempt
from motcua.sites.desk.views.files import pdf
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.typed import id_of

KINDS = {
    "kiosk": _("Ki-ốt thông tin"),
    "screen": _("Màn hình gọi số"),
    "scanner": _("Máy quét mã vạch"),
    "printer": _("Máy in phiếu"),
}
RESULTS = (
    ("works", _("Hoạt động tốt")),
    ("faulty", _("Hỏng hoặc lỗi")),
    ("absent", _("Không có tại bộ phận")),
)


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The devices with their figures, the check list of this week, the log of earlier ones."""
    officer = officer_of(request)
    desk_ids = desk_ids_of(officer)
    wanted = id_of(request.POST.get("desk") or request.GET.get("desk") or "")
    desk_id = wanted if wanted in desk_ids else desk_ids[0]
    refusal: Refusal | None = None
    code = ""
    if request.method == "POST":
        if request.POST.get("act") == "enrol":
            code, refusal = _code(request, officer)
        else:
            refusal = attempt(lambda: _check(request, officer, desk_id))
            if refusal is None:
                messages.success(request, gettext("Đã ghi sổ kiểm tra thiết bị tuần này."))
                return redirect(f"{request.path}?desk={desk_id}")
    lines = reading.devices_of([desk_id], officer.at)
    names = dict(RESULTS)
    facts = {
        "desk": desk_on(desk_id, local_day(officer.at)),
        "desks": [(str(one), desk_on(one, local_day(officer.at)).name) for one in desk_ids],
        "lines": [(one, KINDS[one.device.kind], _typed(request, one, refusal)) for one in lines],
        "check": reading.week_check(desk_id, officer.at),
        "log": [(one, names[one.result], KINDS[one.device.kind]) for one in reading.checks_of(desk_id)],
        "results": RESULTS,
        "is_head": any(
            one.desk_id == desk_id and one.role is Role.DESK_HEAD for one in officer.scope.postings
        ),
        "code": code,
        "sentence": sentence_of(refusal) if refusal else "",
    }
    response = render(request, "desk/devices.html", facts, status=status_of(refusal) if refusal else 200)
    if code:
        response.headers["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest, line: Any, refusal: Refusal | None) -> tuple[str, str]:
    """What stands in the form for a device: what was typed, else what was found this week."""
    if refusal is not None:
        return request.POST.get(f"result-{line.device.pk}", ""), request.POST.get(
            f"remark-{line.device.pk}", ""
        )
    return (line.check.result, line.check.remark) if line.check else ("", "")


def _check(request: HttpRequest, officer: Officer, desk_id: UUID) -> None:
    found = {
        UUID(one): Found(request.POST.get(f"result-{one}", ""), request.POST.get(f"remark-{one}", "")[:500])
        for one in request.POST.getlist("device")
        if id_of(one) is not None
    }
    check_devices(desk_id=desk_id, found=found, officer=officer.actor(desk_id=desk_id), at=officer.at)


def _code(request: HttpRequest, officer: Officer) -> tuple[str, Refusal | None]:
    device_id = id_of(request.POST.get("device", ""))
    if device_id is None:
        raise Http404
    try:
        return new_enrolment(device_id=device_id, officer=officer.actor(), at=officer.at), None
    except Refusal as refusal:
        return "", refusal


@permission(*RECEIVERS)
@require_safe
def guide(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """The instructions that stand beside a device, A4 (TN14-7.5)."""
    officer = officer_of(request)
    found = reading.device_in(desk_ids_of(officer), device_id)
    if found is None:
        raise Http404
    return pdf(request, guide_pdf(found, officer.at), gettext("Hướng dẫn cạnh thiết bị") + ".pdf")
