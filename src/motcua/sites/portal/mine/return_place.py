"""The applicant wants the result at another desk, as long as it was not handed over."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.audit.services import Actor
from motcua.journey.errors import PlaceUnknown
from motcua.journey.return_place import change_return_place, places_of_return
from motcua.kernel.clock import now
from motcua.kernel.errors import Refusal
from motcua.sites.portal.filing.visit import account_of
from motcua.sites.portal.mine.dossiers import held
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of


@permission("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Choose among the desks that return results of this procedure; by account or by a proven secret."""
    it = held(request, dossier_id)
    if not it.may_change_return:
        return redirect("portal:dossier", dossier_id)
    refusal: Refusal | None = None
    chosen = request.POST.get("desk", str(it.dossier.return_desk_id))
    if request.method == "POST":
        try:
            change_return_place(
                dossier_id=dossier_id,
                desk_id=_id(chosen),
                actor=Actor("applicant", account_of(request)),
                at=now(),
                key=_id(request.POST.get("key", "")),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, gettext("Đã đổi nơi nhận kết quả."))
            return redirect("portal:dossier", dossier_id)
    facts = {
        "dossier": it.dossier,
        "key": str(uuid4()),
        "options": [(str(one.desk_id), one.name, one.address) for one in places_of_return(it.dossier, now())],
        "chosen": chosen,
        "problems": [{"field_id": "desk", "sentence": sentence_of(refusal)}] if refusal else [],
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "mine/return_place.html", facts, status=status)


def _id(text: str) -> UUID:
    """Refuses with PlaceUnknown."""
    try:
        return UUID(text)
    except ValueError as broken:
        raise PlaceUnknown from broken
