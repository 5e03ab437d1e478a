"""An opinion and a payment by hand: asked, answered, waited for, gone on; each page looked over at both sizes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.browser.harness import Visitors, assert_accessible, shoot
from tests.browser.test_desk import at, officer
from tests.desk import builders
from tests.journey import builders as journey
from tests.journey.builders import MORNING, Place
from tests.journey.test_joint import BIRTH, body, done, lead

from motcua.agencies.rules import Role
from motcua.dossiers.models import Dossier
from motcua.sites.desk import officers
from motcua.sites.ui import permissions
from motcua.workflow.services import put_in_charge


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "now", lambda: builders.NOW)
    monkeypatch.setattr(permissions, "now", lambda: builders.NOW)


@pytest.fixture
def where(transactional_db: None) -> Place:
    return builders.place()


def look(page: Page, name: str) -> None:
    shoot(page, f"cooperation-{name}")
    assert_accessible(page)


def day(page: Page, label: str, *parts: str) -> None:
    box = page.get_by_role("group", name=label)
    for name, value in zip(("Ngày", "Tháng", "Năm"), parts, strict=True):
        box.get_by_label(name, exact=True).fill(value)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def in_main(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


@pytest.mark.demand("TN19-12.5a", "TN19-12.5b")
def test_an_opinion_is_asked_and_answered_and_a_payment_waited_for_by_hand(
    visitors: Visitors, where: Place
) -> None:
    other = builders.place()
    put_in_charge(agency_id=other.agency_id, unit_id=other.unit_id)
    dossier = builders.stepped(where, builders.taken_in(where, builders.filed(where)), 1)
    handler, asked = officer(visitors, where, Role.HANDLER), officer(visitors, other, Role.HANDLER)

    handler.goto(at("dossier", dossier.pk))
    press(handler, "Lấy ý kiến")
    handler.get_by_label("Nơi được hỏi").select_option(f"agency:{other.agency_id}")
    handler.get_by_label("Nội dung cần xin ý kiến").fill(
        "Đề nghị quý cơ quan cho ý kiến về sự phù hợp quy hoạch sử dụng đất, chỉ giới đường đỏ và hành lang an toàn "
        "công trình thủy lợi tại thửa đất số 123, tờ bản đồ số 45."
    )
    look(handler, "ask")
    press(handler, "Gửi yêu cầu")
    in_main(handler, "Hạn trả lời chưa đúng")
    day(handler, "Hạn trả lời", "9", "9", "2026")
    press(handler, "Gửi yêu cầu")
    in_main(handler, "Đang lấy ý kiến")
    look(handler, "asked")

    asked.goto(at("work"))
    asked.get_by_role("link", name=re.compile(re.escape(str(dossier.code)[-8:]))).first.click()
    press(asked, "Cho ý kiến phối hợp")
    look(asked, "answer")
    asked.get_by_label("Nội dung trả lời").fill("Thống nhất với nội dung đề nghị.")
    press(asked, "Gửi trả lời")
    in_main(asked, "Đã trả lời")

    handler.goto(at("dossier", dossier.pk))
    in_main(handler, "Thống nhất với nội dung đề nghị.")
    press(handler, "Tạm dừng chờ")
    handler.get_by_label("Chờ người nộp thực hiện nghĩa vụ tài chính").check()
    day(handler, "Chờ chậm nhất đến hết ngày", "30", "9", "2026")
    look(handler, "pause")
    press(handler, "Tạm dừng")
    in_main(handler, "Đang tạm dừng chờ")
    press(handler, "Việc đang chờ")
    look(handler, "waiting")
    press(handler, "Tiếp tục giải quyết")
    in_main(handler, "chưa thực hiện nghĩa vụ tài chính")
    day(handler, "Ngày nộp", "7", "9", "2026")
    handler.get_by_label("Số chứng từ").fill("GNT-000123")
    press(handler, "Ghi nhận đã nộp")
    press(handler, "Việc đang chờ")
    press(handler, "Tiếp tục giải quyết")
    expect(handler.get_by_role("main")).not_to_contain_text("Đang tạm dừng chờ")
    assert Dossier.objects.get(pk=dossier.pk).state == "in_process"


@pytest.mark.demand("TN19-12.6a", "HG-4")
def test_the_parts_of_a_joint_process_are_seen_with_their_deadlines(
    visitors: Visitors, transactional_db: None
) -> None:
    commune = lead(BIRTH, "3 working_day")
    insurance = body("insurance", "Bảo hiểm xã hội cơ sở Tân Ninh, tỉnh Tây Ninh")
    body("police", "Công an phường Tân Ninh")
    dossier, _ = journey.accepted(commune, channel="online")
    done(dossier, "khai_sinh", commune.actor(Role.HANDLER), MORNING + timedelta(hours=1))
    done(
        dossier,
        "ky_khai_sinh",
        commune.actor(Role.AGENCY_LEADER),
        MORNING + timedelta(hours=2),
        "Giấy khai sinh",
    )
    done(dossier, "bhyt", insurance.actor, MORNING + timedelta(hours=4), "Thẻ bảo hiểm y tế")
    handler = officer(visitors, commune, Role.HANDLER)

    handler.goto(at("dossier", dossier.pk))
    press(handler, "Theo dõi cơ quan phối hợp")

    in_main(handler, "Công an phường Tân Ninh")
    in_main(handler, "Thẻ bảo hiểm y tế")
    in_main(handler, "Xong, đúng hạn")
    look(handler, "parts")
    handler.goto(at("opinions"))
    look(handler, "opinions")
