"""Reading the book of dossiers (Sổ theo dõi hồ sơ): one for each field of procedures, year and desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from motcua.dossiers.models import BookEntry, BookPrint, BookVolume, Dossier, Handing, Party, Result
from motcua.kernel.clock import TZ, local_day
from motcua.kernel.uuid7 import uuid7_floor
from motcua.numbers.models import Book

LONGEST_WAIT = timedelta(days=400)  # a dossier is accepted within this time of its submission
AT_ONCE = 500


@dataclass(frozen=True)
class Entered:
    """One dossier as the book tells it; instants, null where nothing happened yet.

    way  how the result was given, a `Handing.Way`; empty until it is
    """

    dossier_id: UUID
    no: int
    code: str
    procedure: str
    applicant: str
    address: str
    phone: str
    agency: str
    accepted_at: datetime
    due_at: datetime | None
    returned_at: datetime | None
    receiver: str
    way: str


def scope_of_desk(desk_id: UUID) -> str:
    """The name under which a desk's books are numbered."""
    return f"desk:{desk_id}"


def book_of(desk_id: UUID, field: str, year: int) -> Book | None:
    """The numbered book, where one is kept."""
    return Book.objects.filter(scope=scope_of_desk(desk_id), year=year, title=field).first()


def _accepted(desk_id: UUID, year: int) -> QuerySet[Dossier]:
    """What a desk accepted in a year; only the partitions of that time are looked into."""
    first, end = (datetime(one, 1, 1, tzinfo=TZ) for one in (year, year + 1))
    return Dossier.objects.filter(
        desk_id=desk_id,
        accepted_at__gte=first,
        accepted_at__lt=end,
        pk__gte=uuid7_floor(first - LONGEST_WAIT),
        pk__lt=uuid7_floor(end),
    )


def fields_of(desk_id: UUID, year: int) -> list[tuple[str, int]]:
    """The fields in which a desk accepted dossiers in a year, with how many; one statement."""
    rows = (
        _accepted(desk_id, year).values("release__field").annotate(n=Count("pk")).order_by("release__field")
    )
    return [(row["release__field"], row["n"]) for row in rows]


def first_year(desk_id: UUID) -> int | None:
    """The year of the first dossier that a desk accepted."""
    accepted = Dossier.objects.filter(desk_id=desk_id, accepted_at__isnull=False).order_by("accepted_at")
    first = accepted.values_list("accepted_at", flat=True).first()
    return None if first is None else local_day(first).year


def count_of(desk_id: UUID, field: str, year: int) -> int:
    """How many lines the book has."""
    return _lines(desk_id, field, year)[0].count()


def _lines(desk_id: UUID, field: str, year: int) -> tuple[QuerySet[Dossier], bool]:
    """The dossiers of a book in its order, and whether they carry numbers of their own."""
    book = book_of(desk_id, field, year)
    if book is None:
        rows = _accepted(desk_id, year).filter(release__field=field)
        return rows.order_by("accepted_at", "pk"), False
    entries = BookEntry.objects.filter(book=book)
    number = Subquery(entries.filter(dossier_id=OuterRef("pk")).values("no")[:1])
    first, end = (datetime(one, 1, 1, tzinfo=TZ) for one in (year, year + 1))
    rows = Dossier.objects.filter(
        pk__in=entries.values("dossier_id"),
        pk__gte=uuid7_floor(first - LONGEST_WAIT),
        pk__lt=uuid7_floor(end),
    )
    return rows.annotate(line=number).order_by("line"), True


def entered(desk_id: UUID, field: str, year: int) -> Iterator[Entered]:
    """The lines of a book, in its order, read in pieces: a book may be long."""
    rows, is_numbered = _lines(desk_id, field, year)
    applicant = Party.objects.filter(dossier_id=OuterRef("pk"), role=Party.Role.APPLICANT)
    given = Result.objects.filter(dossier_id=OuterRef("pk"), handed_over_at__isnull=False).order_by(
        "-handed_over_at"
    )
    handing = Handing.objects.filter(dossier_id=OuterRef("pk")).order_by("-no")
    told = rows.annotate(
        address=Subquery(applicant.values("address")[:1]),
        phone=Subquery(applicant.values("phone")[:1]),
        returned_at=Subquery(given.values("handed_over_at")[:1]),
        receiver=Subquery(given.values("receiver_name")[:1]),
        way=Subquery(handing.values("way")[:1]),
    ).values(
        *("pk", "code", "procedure_name", "applicant_name", "address", "phone", "agency_name"),
        *("accepted_at", "due_at", "returned_at", "receiver", "way", *(["line"] if is_numbered else [])),
    )
    for place, row in enumerate(told.iterator(chunk_size=AT_ONCE), start=1):
        yield Entered(
            dossier_id=row["pk"],
            no=row["line"] if is_numbered else place,
            code=row["code"] or "",
            procedure=row["procedure_name"],
            applicant=row["applicant_name"],
            address=row["address"] or "",
            phone=row["phone"] or "",
            agency=row["agency_name"],
            accepted_at=row["accepted_at"],
            due_at=row["due_at"],
            returned_at=row["returned_at"],
            receiver=row["receiver"] or "",
            way=row["way"] or "",
        )


def printings_of(desk_ids: Iterable[UUID], *, limit: int = 20) -> list[BookPrint]:
    """The newest printings of some desks, with their volumes."""
    return list(
        BookPrint.objects.filter(desk_id__in=list(desk_ids))
        .select_related("asked_by")
        .prefetch_related("volumes")
        .order_by("-asked_at")[:limit]
    )


def volume_of(volume_id: UUID, desk_ids: Iterable[UUID]) -> BookVolume | None:
    """A volume of a book of one of these desks."""
    rows = BookVolume.objects.filter(pk=volume_id, printing__desk_id__in=list(desk_ids))
    return rows.select_related("printing").first()
