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
