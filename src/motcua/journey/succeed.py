"""People change (TN19-14.5): a successor takes all running work of an officer who leaves, in one act.

What is handed over is found when its day comes, dossier by dossier, each in its own transaction; what could not be
handed over is told. Nothing stays with a closed account: the database refuses it too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from motcua.accounts.selectors import account_named
from motcua.accounts.services import account_for_update, close_account
from motcua.agencies.administration import posting_named
from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.agencies.selectors import Scope, agency_on, desk_on, staff_of_pool, unit_on
from motcua.agencies.services import end_posting, replace_officer
from motcua.audit.services import SYSTEM, Actor
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.journey.desk import is_done
from motcua.journey.errors import (
    LastOfPlace,
    NothingHeld,
    NotPlacesOfSuccessor,
    StillHoldsWork,
    WorkToOneself,
)
from motcua.journey.officer_messages import tell_work_taken_over
from motcua.kernel.clock import TZ, local_day
from motcua.workflow import runs, selectors, services
from motcua.workflow.models import Run, RunLine
from motcua.workflow.runs import Pick, key_of
from motcua.workflow.work import Work, work_on

_JOB = UUID("0192b1c0-0000-7000-8000-6c6566740000")  # names the keys of what goes back to its pool by itself


@transaction.atomic
def replace(
    *,
    leaving_id: UUID,
    successor_id: UUID,
    agency_id: UUID,
    from_day: date,
    at: datetime,
    key: UUID,
    actor: Actor,
    instrument: str = "",
) -> Run:
    """One officer for another: every duty in the agency and all running work of it (thay cán bộ); TN19-14.5.

    Refuses
        what `agencies.services.replace_officer` refuses; WorkToOneself
    Writes
        the postings; a run that hands the work over on `from_day`, its first lines at once where it has come
    """
    if leaving_id == successor_id:
        raise WorkToOneself
    found = replace_officer(
        leaving_id=leaving_id,
        successor_id=successor_id,
        agency_id=agency_id,
        from_day=from_day,
        at=at,
        instrument=instrument,
        actor=actor,
    )
    return _begin(leaving_id, successor_id, found.pool_ids, actor=actor, starts=from_day, at=at, key=key)


@transaction.atomic
def end_duty(
    *,
    posting_id: UUID,
    last_day: date,
    at: datetime,
    key: UUID,
    actor: Actor,
    successor_id: UUID | None = None,
    instrument: str = "",
) -> Run:
    """End a duty; the work held from it goes to a colleague of the same duty, or back to all of them.

    Refuses
        what `agencies.services.end_posting` refuses; LastOfPlace when work would wait for nobody;
        NotPlacesOfSuccessor, WorkToOneself
    """
    posting = posting_named(posting_id)
    first_without = last_day + timedelta(days=1)
    end_posting(posting_id=posting_id, last_day=last_day, at=at, instrument=instrument, actor=actor)
    pools = (posting.pool_id,)
    _require_successor(posting.account_id, successor_id, pools, _morning(first_without, at))
    _require_somebody(pools, posting.account_id, _morning(first_without, at))
    return _begin(posting.account_id, successor_id, pools, actor=actor, starts=first_without, at=at, key=key)


@transaction.atomic
def hand_work_over(
    *,
    leaving_id: UUID,
    successor_id: UUID | None,
    pool_ids: Collection[UUID],
    at: datetime,
    key: UUID,
    actor: Actor,
) -> Run:
    """All that an officer holds at some places goes to a colleague, or back to all (bàn giao việc); TN19-14.5.

    Takes
        pool_ids  the duties whose work is meant: those that the head answers for
    Refuses
        NotPlacesOfSuccessor, WorkToOneself
    """
    _require_successor(leaving_id, successor_id, pool_ids, at)
    return _begin(leaving_id, successor_id, pool_ids, actor=actor, starts=local_day(at), at=at, key=key)


def hand_over_as_head(
    *, leaving_id: UUID, successor_id: UUID | None, officer: Actor, scope: Scope, at: datetime, key: UUID
) -> Run:
    """The head gives all that one of their people holds to another, or back to all (nghỉ phép, bàn giao).

    Refuses
        NothingHeld at the places this officer heads; what `hand_work_over` refuses
    """
    pools = selectors.pools_headed(scope, held_by=leaving_id)
    if not pools:
        raise NothingHeld(name=account_named(leaving_id).full_name)
    officer = services.acting_over((selectors.pool_named(one) for one in pools), scope, officer)
    return hand_work_over(
        leaving_id=leaving_id, successor_id=successor_id, pool_ids=pools, actor=officer, at=at, key=key
    )


@transaction.atomic
def close_officer(
    *,
    account_id: UUID,
    reason: str,
    at: datetime,
    key: UUID,
    actor: Actor,
    successor_id: UUID | None = None,
) -> Run | None:
    """Close an officer's account; its running work goes to a successor first (đóng tài khoản); TN19-14.5.

    Gives
        the run after which the account is closed; None when nothing was held and it is closed already
    Refuses
        StillHoldsWork without a successor; LastOfPlace, NotPlacesOfSuccessor, WorkToOneself, NoSuchAccount
    """
    account = account_for_update(account_id)
    pools = selectors.pools_held(account_id)
    _require_somebody(selectors.pools_worked(account_id, at), account_id, at)
    if not pools:
        close_account(account_id=account_id, at=at, reason=reason, actor=actor)
        return None
    if successor_id is None:
        raise StillHoldsWork(name=account.full_name, count=selectors.held_count(account_id))
    _require_successor(account_id, successor_id, pools, at)
    return _begin(
        account_id, successor_id, pools, actor=actor, starts=local_day(at), at=at, key=key, close=reason
    )


def _begin(
    leaving_id: UUID,
    successor_id: UUID | None,
    pool_ids: Iterable[UUID],
    *,
    actor: Actor,
    starts: date,
    at: datetime,
    key: UUID,
    close: str | None = None,
) -> Run:
    facts = {
        "leaving": str(leaving_id),
        "successor": str(successor_id) if successor_id else None,
        "pools": [str(pool_id) for pool_id in pool_ids],
        "close": close,
        "on_behalf_of": str(actor.on_behalf_of) if actor.on_behalf_of else None,
    }
    return runs.begin_run(
        *(Run.Kind.HAND_WORK_OVER,),
        key=key,
        by=actor.id,
        agency_id=actor.agency_id,
        facts=facts,
        at=at,
        starts_at=_morning(starts, at),
    )


def _morning(day: date, at: datetime) -> datetime:
    """When a day's work can be handed over: at its beginning, but not in the past."""
    return max(at, datetime.combine(day, time.min, TZ))


