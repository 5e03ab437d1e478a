"""The clocks of a dossier stand still, go on and are appointed anew; every date can be computed again for ever."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction
from tests.journey.builders import accepted, place

from motcua.dossiers.models import Clock, Dossier
from motcua.dossiers.services.clocks import appoint, effects_of, explained, go_on, running_clock, stand_still
from motcua.kernel.clock import local

pytestmark = pytest.mark.django_db


def _legal(dossier: Dossier) -> Clock:
    clock = running_clock(dossier, Clock.Kind.LEGAL)
    assert clock is not None
    return clock


def _accepted_on_monday() -> Dossier:
    """Accepted on Monday 7/9/2026 with three working days: due on Thursday 10/9 at 17:00."""
    where = place()
    dossier, _ = accepted(where)
    assert _legal(dossier).due_at == local("2026-09-10T17:00")
    return dossier


def test_a_pause_moves_the_date_by_the_working_time_it_took():
    dossier = _accepted_on_monday()
    with transaction.atomic():
        stand_still(dossier, cause="financial_duty", at=local("2026-09-08T10:00"))
        due_at = go_on(dossier, cause="financial_duty", at=local("2026-09-09T10:00"))

    assert due_at == local("2026-09-11T17:00")
    said = [reason["sentence"] for reason in _legal(dossier).reasons]
    assert any("chờ người nộp thực hiện nghĩa vụ tài chính" in sentence for sentence in said)


def test_a_supplement_restarts_the_legal_clock_and_pauses_the_scoring_one():
    assert effects_of("supplement", local("2026-09-07T08:00").date()) == {
        "legal": "restarts",
        "scoring": "pauses",
    }
    dossier = _accepted_on_monday()
    with transaction.atomic():
        stand_still(dossier, cause="supplement", at=local("2026-09-08T10:00"))

    assert running_clock(dossier, Clock.Kind.LEGAL) is None
    scoring = running_clock(dossier, Clock.Kind.SCORING)
    assert scoring is not None
    assert scoring.segments.get(to_at=None).cause == "supplement"


def test_what_no_rule_names_stops_no_clock():
    dossier = _accepted_on_monday()
    stand_still(dossier, cause="opinion", at=local("2026-09-08T10:00"))
    assert _legal(dossier).segments.get(to_at=None).running


def test_a_date_appointed_anew_stands_and_a_later_pause_moves_it():
    dossier = _accepted_on_monday()
    appointed: datetime = local("2026-09-15T17:00")
    with transaction.atomic():
        assert appoint(dossier, due_at=appointed, at=local("2026-09-09T09:00")) == appointed
        stand_still(dossier, cause="public_posting", at=local("2026-09-10T07:00"))
        moved = go_on(dossier, cause="public_posting", at=local("2026-09-14T07:00"))

    assert moved == local("2026-09-17T17:00")  # two working days: Thursday and Friday
    clock = _legal(dossier)
    assert explained(clock).due_at == clock.due_at
    assert any("hẹn lại" in reason["sentence"] for reason in clock.reasons)
    scoring = running_clock(dossier, Clock.Kind.SCORING)
    assert scoring is not None
    assert scoring.due_at == local("2026-09-14T17:00")
