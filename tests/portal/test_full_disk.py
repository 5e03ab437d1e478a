"""A full disk while somebody files: told beside the field, everything else kept; so for officers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.portal.builders import begin, file, fill, open_place, page, picture, signed_in

from motcua.documents import storage
from motcua.documents.models import StoredFile
from motcua.dossiers.models import Dossier, Draft, DraftFile
from motcua.dossiers.selectors import answers_of_draft

pytestmark = pytest.mark.django_db


def _full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


@pytest.fixture
def own_store(settings: Any, tmp_path: Path) -> None:
    files = {"BACKEND": "motcua.documents.storage.ContentStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"files": files}


@pytest.mark.usefixtures("own_store")
def test_an_upload_for_which_there_is_no_room_is_told_beside_its_field_and_the_draft_is_kept(
    monkeypatch: Any,
) -> None:
    where, client = open_place(), signed_in()
    draft_id = begin(client, where)
    client.post(page("filing_section", draft_id, "nguoi_yeu_cau"), {"ho_ten": "An", "_next": "1"})

    with monkeypatch.context() as filled:
        filled.setattr(storage.os, "fsync", _full)
        answer = client.post(page("filing_papers", draft_id), {"tep-giay": picture(), "_next": "1"})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "đã hết chỗ nên chưa lưu được tệp “giay.png”" in shown
    assert 'href="#tep-giay"' in shown
    assert not DraftFile.objects.filter(draft_id=draft_id).exists()
    assert not StoredFile.objects.exists()
    assert answers_of_draft(Draft.objects.get(pk=draft_id))["ho_ten"] == "An"

    fill(client, draft_id)  # there is room again: the same draft goes on
    file(client, draft_id)
    assert Dossier.objects.filter(pk=draft_id).exists()
