"""Steps of ours: an ordinary examine step, once on each prepared dossier, through the service layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from uuid import uuid4

import django

django.setup()

# The services need Django to be set up.
from django.db import connection

from motcua.agencies.selectors import Scope, scope_of
from motcua.audit.services import Actor
from motcua.journey.process import StepResult, process
from motcua.kernel.clock import now

_PREPARED = """
select t.dossier_id, t.id, t.owner_id, p.agency_id
from task t join pool p on p.id = t.pool_id
where t.state = 'open' and t.kind = 'examine' and abs(hashtext(t.dossier_id::text)) %% %s = %s
order by t.dossier_id
"""


def steps(chance: Random, worker: int, workers: int) -> Iterator[Callable[[], None]]:
    """Each prepared dossier of this worker's share once, in random order."""
    with connection.cursor() as cursor:
        cursor.execute(_PREPARED, [workers, worker])
        rows = cursor.fetchall()
    chance.shuffle(rows)
    scopes: dict[object, Scope] = {}
    for dossier_id, task_id, owner_id, agency_id in rows:
        at = now()
        if owner_id not in scopes:
            scopes[owner_id] = scope_of(owner_id, at)
        yield partial(
            process,
            dossier_id=dossier_id,
            task_id=task_id,
            officer=Actor("officer", owner_id, agency_id),
            scope=scopes[owner_id],
            outcome=StepResult("Hồ sơ đủ điều kiện, đề nghị phê duyệt."),
            at=at,
            key=uuid4(),
        )
