"""Whom time presses: a result that lies ready makes nobody at the desk late, however long its applicant stays away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import client_of, filed
from tests.journey import builders as journey
from tests.journey.builders import Place

from motcua.agencies.rules import Role
from motcua.sites.desk import officers
from motcua.sites.ui import permissions
from motcua.workflow.selectors import counts

LATER = builders.NOW + timedelta(days=28)


@pytest.fixture(autouse=True)
def _weeks_later(_noon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: LATER)
    monkeypatch.setattr(permissions, "now", lambda: LATER)


@pytest.mark.demand("TN19-14.4")
def test_a_result_that_waits_for_its_applicant_is_not_late_work(where: Place) -> None:
    ready = journey.decided(where)
    client = client_of(where, Role.RECEIVER)

    page = client.get(reverse("desk:work")).content.decode()
    late = client.get(reverse("desk:work"), {"due": "late"}).content.decode()
    dossier = client.get(reverse("desk:dossier", args=[ready.pk])).content.decode()

    assert ready.code is not None
    for shown in (page, dossier):
        assert "Chờ người nhận từ" in shown
        assert "mc-due--late" not in shown
        assert "mc-row-plain--late" not in shown
    assert ready.code in page
    assert ready.code not in late
    start = LATER.replace(hour=0, minute=0)
    found = counts(
        where.scope(Role.RECEIVER), at=LATER, start_of_day=start, end_of_day=start + timedelta(days=1)
    )
    assert (found.handover, found.late, found.today) == (1, 0, 0)


@pytest.mark.demand("TN19-4.2")
def test_what_is_still_to_be_done_stands_before_results_that_lie_ready(where: Place) -> None:
    ready = journey.decided(where)
    new = filed(where, "Trần Văn Giấy", channel="direct", at=LATER)

    page = client_of(where, Role.RECEIVER).get(reverse("desk:work")).content.decode()

    assert page.index(new.reference) < page.index(str(ready.code))
