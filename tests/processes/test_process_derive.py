from functools import cache
from importlib.resources import files

import pytest
import yaml

from motcua.processes import roles
from motcua.processes.derive import from_internal_process, is_runnable
from motcua.processes.schema import AgencyKind, Role, StepKind, UnitKind

FOLDER = files("motcua.procedures").joinpath("data", "tay_ninh")


@cache
def tables() -> dict[str, list[dict[str, object]] | None]:
    """`internal_process` of the sixty files by file."""
    return {
        file.name.removesuffix(".yaml"): yaml.safe_load(file.read_text("utf-8"))["internal_process"]
        for file in FOLDER.iterdir()
        if file.name.endswith(".yaml") and not file.name.startswith("_")
    }


def row(name: str = "Thẩm định", role: str = "Văn thư", **fields: object) -> dict[str, object]:
    return {"order": 1, "name": name, "role": role, "amount": 1, "unit": "working_hour"} | fields


def codes(problems: list) -> list[tuple[str, str, str]]:
    return [(one.severity, one.path, one.code) for one in problems]


def test_the_92_texts_of_the_sixty_procedures_are_in_the_table_by_hand():
    texts = {one["role"] for rows in tables().values() if rows for one in rows}

    assert len(texts) == 92
    assert [text for text in texts if (rule := roles.resolve(text)) is None or not rule.exact] == []


@pytest.mark.parametrize(
    ("text", "role", "agency", "unit"),
    [
        ("Lãnh đạo Phòng Kinh tế (Kinh tế, Hạ tầng và Đô thị) UBND cấp xã", "unit_head", "lead", "named"),
        ("Công chức Tư pháp - Hộ tịch", "handler", "lead", "named"),
        ("Trung tâm Phục vụ hành chính công", "receiver", "receiving", "desk"),
        ("Văn thư Sở Xây dựng", "records_clerk", "lead", "whole"),
        ("Cơ quan thuế", "handler", "named", "whole"),
        ("Người sử dụng đất", "applicant", "applicant", "whole"),
        ("Lãnh đạo Sở Công Thương", "agency_leader", "lead", "whole"),
        ("Chuyên viên phòng chuyên môn Sở Nội vụ", "handler", "lead", "chosen"),
    ],
)
def test_a_text_is_read_into_role_agency_and_unit(text, role, agency, unit):
    rule = roles.resolve(text)

    assert (rule.role, rule.agency.kind, rule.unit.kind) == (role, agency, unit)


def test_a_text_of_another_province_is_recognised_by_its_pattern_and_keeps_the_name_of_the_agency():
    rule = roles.resolve("Trưởng phòng chuyên môn Sở Du lịch")

    assert (rule.role, rule.exact, rule.agency.name) == (Role.UNIT_HEAD, False, "Sở Du lịch")
    assert roles.resolve("CÁN BỘ BỘ PHẬN MỘT CỬA").role is Role.RECEIVER
    _, problems = from_internal_process([row(role="Trưởng phòng chuyên môn Sở Du lịch")], limit_minutes=None)
    assert ("warning", "internal_process[0].role", "role_by_pattern") in codes(problems)


def test_a_text_that_nobody_knows_is_reported_and_the_process_does_not_run():
    document, problems = from_internal_process([row(role="Hội đồng thẩm định")], limit_minutes=None)

    assert document is None
    assert codes(problems) == [("error", "internal_process[0].role", "unknown_role")]
    assert "Hội đồng thẩm định" in problems[0].sentence


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"amount": "hai"}, "internal_process[0].amount", "bad_amount"),
        ({"amount": -1}, "internal_process[0].amount", "bad_amount"),
        ({"amount": True}, "internal_process[0].amount", "bad_amount"),
        ({"unit": "tuần"}, "internal_process[0].unit", "bad_unit"),
        ({"name": None}, "internal_process[0]", "name_or_role_missing"),
        ({"kind": "ngủ"}, "internal_process[0]", "bad_setting"),
        ({"after": 3}, "internal_process[0]", "bad_setting"),
        ({"wait_days": "mười"}, "internal_process[0]", "bad_setting"),
        ({"phase": {"name": "Không có mã"}}, "internal_process[0]", "bad_setting"),
    ],
)
def test_a_row_that_can_not_be_read_is_told_by_its_key(fields, path, code):
    document, problems = from_internal_process([row() | fields], limit_minutes=None)

    assert document is None
    assert codes(problems) == [("error", path, code)]