def _require_successor(
    leaving_id: UUID, successor_id: UUID | None, pool_ids: Collection[UUID], at: datetime
) -> None:
    if successor_id is None:
        return
    if successor_id == leaving_id:
        raise WorkToOneself
    missing = [pool_id for pool_id in pool_ids if successor_id not in staff_of_pool(pool_id, at)]
    if missing:
        raise NotPlacesOfSuccessor(
            name=account_named(successor_id).full_name,
            places="; ".join(place_of_pool(pool_id, at) for pool_id in missing),
        )


def _require_somebody(pool_ids: Iterable[UUID], leaving_id: UUID, at: datetime) -> None:
    """Where work waits or will come back to, somebody else must be (promise 3: nothing stalls silently)."""
    for pool_id in pool_ids:
        waiting = selectors.open_in_pool(pool_id)
        if waiting and not set(staff_of_pool(pool_id, at)) - {leaving_id}:
            raise LastOfPlace(place=place_of_pool(pool_id, at), count=waiting)


def place_of_pool(pool_id: UUID, at: datetime) -> str:
    """A duty and its place in words."""
    pool, day = selectors.pool_named(pool_id), local_day(at)
    if pool.desk_id is not None:
        place = desk_on(pool.desk_id, day).name
    elif pool.unit_id is not None:
        place = unit_on(pool.unit_id, day).name
    else:
        place = agency_on(pool.agency_id, day).name
    return f"{place} ({ROLE_NAMES[Role(pool.role)].lower()})"


