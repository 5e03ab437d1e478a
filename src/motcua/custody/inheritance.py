"""A merger brings the paper of an abolished agency to its successor, as it lies (NB18-13.1).

The act of merging is the record: nobody is left at the old places to confirm one. What was offered but not confirmed
stays with its giver, that is with the giver's successor.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from motcua.audit.services import Actor
from motcua.custody.models import Bundle, HandoverRecord, Line
from motcua.custody.rules import ENDED, Holder, Place
from motcua.custody.services import put_bundle, tell_of_paper
from motcua.dossiers.models import Dossier


def inherit_bundles(
    dossier: Dossier,
    *,
    predecessor_id: UUID,
    place_now: Callable[[Place], Place],
    actor: Actor,
    at: datetime,
) -> int:
    """The bundles of a locked dossier that lie with an abolished agency, to where its work is done now.

    Takes
        place_now  the place that does the work of an old place
    Gives
        how many bundles moved
    Writes
        bundles, open lines and records that named the old places, one event
    """
    bundles = Bundle.objects.filter(dossier=dossier).exclude(holder__in=[*ENDED, Holder.POST]).order_by("no")
    moved = []
    for bundle in bundles:
        line = (
            Line.objects.filter(dossier_id=dossier.pk, bundle=bundle, state=Line.State.GIVEN)
            .select_related("record")
            .first()
        )
        sides = {line.record.from_agency_id, line.record.to_agency_id} if line else set()
        if bundle.agency_id != predecessor_id and predecessor_id not in sides:
            continue
        if line is not None:
            _take_back(line, at)
        here = line.record.giver if line is not None and bundle.holder == Holder.TRANSIT else bundle.place
        put_bundle(bundle, place_now(here) if here.agency_id == predecessor_id else here, at)
        bundle.inherited_at = at
        bundle.save()
        moved.append(bundle.no)
    if moved:
        body = {"bundles": moved, "predecessor": predecessor_id}
        tell_of_paper(dossier, "paper_inherited", body, at=at, actor=actor)
    return len(moved)


def _take_back(line: Line, at: datetime) -> None:
    """A record that one side can no longer confirm: its line ends, with the last line the record.

    A record's lock comes before the locks of its dossiers, and we hold one of those: a record that somebody is just
    ending is not waited for, it ends with what is left on it.
    """
    line.state = Line.State.WITHDRAWN
    line.save(update_fields=["state"])
    record = HandoverRecord.objects.select_for_update(skip_locked=True).filter(pk=line.record_id).first()
    if record is None or Line.objects.filter(record=record, state=Line.State.GIVEN).exists():
        return
    record.state, record.ended_at, record.ended_by_id = HandoverRecord.State.WITHDRAWN, at, record.given_by_id
    record.remark = "Thu hồi do sắp xếp đơn vị hành chính"
    record.save(update_fields=["state", "ended_at", "ended_by", "remark"])
