"""The province reads, tries and decides the words of a message; what breaks is refused beside the words."""

from __future__ import annotations

from django.urls import reverse
from tests.console.builders import House, signed_in

from motcua.kernel.clock import local_day, now
from motcua.notifications.models import Wording
from motcua.notifications.texts import wordings_on

ADDRESS = ("accepted", "sms", "vi")


def test_words_are_tried_before_they_are_decided_and_their_history_is_kept(place: House) -> None:
    province, address = signed_in(place.administrator), reverse("console:wording", args=ADDRESS)
    assert "Hồ sơ được tiếp nhận" in province.get(reverse("console:wordings")).content.decode()
    page = province.get(address).content.decode()
    assert "{{ return_place }}" in page
    assert "mẫu có sẵn" in page
    given = {"text": "Tỉnh báo {{ code }}", "valid_from": f"{now():%d/%m/%Y}", "instrument": "QĐ 12"}

    tried = province.post(address, given | {"do": "preview", "instrument": ""})
    assert tried.status_code == 200
    assert "Tỉnh báo 000.00.12.H53-260828-0001" in tried.content.decode()
    assert not Wording.objects.exists()
    for text in ("{{ code }} {{ greeting }}", "{{ code }}" + "x" * 400, "Không có mã"):
        refused = province.post(address, given | {"text": text})
        assert refused.status_code == 422
        assert province.post(address, given | {"text": text, "do": "preview"}).status_code == 422
    assert province.post(address, given).status_code == 302

    assert wordings_on(local_day(now())) == {ADDRESS: "Tỉnh báo {{ code }}"}
    page = province.get(address).content.decode()
    assert "QĐ 12" in page
    assert place.administrator.full_name in page
    assert "mẫu của tỉnh" in province.get(reverse("console:wordings")).content.decode()
    assert province.get(reverse("console:wording", args=["urged", "sms", "vi"])).status_code == 404


def test_only_the_province_decides_words(place: House) -> None:
    answer = signed_in(place.it).post(reverse("console:wording", args=ADDRESS), {"text": "{{ code }}"})
    assert answer.status_code == 403
    assert not Wording.objects.exists()
