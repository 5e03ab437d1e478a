"""Who files at the counter: the block of inputs of the applicant and of the person acted for, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from motcua.eforms.problems import Problem
from motcua.kernel.card_qr import Card
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import PersonalNumber, TaxCode, parse_email, parse_phone
from motcua.kernel.text import nfc
from motcua.sites.ui.refusals import sentence_of

PARTY_TEXTS = ("full_name", "number", "tax_code", "sex", "phone", "email", "address", "relation")


@dataclass(frozen=True)
class Declared:
    """Who files, as typed: `applicant` is what `drafts.save_draft` keeps; problems name the inputs."""

    applicant: dict[str, Any]
    problems: tuple[Problem, ...]


def declared(raw: Mapping[str, Any], prefix: str = "") -> Declared:
    """Read the block of the applicant: names of inputs are those of PARTY_TEXTS, `kind`, `born_on-day/-month/-year`.

    The block of the person acted for has the prefix `principal-` and counts once `acts_for` is ticked.
    """
    party: dict[str, Any] = {"kind": "enterprise" if raw.get(f"{prefix}kind") == "enterprise" else "person"}
    problems: list[Problem] = []
    for name in PARTY_TEXTS:
        party[name] = nfc(str(raw.get(prefix + name, "")))
    if not party["full_name"]:
        problems.append(
            Problem(prefix + "full_name", "required", gettext("Nhập họ và tên hoặc tên tổ chức."))
        )
    born = _born_on(raw, prefix, problems)
    party["born_on"] = born.isoformat() if born else None
    _parse(party, "phone", prefix, parse_phone, problems)
    _parse(party, "email", prefix, parse_email, problems)
    _parse(party, "tax_code", prefix, lambda text: TaxCode.parse(text).value, problems)
    if party["kind"] == "person" and party["number"]:
        _number(party, prefix, born, problems)
    if not prefix:
        if not party["phone"] and not party["email"]:
            problems.append(
                Problem(
                    "phone",
                    "required",
                    gettext("Nhập số điện thoại hoặc thư điện tử để báo tình trạng hồ sơ."),
                )
            )
        if raw.get("acts_for"):
            other = declared(raw, "principal-")
            party["principal"] = other.applicant
            problems += other.problems
    return Declared(party, tuple(problems))


def _parse(party: dict[str, Any], name: str, prefix: str, parse: Any, problems: list[Problem]) -> None:
    """The typed text stays where it cannot be read, so that it can be mended."""
    if not party[name]:
        return
    try:
        party[name] = parse(party[name])
    except Refusal as refusal:
        problems.append(Problem(prefix + name, refusal.code, sentence_of(refusal)))


def _number(party: dict[str, Any], prefix: str, born: date | None, problems: list[Problem]) -> None:
    try:
        number = PersonalNumber.parse(party["number"])
        number.require_agreement(born, party["sex"] or None)
        party["number"] = number.value
    except Refusal as refusal:
        problems.append(Problem(prefix + "number", refusal.code, sentence_of(refusal)))


def _born_on(raw: Mapping[str, Any], prefix: str, problems: list[Problem]) -> date | None:
    parts = [str(raw.get(f"{prefix}born_on-{part}", "")).strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        problems.append(
            Problem(
                prefix + "born_on",
                "not_a_date",
                gettext("Ngày sinh chưa đúng. Nhập ngày, tháng, năm, ví dụ 27 3 1990."),
            )
        )
        return None


def of_card(card: Card) -> dict[str, Any]:
    """What a card says of the applicant; nobody verified it."""
    return {
        "kind": "person",
        "full_name": card.name,
        "number": card.number,
        "born_on": card.born_on.isoformat(),
        "sex": card.sex,
        "address": card.address,
    }


def account_facts(applicant: Mapping[str, Any]) -> dict[str, Any]:
    """The applicant under the names that `eforms.prefill` knows as `account`: typed once, not twice."""
    facts = {
        name: applicant.get(name) for name in ("full_name", "number", "born_on", "sex", "phone", "email")
    }
    if applicant.get("address"):
        facts["address"] = {"detail": applicant["address"]}
    return {name: value for name, value in facts.items() if value}
