"""One section of a form as it is sent and kept, for citizens and clerks alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from tests.journey import builders

from motcua.dossiers.errors import Changed
from motcua.dossiers.models import Draft
from motcua.dossiers.selectors import answers_of_draft
from motcua.dossiers.services.drafts import open_draft, save_draft
from motcua.eforms.problems import Problem
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


@dataclass(frozen=True)
class Saved:
    """A section as it was sent, with what is wrong with it."""

    sent: filing.Sent
    problems: tuple[Problem, ...]


def send(draft: Draft, posted: dict[str, Any], *, expected_version: int | None = None) -> Saved:
    """What every page of a section does: read, keep, check."""
    request, at = RequestFactory().post("/", posted), builders.MORNING
    request.user = AnonymousUser()
    places = filing.places_at(at)
    sent = filing.section_sent(FORM, answers_of_draft(draft), "nguoi", request, places=places, at=at)
    save_draft(draft.pk, fields={"answers": sent.answers}, at=at, expected_version=expected_version)
    return Saved(sent, filing.problems_of(FORM, sent, "nguoi", places=places, at=at))


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(draft: Draft) -> None:
    saved = send(draft, {"ho_ten": "Nguyễn Thị Mẹ"})

    assert [problem.field_id for problem in saved.problems] == ["ly_do"]
    draft.refresh_from_db()
    assert answers_of_draft(draft)["ho_ten"] == "Nguyễn Thị Mẹ"


def test_a_section_in_order_leads_on(draft: Draft) -> None:
    saved = send(draft, {"ho_ten": "Nguyễn Thị Mẹ", "ly_do": "Xin việc"})

    assert not saved.sent.stays
    assert saved.problems == ()


def test_an_executable_named_pdf_is_refused_beside_its_field_and_the_rest_is_kept(draft: Draft) -> None:
    upload = SimpleUploadedFile("don.pdf", b"MZ\x90\x00" + b"\x00" * 200)

    saved = send(draft, {"ho_ten": "Nguyễn Thị Mẹ", "ly_do": "Xin việc", "anh": upload})

    assert [problem.field_id for problem in saved.problems] == ["anh"]
    assert saved.sent.answers["ly_do"] == "Xin việc"


def test_a_scanned_card_fills_what_is_empty_and_says_where_it_came_from(draft: Draft) -> None:
    saved = send(draft, {"_card": "1", "_card_text": CARD})

    assert saved.sent.answers["ho_ten"] == "Nguyễn Thị Mẹ"
    assert saved.sent.origins == {"ho_ten": "card"}
    assert saved.sent.stays
    assert saved.problems == ()


def test_a_card_that_cannot_be_read_is_told_and_fills_nothing(draft: Draft) -> None:
    saved = send(draft, {"_card": "1", "_card_text": "không phải thẻ"})

    assert saved.sent.card
    assert saved.sent.answers == {}
    assert saved.sent.stays


def test_two_devices_on_one_draft_the_second_is_told(draft: Draft) -> None:
    send(draft, {"ho_ten": "Nguyễn Thị Mẹ"}, expected_version=1)

    with pytest.raises(Changed):
        send(draft, {"ho_ten": "Nguyễn Thị Khác"}, expected_version=1)


def test_an_unknown_draft_is_not_written(draft: Draft) -> None:
    draft.pk = uuid4()
    with pytest.raises(Exception, match="unknown_dossier"):
        send(draft, {"ho_ten": "x"})
