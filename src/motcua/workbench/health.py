"""GET /healthz: what a load balancer or a watchman asks."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.delivery.selectors import is_fresh, worker_seen_at
from motcua.documents.disk import room
from motcua.kernel.clock import TZ, now
from motcua.operations.selectors.backups import backup_state
from motcua.sites.ui.permissions import PUBLIC, permission

OK, DOWN, UNKNOWN, FULL = "ok", "no answer", "not known", "full"


@permission(PUBLIC)
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database and worker answer and the disk takes more; 503 and which part does not.

    On a full disk people still read; what they write is refused, and a worker that can write no sign of life counts
    as silent. So `disk` is said beside it: a watchman must not restart what only lacks room.
    `backup` is a warning only: an installation without a backup of the last two days still serves people.
    """
    parts, backup = {"database": OK, "worker": OK}, UNKNOWN
    at, seen_at = now(), None
    try:
        seen_at = worker_seen_at()
        if not is_fresh(seen_at, at):
            parts["worker"] = DOWN
        backup = backup_state(at).word
    except (DatabaseError, InterfaceError):
        # without the database nobody can tell how the worker is
        parts = {"database": DOWN, "worker": UNKNOWN}
    parts["disk"] = FULL if room().is_gone else OK
    healthy = set(parts.values()) == {OK}
    answer = {"status": "ok" if healthy else "failed", **parts, "backup": backup}
    if parts["worker"] == DOWN:
        answer["worker_seen_at"] = (
            seen_at.astimezone(TZ).isoformat(timespec="seconds") if seen_at else "never"
        )
    return JsonResponse(answer, status=200 if healthy else 503)
