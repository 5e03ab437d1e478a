from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from tests.procedures.builders import draft, procedure, published

from motcua.procedures.models import Release

pytestmark = pytest.mark.django_db


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.demand("TN19-7.2")
@pytest.mark.parametrize(
    "change",
    [
        "document = '{}'",
        "form = '{\"a\": 1}'",
        "process = '{}'",
        "name = 'Khác'",
        "effective_from = '2020-01-01'",
        "state = 'draft'",
        "decision = 'khác'",
        "content_hash = 'khác'",
    ],
)
def test_a_published_release_can_not_be_rewritten_even_by_sql(change):
    release = published(procedure())

    with pytest.raises(IntegrityError, match="published"):
        run(f"update procedure_release set {change} where id = %s", release.id)


def test_a_published_release_can_not_be_deleted(db):
    release = published(procedure())

    with pytest.raises(IntegrityError, match="published"):
        run("delete from procedure_release where id = %s", release.id)


def test_the_end_of_a_published_release_may_be_set_and_come_nearer_but_never_move_away():
    release = published(procedure())

    run("update procedure_release set effective_to = '2026-12-31' where id = %s", release.id)
    run("update procedure_release set effective_to = '2026-10-31' where id = %s", release.id)
    for later in ("'2026-11-30'", "null"):
        with pytest.raises(IntegrityError, match="published"):
            run(f"update procedure_release set effective_to = {later} where id = %s", release.id)


def test_a_draft_may_be_changed_and_deleted():
    release = draft(procedure())

    run("update procedure_release set name = 'Khác' where id = %s", release.id)
    run("delete from procedure_release where id = %s", release.id)

    assert not Release.objects.exists()


def test_two_releases_of_a_procedure_are_never_in_force_on_one_day():
    owner = procedure()
    published(owner, 1)

    with pytest.raises(IntegrityError, match="release_one_in_force"), transaction.atomic():
        published(owner, 2, since=date(2027, 1, 1))


def test_a_release_replaced_on_its_first_day_was_never_in_force():
    owner = procedure()
    published(owner, 1, effective_to=date(2026, 8, 31))

    assert published(owner, 2).effective_to is None
