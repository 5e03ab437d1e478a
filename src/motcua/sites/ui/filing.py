"""What filling a form is, for citizens and for clerks alike: its places, its files, one section sent.

A page keeps what was sent whatever is wrong with it, so nothing typed is ever lost; what is wrong is told beside
the field and in the summary. Files are taken in before anything is written: a scanner may take seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from motcua.documents.rules import ALLOWED, KINDS
from motcua.documents.services import store_file
from motcua.eforms import checks, drafting
from motcua.eforms.places import Places
from motcua.eforms.prefill import Facts, facts_of_card, prefill
from motcua.eforms.problems import Problem
from motcua.eforms.rules import Answers
from motcua.eforms.schema import FieldType, FormDocument
from motcua.journey.places import places_at as places_at
from motcua.kernel.card_qr import read_card
from motcua.kernel.errors import Refusal
from motcua.sites.ui.refusals import sentence_of

CARD_BUTTON = "_card"
CARD_TEXT = "_card_text"
"""The button that reads a card, and the field with the text of its QR code."""
STAYING = (drafting.ROW_BUTTON, drafting.FILE_BUTTON, drafting.UPLOAD_BUTTON, CARD_BUTTON)
ACCEPT = ",".join(kind.media_type for kind in KINDS)
TYPES = ALLOWED


@dataclass(frozen=True)
class Stored:
    """One upload that was taken in."""

    id: UUID
    name: str
    media_type: str
    size: int


@dataclass
class Taken:
    """What became of the files of one request: by input name, the taken and the sentences of the refused."""

    files: dict[str, list[Stored]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """One section as its page sent it.

    answers   of the whole form, with this section replaced and its files added
    stays     a button was pressed that does not leave the page (a row, a file, a card)
    problems  refused files, beside their fields
    card      what is wrong with the text of the card, empty when it was read or none was given
    """

    answers: Answers
    blank_rows: Mapping[str, int]
    stays: bool
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    card: str = ""


def posted_key(request: HttpRequest) -> UUID | None:
    """The hidden key of a page that begins a draft: sent twice it begins one."""
    try:
        return UUID(str(request.POST.get("key", "")))
    except ValueError:
        return None


def limit_mb() -> int:
    """The largest file that is taken, in megabytes: said before anybody chooses one."""
    return int(settings.MOTCUA_FILE_LIMIT_MB)


def take_files(request: HttpRequest, names: list[str], *, at: datetime) -> Taken:
    """Store the uploads of a request, whichever button was pressed; a refused one stops none of the others.

    Runs outside of any transaction: a scanner may take seconds.
    """
    taken = Taken()
    by = request.user.id if request.user.is_authenticated else None
    for name in names:
        for upload in request.FILES.getlist(name):
            try:
                kept = store_file(file=upload, name=upload.name or "", at=at, uploaded_by=by)
            except Refusal as refusal:
                taken.refused.setdefault(name, []).append(sentence_of(refusal))
            else:
                stored = Stored(kept.id, kept.name, kept.media_type, kept.size)
                taken.files.setdefault(name, []).append(stored)
    return taken


def section_sent(
    form: FormDocument,
    before: Mapping[str, Any],
    section_id: str,
    request: HttpRequest,
    *,
    places: Places,
    at: datetime,
) -> Sent:
    """The answers after one section was posted: typed values, files added or taken away, a card read."""
    raw = request.POST
    answers = drafting.apply_section(form, before, section_id, raw, places=places)
    removal = drafting.file_removal(form, raw)
    if removal:
        answers = drafting.remove_file(answers, *removal)
    names = [one.id for one in form.section(section_id).fields if one.type is FieldType.FILE]
    taken = take_files(request, names, at=at)
    for name, files in taken.files.items():
        for one in files:
            reference = drafting.FileRef(str(one.id), one.name, one.media_type, one.size)
            answers = drafting.add_file(form, answers, name, reference)
    problems = tuple(
        Problem(name, "file_refused", sentence)
        for name, sentences in taken.refused.items()
        for sentence in sentences
    )
    origins: Mapping[str, str] = {}
    card, trouble = card_of(request)
    if card is not None:
        filled = prefill(form, {"card": card}, answers, section_id=section_id, places=places)
        answers, origins = filled.answers, filled.origins
    stays = bool(problems) or any(name in raw for name in STAYING)
    return Sent(answers, drafting.blank_rows(form, raw), stays, problems, origins, trouble)


def card_of(request: HttpRequest) -> tuple[Facts | None, str]:
    """What a scanned card says, and what is wrong with its text; neither when its button was not pressed."""
    if CARD_BUTTON not in request.POST:
        return None, ""
    try:
        return facts_of_card(read_card(str(request.POST.get(CARD_TEXT, "")))), ""
    except Refusal as refusal:
        return None, sentence_of(refusal)


def problems_of(
    form: FormDocument, sent: Sent, section_id: str, *, places: Places, at: datetime
) -> tuple[Problem, ...]:
    """What is wrong with a section as it was sent; nothing is missing yet while somebody stays on the page."""
    found = checks.check(
        form, sent.answers, complete=not sent.stays, at=at, places=places, section_id=section_id
    )
    return (*sent.problems, *found)


def reads_cards(form: FormDocument, section_id: str) -> bool:
    """Whether a card's QR can fill anything of a section."""
    return any(
        source.startswith("card.") for one in form.section(section_id).fields for source in one.prefill
    )
