"""What administrators see of the catalogue: how ready each procedure is, and where it is received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Value, When

from motcua.agencies.selectors import held_on
from motcua.kernel.text import fold, nfc
from motcua.procedures.errors import UnknownProcedure, UnknownReception
from motcua.procedures.models import Commitment, Competence, Procedure, Reception, Release
from motcua.procedures.selectors.releases import in_force

LISTED = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """How many procedures there are, and how far they are."""

    procedures: int
    drafts: int
    without_form: int
    without_process: int
    without_competence: int


def procedure_named(code: str) -> Procedure:
    """The procedure with this code or slug; refuses UnknownProcedure."""
    procedure = Procedure.objects.filter(Q(code=code) | Q(slug=code)).first()
    if procedure is None:
        raise UnknownProcedure(procedure=code)
    return procedure


def present_release(procedure: Procedure, day: date) -> Release | None:
    """The release in force on a day, else the newest there is; None before the first draft."""
    rows = Release.objects.filter(procedure=procedure).select_related("procedure")
    return rows.filter(pk__in=in_force(day).values("pk")).first() or rows.order_by("-number").first()


def releases_for_list(
    day: date, text: str = "", state: str = "", page: int = 1
) -> tuple[list[Release], bool]:
    """One page of all procedures, each by its present release, and whether there is a next page.

    Takes
        text   words of the name with or without marks, or the beginning of a code
        state  "" all, `form` the form is not ready, `process` the process is not, `draft` nothing in force
    """
    rank = Case(
        When(pk__in=in_force(day).values("pk"), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    newest = (
        Release.objects.annotate(rank=rank)
        .order_by("procedure_id", "rank", "-number")
        .distinct("procedure_id")
        .values("pk")
    )
    rows = Release.objects.filter(pk__in=newest).select_related("procedure")
    for word in fold(nfc(text)).split():
        rows = rows.filter(Q(folded__contains=word) | Q(procedure__code__istartswith=word))
    if state == "form":
        rows = rows.filter(form_ready=False)
    elif state == "process":
        rows = rows.filter(process_ready=False)
    elif state == "draft":
        rows = rows.exclude(pk__in=in_force(day).values("pk"))
    first = (page - 1) * LISTED
    found = list(rows.order_by("field", "name", "pk")[first : first + LISTED + 1])
    return found[:LISTED], len(found) > LISTED


def standing(day: date) -> Standing:
    """The catalogue in five numbers; a province has some two thousand procedures."""
    rows = in_force(day)
    competent = Competence.objects.filter(held_on(day)).values("procedure_id")
    return Standing(
        procedures=rows.count(),
        drafts=Procedure.objects.exclude(pk__in=rows.values("procedure_id")).count(),
        without_form=rows.filter(form_ready=False).count(),
        without_process=rows.filter(process_ready=False).count(),
        without_competence=rows.exclude(procedure_id__in=competent).count(),
    )


def competences_of(procedure: Procedure) -> list[Competence]:
    """Who decides, now, before and later; newest first."""
    return list(procedure.competences.order_by("-valid_from"))


def receptions_of(procedure: Procedure, levels: Iterable[str], day: date) -> list[Reception]:
    """Which desks receive a procedure from `day` on: by itself, by its level, or as all (TN19-9.1 to 9.3)."""
    every = Q(procedure__isnull=True) & (Q(level="") | Q(level__in=list(levels)))
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows = Reception.objects.filter(not_ended, Q(procedure=procedure) | every)
    return list(rows.order_by("procedure_id", "-level", "desk_id", "valid_from"))


def reception_named(reception_id: UUID) -> Reception:
    """The reception with its procedure; refuses UnknownReception."""
    reception = Reception.objects.filter(pk=reception_id).select_related("procedure").first()
    if reception is None:
        raise UnknownReception
    return reception


def commitments_of(procedure: Procedure) -> list[Commitment]:
    """Shorter times that agencies promised, newest first (HG-17)."""
    return list(procedure.commitments.order_by("-valid_from", "agency_id"))