def test_an_unknown_key_of_a_row_warns():
    _, problems = from_internal_process([row(color="đỏ")], limit_minutes=None)

    assert ("warning", "internal_process[0].color", "unknown_key") in codes(problems)


def test_hours_and_days_become_minutes():
    rows = [row(amount=0.25, unit="working_day"), row(amount=1.5, unit="working_hour")]

    document, _ = from_internal_process(rows, limit_minutes=None)

    assert [step.minutes for step in document.steps] == [120, 90]


def test_the_house_permit_runs_through_seven_duties_in_line():
    document, problems = from_internal_process(
        tables()["cap-giay-phep-xay-dung-moi-nha-o-rieng-le"], limit_minutes=15 * 480
    )

    assert is_runnable(document, problems)
    assert [step.kind for step in document.steps] == [
        *("receive", "assign", "examine", "review", "approve", "register", "return")
    ]
    assert document.steps[2].unit.names == ("Phòng Kinh tế", "Phòng Kinh tế, Hạ tầng và Đô thị")
    assert [step.after for step in document.steps][:3] == [(), ("b1",), ("b2",)]


def test_while_the_applicant_pays_the_tax_the_limit_does_not_run_and_the_desk_watches():
    document, _ = from_internal_process(tables()["tach-thua-hop-thua-dat"], limit_minutes=12 * 480)

    waiting = next(step for step in document.steps if "chờ người dân nộp" in step.name)
    assert (waiting.kind, waiting.role, waiting.counts) == (StepKind.EXTERNAL, Role.RECEIVER, False)
    tax = next(step for step in document.steps if step.agency.code == "tax")
    assert (tax.agency.kind, tax.kind) == (AgencyKind.NAMED, StepKind.EXTERNAL)


def test_residence_and_health_card_run_side_by_side_after_the_birth_and_the_return_waits_for_both():
    document, problems = from_internal_process(
        tables()["lien-thong-khai-sinh-thuong-tru-bhyt"], limit_minutes=20 * 480
    )

    birth, residence, card, back = document.steps[1:]
    assert residence.after == card.after == (birth.id,)
    assert back.after == (residence.id, card.id)
    assert codes(problems) == [("warning", "internal_process[0]", "before_reception")]


@pytest.mark.parametrize(
    ("level", "minutes"), [("commune", 480), ("province", 10 * 480), ("commune", 21 * 480)]
)
def test_without_a_table_the_usual_process_of_the_level_stands_in_to_be_confirmed(level, minutes):
    document, problems = from_internal_process(None, limit_minutes=minutes, level=level)

    assert is_runnable(document, problems)
    assert len(document.steps) == 7
    assert document.status == "to_be_confirmed"
    assert 0 < sum(step.minutes for step in document.steps) <= minutes
    assert codes(problems) == [("warning", "internal_process", "usual_process")]


def test_a_service_company_without_a_table_gets_no_process():
    document, problems = from_internal_process(None, limit_minutes=480, level="service")

    assert document is None
    assert not is_runnable(document, problems)


def test_a_table_for_another_body_that_never_comes_back_to_a_desk_is_not_run():
    document, problems = from_internal_process(tables()["khai-bao-hoa-chat-nhap-khau"], limit_minutes=480)

    assert not is_runnable(document, problems)
    assert {one.code for one in problems} == {"no_receive", "no_return", "dead_end"}


def test_two_agencies_read_as_the_competent_one_are_told():
    _, problems = from_internal_process(tables()["dang-ky-thuong-tru"], limit_minutes=7 * 480)

    assert [one.code for one in problems] == ["several_leads"]
    assert "Công an cấp xã" in problems[0].sentence


def test_what_an_overlay_settles_wins_over_the_words():
    rows = [
        row("Tiếp nhận", "Trung tâm Phục vụ hành chính công", id="nhan"),
        row("Đo đạc", "Chuyên viên", id="do", units=["Tổ đo đạc"], counts=False, note="ngoài trời"),
        row("Trả kết quả", "Trung tâm Phục vụ hành chính công", id="tra", after=["nhan", "do"]),
    ]

    document, problems = from_internal_process(rows, limit_minutes=480)

    assert is_runnable(document, problems)
    measure = document.step("do")
    assert (measure.unit.kind, measure.unit.names, measure.counts) == (UnitKind.NAMED, ("Tổ đo đạc",), False)
    assert document.step("tra").after == ("nhan", "do")
