"""Reading dossiers: what a page needs, a fixed number of statements whatever the size of the dossier."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from motcua.audit.selectors import events_of, words_of
from motcua.dossiers.access import of_account
from motcua.dossiers.errors import SecretWrong, UnknownDossier
from motcua.dossiers.models import (
    Answers,
    Clock,
    ClockSegment,
    Comparison,
    Dossier,
    DossierCode,
    Draft,
    DraftFile,
    Handing,
    Paper,
    PaperFile,
    Part,
    Party,
    Pause,
    Result,
    Supplement,
    SupplementPoint,
)
from motcua.dossiers.rules import is_secret, open_answers
from motcua.kernel.text import fold
from motcua.parties.selectors import sealer

PAGE = 50
RELEASE_TEXTS = ("release__document", "release__form", "release__process")
"""Large, the same for all dossiers of a release, and read once by `journey.context.documents_of`."""
RECENT, EARLIER = 50, 3
"""Of an account's dossiers: how many are looked at for what it entered before, and how many are read."""


@dataclass(frozen=True)
class Happening:
    """One event of the timeline, with its words where they still exist."""

    seq: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: UUID | None
    body: dict[str, Any]
    words: dict[str, Any]


def dossier_in(visible: QuerySet[Dossier], dossier_id: UUID) -> Dossier:
    """The dossier if it is among those a person may see; otherwise it does not exist for them.

    Refuses
        UnknownDossier
    """
    found = visible.filter(pk=dossier_id).select_related("release__procedure").defer(*RELEASE_TEXTS).first()
    if found is None:
        raise UnknownDossier
    return found


def dossier_named(dossier_id: UUID) -> Dossier:
    """The dossier, for code that acts for the system; screens use `dossier_in`. Refuses with UnknownDossier."""
    return dossier_in(Dossier.objects.all(), dossier_id)


def running_at(agency_id: UUID) -> QuerySet[Dossier]:
    """The open dossiers in which an agency leads, receives, returns or has an open part."""
    parts = Part.objects.filter(dossier_id=OuterRef("pk"), agency_id=agency_id, state="open")
    desks = Q(desk__agency_id=agency_id) | Q(return_desk__agency_id=agency_id)
    return Dossier.objects.filter(Q(agency_id=agency_id) | desks | Exists(parts), finished_at=None)


def agencies_at_work() -> set[UUID]:
    """The agencies for which `running_at` finds something; four statements over open rows, whatever their number."""
    open_dossiers = Dossier.objects.filter(finished_at=None).order_by()
    found: set[UUID] = set()
    for column in ("agency_id", "desk__agency_id", "return_desk__agency_id"):
        found.update(open_dossiers.values_list(column, flat=True).distinct())
    parts = Part.objects.filter(state="open").order_by()
    found.update(parts.values_list("agency_id", flat=True).distinct())
    return found


def parties_of(dossier_id: UUID) -> dict[str, Party]:
    """The parties by role."""
    return {party.role: party for party in Party.objects.filter(dossier_id=dossier_id)}


def number_of(party: Party) -> str:
    """The personal number of a party, opened for somebody who may see the dossier."""
    return sealer().open(party.number_sealed) if party.number_sealed else ""


def answers_of(dossier_id: UUID, *, until: datetime | None = None) -> dict[str, Any]:
    """What was entered in the form, opened: last, or last up to an instant."""
    rows = Answers.objects.filter(dossier_id=dossier_id)
    if until is not None:
        rows = rows.filter(entered_at__lte=until)
    newest = rows.order_by("-no").first()
    opened: dict[str, Any] = open_answers(newest.answers, sealer().open) if newest else {}
    return opened


def earlier_answers(account_id: UUID, procedure_code: str) -> list[tuple[UUID, dict[str, Any]]]:
    """What an account entered in its own earlier dossiers: release and answers, opened; one statement.

    The newest of the same procedure come first, then the newest of others; only the account's last `RECENT` dossiers
    are looked at, so that an organisation that files by the thousand waits no longer than a citizen.
    """
    own = of_account(account_id)
    recent = own.order_by("-submitted_at").values("pk")[:RECENT]
    newest = Answers.objects.filter(dossier_id=OuterRef("pk")).order_by("-no").values("answers")[:1]
    rows = (
        own.filter(pk__in=recent)
        .annotate(entered=Subquery(newest), is_other=~Q(procedure_code=procedure_code))
        .order_by("is_other", "-submitted_at")
        .values_list("release_id", "entered")[:EARLIER]
    )
    return [(release_id, open_answers(entered or {}, sealer().open)) for release_id, entered in rows]


