"""What happened, append-only.

The migration makes `audit_event` and `audit_payload` by SQL: partitioned by stream id, guarded by triggers.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from motcua.kernel.uuid7 import uuid7


class Event(models.Model):
    """One thing that happened to one stream (a dossier, an agency, an account …).

    `happened_at` is when it happened in life, `recorded_at` when the system learnt it. `body` holds codes and
    ids only; words lie in `Payload`. In the database the key is (stream_id, seq); Django needs one column, so
    `stream_id` is declared as the key and rows are always read by both.
    """

    append_only = True

    stream_id = models.UUIDField(primary_key=True)
    seq = models.IntegerField()
    stream_kind = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    txid = models.BigIntegerField(editable=False)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    body = models.JSONField(default=dict)
    words_digest = models.BinaryField(null=True)
    key = models.UUIDField(null=True)
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_event"

    def __str__(self) -> str:
        return f"{self.stream_kind} {self.stream_id} #{self.seq} {self.kind}"


class Payload(models.Model):
    """The names and words of one event; may be destroyed by law, the chain stays."""

    append_only = True
    updatable_columns = ("salt", "words", "destroyed_at", "destroyed_why")

    stream_id = models.UUIDField(primary_key=True)
    seq = models.IntegerField()
    salt = models.BinaryField(null=True)
    words = models.JSONField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    destroyed_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "audit_payload"

    def __str__(self) -> str:
        return f"{self.stream_id} #{self.seq}"


class Reading(models.Model):
    """Who looked at whose papers, when and why; shown to the person concerned."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stream_id = models.UUIDField()
    account_id = models.UUIDField()
    agency_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_reading"
        indexes = [models.Index(fields=["stream_id", "at"], name="audit_reading_of_stream")]

    def __str__(self) -> str:
        return f"{self.account_id} read {self.stream_id}"


class Digest(models.Model):
    """One finished day, sealed: the root over all chains that grew on it, signed (see `digests`)."""

    append_only = True

    day = models.DateField(primary_key=True)
    streams = models.IntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    public_key = models.BinaryField()
    signature = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "audit_digest"

    def __str__(self) -> str:
        return self.day.isoformat()
