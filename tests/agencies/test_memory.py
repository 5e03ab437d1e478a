"""What is kept in memory of the organisation is never older than the organisation."""

import pytest
from django.db import transaction
from tests.journey import builders as b

from motcua.agencies import memory
from motcua.agencies.models import Posting
from motcua.agencies.rules import Role

pytestmark = pytest.mark.django_db


def test_nothing_is_read_twice_while_the_organisation_stays_the_same():
    reads = []
    under = memory.stamp()
    for _ in range(2):
        assert memory.remember(under, ("số", 1), lambda: reads.append(1) or 7) == 7
    assert reads == [1]


def test_a_new_posting_changes_the_stamp():
    place = b.place()
    before = memory.stamp()
    b.post(place, Role.HANDLER, "Người mới", unit_id=place.unit_id)
    assert memory.stamp() != before


@pytest.mark.parametrize("name", ["is_active", "full_name"])
def test_who_works_and_under_which_name_changes_the_stamp_but_a_sign_in_does_not(name):
    account = b.officer("Trần Thị Tiếp Nhận")
    before = memory.stamp()
    account.last_seen_at = b.MORNING
    account.save()
    assert memory.stamp() == before
    setattr(account, name, {"is_active": False, "full_name": "Trần Thị Khác"}[name])
    account.save()
    assert memory.stamp() != before


def test_what_a_rolled_back_change_showed_is_never_found_again():
    place = b.place()
    postings = Posting.objects.filter(agency_id=place.agency_id)

    def count() -> int:
        return memory.remember(memory.stamp(), ("postings", place.agency_id), postings.count)

    number = count()
    with transaction.atomic():
        b.post(place, Role.HANDLER, "Người mới", unit_id=place.unit_id)
        assert count() == number + 1
        transaction.set_rollback(True)
    assert count() == number
    b.post(place, Role.RECORDS_CLERK, "Văn thư thứ hai")
    assert count() == number + 1


def test_what_was_read_while_the_organisation_changed_is_not_kept():
    place = b.place()
    under = memory.stamp()

    def read() -> str:
        b.post(place, Role.HANDLER, "Người mới", unit_id=place.unit_id)
        return "lúc đang thay đổi"

    assert memory.remember(under, ("lúc", 1), read) == "lúc đang thay đổi"
    assert memory.remember(under, ("lúc", 1), lambda: "sau") == "sau"