def answers_of_draft(draft: Draft) -> dict[str, Any]:
    """What was typed so far, opened."""
    opened: dict[str, Any] = open_answers(draft.answers, sealer().open)
    return opened


def applicant_of_draft(draft: Draft) -> dict[str, Any]:
    """Who files, as typed so far, opened."""
    opened: dict[str, Any] = open_answers(draft.applicant, sealer().open)
    return opened


def papers_of(dossier_id: UUID) -> list[Paper]:
    """The components with their present files, in order; two statements."""
    present = (
        PaperFile.objects.filter(dossier_id=dossier_id, superseded_at=None)
        .select_related("file")
        .order_by("page")
    )
    return list(
        Paper.objects.filter(dossier_id=dossier_id)
        .order_by("no")
        .prefetch_related(Prefetch("files", present))
    )


def open_supplement_of(dossier_id: UUID) -> Supplement | None:
    """The request to complete that still waits for its answer, with its points."""
    points = SupplementPoint.objects.filter(dossier_id=dossier_id).order_by("no")
    return (
        Supplement.objects.filter(dossier_id=dossier_id, answered_at=None)
        .prefetch_related(Prefetch("points", points))
        .order_by("-no")
        .first()
    )


def parts_of_dossier(dossier_id: UUID) -> list[Part]:
    """Who has a duty in it, in order."""
    return list(Part.objects.filter(dossier_id=dossier_id).order_by("no"))


def clocks_of(dossier_id: UUID) -> list[Clock]:
    """The clocks of the whole dossier with their segments, newest last; those of parts are `part_clocks_of`."""
    return list(
        Clock.objects.filter(dossier_id=dossier_id, part=None)
        .prefetch_related(Prefetch("segments", ClockSegment.objects.filter(dossier_id=dossier_id)))
        .order_by("kind", "no")
    )


def part_clocks_of(dossier_id: UUID) -> dict[UUID, Clock]:
    """The own time limits of parts, by part; the newest of each."""
    rows = Clock.objects.filter(dossier_id=dossier_id, part__isnull=False).order_by("no")
    return {row.part_id: row for row in rows if row.part_id is not None}


def late_parts(scope_parts: Q, at: datetime) -> list[Part]:
    """The open parts of joint processes that are late, among those a person may see (HG-4: each its own lateness)."""
    rows = Part.objects.filter(scope_parts, state="open", duty=Part.Duty.COOPERATION, due_at__lt=at)
    return list(rows.exclude(phase="").select_related("dossier").order_by("due_at")[:200])


@dataclass(frozen=True)
class Lateness:
    """The parts of joint processes of one agency: finished in a period, of them late, and open past their date."""

    agency_id: UUID
    done: int
    done_late: int
    open_late: int


def lateness_by_agency(right: Q, first: datetime, last: datetime, at: datetime) -> list[Lateness]:
    """By agency, among the parts somebody answers for: what it finished from `first` to before `last`, how many of
    them late, and how many are open and late at `at` (HG-4). The latest first."""
    ended = Q(state="done", finished_at__gte=first, finished_at__lt=last)
    hanging = Q(state="open", due_at__lt=at)
    rows = (
        Part.objects.filter(right, ended | hanging, duty=Part.Duty.COOPERATION)
        .exclude(phase="")
        .values_list("agency_id")
        .annotate(
            done=Count("id", filter=ended),
            done_late=Count("id", filter=ended & Q(finished_at__gt=F("due_at"))),
            open_late=Count("id", filter=hanging),
        )
        .order_by("-open_late", "-done_late", "agency_id")
    )
    return [Lateness(*row) for row in rows]


def pauses_of(dossier_id: UUID) -> list[Pause]:
    """What the dossier waited for, oldest first."""
    return list(Pause.objects.filter(dossier_id=dossier_id).order_by("no"))


def pauses_past(cause: str, at: datetime) -> list[Pause]:
    """The open pauses of a cause whose last moment went by, the longest past first."""
    return list(Pause.objects.filter(ended_at=None, cause=cause, until_at__lte=at).order_by("until_at"))


def results_of(dossier_id: UUID) -> list[Result]:
    """What was decided, oldest first."""
    return list(Result.objects.filter(dossier_id=dossier_id).select_related("file").order_by("recorded_at"))


def newest_comparisons(dossier_id: UUID) -> dict[UUID, Comparison]:
    """By paper: what the last comparison of its original gave."""
    papers = Prefetch("paper", Paper.objects.filter(dossier_id=dossier_id))
    rows = Comparison.objects.filter(dossier_id=dossier_id).order_by("pk").prefetch_related(papers)
    return {row.paper_id: row for row in rows}


