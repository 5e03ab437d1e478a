"""What a published procedure offers besides its text: forms to take home, questions and answers."""

import pytest

from motcua.procedures.document import Component, ProcedureDocument, Question


@pytest.mark.demand("TN19-6.2")
def test_every_paper_with_an_official_form_is_among_the_forms_to_download():
    document = ProcedureDocument(
        name="Thử nghiệm",
        components=(
            Component(id="don", name="Đơn", form_code="Mẫu số 01"),
            Component(id="giay", name="Giấy chứng sinh"),
            Component(id="muc", name="Một trong các giấy tờ", form_code="Mẫu số 02", is_heading=True),
        ),
    )
    assert [one.id for one in document.forms_to_download] == ["don"]


@pytest.mark.demand("TN19-16.2")
def test_questions_and_answers_are_frozen_with_the_release_and_come_back_whole():
    asked = Question(question="Mất bao lâu?", answer="Trong ngày làm việc.", source="Bộ phận Một cửa")
    document = ProcedureDocument(name="Thử nghiệm", faq=(asked,))
    assert ProcedureDocument.model_validate(document.model_dump(mode="json")).faq == (asked,)
