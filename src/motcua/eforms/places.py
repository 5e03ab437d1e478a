"""What an address or an agency can be chosen from, handed in as plain facts so that the rules stay pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from motcua.eforms.codelists import Item, code_list
from motcua.kernel.phrases import phrase

ABROAD = Item("nuoc-ngoai", phrase("Ở nước ngoài"))


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward or special zone (xã, phường, đặc khu) as it is called on the day of filling."""

    code: str
    name: str
    province_code: str
    kind: str = ""
    """The group it stands under in a long list: "Phường", "Xã"."""


@dataclass(frozen=True)
class Places:
    """The communes known here, whole provinces at a time, and the agencies a form may be sent to.

    `home` is the province's own code: it comes first, and an address with nothing but it counts as empty.
    """

    communes: tuple[Commune, ...] = ()
    home: str = ""
    agencies: tuple[Item, ...] = field(default=())

    @cached_property
    def by_code(self) -> dict[str, Commune]:
        return {commune.code: commune for commune in self.communes}

    def of_province(self, code: str) -> tuple[Commune, ...]:
        """Communes of a province; empty when they are not known here and have to be typed."""
        return tuple(commune for commune in self.communes if commune.province_code == code)

    def agency_name(self, code: str) -> str | None:
        """The name of an agency that may be chosen."""
        return next((item.label for item in self.agencies if item.value == code), None)


NOWHERE = Places()


def places(
    communes: Iterable[tuple[str, str, str, str]], *, home: str, agencies: Iterable[Item] = ()
) -> Places:
    """From rows (code, name, kind, province_code), as the agencies' selectors give them."""
    return Places(
        communes=tuple(Commune(code, name, province, kind) for code, name, kind, province in communes),
        home=home,
        agencies=tuple(agencies),
    )


def provinces(*, historic: bool) -> tuple[Item, ...]:
    """What can be chosen as a province: the 34 of today; `historic` adds the 63 of before and abroad."""
    today = code_list("provinces").items
    return (*today, *code_list("provinces_before_2025").items, ABROAD) if historic else today


def province_name(code: str) -> str | None:
    """The name of a province of today, of before 1 July 2025 (`cu-…`), or abroad; None when unknown."""
    return next((item.label for item in provinces(historic=True) if item.value == code), None)
