"""The page of the stand-ins, on loopback: what reached them, how they behave, and the other side's buttons."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string

from motcua.workbench.emulate.frame import HOST, MODE_NAMES, Company, Mode, StandIn

SHOWN = 100
LOOPBACK = {"localhost", "127.0.0.1"}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return


class Page:
    """`GET /` all, `GET /mail` one, `GET /mail.json` the same for programmes; `POST` sets a mode or plays an act."""

    def __init__(self, company: Company, port: int) -> None:
        self.company = company
        self.said = ""
        self.server = make_server(HOST, port, self._serve, server_class=_Server, handler_class=_Quiet)
        self.thread = threading.Thread(target=self.server.serve_forever, name="emulate-page", daemon=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server.server_port}"

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    # --- one request ---

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        response = self._answer(WSGIRequest(environ))
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'"
        )
        response.headers["Cache-Control"] = "no-store"
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]

    def _answer(self, request: WSGIRequest) -> HttpResponse:
        if not _is_from_here(request):
            return HttpResponse("this page is for this machine only\n", status=403, content_type="text/plain")
        words = request.path_info.strip("/").split("/")
        name, _, form = words[0].partition(".")
        if not name:
            return HttpResponse(render_to_string("emulate/page.html", self._shown(None)))
        stand_in = self.company.named(name)
        if stand_in is None:
            return HttpResponse("no such stand-in\n", status=404, content_type="text/plain")
        if request.method == "POST":
            return self._do(stand_in, words[1:], request)
        if form == "json":
            return JsonResponse(_as_json(stand_in), json_dumps_params={"ensure_ascii": False})
        return HttpResponse(render_to_string("emulate/page.html", self._shown(stand_in)))

    def _do(self, stand_in: StandIn, words: list[str], request: WSGIRequest) -> HttpResponse:
        is_well = True
        match words:
            case ["mode"] if (mode := str(request.POST.get("mode", ""))) in set(stand_in.modes):
                stand_in.mode = Mode(mode)
                self.said = f"{stand_in.title}: {MODE_NAMES[stand_in.mode]}."
            case ["forget"]:
                stand_in.forget()
                self.said = f"{stand_in.title}: đã xoá."
            case ["act", act] if act in {one.name for one in stand_in.acts}:
                values = {name: str(value) for name, value in request.POST.items()}
                files = {
                    name: (str(file.name), file.read())
                    for name, file in request.FILES.items()
                    if isinstance(file, UploadedFile)
                }
                try:
                    self.said = stand_in.play(act, values, files)
                except ValueError as problem:
                    is_well, self.said = False, str(problem)
            case _:
                return HttpResponse("no such act\n", status=404, content_type="text/plain")
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"said": self.said}, status=200 if is_well else 422)
        return HttpResponseRedirect(f"/{stand_in.name}")

    def _shown(self, only: StandIn | None) -> Mapping[str, Any]:
        said, self.said = self.said, ""
        members = [only] if only else self.company.members
        return {
            "all": self.company.members,
            "only": only,
            "said": said,
            "members": [
                {
                    "it": one,
                    "seen": one.seen()[: SHOWN if only else 8],
                    "modes": [(mode.value, MODE_NAMES[mode], mode is one.mode) for mode in one.modes],
                    "addresses": one.addresses(),
                }
                for one in members
            ],
        }


def _is_from_here(request: WSGIRequest) -> bool:
    """A page of elsewhere, open in the same browser, may neither read this one nor press its buttons."""
    host = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname
    origin = request.META.get("HTTP_ORIGIN")
    return host in LOOPBACK and (origin is None or urlsplit(origin).hostname in LOOPBACK)


def _as_json(stand_in: StandIn) -> dict[str, Any]:
    return json.loads(  # type: ignore[no-any-return]  # what was written just now
        json.dumps(
            {
                "name": stand_in.name,
                "mode": stand_in.mode.value,
                "total": stand_in.total,
                "addresses": dict(stand_in.addresses()),
                "seen": [
                    {
                        "number": one.number,
                        "at": one.at.isoformat(),
                        "direction": one.direction,
                        "title": one.title,
                        "details": dict(one.details),
                        "body": one.body,
                    }
                    for one in stand_in.seen()
                ],
            }
        )
    )
