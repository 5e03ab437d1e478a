"""GET /healthz: what a load balancer or a watchman asks."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.delivery.selectors import is_worker_alive
from motcua.kernel.clock import now
from motcua.sites.ui.permissions import PUBLIC, permission

OK, DOWN, UNKNOWN = "ok", "no answer", "not known"


@permission(PUBLIC)
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database and worker answer; 503 and which part does not."""
    parts = {"database": OK, "worker": OK}
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        if not is_worker_alive(now()):
            parts["worker"] = DOWN
    except (DatabaseError, InterfaceError):
        # without the database nobody can tell how the worker is
        parts = {"database": DOWN, "worker": UNKNOWN}
    healthy = set(parts.values()) == {OK}
    return JsonResponse({"status": "ok" if healthy else "failed", **parts}, status=200 if healthy else 503)
