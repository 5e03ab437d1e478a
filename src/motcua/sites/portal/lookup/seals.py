"""The published seals of the audit trail: what an inspector, or anybody, compares an export with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.audit.selectors import sealed_days
from motcua.audit.signing import fingerprint, public_key
from motcua.sites.ui.permissions import permission

SHOWN = 60


@permission("public")
def seals(request: HttpRequest) -> HttpResponse:
    """The fingerprint of the signing key, and the root of each of the last days."""
    days = [
        {
            "day": row.day,
            "chains": row.streams,
            "root": bytes(row.root).hex(),
            "key": fingerprint(bytes(row.public_key)),
        }
        for row in sealed_days()[:SHOWN]
    ]
    return render(request, "lookup/seals.html", {"fingerprint": fingerprint(public_key()), "days": days})
