"""Answering a request point by point, and ending what nobody answers (nộp bổ sung, quá hạn bổ sung)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Max

from motcua.audit.selectors import event_by_key
from motcua.audit.services import SYSTEM, Actor
from motcua.dossiers.errors import PointsUnanswered, StillWaiting, UnknownPoint
from motcua.dossiers.models import (
    Answers,
    Dossier,
    Paper,
    PaperFile,
    Supplement,
    SupplementFile,
    SupplementPoint,
)
from motcua.dossiers.moves import next_state
from motcua.dossiers.selectors import answers_of
from motcua.dossiers.services.clocks import stop_clocks
from motcua.dossiers.services.core import move
from motcua.dossiers.services.submission import sealed
from motcua.eforms.drafting import changed
from motcua.kernel.clock import TZ
from motcua.kernel.text import nfc
from motcua.parties.selectors import sealer


@dataclass(frozen=True)
class Reply:
    """What was brought to the counter for one point: words, files, or the paper itself."""

    text: str = ""
    file_ids: tuple[UUID, ...] = ()
    is_on_paper: bool = False


def open_request(dossier: Dossier) -> Supplement:
    """The request that a locked dossier waits for; refuses with IllegalMove when it waits for none."""
    next_state(dossier.state, "supplement")
    return Supplement.objects.filter(dossier=dossier, answered_at=None).latest("no")


def _point_of(dossier: Dossier, point_id: UUID) -> SupplementPoint:
    found = SupplementPoint.objects.filter(
        dossier=dossier, supplement=open_request(dossier), pk=point_id
    ).first()
    if found is None:
        raise UnknownPoint
    return found


def keep_reply(dossier: Dossier, *, point_id: UUID, text: str | None, file_ids: Sequence[UUID] = ()) -> None:
    """Keep what is answered to one point, before it is sent: words replace words, files are added.

    Refuses
        IllegalMove, UnknownPoint
    """
    point = _point_of(dossier, point_id)
    if text is not None and nfc(text) != point.reply:
        point.reply = nfc(text)
        point.save(update_fields=["reply"])
    files = SupplementFile.objects.filter(dossier=dossier, point=point)
    last = files.aggregate(last=Max("page"))["last"] or 0
    SupplementFile.objects.bulk_create(
        SupplementFile(dossier=dossier, point=point, file_id=file_id, page=page)
        for page, file_id in enumerate(file_ids, start=last + 1)
    )


def drop_file(dossier: Dossier, *, file_id: UUID) -> None:
    """Take back a file that was given for a point and is not sent yet. Refuses with IllegalMove."""
    points = SupplementPoint.objects.filter(dossier=dossier, supplement=open_request(dossier))
    SupplementFile.objects.filter(
        dossier=dossier, point_id__in=list(points.values_list("pk", flat=True)), file_id=file_id
    ).delete()


def keep_form(dossier: Dossier, answers: Mapping[str, Any]) -> None:
    """Keep the form as it is being corrected, sealed whole; it is sent with the rest. Refuses with IllegalMove."""
    request = open_request(dossier)
    request.drafted_form = sealer().seal(json.dumps(answers, ensure_ascii=False))
    request.save(update_fields=["drafted_form"])


def drafted_form(supplement: Supplement) -> dict[str, Any] | None:
    """The form as it is being corrected; null when nothing of it was touched."""
    if not supplement.drafted_form:
        return None
    opened: dict[str, Any] = json.loads(sealer().open(supplement.drafted_form))
    return opened


def answer(
    dossier: Dossier,
    *,
    actor: Actor,
    fields_of: Mapping[str, Sequence[str]],
    on_paper: Collection[UUID] = (),
    at: datetime,
    key: UUID,
) -> None:
    """Send what was answered to every point (nộp bổ sung); the desk checks those components again, no others.

    Takes
        fields_of  the fields that a part of the form covers, by the id that stands in its point
        on_paper   the points whose paper was brought to the counter
    Refuses
        IllegalMove, PointsUnanswered
    Law
        TN19-10.2a, NB18-13.3.
    """
    if event_by_key(dossier.id, key) is not None:
        return
    request = open_request(dossier)
    points = list(SupplementPoint.objects.filter(dossier=dossier, supplement=request).order_by("no"))
    files: dict[UUID, list[UUID]] = {}
    for row in SupplementFile.objects.filter(dossier=dossier, point__in=points).order_by("page"):
        files.setdefault(row.point_id, []).append(row.file_id)
    drafted = drafted_form(request)
    rewritten = set(changed(answers_of(dossier.pk), drafted)) if drafted is not None else set()
    for point in points:
        is_rewritten = not rewritten.isdisjoint(fields_of.get(point.field_id, (point.field_id,)))
        point.brings_new = bool(files.get(point.pk)) or point.pk in on_paper or is_rewritten
    _require_answers(points)
    _renew_papers(dossier, points, files, at)
    if drafted is not None and rewritten:
        last = Answers.objects.filter(dossier=dossier).aggregate(last=Max("no"))["last"] or 0
        Answers.objects.create(dossier=dossier, no=last + 1, answers=sealed(drafted), entered_at=at)
    for point in points:
        point.answered_at = at
        point.save(update_fields=["answered_at", "brings_new"])
    Supplement.objects.filter(dossier=dossier, pk=request.pk).update(answered_at=at, drafted_form="")
    replies = {point.subject: point.reply for point in points if point.reply}
    move(
        *(dossier, "supplement"),
        at=at,
        actor=actor,
        body={"no": request.no, "new": [point.no for point in points if point.brings_new]},
        words={"remarks": replies} if replies else None,
        key=key,
    )


def _require_answers(points: Sequence[SupplementPoint]) -> None:
    silent = [point for point in points if not point.brings_new and not point.reply.strip()]
    if silent:
        refusal = PointsUnanswered(
            count=len(silent), names="; ".join(f"{point.no}. {point.subject}" for point in silent)
        )
        refusal.facts["points"] = [point.pk for point in silent]
        raise refusal


def _renew_papers(
    dossier: Dossier, points: Sequence[SupplementPoint], files: Mapping[UUID, Sequence[UUID]], at: datetime
) -> None:
    """The components that were asked for wait to be checked again; new files replace the earlier ones."""
    papers = {paper.id: paper for paper in Paper.objects.filter(dossier=dossier)}
    for point in points:
        if point.paper_id is None:
            continue
        paper = papers[point.paper_id]
        paper.finding, paper.remark = Paper.Finding.UNCHECKED, ""
        paper.save(update_fields=["finding", "remark"])
        if given := files.get(point.pk):
            PaperFile.objects.filter(dossier=dossier, paper=paper, superseded_at=None).update(
                superseded_at=at
            )
            PaperFile.objects.bulk_create(
                PaperFile(dossier=dossier, paper=paper, file_id=file_id, page=page)
                for page, file_id in enumerate(given, start=1)
            )


def expire(dossier: Dossier, *, at: datetime) -> bool:
    """Nobody answered within the time: the dossier ends (đóng hồ sơ vì quá hạn bổ sung); gives whether it did now.

    Refuses
        IllegalMove; StillWaiting before the time is over
    """
    request = Supplement.objects.filter(dossier=dossier).latest("no")
    key = uuid5(request.pk, "expire")
    if event_by_key(dossier.id, key) is not None:
        return False
    next_state(dossier.state, "expire")
    if dossier.waits_until is None or at <= dossier.waits_until:
        until = (dossier.waits_until or at).astimezone(TZ)
        raise StillWaiting(until=f"{until:%H:%M} ngày {until:%d/%m/%Y}")
    stop_clocks(dossier, at=at)
    move(
        *(dossier, "expire"),
        at=at,
        actor=SYSTEM,
        body={"until": dossier.waits_until},
        key=key,
        changes={"finished_at": at},
    )
    return True
