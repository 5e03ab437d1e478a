"""What is missing of a person's particulars is told at the box where it belongs."""

from __future__ import annotations

from motcua.eforms.rules import check
from motcua.journey.applicant import applicant_form
from motcua.kernel.clock import local

AT = local("2026-11-23T09:00")


def test_a_missing_address_and_a_missing_paper_are_asked_for_at_their_boxes() -> None:
    answers = {"nop_cho": "ban_than", "nguoi_nop": {"full_name": "Nguyễn Thị Mẹ"}}

    problems = check(applicant_form(), answers, complete=True, at=AT)

    names = {problem.name for problem in problems}
    assert "nguoi_nop.address.commune_code" in names
    assert {"nguoi_nop.document.kind", "nguoi_nop.document.number"} <= names
    assert not names & {"nguoi_nop", "nguoi_nop.address", "nguoi_nop.document"}
