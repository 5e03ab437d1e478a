"""Birth registration by Zalo with four photos: filed, accepted, decided, originals compared, handed over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.procedures.builders import folder_of
from tests.procedures.test_competence import commune, desk_of, staff
from tests.zalo.builders import LAN, Town, picture
from tests.zalo.walks import fill

from motcua.conversations.models import Consent
from motcua.conversations.services import open_listed
from motcua.deadlines.services import seed_holidays
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.selectors import answers_of
from motcua.journey.originals import to_compare
from motcua.kernel.clock import local, now
from motcua.procedures import services
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.status.selectors import answer
from motcua.status.words import short
from motcua.workbench.check import run_all

SLUG = "dang-ky-khai-sinh"
SINCE, AT = date(2026, 1, 1), local("2025-12-31T08:00")


@pytest.mark.demand("TN19-10.3", "NB18-15.2")
def test_a_birth_is_registered_by_telephone_with_four_photos(zalo: Town, tmp_path: Path) -> None:
    text = (TAY_NINH / f"{SLUG}.yaml").read_text("utf-8")
    folder = tmp_path / "files"
    folder.mkdir()
    assert import_folder(folder_of(folder, **{SLUG: text}), effective=SINCE, at=AT).refused == []
    seed_holidays(years=[now().year, now().year + 1], at=AT)
    here = commune("25459", "Phường Tân Ninh")
    staff(here, desk_of(here, "Trung tâm PVHCC phường Tân Ninh"))
    services.receive_everywhere(valid_from=SINCE, instrument="NĐ 118/2025/NĐ-CP")
    assert open_listed(codes=["1.001193"], valid_from=SINCE, instrument="QĐ thử", at=now()) == 1

    zalo.follow(LAN)
    zalo.settle()
    assert "Đăng ký khai sinh" in zalo.tell(LAN, "lam giay khai sinh")
    said = fill(lambda words: zalo.tell(LAN, words), zalo.tell(LAN, "đồng ý"))
    assert "Giấy chứng sinh" in said
    for colour in ("red", "blue", "green", "yellow"):
        zalo.photo(LAN, picture(colour=colour))
    review = zalo.tell(LAN, "xong")
    assert "TRẦN MINH KHÔI" in review
    assert "4 tệp" in review
    said = zalo.tell(LAN, "nộp")
    assert "Hộ chiếu, thẻ căn cước" in said, "what is only shown is brought along"

    dossier = Dossier.objects.get()
    assert dossier.channel == "zalo"
    assert dossier.reference in said
    agreed = Consent.objects.filter(draft_id=dossier.pk).values_list("kind", flat=True)
    assert sorted(agreed) == ["data", "truth"], "who declares answers for the truth of it"
    answers = answers_of(dossier.pk)
    assert answers["con_ho_ten"] == "TRẦN MINH KHÔI"
    assert answers["noi_dang_ky"]["commune_code"] == "25459"
    assert Paper.objects.get(dossier=dossier, component_id="giay-chung-sinh").files.count() == 4
    assert short(answer(dossier.reference)) in zalo.tell(LAN, f"HS {dossier.reference}")
    Paper.objects.filter(dossier=dossier).update(finding="ok")
    assert "giay-chung-sinh" in {one.component_id for one in to_compare(dossier)}
    assert [found.row for _, rows in run_all() for found in rows] == []
