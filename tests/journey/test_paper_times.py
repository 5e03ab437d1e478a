"""Until when paper has to go on, and how a desk kept that."""

import pytest
from django.db.models import QuerySet
from tests.journey import builders as b
from tests.journey.bundles import AT, bundle, give

from motcua.agencies.models import Desk
from motcua.agencies.policies import set_policy
from motcua.audit.models import Event
from motcua.custody.selectors import (
    rule_breaks,
)
from motcua.kernel.clock import local


@pytest.mark.django_db
@pytest.mark.demand("TN19-11.2")
@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-09-07T15:00", "2026-09-07T17:00"), ("2026-09-07T15:01", "2026-09-08T08:00")],
)
def test_paper_received_after_15_may_go_at_the_start_of_the_next_working_day(received, due):
    where = b.place()
    dossier, _ = b.accepted(where, at=local(received))
    assert bundle(dossier).transfer_due_at == local(due)


def desks(where: b.Place) -> QuerySet[Desk]:
    return Desk.objects.filter(pk=where.desk_id)


@pytest.mark.django_db
@pytest.mark.demand("TN19-11.2")
def test_paper_that_goes_too_late_is_counted_for_the_desk_and_the_period():
    where = b.place()
    in_time, _ = b.accepted(where)
    late, _ = b.accepted(where)
    b.accepted(where)  # never given
    give(where, in_time)
    give(where, late, at=local("2026-09-08T09:00"))

    period = {"since": local("2026-09-01"), "until": local("2026-10-01")}
    found = rule_breaks(desks(where), at=local("2026-09-09T09:00"), **period)[where.desk_id]

    assert (found.paper_total, found.paper_late) == (3, 2)
    assert (found.hours_total, found.hours_late) == (0, 0)  # the province has no such rule
    body = Event.objects.get(stream_id=late.id, kind="paper_given").body
    assert body["late"] is True
    assert rule_breaks(desks(b.place()), at=AT, **period) == {}


@pytest.mark.django_db
@pytest.mark.demand("DN15-4.3a")
def test_a_complete_dossier_is_with_the_unit_within_six_working_hours_where_the_province_says_so():
    where = b.place()
    set_policy("unit_within_hours_on", True, valid_from=b.SINCE, instrument="QĐ 26/2015", at=b.MORNING)
    quick, _ = b.accepted(where)
    slow, _ = b.accepted(where, at=local("2026-09-08T09:00"))  # handed in the day before at 8:30
    give(where, quick)
    give(where, slow, at=local("2026-09-08T09:30"))

    period = {"since": local("2026-09-01"), "until": local("2026-10-01")}
    found = rule_breaks(desks(where), at=local("2026-09-08T10:00"), **period)[where.desk_id]

    assert bundle(quick).unit_due_at == local("2026-09-07T16:30")  # 8:30, and two hours of lunch
    assert (found.hours_total, found.hours_late) == (2, 1)
