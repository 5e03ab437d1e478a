"""The three walked procedures open page by page with their real forms."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from tests.portal.builders import APPLICANT, page, signed_in
from tests.procedures.builders import folder_of
from tests.procedures.test_competence import WALKED, commune, desk_of, staff

from motcua.deadlines.services import seed_holidays
from motcua.eforms.rendering import open_sections
from motcua.journey.context import documents_of
from motcua.kernel.clock import local, now
from motcua.procedures import services
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.procedures.selectors import release_on

pytestmark = pytest.mark.django_db
SINCE, AT = date(2026, 1, 1), local("2025-12-31T08:00")


@pytest.mark.parametrize("slug", WALKED)
def test_every_page_of_a_walked_procedure_shows_saves_and_explains(slug: str, tmp_path: Path) -> None:
    texts = {slug: (TAY_NINH / f"{slug}.yaml").read_text("utf-8")}
    assert import_folder(folder_of(tmp_path, **texts), effective=SINCE, at=AT).refused == []
    seed_holidays(years=[now().year, now().year + 1], at=AT)
    here = commune("25459", "Phường Tân Ninh")
    staff(here, desk_of(here, "Trung tâm PVHCC phường Tân Ninh"))
    services.receive_everywhere(valid_from=SINCE, instrument="NĐ 118/2025/NĐ-CP")
    client = signed_in()
    address = f"/nop-ho-so/{slug}/"
    shown = client.get(address).content.decode()
    cases = re.findall(r'name="case" type="radio" value="([^"]+)"', shown)

    begun = client.post(address, {"case": cases[0]} if cases else {})
    assert begun.status_code == 302, begun.content.decode()
    draft_id = begun["Location"].split("/")[2]
    client.post(page("filing_applicant", draft_id), APPLICANT)
    _, form, _ = documents_of(release_on(slug, SINCE).pk)
    for section in open_sections(form, {}):
        there = page("filing_section", draft_id, section.id)
        opened = client.get(there)
        assert opened.status_code == 200
        assert section.title in opened.content.decode()
        sent = client.post(there, {"_next": "1"})
        assert sent.status_code in {302, 422}
    first = form.sections[0].id
    prefilled = client.get(page("filing_section", draft_id, first)).status_code
    assert prefilled == 200
    for name in ("filing_papers", "filing_result", "filing_review", "filing_print"):
        assert client.get(page(name, draft_id)).status_code == 200
    refused = client.post(page("filing_review", draft_id), {"_declared": "1"}).content.decode()
    assert "cần hoàn thiện trước khi nộp" in refused
