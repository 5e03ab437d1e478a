"""What the agency saw for itself, with its records and pictures (TN19-12.3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.dossiers.services.verification import VerificationFacts
from motcua.journey.reading.turns import verify_page
from motcua.journey.verify import verify as record
from motcua.sites.desk.days import instant_of, is_typed, typed_day
from motcua.sites.desk.officers import READERS, Officer, officer_of, sent
from motcua.sites.desk.refused import attempt, show
from motcua.sites.desk.uploads import take_in
from motcua.sites.ui.permissions import permission


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The verifications of a dossier; who handles it records another. Files once taken in are kept with the page."""
    officer = officer_of(request)
    if request.method == "GET":
        return show(request, "desk/verify.html", _facts(request, officer, dossier_id, []), officer=officer)
    form = sent(request)
    kept: list[Any] = []

    def do() -> None:
        take_in(request, officer, "files", kept)
        record(
            dossier_id=dossier_id,
            officer=officer.actor(),
            scope=officer.scope,
            facts=_typed(request, tuple(one.pk for one in kept)),
            at=officer.at,
            key=form.key,
            expected_version=form.version,
        )

    refusal = attempt(do)
    if refusal is None:
        messages.success(request, gettext("Đã ghi biên bản xác minh."))
        return redirect("desk:verify", dossier_id)
    facts = _facts(request, officer, dossier_id, kept)
    return show(request, "desk/verify.html", facts, officer=officer, refusal=refusal, sent=form)


def _typed(request: HttpRequest, files: tuple[UUID, ...]) -> VerificationFacts:
    posted = request.POST
    return VerificationFacts(
        content=posted.get("content", ""),
        applicant_attended="attended" in posted,
        held_at=instant_of(posted, "held") if is_typed(posted, "held") else None,
        place=posted.get("place", ""),
        participants=posted.get("participants", ""),
        file_ids=files,
    )


def _facts(request: HttpRequest, officer: Officer, dossier_id: UUID, kept: list[Any]) -> dict[str, Any]:
    page = verify_page(dossier_id, officer.scope)
    return {
        "page": page,
        "dossier": page.dossier,
        "leaf": "verify",
        "kept": kept,
        "held": typed_day(request.POST, "held"),
        "held_hour": request.POST.get("held-hour", ""),
        "max_mb": settings.MOTCUA_FILE_LIMIT_MB,
    }
