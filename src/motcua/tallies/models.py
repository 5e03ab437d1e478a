"""Counts as appended deltas: nobody can type a number in, every figure opens the dossiers behind it."""

from __future__ import annotations

from django.db import models


class Delta(models.Model):
    """One dossier entering (+1) or leaving (-1) a measure on a day, written in the act's own transaction.

    `stream_id`, `seq` name the event that caused it, so a figure opens its list. `recorded_at` answers the same
    question *as known on* a day.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    agency_id = models.UUIDField()
    procedure_code = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    measure = models.CharField(max_length=24)
    delta = models.SmallIntegerField()
    stream_id = models.UUIDField()
    seq = models.IntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "tally_delta"
        indexes = [
            models.Index(
                fields=["agency_id", "day", "measure"],
                include=["delta", "procedure_code"],
                name="tally_by_agency",
            ),
            models.Index(fields=["stream_id", "seq"], name="tally_of_event"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["stream_id", "seq", "measure", "delta"], name="tally_once_per_event"
            ),
            models.CheckConstraint(condition=models.Q(delta__in=[-1, 1]), name="tally_delta_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.delta:+d}"
