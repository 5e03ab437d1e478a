"""The frame of the kiosk's pages: which device asks, how large and how strong it shows, what was refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from motcua.agencies.selectors import desk_on
from motcua.kernel.clock import local_day, now
from motcua.kernel.errors import Refusal
from motcua.operations.policies import KIOSK_IDLE
from motcua.sites.kiosk.device import Device, device_of
from motcua.sites.ui.refusals import sentence_of, status_of

LOOK = "kiosk_look"
LOOKS = ("large", "contrast")
View = Callable[..., HttpResponseBase]


def at_kiosk(view: View) -> View:
    """The view is for an enrolled kiosk: it gets `device`; another browser is asked to be enrolled.

    What it refuses is said in the frame of the kiosk: nobody is led to another site.
    """

    @wraps(view)
    def only_there(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        device = device_of(request, "kiosk")
        if device is None:
            return redirect("kiosk:enrol")
        try:
            response = view(request, device, *args, **kwargs)
        except Refusal as refusal:
            response = show(
                request, device, "refused", {"sentence": sentence_of(refusal)}, status=status_of(refusal)
            )
        response.headers["Cache-Control"] = "no-store"  # nobody pages back to what the one before read
        return response

    return only_there


def show(
    request: HttpRequest, device: Device, page: str, facts: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the kiosk."""
    at = now()
    day = local_day(at)
    desk = desk_on(device.desk_id, day)
    frame = {
        "desk": desk,
        "at": at,
        "idle": KIOSK_IDLE.on(day, desk.desk.agency_id),
        "looks": [one for one in request.COOKIES.get(LOOK, "").split(".") if one in LOOKS],
    }
    return render(request, f"kiosk/{page}.html", frame | (facts or {}), status=status)
