"""ZBS template messages: what is sent where only an approved text may go, its values checked before it is sent."""

from __future__ import annotations

from collections.abc import Mapping

# longest value by the type of a parameter, as the template was registered
LONGEST: dict[str, int] = {
    "name": 30,
    "phone": 15,
    "address": 200,
    "code": 30,
    "label": 30,
    "status": 30,
    "contact": 50,
    "title": 5,
    "product": 200,
    "amount": 20,
    "date": 20,
    "otp": 10,
    "url": 200,
    "currency": 12,
    "note": 90,
}
LONGEST_TRACKING_ID = 48
# may be cut without becoming wrong; a code, an amount or an address of a page may not
CUT = frozenset({"name", "label", "status", "product", "note", "address"})


class ValuesWrong(Exception):
    """Values that the template will not take; `names` says which. Nothing was sent."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


def values_for(types: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The values of a template, each present and within its length; words are cut, codes are not.

    Takes
        types  parameter → type, one of `LONGEST`
    Refuses
        ValuesWrong (the server would answer -1121 too long, -1122 missing)
    """
    found, wrong = {}, []
    for name, kind in types.items():
        value = " ".join(str(given.get(name, "")).split())
        longest = LONGEST.get(kind, 30)
        if len(value) > longest and kind in CUT:
            value = value[: longest - 1].rstrip() + "…"
        if not value or len(value) > longest:
            wrong.append(name)
        found[name] = value
    if wrong:
        raise ValuesWrong(wrong)
    return found
