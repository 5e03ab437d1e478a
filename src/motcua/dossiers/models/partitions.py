"""Rows that lie in the partition of their dossier."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models


class OfDossier(models.Model):
    """A table whose key in the database is (dossier_id, id) and which is partitioned by its dossier.

    Django knows the id as its key; an update by the id alone would look through every partition.
    """

    dossier_id: UUID

    class Meta:
        abstract = True

    def _do_update(self, base_qs: models.QuerySet[Any], *rest: Any) -> Any:
        return super()._do_update(base_qs.filter(dossier_id=self.dossier_id), *rest)
