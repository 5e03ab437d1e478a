"""At the counter: the applicant wants the result at another desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.acts import is_open_to
from motcua.journey.reading.dossier import dossier_page
from motcua.journey.return_place import change_return_place, places_of_return
from motcua.sites.desk.officers import RECEIVERS, FormBroken, officer_of, sent
from motcua.sites.desk.refused import attempt, show
from motcua.sites.ui.permissions import permission


@permission(*RECEIVERS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Choose among the desks that return results of this procedure (TN19-9.1 to 9.3)."""
    officer = officer_of(request)
    refusal, form = None, None
    page = dossier_page(dossier_id, officer.scope)
    if request.method == "POST":
        form = sent(request)
        key, version, desk_id = form.key, form.version, _desk(request)
        refusal = attempt(
            lambda: change_return_place(
                dossier_id=dossier_id,
                desk_id=desk_id,
                actor=officer.actor(desk_id=page.dossier.desk_id),
                at=officer.at,
                key=key,
                expected_version=version,
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã đổi nơi nhận kết quả."))
            return redirect("desk:dossier", dossier_id)
        page = dossier_page(dossier_id, officer.scope)
    elif not is_open_to(page.acts, "return_place"):
        raise NotYourDuty(act=gettext("Đổi nơi nhận kết quả"))
    options = [(str(one.desk_id), one.name) for one in places_of_return(page.dossier, officer.at)]
    facts = {"dossier": page.dossier, "options": options, "chosen": str(page.dossier.return_desk_id)}
    return show(request, "desk/return_place.html", facts, officer=officer, refusal=refusal, sent=form)


def _desk(request: HttpRequest) -> UUID:
    """Refuses with FormBroken."""
    try:
        return UUID(request.POST["desk"])
    except (KeyError, ValueError) as broken:
        raise FormBroken from broken
