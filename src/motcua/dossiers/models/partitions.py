"""Rows that lie in the partition of their dossier."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Max

from motcua.kernel.uuid7 import uuid7


class OfDossier(models.Model):
    """A table whose key in the database is (dossier_id, id) and which is partitioned by its dossier.

    Django knows the id as its key; an update by the id alone would look through every partition.
    """

    dossier_id: UUID

    class Meta:
        abstract = True

    def _do_update(self, base_qs: models.QuerySet[Any], *rest: Any) -> Any:
        return super()._do_update(base_qs.filter(dossier_id=self.dossier_id), *rest)


class Numbered(OfDossier):
    """One of several rows of a kind that a dossier may have, numbered from 1 as they came."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    no = models.SmallIntegerField()

    class Meta:
        abstract = True

    @classmethod
    def next_no(cls, dossier_id: UUID) -> int:
        """The number of the next one; whoever asks holds the dossier's lock."""
        last = cls._default_manager.filter(dossier_id=dossier_id).aggregate(last=Max("no"))["last"]
        return (last or 0) + 1
