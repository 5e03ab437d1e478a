"""What happens by the clock."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.journey import builders as b

from motcua.dossiers import tasks
from motcua.dossiers.models import Draft
from motcua.dossiers.services.drafts import open_draft
from motcua.kernel.clock import local, now


@pytest.mark.django_db
def test_the_partitions_of_the_coming_year_are_made_in_time(monkeypatch):
    monkeypatch.setattr(tasks, "now", lambda: local("2032-11-20T03:15"))
    tasks.make_partitions(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "select to_regclass('dossier_2033'), to_regclass('task_2033'), to_regclass('audit_event_2033')"
        )
        assert None not in cursor.fetchone()


@pytest.mark.django_db
def test_a_draft_nobody_touched_for_ninety_days_is_forgotten():
    release = b.release()
    old = open_draft(release_id=release.id, at=now() - timedelta(days=91)).draft
    fresh = open_draft(release_id=release.id, at=now() - timedelta(days=89)).draft
    tasks.sweep(timestamp=0)
    assert list(Draft.objects.values_list("id", flat=True)) == [fresh.id]
    assert old.id != fresh.id
