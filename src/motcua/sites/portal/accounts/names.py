"""The names in head and foot of allauth's pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


class OwnNames:
    """Takes allauth's `site`, a host name, out of its pages, where it would hide the province's names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        match = request.resolver_match
        if match is not None and match.func.__module__.startswith("allauth.") and response.context_data:
            response.context_data.pop("site", None)
        return response
