"""Filling a dossier's form, alike for a citizen at home and a clerk at the counter.

A page sends one section; it is saved whatever is wrong with it, so nothing typed is ever lost. What is wrong is
told beside the field and in the summary. Files are taken in before anything is written: a scanner may take seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict

from motcua.agencies.selectors import communes_on
from motcua.documents.services import store_file
from motcua.dossiers.services.drafts import save_draft
from motcua.eforms import checks, drafting
from motcua.eforms.places import Places, places
from motcua.eforms.prefill import facts_of_card, prefill
from motcua.eforms.problems import Problem
from motcua.eforms.rendering import page as page_of
from motcua.eforms.schema import FieldType, FormDocument
from motcua.eforms.views import ErrorView, PageView
from motcua.kernel.card_qr import Card, read_card
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import PersonalNumber, TaxCode, parse_email, parse_phone
from motcua.kernel.text import nfc

CARD_TEXT = "card_text"
CARD_BUTTON = "_card"
"""The field with the text of a card's QR code, and the button that reads it."""
STAYING = (drafting.ROW_BUTTON, drafting.FILE_BUTTON, drafting.UPLOAD_BUTTON, CARD_BUTTON)


@dataclass(frozen=True)
class Saved:
    """What became of a section that was sent.

    version   of the draft now
    stays     a button of the page was pressed, or something is wrong: show the same section again
    origins   field → source, of what a card filled in
    """

    answers: dict[str, Any]
    version: int
    problems: tuple[Problem, ...]
    blank_rows: dict[str, int]
    origins: dict[str, str]
    stays: bool


def places_on(day: date) -> Places:
    """What an address is chosen from: the communes of the province, today; one statement."""
    rows = [
        (one.code, one.name, one.kind, one.province_code) for one in communes_on(day) if one.code is not None
    ]
    home = Counter(row[3] for row in rows).most_common(1)
    return places(rows, home=home[0][0] if home else "")


def save_section(
    request: HttpRequest,
    form: FormDocument,
    answers: Mapping[str, Any],
    section_id: str,
    *,
    draft_id: UUID,
    at: datetime,
    within: Places,
    uploaded_by: UUID | None,
    expected_version: int | None = None,
) -> Saved:
    """Keep what a section's page sent, files too, and say what is wrong with it.

    Takes
        answers           of the draft before, opened
        expected_version  of the draft when the page was made; another device's save in between is told
    Refuses
        Changed
    Writes
        the draft's answers; the uploads
    """
    raw = request.POST
    new = drafting.apply_section(form, answers, section_id, raw, places=within)
    new, origins, problems = _with_card(form, new, section_id, raw, within)
    if (removal := drafting.file_removal(form, raw)) is not None:
        new = drafting.remove_file(new, *removal)
    new, refused = _with_files(request, form, new, section_id, at=at, uploaded_by=uploaded_by)
    draft = save_draft(draft_id, fields={"answers": new}, at=at, expected_version=expected_version)
    problems += refused
    is_staying = any(button in raw for button in STAYING)
    if not is_staying:
        problems += checks.check(form, new, complete=True, at=at, places=within, section_id=section_id)
    return Saved(
        answers=new,
        version=draft.version,
        problems=tuple(problems),
        blank_rows=drafting.blank_rows(form, raw),
        origins=origins,
        stays=is_staying or bool(problems),
    )


def _with_card(
    form: FormDocument, answers: dict[str, Any], section_id: str, raw: QueryDict, within: Places
) -> tuple[dict[str, Any], dict[str, str], list[Problem]]:
    """What a scanned card says of the people of this section; what was typed stays."""
    text = raw.get(CARD_TEXT, "")
    if CARD_BUTTON not in raw or not text.strip():
        return answers, {}, []
    try:
        card = read_card(text)
    except Refusal as refusal:
        return answers, {}, [Problem(CARD_TEXT, refusal.code, refusal.sentence)]
    filled = prefill(form, {"card": facts_of_card(card)}, answers, section_id=section_id, places=within)
    return filled.answers, filled.origins, []


def _with_files(
    request: HttpRequest,
    form: FormDocument,
    answers: dict[str, Any],
    section_id: str,
    *,
    at: datetime,
    uploaded_by: UUID | None,
) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    for field in form.section(section_id).fields:
        if field.type is not FieldType.FILE:
            continue
        for upload in request.FILES.getlist(field.id):
            try:
                stored = store_file(file=upload, name=upload.name or "", at=at, uploaded_by=uploaded_by)
            except Refusal as refusal:
                problems.append(Problem(field.id, refusal.code, refusal.sentence))
                continue
            file = drafting.FileRef(str(stored.pk), stored.name, stored.media_type, stored.size)
            answers = drafting.add_file(form, answers, field.id, file)
    return answers, problems


def section_page(
    form: FormDocument,
    answers: Mapping[str, Any],
    section_id: str,
    *,
    within: Places,
    url_of: Any,
    saved: Saved | None = None,
) -> PageView:
    """The page of one section; after a save with its problems, blank rows and origins. KeyError: no such section."""
    view = page_of(
        form,
        saved.answers if saved else answers,
        saved.problems if saved else (),
        section_id=section_id,
        places=within,
        blank_rows=saved.blank_rows if saved else None,
        origins=saved.origins if saved else None,
        url_of=url_of,
    )
    unread = [one for one in saved.problems if one.field_id == CARD_TEXT] if saved else []
    return replace(view, errors=(*(ErrorView(f"#{CARD_TEXT}", one.sentence) for one in unread), *view.errors))


# who files

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
        problems.append(Problem(prefix + "full_name", "required", "Nhập họ và tên hoặc tên tổ chức."))
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
                Problem("phone", "required", "Nhập số điện thoại hoặc thư điện tử để báo tình trạng hồ sơ.")
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
        problems.append(Problem(prefix + name, refusal.code, refusal.sentence))


def _number(party: dict[str, Any], prefix: str, born: date | None, problems: list[Problem]) -> None:
    try:
        number = PersonalNumber.parse(party["number"])
        number.require_agreement(born, party["sex"] or None)
        party["number"] = number.value
    except Refusal as refusal:
        problems.append(Problem(prefix + "number", refusal.code, refusal.sentence))


def _born_on(raw: Mapping[str, Any], prefix: str, problems: list[Problem]) -> date | None:
    parts = [str(raw.get(f"{prefix}born_on-{part}", "")).strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        problems.append(
            Problem(
                prefix + "born_on",
                "not_a_date",
                "Ngày sinh chưa đúng. Nhập ngày, tháng, năm, ví dụ 27 3 1990.",
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
