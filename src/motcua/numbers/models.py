"""Counters: one row for each sequence and day."""

from __future__ import annotations

from django.db import models

from motcua.kernel.uuid7 import uuid7


class Counter(models.Model):
    """The last number given in a scope on a day; `scope` is text such as `dossier:H53.18`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.CharField(max_length=80)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "number_counter"
        constraints = [
            models.UniqueConstraint(fields=["scope", "day"], name="number_counter_one_per_day"),
            models.CheckConstraint(condition=models.Q(last__gte=1), name="number_counter_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.day}: {self.last}"


class Book(models.Model):
    """A numbered book of one year (Sổ theo dõi hồ sơ): whose it is, what it is about, which volume of that year.

    Takes
        scope  whose book, text such as `desk:<id>`
        title  what it is about: the field of its procedures
        no     volume number within the scope and the year, from 1
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.CharField(max_length=80)
    year = models.SmallIntegerField()
    title = models.CharField(max_length=200)
    no = models.PositiveIntegerField()

    class Meta:
        db_table = "number_book"
        constraints = [
            models.UniqueConstraint(fields=["scope", "year", "title"], name="number_book_once"),
            models.UniqueConstraint(fields=["scope", "year", "no"], name="number_book_volume_once"),
        ]

    def __str__(self) -> str:
        return f"{self.no:02d}/{self.year}"
