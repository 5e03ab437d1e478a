"""Who files at the counter: the block of the applicant as a clerk types it."""

from __future__ import annotations

from motcua.sites.desk import party


def test_the_applicant_is_read_and_a_number_against_the_birth_year_is_told() -> None:
    right = party.declared(
        {
            "full_name": "Nguyễn  Thị Mẹ",
            "number": "072 190 012 345",
            "born_on-day": "27",
            "born_on-month": "3",
            "born_on-year": "1990",
            "sex": "female",
            "phone": "+84 901 234 567",
        }
    )
    wrong = party.declared(
        {
            "full_name": "Nguyễn Thị Mẹ",
            "number": "072190012345",
            "born_on-day": "27",
            "born_on-month": "3",
            "born_on-year": "1985",
            "phone": "0901234567",
        }
    )

    assert not right.problems
    assert right.applicant["number"] == "072190012345"
    assert right.applicant["phone"] == "0901234567"
    assert [problem.field_id for problem in wrong.problems] == ["number"]
    assert "1990" in wrong.problems[0].sentence


def test_somebody_who_acts_for_another_names_both() -> None:
    found = party.declared(
        {"full_name": "A", "phone": "0901234567", "acts_for": "1", "principal-kind": "person"}
    )

    assert [problem.field_id for problem in found.problems] == ["principal-full_name"]
