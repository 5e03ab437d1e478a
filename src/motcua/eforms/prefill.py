"""Answers the system already knows (điền sẵn): less typing, fewer papers asked for (TN19-4.5).

Nothing typed is ever overwritten, and each value says where it came from, so that the page can tell it: what
the QR code of a card says is not verified by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.eforms.places import NOWHERE, Places
from motcua.eforms.rules import Answers, clean, clean_field
from motcua.eforms.schema import Field, FieldType, FormDocument
from motcua.kernel.card_qr import Card
from motcua.kernel.phrases import phrase

Facts = Mapping[str, Any]

ORIGIN_SENTENCES = {
    "account": phrase("Điền sẵn từ tài khoản của bạn. Vui lòng kiểm tra lại."),
    "card": phrase("Đọc từ mã QR trên thẻ, chưa được xác minh. Vui lòng kiểm tra lại."),
    "dossier": phrase("Lấy từ hồ sơ bạn đã nộp trước đây. Vui lòng kiểm tra lại."),
    "vault": phrase("Lấy từ kho dữ liệu điện tử của bạn. Vui lòng kiểm tra lại."),
    "case": phrase("Điền theo thủ tục bạn đã chọn."),
}


@dataclass(frozen=True, slots=True)
class Prefilled:
    """Answers with what could be filled in, and the source of each field that was: `account`, `card` …"""

    answers: Answers
    origins: dict[str, str]


def prefill(
    form: FormDocument,
    sources: Mapping[str, Facts],
    answers: Mapping[str, Any] | None = None,
    *,
    section_id: str | None = None,
    places: Places = NOWHERE,
) -> Prefilled:
    """Fill what is still empty.

    Takes
        sources     name → facts: `account`, `card` (`facts_of_card`), `dossier` (`facts_of`), `vault`, `case`
        answers     what was typed already; it stays
        section_id  only this section; a card read there may be anybody's (the mother's). Without it a card is
                    the applicant's and fills only what the account could fill too.
    """
    given = dict(answers or {})
    origins: dict[str, str] = {}
    for field in form.section(section_id).fields if section_id else form.fields:
        if field.id in given:
            continue
        for source, name in _ways(field, anybody=section_id is not None):
            value = _value(field, source, sources.get(source, {}), name, places)
            if value is not None:
                given[field.id] = value
                origins[field.id] = source
                break
    kept = clean(form, given, places=places)
    return Prefilled(kept, {field_id: source for field_id, source in origins.items() if field_id in kept})


def facts_of_card(card: Card) -> Facts:
    """What a card's QR tells. Its address is in the words of its day, so the commune is left to choose."""
    return {
        "full_name": card.name,
        "number": card.number,
        "born_on": card.born_on,
        "sex": card.sex,
        "address": {"detail": card.address},
        "issued_on": card.issued_on,
    }


def facts_of(form: FormDocument, answers: Mapping[str, Any]) -> Facts:
    """What an earlier dossier tells about its applicant, under the names the account uses.

    Only the fields that an account could fill: the name of an earlier child is not the name of the next.
    """
    facts: dict[str, Any] = {}
    for field in form.fields:
        value = answers.get(field.id)
        for source in field.prefill:
            kind, _, name = source.partition(".")
            if kind == "account" and value is not None:
                facts.setdefault(name, value)
    return facts


def _ways(field: Field, *, anybody: bool) -> list[tuple[str, str]]:
    """Sources in the field's order, then what an earlier dossier says about the same fact."""
    ways = [(kind, name) for kind, _, name in (source.partition(".") for source in field.prefill)]
    own = [name for kind, name in ways if kind == "account"]
    if not own and not anybody:
        ways = [way for way in ways if way[0] != "card"]
    return [*ways, *(("dossier", name) for name in own)]


def _value(field: Field, source: str, facts: Facts, name: str, places: Places) -> Any:
    fact = facts.get(name)
    if fact is None or fact == "":
        return None
    if isinstance(fact, date):
        fact = fact.isoformat()
    if field.type is FieldType.ID_DOCUMENT and isinstance(fact, str):
        fact = _paper(field, source, fact, facts)
    return clean_field(field, fact, places=places)


def _paper(field: Field, source: str, number: str, facts: Facts) -> dict[str, Any]:
    """The personal number as a paper: the card that was read, or the number alone."""
    kinds = [item.value for item in field.kinds]
    preferred = (
        ("identity_card", "personal_number") if source == "card" else ("personal_number", "identity_card")
    )
    kind = next((one for one in preferred if one in kinds), None)
    paper: dict[str, Any] = {"kind": kind, "number": number}
    issued = facts.get("issued_on")
    if source == "card" and isinstance(issued, date):
        paper["issued_on"] = issued.isoformat()
    return paper
