"""Recording an outage: began, decided, repaired, prevented (biên bản sự cố; TN14-9.2, NB18-14.3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.agencies.acting import answering
from motcua.audit.services import Actor, Stream, append
from motcua.kernel.text import nfc
from motcua.kernel.uuid7 import uuid7
from motcua.operations.errors import OutageFactsMissing, OutageOver, OutageTimes
from motcua.operations.models import Outage
from motcua.operations.services.kit import HEAD, require_duty


@transaction.atomic
def record_outage(
    *, desk_id: UUID, began_at: datetime, cause: str, decision: str, officer: Actor, at: datetime
) -> Outage:
    """Write down that the system is or was away at a desk, and the decision to go on by hand.

    Takes
        began_at  aware instant from which work went on by hand
        cause     what was seen, as far as it is known; mended when the outage ends
        decision  what the head of the desk decided
    Refuses
        NotOfThisDesk, OutageFactsMissing, OutageTimes
    """
    assert officer.id is not None
    doer = answering(officer, require_duty(officer.id, desk_id, HEAD, at))
    if not cause.strip() or not decision.strip():
        raise OutageFactsMissing
    if began_at > at:
        raise OutageTimes
    outage = Outage.objects.create(
        id=uuid7(at),
        desk_id=desk_id,
        began_at=began_at,
        cause=nfc(cause),
        decision=nfc(decision),
        decided_by_id=officer.id,
        recorded_at=at,
    )
    append(
        Stream("outage", outage.id),
        kind="began",
        happened_at=began_at,
        actor=doer,
        body={"desk": desk_id},
        words={"cause": outage.cause, "decision": outage.decision},
    )
    return outage


@transaction.atomic
def end_outage(
    *,
    outage_id: UUID,
    ended_at: datetime,
    cause: str,
    repair: str,
    prevention: str,
    officer: Actor,
    at: datetime,
) -> Outage:
    """Write down the end: the cause that was found, what was repaired and checked, how it is prevented (TN14-9.2).

    Refuses
        NotOfThisDesk, OutageOver, OutageFactsMissing, OutageTimes
    """
    assert officer.id is not None
    outage, doer = Outage.objects.select_for_update().get(pk=outage_id), officer
    if outage.desk_id is not None:
        doer = answering(officer, require_duty(officer.id, outage.desk_id, HEAD, at))
    if outage.ended_at is not None:
        raise OutageOver
    if not all(text.strip() for text in (cause, repair, prevention)):
        raise OutageFactsMissing
    if not outage.began_at < ended_at <= at:
        raise OutageTimes
    outage.ended_at, outage.cause = ended_at, nfc(cause)
    outage.repair, outage.prevention = nfc(repair), nfc(prevention)
    outage.save(update_fields=["ended_at", "cause", "repair", "prevention"])
    append(
        Stream("outage", outage.id),
        kind="ended",
        happened_at=ended_at,
        actor=doer,
        words={"cause": outage.cause, "repair": outage.repair, "prevention": outage.prevention},
    )
    return outage
