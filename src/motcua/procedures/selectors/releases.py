"""The releases of procedures: which is in force on a day, and the history of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.procedures.errors import NotInForce, UnknownProcedure
from motcua.procedures.models import Procedure, Release


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One version of a procedure in its history."""

    release_id: UUID
    number: int
    state: str
    name: str
    decision: str
    effective_from: date | None
    effective_to: date | None
    published_at: datetime | None
    withdrawal: str

    @property
    def was_in_force(self) -> bool:
        """Not announced and taken back, nor replaced on its own first day."""
        return self.effective_from is not None and (
            self.effective_to is None or self.effective_to >= self.effective_from
        )


def in_force(day: date) -> QuerySet[Release]:
    """The releases in force on a day, one a procedure."""
    ends = Q(effective_to__isnull=True) | Q(effective_to__gte=day)
    return Release.objects.filter(ends, state=Release.State.PUBLISHED, effective_from__lte=day)


def release_on(code: str, day: date) -> Release:
    """The release of a procedure in force on a day (phiên bản có hiệu lực).

    Takes
        code  code or slug of the procedure
    Refuses
        UnknownProcedure, NotInForce
    """
    release = in_force(day).filter(named(code)).select_related("procedure").first()
    if release is not None:
        return release
    if not Procedure.objects.filter(named(code, "")).exists():
        raise UnknownProcedure(procedure=code)
    raise NotInForce(procedure=code, day=day.strftime("%d/%m/%Y"))


def named(code: str, prefix: str = "procedure__") -> Q:
    return Q(**{f"{prefix}code": code}) | Q(**{f"{prefix}slug": code})


def releases_of(code: str) -> tuple[ReleaseLine, ...]:
    """The versions of a procedure, newest first (TN19-7.2).

    Refuses
        UnknownProcedure
    """
    procedure = Procedure.objects.filter(named(code, "")).first()
    if procedure is None:
        raise UnknownProcedure(procedure=code)
    return tuple(
        ReleaseLine(
            release_id=one.id,
            number=one.number,
            state=one.state,
            name=one.name,
            decision=one.decision,
            effective_from=one.effective_from,
            effective_to=one.effective_to,
            published_at=one.published_at,
            withdrawal=one.withdrawal,
        )
        for one in procedure.releases.defer("document", "form", "process").order_by("-number")
    )


def slugs_in_force(day: date) -> tuple[tuple[str, date | None], ...]:
    """Slug and first day in force of every procedure: what a sitemap lists."""
    rows = in_force(day).order_by("procedure__slug").values_list("procedure__slug", "effective_from")
    return tuple(rows)
