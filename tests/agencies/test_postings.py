"""Who is posted where decides who may do what (NB18-14.1, TN14-8.1, TN19-14.5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.agencies.builders import MERGER, NOW, TODAY, agency, desk, officer, unit

from motcua.agencies import selectors, services
from motcua.agencies.errors import (
    AlreadyPosted,
    DaysOutOfOrder,
    EndsEarlier,
    NoSuchDesk,
    NoSuchPool,
    NoSuchPosting,
    NoSuchUnit,
    NotAnOfficer,
    NotYourAgency,
    WrongPlace,
)
from motcua.agencies.models import Agency, Pool, Posting
from motcua.agencies.rules import Role
from motcua.audit.selectors import events_of
from motcua.audit.services import Actor
from motcua.kernel.clock import local
from motcua.kernel.errors import Refusal
from motcua.kernel.uuid7 import uuid7


def post(of: Agency, account_id: object, role: Role, **more: object) -> Posting:
    facts = {"valid_from": TODAY, "at": NOW} | more
    return services.post_officer(account_id=account_id, agency_id=of.id, role=role, **facts)


@pytest.mark.django_db
@pytest.mark.demand("NB18-14.1")
def test_all_rights_of_an_officer_come_from_the_postings_of_the_day() -> None:
    health, person = agency(), officer()
    room, counter = unit(health), desk(health)
    handler = post(health, person.id, Role.HANDLER, unit_id=room.id)
    receiver = post(health, person.id, Role.RECEIVER, desk_id=counter.id, valid_to=date(2026, 9, 30))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        scope = selectors.scope_of(person.id, NOW)

    assert len(queries) <= 2
    assert scope.roles == (Role.HANDLER, Role.RECEIVER)
    assert scope.agency_ids == (health.id,)
    assert scope.unit_ids == (room.id,)
    assert scope.desk_ids == (counter.id,)
    assert scope.pool_ids == (handler.pool_id, receiver.pool_id)
    assert scope.holds(Role.RECEIVER, agency_id=health.id)
    assert not scope.holds(Role.AGENCY_LEADER)

    after = selectors.scope_of(person.id, local("2026-10-01 00:00"))
    before = selectors.scope_of(person.id, local("2026-08-31 23:59"))
    assert after.roles == (Role.HANDLER,)
    assert before.postings == ()
    assert selectors.is_posted_at(person.id, counter.id, local("2026-09-30 23:59"))
    assert not selectors.is_posted_at(person.id, counter.id, local("2026-10-01 00:00"))


@pytest.mark.django_db
def test_a_closed_account_is_posted_nowhere() -> None:
    health, person = agency(), officer()
    post(health, person.id, Role.HANDLER)
    assert health.id in selectors.staffed_agencies([Role.HANDLER], NOW)

    person.is_active = False
    person.save()

    assert selectors.scope_of(person.id, NOW).postings == ()
    assert health.id not in selectors.staffed_agencies([Role.HANDLER], NOW)


@pytest.mark.django_db
def test_an_agency_has_staff_when_every_role_asked_for_is_held() -> None:
    health, other = agency(), agency("Sở Xây dựng")
    post(health, officer().id, Role.HANDLER)
    post(health, officer().id, Role.AGENCY_LEADER)
    post(other, officer().id, Role.HANDLER)

    assert selectors.staffed_agencies([Role.HANDLER, Role.AGENCY_LEADER], NOW) == {health.id}
    assert selectors.staffed_agencies([Role.HANDLER], NOW) == {health.id, other.id}
    assert other.id not in selectors.staffed_agencies([Role.AGENCY_LEADER], NOW)


@pytest.mark.django_db
def test_a_pool_is_made_by_the_first_posting_and_shared_by_the_next() -> None:
    health = agency()
    with pytest.raises(NoSuchPool) as refused:
        selectors.pool_for(health.id, Role.HANDLER)
    assert "chuyên viên xử lý" in refused.value.sentence

    first, second = officer(), officer()
    pools = {post(health, person.id, Role.HANDLER).pool_id for person in (first, second)}

    assert pools == {selectors.pool_for(health.id, "handler")}
    assert selectors.staff_of_pool(pools.pop(), NOW) == sorted([first.id, second.id])
    assert len(events_of(health.id)) == 3


@pytest.mark.django_db
def test_a_duty_is_refused_at_a_place_where_it_cannot_be_done() -> None:
    health, other, person = agency(), agency("Sở Xây dựng"), officer()
    refused: list[tuple[type[Refusal], dict[str, object]]] = [
        (WrongPlace, {"role": Role.RECEIVER}),
        (WrongPlace, {"role": Role.UNIT_HEAD}),
        (WrongPlace, {"role": Role.HANDLER, "desk_id": desk(health).id}),
        (NoSuchUnit, {"role": Role.HANDLER, "unit_id": unit(other).id}),
        (NoSuchDesk, {"role": Role.RECEIVER, "desk_id": desk(other).id}),
        (DaysOutOfOrder, {"role": Role.HANDLER, "valid_to": date(2026, 8, 31)}),
        (NotAnOfficer, {"role": Role.HANDLER, "account_id": uuid7()}),
    ]
    for refusal, facts in refused:
        with pytest.raises(refusal) as caught:
            post(health, **({"account_id": person.id} | facts))
        assert caught.value.sentence
    assert not Posting.objects.exists()


@pytest.mark.django_db
def test_the_same_duty_is_not_given_twice_for_the_same_days() -> None:
    health, person = agency(), officer()
    first = post(health, person.id, Role.HANDLER)
    with pytest.raises(AlreadyPosted):
        post(health, person.id, Role.HANDLER, valid_from=date(2027, 1, 1))

    services.end_posting(posting_id=first.id, last_day=date(2026, 12, 31), at=NOW)
    post(health, person.id, Role.HANDLER, valid_from=date(2027, 1, 1))
    with pytest.raises(DaysOutOfOrder):
        services.end_posting(posting_id=first.id, last_day=date(2026, 8, 1), at=NOW)


@pytest.mark.django_db
def test_a_duty_that_ended_is_given_anew_not_made_longer() -> None:
    health, person = agency(), officer()
    first = post(health, person.id, Role.HANDLER, valid_to=date(2026, 12, 31))
    post(health, person.id, Role.HANDLER, valid_from=date(2027, 1, 1))

    with pytest.raises(EndsEarlier):
        services.end_posting(posting_id=first.id, last_day=date(2027, 6, 30), at=NOW)
    services.end_posting(posting_id=first.id, last_day=date(2026, 11, 30), at=NOW)
    first.refresh_from_db()
    assert first.valid_to == date(2026, 11, 30)


@pytest.mark.django_db
@pytest.mark.demand("TN14-8.1")
def test_an_agency_keeps_its_own_postings_and_no_others() -> None:
    health, other, keeper, person = agency(), agency("Sở Xây dựng"), officer(), officer()
    post(health, keeper.id, Role.AGENCY_IT)
    by = Actor("officer", keeper.id, health.id)

    posting = post(health, person.id, Role.HANDLER, actor=by)

    with pytest.raises(NotYourAgency):
        post(other, person.id, Role.HANDLER, actor=by)
    with pytest.raises(NotYourAgency):
        services.end_posting(
            posting_id=posting.id, last_day=TODAY, at=NOW, actor=Actor("officer", person.id, health.id)
        )


@pytest.mark.django_db
@pytest.mark.demand("TN19-14.5")
def test_it_officers_also_serve_the_agencies_below_theirs_and_the_province_everybody() -> None:
    district = agency("UBND huyện Tân Biên")
    commune = agency("UBND xã Tân Lập", parent=district)
    keeper, administrator = officer(), officer()
    post(district, keeper.id, Role.AGENCY_IT)
    post(district, administrator.id, Role.PROVINCE_ADMINISTRATOR)

    assert selectors.may_administer(keeper.id, commune.id, NOW)
    assert not selectors.may_administer(keeper.id, agency().id, NOW)
    assert selectors.may_administer(administrator.id, agency().id, NOW)


@pytest.mark.django_db
@pytest.mark.demand("TN14-13.3a")
def test_agencies_without_an_administrator_are_listed() -> None:
    health, other = agency(), agency("Sở Xây dựng")
    post(health, officer().id, Role.AGENCY_IT)

    assert [version.agency_id for version in selectors.agencies_without_administrator(NOW)] == [other.id]


@pytest.mark.django_db
@pytest.mark.demand("TN19-14.5")
def test_a_successor_takes_over_every_duty_and_its_pool() -> None:
    health, leaving, successor = agency(), officer(), officer()
    room = unit(health)
    pools = {
        post(health, leaving.id, Role.HANDLER, unit_id=room.id, valid_from=MERGER).pool_id,
        post(health, leaving.id, Role.UNIT_HEAD, unit_id=room.id, valid_from=MERGER).pool_id,
    }

    replacement = services.replace_officer(
        leaving_id=leaving.id, successor_id=successor.id, agency_id=health.id, from_day=TODAY, at=NOW
    )

    assert set(replacement.pool_ids) == pools
    assert selectors.scope_of(leaving.id, NOW).postings == ()
    assert set(selectors.scope_of(successor.id, NOW).pool_ids) == pools
    assert set(selectors.scope_of(leaving.id, local("2026-08-31 12:00")).pool_ids) == pools
    with pytest.raises(NoSuchPosting):
        services.replace_officer(
            leaving_id=leaving.id, successor_id=successor.id, agency_id=health.id, from_day=TODAY, at=NOW
        )


@pytest.mark.django_db
def test_a_duty_given_for_some_days_passes_to_the_successor_for_the_rest_of_them() -> None:
    health, leaving, successor = agency(), officer(), officer()
    last = TODAY + timedelta(days=90)
    post(health, leaving.id, Role.HANDLER, unit_id=unit(health).id, valid_from=MERGER, valid_to=last)

    services.replace_officer(
        leaving_id=leaving.id, successor_id=successor.id, agency_id=health.id, from_day=TODAY, at=NOW
    )

    assert successor.postings.get().valid_to == last


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_pool_at_once_get_the_same_one() -> None:
    health = agency()

    def make(_: int) -> object:
        try:
            return services.ensure_pool(agency_id=health.id, role=Role.CASHIER)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        made = set(threads.map(make, range(12)))

    assert made == set(Pool.objects.values_list("id", flat=True))
    assert len(made) == 1