def handings_of(dossier_id: UUID) -> list[Handing]:
    """Who took results, oldest first."""
    return list(Handing.objects.filter(dossier_id=dossier_id).order_by("no"))


def timeline_of(dossier_id: UUID) -> list[Happening]:
    """Everything that happened, oldest first; two statements."""
    words = words_of(dossier_id)
    return [
        Happening(
            seq=event.seq,
            kind=event.kind,
            happened_at=event.happened_at,
            recorded_at=event.recorded_at,
            actor_kind=event.actor_kind,
            actor_id=event.actor_id,
            body=event.body,
            words=words.get(event.seq, {}),
        )
        for event in events_of(dossier_id)
    ]


def dossier_id_by_code(code: str) -> UUID | None:
    """Which dossier a code or reference names."""
    return DossierCode.objects.filter(code=code).values_list("dossier_id", flat=True).first()


def find_dossiers(visible: QuerySet[Dossier], text: str, *, page: int = 1) -> tuple[list[Dossier], bool]:
    """Dossiers a person may see by code, reference, personal number, tax code, phone or the start of a name.

    Names are compared without marks. Gives one page, newest first, and whether there is more.
    """
    typed = text.strip()
    upper = "".join(typed.split()).upper()
    aliases = DossierCode.objects.filter(code=upper, kind=DossierCode.Kind.OUTAGE)
    numbered = Result.objects.filter(number__in={typed, upper}).values("dossier_id")  # TN19-13.2
    matches = Q(code=upper) | Q(reference=upper) | Q(pk__in=aliases.values("dossier_id")) | Q(pk__in=numbered)
    if typed and not any(letter.isdigit() for letter in typed):
        prefix = fold(" ".join(typed.split()))
        visible = visible.alias(folded=RawSQL("dossier.applicant_folded", []))
        matches |= Q(folded__startswith=prefix)
    elif upper.replace("-", "").isdigit():
        parties = Party.objects.filter(
            Q(number_hash=sealer().keyed_hash(upper)) | Q(tax_code=upper) | Q(phone=upper)
        )
        matches |= Q(pk__in=parties.values("dossier_id"))
    first = (page - 1) * PAGE
    rows = list(visible.filter(matches).order_by("-id")[first : first + PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def drafts_of(account_id: UUID) -> list[Draft]:
    """What a person is still filling, newest first."""
    return list(
        Draft.objects.filter(account_id=account_id, submitted_at=None)
        .select_related("release")
        .order_by("-updated_at")[:PAGE]
    )


def draft_at_desk(draft_id: UUID, desk_ids: Collection[UUID]) -> Draft:
    """A draft that a desk officer fills for somebody: any colleague of that desk may go on with it.

    Refuses
        UnknownDossier
    """
    return draft_in(Draft.objects.filter(desk_id__in=desk_ids, officer__isnull=False), draft_id)


def drafts_at_desks(desk_ids: Collection[UUID], *, limit: int = 10) -> list[Draft]:
    """What was begun at these desks for somebody and is not filed yet, newest first."""
    return list(
        Draft.objects.filter(desk_id__in=desk_ids, officer__isnull=False, submitted_at=None)
        .select_related("release", "officer")
        .defer("release__document", "release__form", "release__process")
        .order_by("-updated_at")[:limit]
    )


def draft_in(visible: QuerySet[Draft], draft_id: UUID) -> Draft:
    """The draft if it is among those a person may see; otherwise it does not exist for them.

    Refuses
        UnknownDossier
    """
    found = visible.filter(pk=draft_id).select_related("release__procedure").first()
    if found is None:
        raise UnknownDossier
    return found


def files_of_draft(draft_id: UUID) -> list[DraftFile]:
    """The pages attached so far, by component and page, with their files."""
    rows = DraftFile.objects.filter(draft_id=draft_id).select_related("file")
    return list(rows.order_by("component_id", "page"))


def opened_by_secret(code: str, secret: str) -> UUID:
    """The draft or dossier that a reference (or code) and its secret open; both have the same id.

    Refuses
        SecretWrong, also for a reference that does not exist: the two must look the same
    """
    named = DossierCode.objects.filter(code=code).values("dossier_id")
    hashes = [
        *Draft.objects.filter(reference=code, officer=None).values_list("pk", "secret_hash"),
        *Dossier.objects.filter(pk__in=named).values_list("pk", "secret_hash"),
    ]
    for found, kept in hashes:
        if is_secret(secret, kept):
            return found
    raise SecretWrong
