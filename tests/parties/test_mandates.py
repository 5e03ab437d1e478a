"""Acting for a child, for one who authorises, for an enterprise: only while the mandate holds."""

from __future__ import annotations

from datetime import date

import pytest
from tests.parties.builders import NOW, citizen, organisation

from motcua.kernel.clock import local
from motcua.kernel.uuid7 import uuid7
from motcua.parties.errors import (
    BornInFuture,
    DaysOutOfOrder,
    NoMandate,
    NoSuchMandate,
    NoSuchParty,
    NotAChild,
    NumberTaken,
)
from motcua.parties.rules import Principal, adult_on
from motcua.parties.selectors import mandates_given, mandates_held, may_act_for, require_mandate
from motcua.parties.services import authorise, declare_child, end_mandate

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)


def test_a_parent_acts_for_a_child_until_the_day_before_it_is_18() -> None:
    parent = citizen()
    mandate = declare_child(
        account_id=parent.account_id, full_name="Nguyễn Bé", born_on=date(2010, 9, 2), sex="female", at=NOW
    )
    child = Principal("person", mandate.person_id)

    assert may_act_for(parent.account_id, child, NOW)
    assert may_act_for(parent.account_id, child, local("2028-09-01 23:59"))
    assert not may_act_for(parent.account_id, child, local("2028-09-02 00:00"))
    assert not may_act_for(citizen().account_id, child, NOW)
    assert [row.person.full_name for row in mandates_held(parent.account_id, NOW) if row.person] == [
        "Nguyễn Bé"
    ]


def test_both_parents_enter_one_child_and_an_adult_is_no_child() -> None:
    mother, father = citizen(), citizen()
    facts = {"full_name": "Nguyễn Bé", "born_on": date(2020, 5, 5), "sex": "male", "number": "072220000001"}
    first = declare_child(account_id=mother.account_id, at=NOW, **facts)
    second = declare_child(account_id=father.account_id, at=NOW, is_guardian=True, **facts)

    assert first.person_id == second.person_id
    assert (first.kind, second.kind) == ("parent", "guardian")
    with pytest.raises(NotAChild):
        declare_child(
            account_id=mother.account_id, full_name="Nguyễn Lớn", born_on=date(2008, 9, 1), sex="male", at=NOW
        )


def test_nobody_enters_as_a_child_somebody_who_has_an_account() -> None:
    young = citizen(number="072210000001", born_on=date(2010, 1, 1))
    with pytest.raises(NumberTaken):
        declare_child(
            account_id=citizen().account_id,
            full_name=young.full_name,
            born_on=date(2010, 1, 1),
            sex="male",
            number="072210000001",
            at=NOW,
        )
    with pytest.raises(NoMandate):
        declare_child(account_id=organisation().account_id, full_name="Bé", born_on=TODAY, sex="male", at=NOW)


def test_one_authorises_another_for_some_days_and_may_withdraw() -> None:
    principal, agent = citizen(), citizen(number="072095012345")
    mandate = authorise(
        account_id=principal.account_id,
        representative_number="072095012345",
        valid_from=date(2026, 9, 10),
        valid_to=date(2026, 9, 30),
        at=NOW,
    )
    who = Principal("person", principal.id)

    assert not may_act_for(agent.account_id, who, local("2026-09-09 23:59"))
    assert may_act_for(agent.account_id, who, local("2026-09-10 00:00"))
    assert [row.id for row in mandates_given(principal.account_id, local("2026-09-15 08:00"))] == [mandate.id]
    with pytest.raises(NoSuchMandate):
        end_mandate(mandate_id=mandate.id, account_id=citizen().account_id, at=NOW)

    end_mandate(mandate_id=mandate.id, account_id=principal.account_id, at=local("2026-09-15 09:00"))

    assert may_act_for(agent.account_id, who, local("2026-09-14 12:00"))
    with pytest.raises(NoMandate):
        require_mandate(agent.account_id, who, local("2026-09-15 10:00"))


def test_one_representative_does_not_end_the_mandate_of_another() -> None:
    principal = citizen()
    one, other = citizen(number="072095012345"), citizen(number="072095012346")
    days = {"account_id": principal.account_id, "valid_from": TODAY, "at": NOW}
    first = authorise(representative_number="072095012345", **days)
    authorise(representative_number="072095012346", **days)

    with pytest.raises(NoSuchMandate):
        end_mandate(mandate_id=first.id, account_id=other.account_id, at=NOW)

    assert may_act_for(one.account_id, Principal("person", principal.id), NOW)


def test_a_child_that_is_not_born_yet_is_not_entered_also_without_a_number() -> None:
    with pytest.raises(BornInFuture):
        declare_child(
            account_id=citizen().account_id,
            full_name="Nguyễn Bé",
            born_on=date(2026, 9, 2),
            sex="male",
            at=NOW,
        )


def test_a_mandate_that_never_held_leaves_no_trace_but_its_event() -> None:
    agent = citizen(number="072095012345")
    mandate = authorise(
        account_id=organisation().account_id, representative_number="072095012345", valid_from=TODAY, at=NOW
    )
    end_mandate(mandate_id=mandate.id, account_id=agent.account_id, at=NOW)
    assert mandates_held(agent.account_id, local("2027-01-01 08:00")) == []
    with pytest.raises(NoSuchMandate):
        end_mandate(mandate_id=mandate.id, account_id=agent.account_id, at=NOW)


def test_an_authorisation_needs_an_agent_with_an_account_and_days_in_order() -> None:
    principal = citizen(number="072095012345")
    for number in ("072095999999", "072095012345"):
        with pytest.raises(NoSuchParty):
            authorise(account_id=principal.account_id, representative_number=number, valid_from=TODAY, at=NOW)
    with pytest.raises(DaysOutOfOrder):
        authorise(
            account_id=principal.account_id,
            representative_number="072095999999",
            valid_from=TODAY,
            valid_to=date(2026, 8, 31),
            at=NOW,
        )
    with pytest.raises(NoMandate):
        authorise(account_id=uuid7(), representative_number="072095999999", valid_from=TODAY, at=NOW)


def test_a_leap_day_child_is_of_age_on_the_first_of_march() -> None:
    assert adult_on(date(2008, 2, 29)) == date(2026, 3, 1)
    assert adult_on(date(2010, 9, 2)) == date(2028, 9, 2)
