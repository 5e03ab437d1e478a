"""The book of dossiers (Sổ theo dõi hồ sơ, Mẫu 07): its lines, its printing by the worker, its export."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from motcua.agencies.rules import Role
from motcua.agencies.selectors import Scope
from motcua.documents.rendering import print_once
from motcua.documents.services import store_file
from motcua.documents.sheets import BookRow, Slip07Facts
from motcua.documents.slips import BookEntry as PrintedEntry
from motcua.dossiers import books
from motcua.dossiers.books import Entered
from motcua.dossiers.models import BookEntry, BookPrint, BookVolume, Dossier, Handing
from motcua.journey.errors import NothingInBook, NotYourDuty
from motcua.journey.papers.slips import next_slip_number, office_of_desk
from motcua.journey.policies import BOOK_KEPT
from motcua.kernel.clock import local_day
from motcua.numbers.rules import book_day
from motcua.numbers.services import next_entry

VOLUME_ROWS = 1_000  # as many lines as a binder holds; a volume is printed in about a second
GIVEN_UP, AT_A_TIME = timedelta(minutes=10), 20  # when a printing counts as stopped; so many are begun again
MAKE = "motcua.journey.tasks.make_book"
COLUMNS = (
    *("STT", "Mã hồ sơ", "Tên thủ tục hành chính", "Tên tổ chức, cá nhân", "Địa chỉ, số điện thoại"),
    *("Cơ quan chủ trì giải quyết", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả"),
    *("Phương thức nhận kết quả", "Ký nhận"),
)


def keeps(scope: Scope) -> list[UUID]:
    """The desks whose books an officer may read: those they work at."""
    found = [
        posted.desk_id
        for posted in scope.postings
        if posted.desk_id and posted.role in {Role.RECEIVER, Role.DESK_HEAD}
    ]
    return list(dict.fromkeys(found))


def require_keeper(scope: Scope, desk_id: UUID) -> None:
    """Refuses with NotYourDuty an officer of another desk."""
    if desk_id not in keeps(scope):
        raise NotYourDuty(act="Sổ theo dõi hồ sơ")


def enter(dossier: Dossier, field: str, at: datetime) -> PrintedEntry | None:
    """Give an accepted dossier its line, where the province keeps numbered books; null elsewhere.

    A book is one of a year: whether it is kept is decided for the year as a whole. The same dossier accepted again
    keeps its line.
    """
    day = local_day(at)
    if not BOOK_KEPT.on(book_day(day)):
        return None
    entry = BookEntry.objects.select_related("book").filter(dossier_id=dossier.pk).first()
    if entry is None:
        book, no = next_entry(scope=books.scope_of_desk(dossier.desk_id), title=field, day=day)
        entry = BookEntry.objects.create(dossier_id=dossier.pk, book=book, no=no)
    return PrintedEntry(book=str(entry.book), entry=str(entry.no))


@transaction.atomic
def ask_for_print(*, desk_id: UUID, field: str, year: int, scope: Scope, at: datetime) -> BookPrint:
    """Let the worker print a book; one that is being printed already is not begun twice.

    Refuses
        NotYourDuty, NothingInBook
    """
    require_keeper(scope, desk_id)
    if not books.count_of(desk_id, field, year):
        raise NothingInBook(field=field, year=year)
    running = {"desk_id": desk_id, "field": field, "year": year, "finished_at": None}
    if (found := BookPrint.objects.filter(**running).first()) is not None:
        return found
    try:
        with transaction.atomic():
            made = BookPrint.objects.create(
                **running,
                number=next_slip_number("slip_07", "STD-TTPVHCC", desk_id, at),
                asked_by_id=scope.account_id,
                asked_at=at,
            )
    except IntegrityError:  # somebody else asked at the same instant
        return BookPrint.objects.get(**running)
    _begin_print(made)
    return made


def _begin_print(printing: BookPrint) -> None:
    """One print is made by one worker at a time, and waits once."""
    name = f"book-{printing.pk}"
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(MAKE, lock=name, queueing_lock=name).defer(print_id=str(printing.pk))


def go_on_with_prints(*, at: datetime) -> int:
    """Begin again the printings that stopped, for want of room or of a worker; gives how many (job)."""
    waiting = BookPrint.objects.filter(finished_at=None, asked_at__lt=at - GIVEN_UP)
    stopped = list(waiting.order_by("asked_at")[:AT_A_TIME])
    for printing in stopped:
        _begin_print(printing)
    return len(stopped)


def make_print(*, print_id: UUID, at: datetime) -> None:
    """Print what was asked for, volume by volume; begun again after a crash it goes on where it stood (job)."""
    printing = BookPrint.objects.get(pk=print_id)
    if printing.finished_at is not None:
        return
    desk_id, field, year = printing.desk_id, printing.field, printing.year
    printing.rows_total, printing.rows_done = books.count_of(desk_id, field, year), 0
    printing.save(update_fields=["rows_total", "rows_done"])
    book = books.book_of(desk_id, field, year)
    done = set(BookVolume.objects.filter(printing=printing).values_list("no", flat=True))
    for no, lines in enumerate(batched_lines(books.entered(desk_id, field, year)), start=1):
        if no not in done:
            facts = Slip07Facts(
                office=office_of_desk(desk_id, at),
                field=field,
                year=year,
                book=str(book) if book else "",
                rows=tuple(row_of(line) for line in lines),
            )
            _bind(printing, no, lines, print_once("slip_07", facts, at=at, number=printing.number), at)
        printing.rows_done += len(lines)
        printing.save(update_fields=["rows_done"])
    printing.finished_at = at
    printing.save(update_fields=["finished_at"])


def batched_lines(lines: Iterable[Entered]) -> Iterator[tuple[Entered, ...]]:
    """The lines of each volume."""
    rest = iter(lines)
    while volume := tuple(islice(rest, VOLUME_ROWS)):
        yield volume


def _bind(printing: BookPrint, no: int, lines: tuple[Entered, ...], pdf: bytes, at: datetime) -> None:
    name = f"so-theo-doi-{printing.year}-{no:02d}.pdf"
    stored = store_file(file=io.BytesIO(pdf), name=name, at=at, uploaded_by=printing.asked_by_id)
    BookVolume.objects.create(
        printing=printing, no=no, first_no=lines[0].no, last_no=lines[-1].no, file_id=stored.pk
    )


def row_of(line: Entered) -> BookRow:
    """A line as it is printed."""
    return BookRow(
        no=line.no,
        code=line.code,
        procedure=line.procedure,
        applicant=line.applicant,
        contact=", ".join(part for part in (line.address, line.phone) if part),
        agency=line.agency,
        received_on=local_day(line.accepted_at),
        due_on=_day(line.due_at),
        returned_on=_day(line.returned_at),
        way=str(Handing.Way(line.way).label) if line.way else "",
        signed=line.receiver,
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else local_day(at)


def exported(*, desk_id: UUID, field: str, year: int, scope: Scope) -> Iterator[str]:
    """The book as CSV, piece by piece, with the byte order mark that spreadsheets know UTF-8 by.

    A text that a spreadsheet would take for a formula is led by an apostrophe.

    Refuses
        NotYourDuty
    """
    require_keeper(scope, desk_id)
    return _csv(books.entered(desk_id, field, year))


def _csv(lines: Iterable[Entered]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    yield "\ufeff" + _taken(buffer)
    for line in lines:
        row = row_of(line)
        days = [f"{one:%d/%m/%Y}" if one else "" for one in (row.received_on, row.due_on, row.returned_on)]
        texts = [row.code, row.procedure, row.applicant, row.contact, row.agency]
        writer.writerow([row.no, *map(_harmless, texts), *days, row.way, _harmless(row.signed)])
        yield _taken(buffer)


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
