"""Giving out numbers without a gap and without a double."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.transaction import TransactionManagementError

from motcua.kernel.uuid7 import uuid7
from motcua.numbers.models import Book
from motcua.numbers.rules import book_day

_NEXT = """
insert into number_counter (id, scope, day, last) values (%s, %s, %s, %s)
on conflict (scope, day) do update set last = number_counter.last + excluded.last
returning last
"""


def next_number(*, scope: str, day: date) -> int:
    """The next number of a sequence (số thứ tự), from 1.

    Takes
        scope  names the sequence: `dossier:<agency code>`, `slip:<agency code>`
        day    on which it runs; `rules.book_day` for a sequence of a year
    Gives
        a number that nobody else has and that is not used up when the transaction rolls back
    Refuses
        to be called outside a transaction, where a failed act would leave a gap
    Writes
        the counter's row, which stays locked until the transaction ends: everybody who needs this sequence
        waits, so call it after every check, and two sequences always in the order dossier, slip
    """
    return next_numbers(scope=scope, day=day, count=1)


def next_numbers(*, scope: str, day: date, count: int) -> int:
    """The first of the next `count` numbers of a sequence, all of them the caller's; as `next_number`."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a number is given inside the transaction of the act it numbers")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [uuid7(), scope, day, count])
        (last,) = cursor.fetchone()
    return int(last) - count + 1


def next_entry(*, scope: str, title: str, day: date) -> tuple[Book, int]:
    """The next line of a book (Quyển số, Số thứ tự); the book of a year is opened with its first line.

    Takes
        scope  whose book; title what it is about
        day    of the entry: its year chooses the book
    Gives
        the book and the number of the line, from 1, without a gap; taken after the dossier's number, before a slip's
    """
    first = book_day(day)
    book = Book.objects.filter(scope=scope, year=day.year, title=title).first()
    if book is None:
        no = next_number(scope=f"books:{scope}", day=first)
        book = Book.objects.filter(scope=scope, year=day.year, title=title).first()
        if book is None:  # the counter's row is locked: nobody else opens a book of this scope now
            book = Book.objects.create(scope=scope, year=day.year, title=title, no=no)
    return book, next_number(scope=f"book:{book.pk}", day=first)
