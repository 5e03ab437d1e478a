"""Which cause stops which clock is ruled by the province's administrator, dated, with its instrument."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from tests.console.builders import BY, House, signed_in

from motcua.dossiers.services.clocks import effects_of

RULE = {"cause": "public_posting", "clock": "legal", "effect": "none", "instrument": BY}


def test_a_new_rule_holds_from_its_day_and_the_old_one_until_the_day_before(place: House) -> None:
    client, address = signed_in(place.administrator), reverse("console:set_clock_rule")

    assert client.post(address, RULE | {"valid_from": "01/01/2027"}).status_code == 302

    assert effects_of("public_posting", date(2026, 12, 31))["legal"] == "pauses"
    assert effects_of("public_posting", date(2027, 1, 1))["legal"] == "none"
    assert effects_of("public_posting", date(2027, 1, 1))["scoring"] == "pauses"
    page = client.get(reverse("console:clock_rules")).content.decode()
    assert "01/01/2027" in page
    assert BY in page
    refused = client.post(address, RULE | {"valid_from": "01/06/2026"})
    assert refused.status_code == 409
    assert "Đã có quy định có hiệu lực từ 01/01/2027" in refused.content.decode()
    assert client.post(address, RULE | {"valid_from": "01/01/2027", "effect": "pauses"}).status_code == 302
    assert effects_of("public_posting", date(2027, 1, 1))["legal"] == "pauses"


def test_only_the_province_rules_them(place: House) -> None:
    client = signed_in(place.it)

    for name in ("clock_rules", "set_clock_rule"):
        assert client.get(reverse(f"console:{name}")).status_code == 403
