"""The watchdog: what stands still, found by a few statements over open rows only (promise 3 of the design).

A part may stand under several causes at once; each is found, kept and resolved by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from motcua.deadlines.rules import WorkingCalendar
from motcua.deadlines.selectors import calendar_named
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.kernel.clock import local_day
from motcua.kernel.uuid7 import uuid7
from motcua.oversight.models import Stall, Watch
from motcua.oversight.policies import STILL_DAYS, UNOWNED_DAYS

WORKING_DAY = timedelta(hours=8)

# Each gives: dossier, part number, cause, agency, unit, desk, owner, since. %(…)s are instants and a day.
_POSTED = """
exists (select from (
            select account_id, pool_id, valid_from, valid_to from posting
            union all select d.delegate_id, d.pool_id, d.valid_from, d.valid_to from delegation d
            join posting g on g.account_id = d.giver_id and g.pool_id = d.pool_id and g.valid_from <= %(day)s
                and (g.valid_to is null or g.valid_to >= %(day)s)
            join account b on b.id = g.account_id and b.is_active
        ) q join account a on a.id = q.account_id
        where q.pool_id = t.pool_id and {whose} and a.is_active
          and q.valid_from <= %(day)s and (q.valid_to is null or q.valid_to >= %(day)s))
"""
_OPEN_TASKS = """
    from task t join dossier_part p on p.dossier_id = t.dossier_id and p.id = t.part_id
    where t.state = 'open'
"""
_PLACE = "p.agency_id, p.unit_id, p.desk_id"
FINDING = f"""
select p.dossier_id, p.no, 'no_step', {_PLACE}, null::uuid, p.started_at
    from dossier_part p where p.state = 'open' and not exists (
        select from task t where t.dossier_id = p.dossier_id and t.part_id = p.id and t.state = 'open')
union all
select t.dossier_id, p.no, 'nobody_there', {_PLACE}, null, min(t.opened_at) {_OPEN_TASKS}
    and t.owner_id is null and not {_POSTED.format(whose="true")} group by 1, 2, 4, 5, 6
union all
select t.dossier_id, p.no, 'left', {_PLACE}, (array_agg(t.owner_id))[1], min(t.opened_at) {_OPEN_TASKS}
    and t.owner_id is not null and not {_POSTED.format(whose="q.account_id = t.owner_id")} group by 1, 2, 4, 5, 6
union all
select t.dossier_id, p.no, 'unowned', {_PLACE}, null, min(t.opened_at) {_OPEN_TASKS}
    and t.owner_id is null and t.held_at is null and t.opened_at < %(unowned)s
    and t.kind not in ('receive', 'return') group by 1, 2, 4, 5, 6
union all
select d.id, 0, 'no_date', d.agency_id, null, d.desk_id, null, d.updated_at
    from dossier d where d.finished_at is null and d.state in ('supplement_requested', 'waiting')
    and d.waits_until is null
union all
select d.id, 0, 'wait_over', d.agency_id, null, d.desk_id, null, d.waits_until
    from dossier d where d.finished_at is null and d.waits_until < %(wait_over)s
union all
select d.id, 0, 'still', d.agency_id, null, d.desk_id, null, d.updated_at
    from dossier d where d.finished_at is null and d.updated_at < %(still)s
    and d.state in ('submitted', 'accepted', 'in_process')
"""  # noqa: S608 constants only


@dataclass(frozen=True)
class Found:
    """One thing that stands still."""

    dossier_id: UUID
    part_no: int
    cause: str
    agency_id: UUID
    unit_id: UUID | None
    desk_id: UUID | None
    owner_id: UUID | None
    since: datetime


def standing_still(at: datetime) -> list[Found]:
    """Every open part without owner, next step or date, and every dossier that nobody moved for too long.

    The working days are counted by the province's calendar; a result that waits at the desk for its applicant
    does not stand still.
    """
    calendar, _ = calendar_named(PROVINCE_CALENDAR)
    day = local_day(at)
    values = {
        "day": day,
        "unowned": _before(calendar, at, UNOWNED_DAYS.on(day)),
        "still": _before(calendar, at, STILL_DAYS.on(day)),
        "wait_over": at - timedelta(days=1),  # the job that ends a waiting runs every day
    }
    with connection.cursor() as cursor:
        cursor.execute(FINDING, values)
        return [Found(*row) for row in cursor.fetchall()]


def _before(calendar: WorkingCalendar, at: datetime, working_days: int) -> datetime:
    """The latest instant since which the office has worked so many days."""
    early, late = at - timedelta(days=4 * working_days + 30), at
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) / 2
        if calendar.working_time_between(middle, at) >= working_days * WORKING_DAY:
            early = middle
        else:
            late = middle
    return early


@transaction.atomic
def watch(*, at: datetime) -> Watch:
    """One round: what is found new is written down, what moved again is resolved (giám sát hằng đêm).

    Rounds do not overlap; a second one that begins meanwhile waits and finds nothing new.

    Law
        TN19-14.4, HG-15: stuck and late dossiers are found by regular monitoring.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('watchdog'))")
    found = {(one.dossier_id, one.part_no, one.cause): one for one in standing_still(at)}
    known = {(one.dossier_id, one.part_no, one.cause): one for one in Stall.objects.filter(resolved_at=None)}
    over = [stall.pk for key, stall in known.items() if key not in found]
    Stall.objects.filter(pk__in=over).update(resolved_at=at)
    new = [one for key, one in found.items() if key not in known]
    Stall.objects.bulk_create(
        Stall(
            dossier_id=one.dossier_id,
            part_no=one.part_no,
            cause=one.cause,
            agency_id=one.agency_id,
            unit_id=one.unit_id,
            desk_id=one.desk_id,
            owner_id=one.owner_id,
            since=one.since,
            found_at=at,
        )
        for one in new
    )
    return Watch.objects.create(id=uuid7(at), at=at, found=len(new), resolved=len(over))
