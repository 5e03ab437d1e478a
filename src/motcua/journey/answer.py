"""The applicant's answer to what was asked for, point by point; kept on the way, sent once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.audit.services import Actor
from motcua.dossiers.services import answering, reception
from motcua.dossiers.services.answering import Reply
from motcua.dossiers.services.core import dossier_for_update
from motcua.journey.context import form_of
from motcua.journey.desk import is_done, send_to_desk
from motcua.journey.messages import tell_submitted
from motcua.journey.supplement import parts_of_form

__all__ = ["Reply", "answer_supplement", "keep_answer"]


@transaction.atomic
def keep_answer(
    *,
    dossier_id: UUID,
    texts: Mapping[UUID, str] | None = None,
    file_ids: Mapping[UUID, Sequence[UUID]] | None = None,
    dropped_file_id: UUID | None = None,
    form: Mapping[str, Any] | None = None,
) -> None:
    """Keep what the applicant has answered so far; it is found again on any device and sent later.

    Takes
        texts, file_ids  by point id: words replace words, files are added
        form             the whole form as corrected so far
    Refuses
        UnknownDossier, IllegalMove (nothing is asked for any more), UnknownPoint
    """
    dossier = dossier_for_update(dossier_id)
    for point_id in {**(texts or {}), **(file_ids or {})}:
        answering.keep_reply(
            dossier,
            point_id=point_id,
            text=(texts or {}).get(point_id),
            file_ids=(file_ids or {}).get(point_id, ()),
        )
    if dropped_file_id is not None:
        answering.drop_file(dossier, file_id=dropped_file_id)
    if form is not None:
        answering.keep_form(dossier, form)


@transaction.atomic
def answer_supplement(
    *,
    dossier_id: UUID,
    applicant: Actor,
    at: datetime,
    key: UUID,
    replies: Mapping[UUID, Reply] | None = None,
) -> None:
    """Send the answer to every point; the desk has a task again (nộp bổ sung).

    Takes
        applicant  who answers: the applicant, or the officer who records it at the counter
        replies    by point id, what was brought to the counter beside what is kept already
    Refuses
        UnknownDossier, IllegalMove, UnknownPoint, PointsUnanswered, WrongDesk
    Law
        TN19-10.2a, NB18-13.3.
    """
    dossier = dossier_for_update(dossier_id)
    if is_done(dossier, key):
        return
    if applicant.kind == "officer":
        assert applicant.id is not None
        reception.require_desk(dossier, applicant.id, at)
    brought = replies or {}
    for point_id, reply in brought.items():
        text = reply.text if reply.text.strip() else None
        answering.keep_reply(dossier, point_id=point_id, text=text, file_ids=reply.file_ids)
    answering.answer(
        dossier,
        actor=applicant,
        fields_of={name: fields for name, (_, fields) in parts_of_form(form_of(dossier)).items()},
        on_paper={point_id for point_id, reply in brought.items() if reply.is_on_paper},
        at=at,
        key=key,
    )
    send_to_desk(dossier, at)
    tell_submitted(dossier, at=at)
