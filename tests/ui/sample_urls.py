"""A form and refusals to test the frame with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Refusal, TooMany, Unknown
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import limited

KINDS: dict[str, type[Refusal]] = {
    "unknown": Unknown,
    "not_allowed": NotAllowed,
    "invalid": Invalid,
    "conflict": Conflict,
    "too_many": TooMany,
    "refused": Refusal,
}

FORM = """{% extends "ui/portal.html" %}{% block title %}Tờ khai mẫu{% endblock %}{% block content %}
<h1 class="govuk-heading-l">Tờ khai mẫu</h1>
<form method="post" enctype="multipart/form-data">{% csrf_token %}
<label class="govuk-label" for="note">Nội dung</label><input class="govuk-input" id="note" name="note">
<label class="govuk-label" for="secret">Mật khẩu</label><input type="password" id="secret" name="password">
<label class="govuk-label" for="paper">Giấy tờ</label><input type="file" id="paper" name="paper">
<button class="govuk-button">Gửi</button></form>{% endblock %}"""


@permission("public")
def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise KINDS[kind]


@permission("public")
def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse(f"nhận: {request.POST['note']}")
    return HttpResponse(engines["django"].from_string(FORM).render({}, request))


@permission("applicant")
def for_applicants(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"nhận: {request.POST.get('note', '')}")


@permission("officer")
def for_officers(request: HttpRequest) -> HttpResponse:
    return HttpResponse("cán bộ")


@permission("receiver", "desk_head")
def for_receivers(request: HttpRequest) -> HttpResponse:
    return HttpResponse("tiếp nhận")


@permission("public")
@limited("sample", per_minute=2)
def lookup(request: HttpRequest) -> HttpResponse:
    return HttpResponse("thấy")


@permission("public")
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("", include("motcua.conf.urls")),
    path("mau/tu-choi/<slug:kind>", refuse),
    path("api/v1/mau/<slug:kind>", refuse),
    path("can-bo/mau/<slug:kind>", refuse),
    path("mau/to-khai", form),
    path("mau/nguoi-nop", for_applicants),
    path("mau/can-bo", for_officers),
    path("mau/tiep-nhan", for_receivers),
    path("mau/tra-cuu", lookup),
    path("mau/hong", broken),
]
handler404 = "motcua.sites.ui.failures.not_found"
handler500 = "motcua.sites.ui.failures.server_error"
