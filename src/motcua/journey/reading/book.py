"""The page of the books: which there are at a desk in a year, and how far the worker is with printing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.utils.translation import gettext

from motcua.agencies.selectors import Scope, desk_on
from motcua.documents.errors import FileNotFound
from motcua.documents.selectors import read_file
from motcua.dossiers import books
from motcua.dossiers.models import BookPrint
from motcua.journey.book import keeps
from motcua.journey.errors import NotYourDuty
from motcua.kernel.clock import local_day


@dataclass(frozen=True)
class BooksPage:
    """One desk and year: its fields with the number of lines, and what was printed lately.

    desks  the desks this officer may choose among, id and name
    """

    desk_id: UUID
    desks: Sequence[tuple[str, str]]
    year: int
    years: Sequence[tuple[str, str]]
    fields: Sequence[tuple[str, int]]
    printings: Sequence[BookPrint]

    @property
    def is_printing(self) -> bool:
        return any(one.finished_at is None for one in self.printings)


def books_page(scope: Scope, *, desk_id: UUID | None, year: int | None, at: datetime) -> BooksPage:
    """What can be read and printed; a desk that is not this officer's is answered with their first.

    Refuses
        NotYourDuty when they work at no desk
    """
    day, desk_ids = local_day(at), keeps(scope)
    if not desk_ids:
        raise NotYourDuty(act=gettext("Sổ theo dõi hồ sơ"))
    chosen = desk_id if desk_id in desk_ids else desk_ids[0]
    assert chosen is not None
    years = range(day.year, (books.first_year(chosen) or day.year) - 1, -1)
    wanted = year if year is not None and year in years else day.year
    return BooksPage(
        desk_id=chosen,
        desks=[(str(one), desk_on(one, day).name) for one in desk_ids],
        year=wanted,
        years=[(str(one), str(one)) for one in years],
        fields=books.fields_of(chosen, wanted),
        printings=books.printings_of([chosen]),
    )


def volume_pdf(volume_id: UUID, scope: Scope) -> tuple[IO[bytes], str, int]:
    """A printed volume of a book of this officer's desk: its content, a name, its size.

    Refuses
        FileNotFound, also for a volume of another desk
    """
    volume = books.volume_of(volume_id, keeps(scope))
    if volume is None:
        raise FileNotFound
    stream, stored = read_file(volume.file_id)
    return stream, stored.name, stored.size
