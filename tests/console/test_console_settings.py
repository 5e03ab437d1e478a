"""What the law leaves to the province is decided on a page, from a day on, by a decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.console.builders import BY, House, signed_in

from motcua.agencies.policies import declared
from motcua.journey.policies import DESK_ASKS_OPINIONS, SUPPLEMENT_DAYS
from motcua.kernel.clock import local_day, now

TODAY = local_day(now())


def _decide(place: House, name: str, value: str, **more: str) -> Any:
    typed = {"value": value, "valid_from": f"{TODAY:%d/%m/%Y}", "instrument": BY, "agency": "", **more}
    return signed_in(place.administrator).post(reverse("console:decide", args=[name]), typed)


def test_every_choice_stands_on_the_page_with_what_holds_and_where_it_comes_from(place: House) -> None:
    page = signed_in(place.administrator).get(reverse("console:settings")).content.decode()
    for policy in declared():
        assert reverse("console:decide", args=[policy.name]) in page
    assert "15 ngày làm việc" in page


def test_a_decision_holds_from_its_day_for_the_province_or_one_agency(place: House) -> None:
    assert _decide(place, SUPPLEMENT_DAYS.name, "20").status_code == 302
    _decide(place, DESK_ASKS_OPINIONS.name, "yes", agency=str(place.health.id))

    assert (SUPPLEMENT_DAYS.on(TODAY - timedelta(days=1)), SUPPLEMENT_DAYS.on(TODAY)) == (15, 20)
    assert (DESK_ASKS_OPINIONS.on(TODAY), DESK_ASKS_OPINIONS.on(TODAY, place.health.id)) == (False, True)
    page = signed_in(place.administrator).get(reverse("console:settings")).content.decode()
    assert "20 ngày làm việc" in page
    assert BY in page


@pytest.mark.parametrize("typed", [{"value": "nhiều"}, {"valid_from": "31/02/2026"}, {"instrument": ""}])
def test_what_does_not_fit_is_said_and_the_typing_stays(place: House, typed: dict[str, str]) -> None:
    answer = _decide(place, SUPPLEMENT_DAYS.name, **{"value": "18", **typed})
    assert answer.status_code == 422
    assert SUPPLEMENT_DAYS.on(TODAY) == 15


def test_an_agency_s_own_officer_decides_nothing_here(place: House) -> None:
    assert signed_in(place.it).get(reverse("console:settings")).status_code == 403
