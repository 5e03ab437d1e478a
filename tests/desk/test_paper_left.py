"""Paper and the end of a dossier through the officers' pages: why it stops without its paper, what waits to go back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.desk import builders
from tests.desk.builders import client_of
from tests.desk.pages import state_of
from tests.desk.test_desk_turns import send, text, url
from tests.journey import builders as journey
from tests.journey.builders import MORNING, Place
from tests.journey.bundles import bundle, give
from tests.journey.test_paper_left import expired_at_reception

from motcua.agencies.rules import Role
from motcua.audit.selectors import words_of
from motcua.audit.services import Actor
from motcua.dossiers.models import Dossier
from motcua.journey.custody import confirm_receipt
from motcua.journey.stop import ask_stop
from motcua.kernel.clock import local
from motcua.sites.desk import officers

LATER = local("2026-10-05T08:30")


def _with_the_unit(where: Place) -> Dossier:
    """Accepted at the counter; its paper went to the unit and was confirmed there."""
    dossier, _ = journey.accepted(where)
    record = give(where, dossier)
    confirm_receipt(
        record_id=record.pk,
        received=[bundle(dossier).pk],
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER),
        at=MORNING + timedelta(hours=1),
        key=uuid4(),
    )
    return dossier


@pytest.mark.demand("NB18-13.1")
def test_the_desk_stops_without_the_paper_only_with_its_reason_and_the_reason_stays(where: Place) -> None:
    dossier = _with_the_unit(where)
    ask_stop(
        dossier_id=dossier.pk, applicant=Actor("applicant"), reason="Đã bán đất", at=MORNING, key=uuid4()
    )
    desk, address = client_of(where, Role.RECEIVER), url("stop", dossier)
    assert "paper_reason" not in text(desk, address)

    refused = send(desk, address, act="stop")
    assert "Giấy tờ của hồ sơ chưa ở đây: Phòng Kinh tế" in refused
    assert 'name="paper_reason"' in refused
    assert state_of(dossier) == "in_process"
    blank = send(desk, address, act="stop", paper_reason="   ")
    assert "chưa ở đây" in blank

    page = send(desk, address, act="stop", paper_reason="Đã gọi phòng Kinh tế chuyển về trong ngày")

    assert "Đã dừng giải quyết" in page
    assert state_of(dossier) == "stopped"
    kept = [
        one["reason"] for one in words_of(dossier.pk).values() if "phòng Kinh tế" in str(one.get("reason"))
    ]
    assert kept == ["Đã gọi phòng Kinh tế chuyển về trong ngày"]
    assert "Đã gọi phòng Kinh tế chuyển về trong ngày" in text(desk, url("history", dossier))
    assert str(dossier) in text(client_of(where, Role.HANDLER), reverse("desk:paper"))  # it must come back


@pytest.mark.demand("NB18-13.1")
def test_paper_that_waits_for_its_applicant_stands_on_the_desks_page_until_it_was_given_back(
    where: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = expired_at_reception(where)
    monkeypatch.setattr(officers, "now", lambda: LATER)
    desk, listing = client_of(where, Role.RECEIVER), reverse("desk:paper")

    shown = text(desk, listing)
    assert "Giấy tờ chờ trả lại người nộp" in shown
    assert f"{url('paper_of', dossier)}#receiver_name" in shown
    assert "Hồ sơ đã kết thúc, bản chính còn ở quầy" in shown
    other = builders.place()
    assert str(dossier) not in text(client_of(other, Role.RECEIVER), listing)

    page = text(desk, url("paper_of", dossier))
    items = [part.split('"')[0] for part in page.split('name="item" value="')[1:]]
    key = page.split('name="key" value="')[-1].split('"')[0]
    back = {"key": key, "item": items, "receiver_name": "Nguyễn Thị Mẹ"}
    answer = desk.post(url("paper_back", dossier), back, follow=True)

    assert "Đã ghi nhận trả giấy tờ cho người nộp" in answer.content.decode()
    assert "Không có giấy tờ nào chờ người nộp đến nhận" in text(desk, listing)
    assert "Nguyễn Thị Mẹ" in text(desk, url("history", dossier))