# what the run does


def prepare(run: Run, *, at: datetime) -> int:
    """The dossiers that the leaving officer holds now and that are no lines yet; gives how many came."""
    leaving, pools = UUID(run.facts["leaving"]), [UUID(one) for one in run.facts["pools"]]
    known = set(RunLine.objects.filter(run=run).values_list("dossier_id", flat=True))
    held = selectors.dossiers_held(leaving, pools)
    return runs.add_lines(run, [Pick(one) for one in held if one not in known])


def do_line(run: Run, line: RunLine, at: datetime) -> None:
    """All open tasks of one dossier that the leaving officer holds, to the successor or back to their pools."""
    successor = run.facts["successor"]
    pass_on(
        dossier_id=line.dossier_id,
        leaving_id=UUID(run.facts["leaving"]),
        successor_id=UUID(successor) if successor else None,
        pool_ids=[UUID(one) for one in run.facts["pools"]],
        actor=_who_began(run),
        at=at,
        key=key_of(line),
    )


def finish(run: Run, *, at: datetime) -> None:
    """The successor is told once; the account is closed where that was asked and nothing is left."""
    leaving = UUID(run.facts["leaving"])
    account_for_update(leaving)
    done = runs.progress_of(run).done
    if run.facts["successor"] and done:
        tell_work_taken_over(
            run, successor_id=UUID(run.facts["successor"]), leaving_id=leaving, count=done, at=at
        )
    if run.facts["close"] is not None and not selectors.held_count(leaving):
        close_account(account_id=leaving, at=at, reason=run.facts["close"], actor=_who_began(run))


def _who_began(run: Run) -> Actor:
    if run.by_id is None:
        return SYSTEM
    giver = run.facts.get("on_behalf_of")
    return Actor("officer", run.by_id, run.agency_id, UUID(giver) if giver else None)


@transaction.atomic
def pass_on(
    *,
    dossier_id: UUID,
    leaving_id: UUID,
    successor_id: UUID | None,
    pool_ids: Collection[UUID],
    actor: Actor,
    at: datetime,
    key: UUID,
) -> None:
    """In one dossier: what an officer holds from some duties goes to another, or back to the pool (một hồ sơ).

    Refuses
        UnknownDossier, NotPostedThere (the successor left the place meanwhile)
    Writes
        the tasks' owners, the dossier's owner_name, one event that names the tasks and both people
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    work = work_on(dossier)
    held = [task for task in work.open_tasks if task.owner_id == leaving_id and task.pool_id in set(pool_ids)]
    if not held:
        return
    for task in held:
        if successor_id is None:
            services.release_task(task)
        else:
            services.assign_task(task, owner_id=successor_id, at=at)
    note(
        *(dossier, "taken_over" if successor_id else "released"),
        at=at,
        actor=actor,
        body={"tasks": [task.pk for task in held], "leaving": leaving_id, "owner": successor_id},
        key=key,
        changes={"owner_name": holder_name(work)},
    )


def holder_name(work: Work) -> str:
    """Who has the dossier now, for lists and the public answer: the owner of the first open step."""
    first = next(iter(work.open_steps or work.open_tasks), None)
    return account_named(first.owner_id).full_name if first is not None and first.owner_id else ""


def return_left_work(*, at: datetime) -> int:
    """What is held by people whose duty ended goes back to its pool; gives how many dossiers (nightly job).

    A duty also ends by the last day it was given with; nobody does an act then.
    """
    count = 0
    for dossier_id, leaving_id, pool_ids in selectors.held_by_people_who_left(at):
        key = uuid5(_JOB, f"{dossier_id}:{leaving_id}:{at.isoformat()}")
        pass_on(
            dossier_id=dossier_id,
            leaving_id=leaving_id,
            successor_id=None,
            pool_ids=pool_ids,
            actor=SYSTEM,
            at=at,
            key=key,
        )
        count += 1
    return count
