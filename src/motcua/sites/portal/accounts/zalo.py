"""Linking one's account with Zalo: the code is shown here and sent by message, so both ends are the same person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.conversations.linking import GOOD_FOR, make_code, unlink
from motcua.conversations.selectors import link_of
from motcua.delivery.zalo.selectors import account_in_use
from motcua.kernel.clock import now
from motcua.kernel.errors import Refusal
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of


@permission("applicant", "officer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Whether this account is linked; a code on request; unlinking (TN19-5.4)."""
    assert request.user.is_authenticated
    at = now()
    code = said = ""
    if "_unlink" in request.POST:
        unlink(account_id=request.user.id, at=at)
        return redirect("account_zalo")
    if request.method == "POST":
        try:
            code = make_code(account_id=request.user.id, at=at)
        except Refusal as refusal:
            said = sentence_of(refusal)
    found = link_of(request.user.id)
    office = account_in_use()
    facts = {
        "linked_at": found.linked_at if found else None,
        "code": f"{code[:4]} {code[4:]}" if code else "",
        "minutes": int(GOOD_FOR.total_seconds() // 60),
        "said": said,
        "office": office.name if office else "",
        "oa_url": f"https://zalo.me/{office.oa_id}" if office else "",
        "is_officer": request.user.kind == "officer",
    }
    return render(request, "account/zalo.html", facts, status=429 if said else 200)
