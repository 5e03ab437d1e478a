"""The postal carriers of the province: entered, changed, paused; what each lacks (bưu chính công ích)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.custody.post.carriers import adapter, all_carriers, save_carrier
from motcua.kernel.clock import now
from motcua.sites.console.acts import Act, get_or_post, perform
from motcua.sites.console.forms.post import ACTIVE, KINDS, CarrierForm
from motcua.sites.console.rights import province_only


@province_only
def carriers(request: HttpRequest) -> HttpResponse:
    """Every carrier with how it is reached, what is missing, and the address it reports to."""
    rows = [
        (
            one,
            [gettext(words) for words in adapter(one).check_config()],
            request.build_absolute_uri(f"/kenh/buu-chinh/{one.pk}") if one.kind == "http" else "",
        )
        for one in all_carriers()
    ]
    return render(request, "console/carriers.html", {"rows": rows})


@province_only
@get_or_post
def carrier(request: HttpRequest, carrier_id: UUID | None = None) -> HttpResponse:
    """Enter a carrier or change one; secrets are never shown again."""
    found = next((one for one in all_carriers() if one.pk == carrier_id), None)
    if carrier_id is not None and found is None:
        raise Http404
    initial = {"kind": "by_hand", "is_active": "yes"}
    if found is not None:
        initial = {
            "name": found.name,
            "kind": found.kind,
            "is_active": "yes" if found.is_active else "no",
            "url": found.settings.get("url", ""),
            "customer": found.settings.get("customer", ""),
        }
    form = CarrierForm(request.POST or None, initial=initial, choices={"kind": KINDS, "is_active": ACTIVE})

    def do(given: dict[str, Any]) -> object:
        kept = dict(found.settings) if found else {}
        return save_carrier(
            carrier_id=carrier_id,
            name=given["name"],
            kind=given["kind"],
            settings={**kept, "url": given["url"], "customer": given["customer"]},
            secrets={"token": given["token"], "signing_key": given["signing_key"]},
            is_active=given["is_active"] == "yes",
            at=now(),
        )

    back = reverse("console:carriers")
    act = Act(
        title=found.name if found else gettext("Khai báo đơn vị bưu chính"),
        submit=gettext("Lưu đơn vị bưu chính"),
        done=gettext("Đã lưu đơn vị bưu chính."),
        back=back,
        trail=((gettext("Bưu chính"), back),),
        facts=(),
    )
    return perform(request, form, do, act)
