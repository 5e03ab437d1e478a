"""GET /healthz: what a load balancer or a watchman asks."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.delivery.selectors import is_worker_alive
from motcua.kernel.clock import now
from motcua.operations.selectors.backups import backup_state
from motcua.sites.ui.permissions import PUBLIC, permission

OK, DOWN, UNKNOWN = "ok", "no answer", "not known"


@permission(PUBLIC)
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database and worker answer; 503 and which part does not.

    `backup` is a warning only: an installation without a backup of the last two days still serves people.
    """
    parts, backup = {"database": OK, "worker": OK}, UNKNOWN
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        if not is_worker_alive(now()):
            parts["worker"] = DOWN
        backup = backup_state(now()).word
    except (DatabaseError, InterfaceError):
        # without the database nobody can tell how the worker is
        parts = {"database": DOWN, "worker": UNKNOWN}
    healthy = set(parts.values()) == {OK}
    answer = {"status": "ok" if healthy else "failed", **parts, "backup": backup}
    return JsonResponse(answer, status=200 if healthy else 503)
