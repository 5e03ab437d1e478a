"""A turn of any stage before the return: the applicant wants the result at another desk (đổi nơi nhận kết quả)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.rules import Role
from motcua.agencies.selectors import desk_on, desks_with, is_posted_at
from motcua.audit.services import Actor
from motcua.custody.post.errors import ResultAtPost
from motcua.custody.post.rules import State as ParcelState
from motcua.custody.post.selectors import result_parcel
from motcua.dossiers.models import Dossier, Part
from motcua.dossiers.moves import State, next_state
from motcua.dossiers.services import parts
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.dossiers.services.reception import require_desk
from motcua.journey.context import document_of, process_of
from motcua.journey.decide import tell_outcome
from motcua.journey.desk import expect, is_done
from motcua.journey.errors import AlreadyThere, NotReceivedThere
from motcua.journey.steps import open_step
from motcua.kernel.clock import local_day
from motcua.procedures.models import Release
from motcua.procedures.selectors import DeskChoice, desks_receiving
from motcua.processes.schema import StepKind
from motcua.workflow import services as workflow
from motcua.workflow.models import Task
from motcua.workflow.work import work_on


@transaction.atomic
def change_return_place(
    *,
    dossier_id: UUID,
    desk_id: UUID,
    actor: Actor,
    at: datetime,
    key: UUID,
    expected_version: int | None = None,
) -> None:
    """Return the result at another desk, as long as it was not handed over; a result that is ready goes along.

    Takes
        actor  the applicant, or an officer of the desk that received the dossier or returns it, who was asked to
    Refuses
        UnknownDossier, Changed, WrongDesk, IllegalMove, AlreadyThere, NotReceivedThere, NobodyThere, ResultAtPost
    Law
        TN19-9.1 to 9.3; regulation.md §1.1 #1: another place of return may be chosen.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    expect(dossier, expected_version)
    next_state(dossier.state, "change_return_place")
    if actor.kind == "officer":
        _require_a_desk(dossier, actor, at)
    name = desk_on(desk_id, local_day(at)).name
    if desk_id == dossier.return_desk_id:
        raise AlreadyThere(desk=name)
    if desk_id not in {one.desk_id for one in places_of_return(dossier, at)}:
        raise NotReceivedThere(desk=name)
    _take_parcel_along(dossier, desk_id, at)
    note(
        *(dossier, "change_return_place"),
        at=at,
        actor=actor,
        body={"from_desk": dossier.return_desk_id, "to_desk": desk_id},
        words={"to": name},
        key=key,
        changes={"return_desk_id": desk_id},
    )
    if dossier.state == State.DECIDED:
        _move_the_return(dossier, actor, at)
        tell_outcome(dossier, officer=actor, at=at)


def places_of_return(dossier: Dossier, at: datetime) -> tuple[DeskChoice, ...]:
    """The desks that may return the result: those that receive its procedure for its agency and have somebody there.

    A result that is ready for a desk where nobody works could not be decided: nobody would have the next step.
    """
    found = desks_receiving(Release.objects.get(pk=dossier.release_id), dossier.agency_id, at)
    staffed = desks_with(Role.RECEIVER, at, [one.desk_id for one in found])
    return tuple(one for one in found if one.desk_id in staffed)


def _take_parcel_along(dossier: Dossier, desk_id: UUID, at: datetime) -> None:
    """A wish for the post goes to the new desk with the result. Refuses with ResultAtPost what is packed or gone."""
    parcel = result_parcel(dossier.pk)
    if parcel is None:
        return
    if parcel.state != ParcelState.WANTED:
        raise ResultAtPost(number=str(parcel), state=parcel.state_name.lower())
    parcel.desk_id, parcel.agency_id = desk_id, desk_on(desk_id, local_day(at)).desk.agency_id
    parcel.save(update_fields=["desk", "agency"])


def _require_a_desk(dossier: Dossier, actor: Actor, at: datetime) -> None:
    assert actor.id is not None
    scopes = {dossier.desk_id, dossier.return_desk_id}
    if not any(is_posted_at(actor.id, one, at) for one in scopes):
        require_desk(dossier, actor.id, at)


def _move_the_return(dossier: Dossier, actor: Actor, at: datetime) -> None:
    """The task to hand over goes to the new desk, with a part of its own."""
    part = parts.open_part_of(dossier, Part.Duty.RETURN)
    if part is not None:
        workflow.end_tasks_of(part, by=actor.id, at=at, state=Task.State.CANCELLED)
        parts.close_part(part, at=at, state="cancelled")
    give = next(step for step in process_of(dossier).steps if step.kind is StepKind.RETURN)
    open_step(work_on(dossier), give, field=document_of(dossier).field, at=at)
