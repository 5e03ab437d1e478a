"""What addresses are chosen from while a form is filled, on whatever channel."""

from __future__ import annotations

from datetime import datetime

from motcua.agencies.selectors import agencies_on, communes_on
from motcua.eforms.codelists import Item
from motcua.eforms.places import Places, places
from motcua.kernel.clock import local_day


def places_at(at: datetime) -> Places:
    """What addresses and "Kính gửi" are chosen from on the day; two statements."""
    day = local_day(at)
    rows = [one for one in communes_on(day) if one.code]
    home = rows[0].province_code if rows else ""
    agencies = [Item(one.agency.code, one.name) for one in agencies_on(day)]
    return places(
        [(one.code or "", one.name, one.kind, one.province_code) for one in rows],
        home=home,
        agencies=agencies,
    )
