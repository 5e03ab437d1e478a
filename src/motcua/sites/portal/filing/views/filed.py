"""A page left open in another tab while its dossier was filed: what it sends is told back, not dropped in silence."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.journey.filing import Draft


def already_filed(
    request: HttpRequest,
    draft: Draft,
    *,
    differing: Sequence[tuple[str, str, str]] = (),
    file_names: Sequence[str] = (),
) -> HttpResponse:
    """To the dossier; or, where something new was sent, a page that says what of it was not taken.

    Takes
        differing   label, as filed, as typed now
        file_names  files that were sent now
    """
    if not differing and not file_names:
        return redirect("portal:filing_done", draft.pk)
    facts = {"draft": draft, "differing": differing, "file_names": file_names}
    return render(request, "filing/already_filed.html", facts, status=409)
