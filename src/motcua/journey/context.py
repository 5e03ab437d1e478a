"""What every stage asks of a dossier: its release, its process, the calendar of its desk."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from motcua.agencies.selectors import desk_on
from motcua.deadlines.rules import OF_PROVINCE, Limit, WorkingCalendar, due
from motcua.dossiers.models import Dossier
from motcua.eforms.schema import FormDocument
from motcua.journey.errors import ProcessUnsettled
from motcua.kernel.clock import local_day
from motcua.procedures.codes import Channel
from motcua.procedures.document import ProcedureDocument
from motcua.procedures.models import Release
from motcua.procedures.selectors import limit_promised
from motcua.processes.schema import ProcessDocument

PROVINCE_CALENDAR = OF_PROVINCE


@lru_cache(maxsize=512)
def documents_of(release_id: UUID) -> tuple[ProcedureDocument, FormDocument, ProcessDocument | None]:
    """The typed documents of a published release; kept in memory because a release never changes."""
    release = Release.objects.get(pk=release_id)
    return (
        ProcedureDocument.model_validate(release.document),
        FormDocument.model_validate(release.form),
        None if release.process is None else ProcessDocument.model_validate(release.process),
    )


def document_of(dossier: Dossier) -> ProcedureDocument:
    return documents_of(dossier.release_id)[0]


def form_of(dossier: Dossier) -> FormDocument:
    return documents_of(dossier.release_id)[1]


def process_of(dossier: Dossier) -> ProcessDocument:
    """The process the dossier pins; refuses with ProcessUnsettled where the release has none."""
    process = documents_of(dossier.release_id)[2]
    if process is None:
        raise ProcessUnsettled(procedure=dossier.procedure_name)
    return process


def calendar_of_desk(desk_id: UUID, at: datetime) -> str:
    """The name of the calendar whose hours count at a desk."""
    return desk_on(desk_id, local_day(at)).calendar_name or PROVINCE_CALENDAR


def channel_of(dossier: Dossier) -> Channel:
    """The channel as fees and limits are published: whatever comes through a machine is online."""
    return Channel(dossier.channel) if dossier.channel in set(Channel) else Channel.ONLINE


def limit_of(dossier: Dossier, calendar: WorkingCalendar, at: datetime) -> Limit | None:
    """The time limit that counts: the law's for this case and channel, or the shorter one its agency promised (HG-17).

    Days of two kinds are compared by the dates they lead to from `at`; None where the release settles no limit.
    """
    legal, promised = limit_promised(
        *(document_of(dossier), dossier.release_id, dossier.agency_id, at),
        case=dossier.case or None,
        channel=channel_of(dossier),
    )
    if legal.limit is None or promised is None:
        return legal.limit
    either = (Limit.parse(promised.spelled), legal.limit)
    return min(either, key=lambda one: due(one, at, calendar).due_at)
