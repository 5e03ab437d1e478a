"""The calling screen of a desk: numbers and counters, spoken; no personal data (màn hình gọi số)."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from motcua.agencies.selectors import desk_on
from motcua.kernel.clock import local_day, now
from motcua.operations.services.devices import beat
from motcua.queues.rules import call_words
from motcua.queues.selectors import board, turn_of_desk
from motcua.queues.speech import is_speaking, spoken_file
from motcua.sites.kiosk.device import device_of, used
from motcua.sites.ui.permissions import permission


@permission("public")
@require_safe
@never_cache
@ensure_csrf_cookie
def screen(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """The whole window, for a television."""
    desk = desk_on(desk_id, local_day(now()))
    return render(request, "kiosk/screen.html", {"desk": desk, **_board(desk_id)})


@permission("public")
@require_safe
@never_cache
def calls(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """What the screen asks for every two seconds."""
    return render(request, "kiosk/screen_board.html", _board(desk_id))


def _board(desk_id: UUID) -> dict[str, object]:
    at = now()
    found = board(desk_id, at)
    first = next(iter(found.called), None)
    return {"desk_id": desk_id, "board": found, "first": first, "at": at, "speaks": is_speaking()}


@permission("public")
@require_safe
def words(request: HttpRequest, desk_id: UUID, turn_id: UUID) -> HttpResponseBase:
    """The call of a turn as sound; 404 where this installation has no voice, or the turn is not of today."""
    called = turn_of_desk(desk_id, turn_id, now())
    file = spoken_file(call_words(called.ticket, called.counter)) if called is not None else None
    if file is None:
        raise Http404
    return FileResponse(file.open("rb"), content_type="audio/wav")


@permission("public")
@require_POST
def pulse(request: HttpRequest) -> HttpResponse:
    """An enrolled kiosk or screen says that it is there; a browser that is none is not noted.

    The first touch of somebody new is counted, because a kiosk that was given out has to be in use (TN14-8.2).
    """
    device = device_of(request)
    if device is not None and request.POST.get("what") == "start":
        used(device, "start")
    elif device is not None:
        beat(device_id=device.id, at=now())
    return HttpResponse(status=204)
