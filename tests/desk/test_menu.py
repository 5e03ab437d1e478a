"""The menu of the officers' site leads nobody to a closed door."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.desk.builders import client_of
from tests.journey.builders import Place

from motcua.agencies.rules import Role

DUTIES = (
    *(Role.RECEIVER, Role.DESK_HEAD, Role.CASHIER, Role.HANDLER, Role.UNIT_HEAD),
    *(Role.AGENCY_LEADER, Role.RECORDS_CLERK),
)


@pytest.mark.parametrize("role", DUTIES)
def test_every_entry_of_the_menu_opens_for_whoever_sees_it(where: Place, role: Role) -> None:
    client = client_of(where, role)
    page = client.get(reverse("desk:work")).content.decode()
    shown = re.findall(r'class="mc-nav__link" href="(/[^"]+)"', page)
    addresses = {address for address in shown if not address.startswith("/ngon-ngu/")}

    assert reverse("desk:work") in addresses
    assert (reverse("desk:reception") in addresses) == (role in {Role.RECEIVER, Role.DESK_HEAD})
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
