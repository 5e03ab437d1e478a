"""What becomes of a request to complete that nobody answers: a reminder, then the end of the dossier."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from django.db import transaction

from motcua.audit.services import SYSTEM
from motcua.dossiers.models import Supplement
from motcua.dossiers.moves import State
from motcua.dossiers.requests import answers_running_out, overdue_answers
from motcua.dossiers.services import answering
from motcua.dossiers.services.core import dossier_for_update, note
from motcua.journey.desk import is_done
from motcua.journey.each import count_done
from motcua.journey.ending import lapse_errands
from motcua.journey.messages import tell_expired, tell_reminder
from motcua.journey.paper_settled import keep_paper_for
from motcua.journey.policies import REMINDER_DAYS
from motcua.kernel.clock import local_day
from motcua.payments.services import waive_due

NOT_COMPLETED = "Hết thời gian bổ sung; giấy tờ được chuyển về nơi trả để trả lại người nộp"


@transaction.atomic
def expire(*, dossier_id: UUID, at: datetime) -> bool:
    """Nobody answered in time: the dossier ends and the applicant is told (đóng hồ sơ vì quá hạn bổ sung).

    Gives
        whether it ended now; a second call changes nothing
    Refuses
        UnknownDossier, IllegalMove (it was answered meanwhile), StillWaiting
    Law
        TN19-10.2a; the waiting time is the province's.
    """
    dossier = dossier_for_update(dossier_id)
    until = dossier.waits_until
    if not answering.expire(dossier, at=at):
        return False
    lapse_errands(dossier, actor=SYSTEM, at=at)
    waive_due(dossier, actor=SYSTEM, at=at)
    assert until is not None
    is_waiting = keep_paper_for(dossier, reason=NOT_COMPLETED, act="expire", at=at)  # NB18-13.1
    tell_expired(dossier, until, to_fetch=is_waiting, at=at)
    return True


@transaction.atomic
def remind(*, dossier_id: UUID, at: datetime) -> bool:
    """Tell the applicant once that the time to answer runs out; gives whether they were told now."""
    dossier = dossier_for_update(dossier_id)
    if dossier.state != State.SUPPLEMENT_REQUESTED or dossier.waits_until is None:
        return False  # answered meanwhile
    asked = Supplement.objects.filter(dossier=dossier).latest("no")
    key = uuid5(asked.pk, "remind")
    if is_done(dossier, key):
        return False
    Supplement.objects.filter(dossier=dossier, pk=asked.pk).update(reminded_at=at)
    note(dossier, "reminded", at=at, actor=SYSTEM, body={"until": dossier.waits_until}, key=key)
    tell_reminder(dossier, asked, at=at)
    return True


def expire_due(*, at: datetime) -> int:
    """End every dossier whose time is over, each in its own transaction; gives how many ended."""
    return count_done((one, partial(expire, dossier_id=one, at=at)) for one in overdue_answers(at))


def remind_due(*, at: datetime) -> int:
    """Remind everybody whose time ends within the days the province set; gives how many were told."""
    until = at + timedelta(days=REMINDER_DAYS.on(local_day(at)))
    found = answers_running_out(at, until)
    return count_done((one, partial(remind, dossier_id=one, at=at)) for one in found)
