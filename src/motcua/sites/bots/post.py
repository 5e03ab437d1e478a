"""What carriers of the post call: a parcel moved on. Signed, stored, then answered."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.journey.post_reader import store_webhook
from motcua.kernel.clock import now
from motcua.partners.post import WebhookRefused
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import limited

LONGEST = 200_000


@csrf_exempt
@require_POST
@permission("public")
@limited("post_webhook", per_minute=600)
def webhook(request: HttpRequest, carrier_id: UUID) -> JsonResponse:
    """`POST /kenh/buu-chinh/<carrier>`: 200 once it is stored, also for what came before; 403 for a wrong signature."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST:
        return JsonResponse({"Status": "413"}, status=413)
    try:
        new = store_webhook(carrier_id, request.body, request.headers, at=now())
    except WebhookRefused:
        return JsonResponse({"Status": "403"}, status=403)
    return JsonResponse({"Status": "100", "New": new})
