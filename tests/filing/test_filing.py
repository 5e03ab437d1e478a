"""One section of a form as it is sent and kept, for citizens and clerks alike."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from tests.journey import builders

from motcua.dossiers.errors import Changed
from motcua.dossiers.models import Draft
from motcua.dossiers.selectors import answers_of_draft
from motcua.dossiers.services.drafts import open_draft
from motcua.eforms.schema import FormDocument
from motcua.sites.ui import filing

pytestmark = pytest.mark.django_db
FORM = FormDocument.model_validate(
    {
        "title": "Tờ khai",
        "sections": [
            {
                "id": "nguoi",
                "title": "Người yêu cầu",
                "fields": [
                    {
                        "id": "ho_ten",
                        "label": "Họ, chữ đệm, tên",
                        "type": "text",
                        "required": True,
                        "prefill": ["card.full_name"],
                    },
                    {"id": "ly_do", "label": "Lý do", "type": "text", "required": True},
                    {
                        "id": "anh",
                        "label": "Ảnh",
                        "type": "file",
                        "accept": ["application/pdf", "image/png"],
                    },
                ],
            }
        ],
    }
)
CARD = "072190012345||Nguyễn Thị Mẹ|27031990|Nữ|Ấp 1, xã Thử, Tây Ninh|15082021"


@pytest.fixture
def draft() -> Draft:
    return open_draft(release_id=builders.release().id, at=builders.MORNING).draft


def send(draft: Draft, posted: dict[str, Any], **more: Any) -> filing.Saved:
    request = RequestFactory().post("/", posted)
    return filing.save_section(
        request,
        FORM,
        answers_of_draft(draft),
        "nguoi",
        draft_id=draft.pk,
        at=builders.MORNING,
        within=filing.places_on(builders.MORNING.date()),
        uploaded_by=None,
        **more,
    )


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(draft: Draft) -> None:
    saved = send(draft, {"ho_ten": "Nguyễn Thị Mẹ"})

    assert saved.stays
    assert [problem.field_id for problem in saved.problems] == ["ly_do"]
    draft.refresh_from_db()
    assert answers_of_draft(draft)["ho_ten"] == "Nguyễn Thị Mẹ"


def test_a_section_in_order_leads_on(draft: Draft) -> None:
    assert not send(draft, {"ho_ten": "Nguyễn Thị Mẹ", "ly_do": "Xin việc"}).stays


def test_an_executable_named_pdf_is_refused_beside_its_field_and_the_rest_is_kept(draft: Draft) -> None:
    upload = SimpleUploadedFile("don.pdf", b"MZ\x90\x00" + b"\x00" * 200)

    saved = send(draft, {"ho_ten": "Nguyễn Thị Mẹ", "ly_do": "Xin việc", "anh": upload})

    assert [problem.field_id for problem in saved.problems] == ["anh"]
    assert saved.answers["ly_do"] == "Xin việc"


def test_a_scanned_card_fills_what_is_empty_and_says_where_it_came_from(draft: Draft) -> None:
    saved = send(draft, {"_card": "1", "card_text": CARD})

    assert saved.answers["ho_ten"] == "Nguyễn Thị Mẹ"
    assert saved.origins == {"ho_ten": "card"}
    assert saved.stays


def test_a_card_that_cannot_be_read_is_said_above_the_form(draft: Draft) -> None:
    saved = send(draft, {"_card": "1", "card_text": "không phải thẻ"})

    page = filing.section_page(
        FORM, {}, "nguoi", within=filing.places_on(builders.MORNING.date()), url_of=str, saved=saved
    )
    assert page.errors[0].href == "#card_text"


def test_two_devices_on_one_draft_the_second_is_told(draft: Draft) -> None:
    send(draft, {"ho_ten": "Nguyễn Thị Mẹ"}, expected_version=1)

    with pytest.raises(Changed):
        send(draft, {"ho_ten": "Nguyễn Thị Khác"}, expected_version=1)


def test_the_applicant_is_read_and_a_number_against_the_birth_year_is_told() -> None:
    right = filing.declared(
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
    wrong = filing.declared(
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
    found = filing.declared(
        {"full_name": "A", "phone": "0901234567", "acts_for": "1", "principal-kind": "person"}
    )

    assert [problem.field_id for problem in found.problems] == ["principal-full_name"]


def test_an_unknown_draft_is_not_written(draft: Draft) -> None:
    draft.pk = uuid4()
    with pytest.raises(Exception, match="unknown_dossier"):
        send(draft, {"ho_ten": "x"})
