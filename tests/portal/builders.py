"""Citizens who file through the pages, as a browser without JavaScript does."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.journey.builders import Place, place
from tests.parties.builders import citizen

from motcua.kernel.clock import now
from motcua.parties.models import Person

APPLICANT: dict[str, str] = {
    "nop_cho": "ban_than",
    "nguoi_nop.full_name": "Nguyễn Thị Mẹ",
    "nguoi_nop.born_on.day": "5",
    "nguoi_nop.born_on.month": "6",
    "nguoi_nop.born_on.year": "1990",
    "nguoi_nop.sex": "female",
    "nguoi_nop.document.kind": "identity_card",
    "nguoi_nop.document.number": "072190012345",
    "nguoi_nop.phone": "0901234567",
    "nguoi_nop.email": "me@example.vn",
    "nguoi_nop.address.province_code": "80",
    "nguoi_nop.address.commune_name": "Xã Thử",
    "nguoi_nop.address.detail": "Ấp 1",
    "_next": "1",
}


def open_place(**options: Any) -> Place:
    """A place whose calendar covers today, so that the pages, which live now, can be walked."""
    return place(**options)


def picture(name: str = "giay.png", kind: str = "PNG") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (40, 40), "white").save(made, kind)
    return SimpleUploadedFile(name, made.getvalue())


def signed_in(person: Person | None = None, client: Client | None = None) -> Client:
    client = client or Client()
    account = (person or citizen()).account
    assert account is not None
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def begin(client: Client, where: Place, **data: Any) -> UUID:
    """Press "begin" on the start page; gives the draft's id."""
    answer = client.post(reverse("portal:filing_start", args=[where.release.procedure.slug]), data)
    assert answer.status_code == 302, answer.content.decode()
    found = re.search(r"nop-ho-so/([0-9a-f-]{36})/", answer["Location"])
    assert found
    return UUID(found[1])


def page(name: str, draft_id: UUID, *more: Any) -> str:
    return reverse(f"portal:{name}", args=[draft_id, *more])


def keys_of(client: Client, draft_id: UUID) -> tuple[str, str]:
    """Reference and secret as the page shows them."""
    shown = client.get(page("filing_kept", draft_id)).content.decode()
    codes = re.findall(r'mc-bigcode"><span class="mc-code">([^<]+)<', shown)
    assert len(codes) == 2
    return codes[0], codes[1]


def fill(client: Client, draft_id: UUID) -> None:
    """Everything up to the last look."""
    for address, data in (
        (page("filing_applicant", draft_id), APPLICANT),
        (page("filing_section", draft_id, "nguoi_yeu_cau"), {"ho_ten": "Nguyễn Thị Mẹ", "_next": "1"}),
        (page("filing_papers", draft_id), {"tep-giay": picture(), "_next": "1"}),
    ):
        answer = client.post(address, data)
        assert answer.status_code == 302, answer.content.decode()
    shown = client.get(page("filing_result", draft_id)).content.decode()
    desk = re.search(r'<option value="([0-9a-f-]{36})"', shown)
    assert desk
    assert client.post(page("filing_result", draft_id), {"return_desk": desk[1]}).status_code == 302


def file(client: Client, draft_id: UUID) -> Any:
    """Press "Nộp hồ sơ"."""
    return client.post(page("filing_review", draft_id), {"_declared": "1"})


def filed(client: Client, where: Place) -> UUID:
    """A dossier filed through the pages."""
    draft_id = begin(client, where)
    fill(client, draft_id)
    answer = file(client, draft_id)
    assert answer.status_code == 302, answer.content.decode()
    return draft_id


def later(minutes: int) -> Any:
    return now() + timedelta(minutes=minutes)
