"""Who may do what at a queue: the officers of its desk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_on, scope_of
from motcua.kernel.clock import local_day
from motcua.queues.errors import NotAtThisQueue

CALLERS: Final = (Role.RECEIVER, Role.DESK_HEAD, Role.CASHIER)
HEAD: Final = (Role.DESK_HEAD,)


def require_duty(account_id: UUID, desk_id: UUID, roles: Collection[Role], at: datetime) -> None:
    """Refuses with NotAtThisQueue whoever has none of the duties at the desk at `at`."""
    postings = scope_of(account_id, at).postings
    if not any(one.desk_id == desk_id and one.role in roles for one in postings):
        raise NotAtThisQueue(desk=desk_on(desk_id, local_day(at)).name)
