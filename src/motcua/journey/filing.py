"""What somebody who fills a draft sees: its papers with their files, where it would go, what is still wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from motcua.documents.errors import FileNotFound
from motcua.documents.models import StoredFile
from motcua.documents.selectors import read_file
from motcua.dossiers.models import Draft, DraftFile
from motcua.dossiers.selectors import answers_of_draft, earlier_answers, files_of_draft
from motcua.eforms.prefill import Facts, facts_of
from motcua.journey.context import documents_of
from motcua.journey.needs import components_for, missing_components
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import PersonalNumber
from motcua.kernel.phrases import phrase
from motcua.kernel.text import nfc
from motcua.parties.models import Enterprise, Mandate, Person
from motcua.parties.selectors import enterprise_of_account, mandates_held, number_of, person_of_account
from motcua.procedures.document import Component, ProcedureDocument
from motcua.procedures.rules import case_of
from motcua.procedures.selectors import (
    COMMUNE_ANSWER,
    DeskChoice,
    competent_agency,
    desks_receiving,
    is_open_online,
)

# `Draft` is a type that screens name without importing models
__all__ = [
    "Destination",
    "Draft",
    "Known",
    "PaperToGive",
    "Papers",
    "Represented",
    "case_of_draft",
    "destination_of",
    "earlier_facts",
    "file_of_draft",
    "known_applicant",
    "names_file",
    "paper_names",
    "papers_of_draft",
    "personal_number",
    "represented_by",
]


@dataclass(frozen=True)
class PaperToGive:
    """One component of the draft; `alternatives` names the group of which one paper is enough."""

    component: Component
    files: tuple[DraftFile, ...]
    alternatives: str


@dataclass(frozen=True)
class Papers:
    """What is to be attached, what is only brought along, and the names of what is missing."""

    to_attach: tuple[PaperToGive, ...]
    to_bring: tuple[Component, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Destination:
    """Where a draft would go; `problem` says why that is not known or not open yet."""

    desks: tuple[DeskChoice, ...] = ()
    agency_id: UUID | None = None
    problem: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of somebody who may be the applicant, or be acted for; the number in the clear."""

    kind: str
    name: str
    number: str = ""
    tax_code: str = ""
    born_on: date | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Represented:
    """Somebody an account may act for by a mandate."""

    mandate_id: UUID
    kind: str
    kind_name: str
    known: Known


def papers_of_draft(draft: Draft) -> Papers:
    """The components this draft is made of as it was answered, with what was attached."""
    document, _, _ = documents_of(draft.release_id)
    answers = answers_of_draft(draft)
    files = files_of_draft(draft.pk)
    attached = {one.component_id for one in files}
    asked = components_for(document, answers, draft.channel)
    titles = {choice.id: choice.title for choice in document.choices}
    return Papers(
        to_attach=tuple(
            PaperToGive(
                one,
                tuple(file for file in files if file.component_id == one.id),
                titles.get(one.choice or "", ""),
            )
            for one in asked
            if not one.shown_only
        ),
        to_bring=tuple(one for one in asked if one.shown_only),
        missing=tuple(missing_components(document, answers, draft.channel, attached)),
    )


def paper_names(document: ProcedureDocument, channel: str) -> tuple[list[Component], list[Component]]:
    """What to have at hand before beginning, and what to bring along; conditions are still open."""
    asked = [one for one in document.papers if not (one.replaced_by_form and channel == "online")]
    return [one for one in asked if not one.shown_only], [one for one in asked if one.shown_only]


def destination_of(draft: Draft, at: datetime) -> Destination:
    """The agency that decides and the desks that hand the result over, as answered so far."""
    # where the form itself does not tell, the applicant picked the commune before it
    chosen = {COMMUNE_ANSWER: draft.applicant.get(COMMUNE_ANSWER)}
    try:
        agency_id = competent_agency(draft.release, {**chosen, **answers_of_draft(draft)}, at)
    except Refusal as refusal:
        return Destination(problem=refusal.sentence)
    desks = desks_receiving(draft.release, agency_id, at)
    if not is_open_online(draft.release, at, agency_id=agency_id):
        return Destination(
            desks,
            agency_id,
            phrase(
                "Cơ quan giải quyết theo địa chỉ đã khai chưa mở nộp trực tuyến thủ tục này. "
                "Bạn có thể nộp tại Bộ phận Một cửa; nội dung đã nhập được giữ trong 90 ngày."
            ),
        )
    return Destination(desks, agency_id)


def desks_of_draft(draft: Draft, at: datetime) -> tuple[DeskChoice, ...]:
    """The desks that may receive it and return its result (TN19-9.1 to 9.3); none while the agency is not known."""
    return destination_of(draft, at).desks


def case_of_draft(draft: Draft) -> str | None:
    """The case of a draft: as picked before the form, or as the answers describe it."""
    return draft.case or case_of(documents_of(draft.release_id)[0], answers_of_draft(draft))


def file_of_draft(draft: Draft, file_id: UUID) -> tuple[IO[bytes], StoredFile]:
    """A file attached to a draft or named by its answers.

    Refuses
        FileNotFound (also for a file of somebody else), FileLocked, FileLost
    """
    attached = any(one.file_id == file_id for one in files_of_draft(draft.pk))
    if not attached and not names_file(answers_of_draft(draft), str(file_id)):
        raise FileNotFound
    return read_file(file_id)


def names_file(value: Any, file_id: str) -> bool:
    """Whether an answer somewhere holds a file of this id."""
    if isinstance(value, dict):
        return value.get("id") == file_id or any(names_file(inner, file_id) for inner in value.values())
    return isinstance(value, list) and any(names_file(inner, file_id) for inner in value)


def known_applicant(account_id: UUID) -> tuple[Known | None, Known | None]:
    """The person behind an account, and the organisation when it is an organisation's."""
    enterprise = enterprise_of_account(account_id)
    if enterprise is not None:
        person = enterprise.representative
        return (_person(person) if person else None), _enterprise(enterprise)
    found = person_of_account(account_id)
    return (_person(found) if found else None), None


def earlier_facts(draft: Draft, applicant: Mapping[str, Any]) -> Facts:
    """What the account's earlier dossiers say about the person who files now (design §6); by one statement.

    Takes
        applicant  who files, under the names of `eforms.prefill`: an earlier dossier counts only when it names the
                   same person, since an account also files for children, for others and for companies
    """
    facts: dict[str, Any] = {}
    if draft.account_id is None:
        return facts
    for release_id, answers in earlier_answers(draft.account_id, draft.release.procedure.code):
        told = facts_of(documents_of(release_id)[1], answers)
        if _is_same_person(told, applicant):
            facts = {**told, **facts}
    return facts


def _is_same_person(told: Mapping[str, Any], applicant: Mapping[str, Any]) -> bool:
    """By the personal number, where one of them has none by name, unless the birthdays contradict."""
    numbers = [_number_in(one.get("number")) for one in (told, applicant)]
    if all(numbers):
        return numbers[0] == numbers[1]
    births = [one["born_on"] for one in (told, applicant) if one.get("born_on")]
    if len(set(births)) > 1:
        return False
    names = [nfc(str(one.get("full_name") or "")).casefold() for one in (told, applicant)]
    return bool(names[0]) and names[0] == names[1]


def _number_in(answer: Any) -> str:
    return personal_number(str(answer.get("number") if isinstance(answer, Mapping) else answer))


def represented_by(account_id: UUID, at: datetime) -> list[Represented]:
    """For whom an account may file by a mandate: a child, somebody who authorised it, a company."""
    return [_represented(one) for one in mandates_held(account_id, at)]


def _represented(mandate: Mandate) -> Represented:
    if mandate.person is not None:
        known = _person(mandate.person)
    else:
        assert mandate.enterprise is not None
        known = _enterprise(mandate.enterprise)
    return Represented(mandate.pk, mandate.kind, mandate.get_kind_display(), known)


def _person(person: Person) -> Known:
    return Known(
        kind="person",
        name=person.full_name,
        number=number_of(person),
        born_on=person.born_on,
        sex=person.sex,
        phone=person.phone,
        email=person.email,
        address=person.address or None,
    )


def _enterprise(enterprise: Enterprise) -> Known:
    return Known(
        kind="enterprise",
        name=enterprise.name,
        tax_code=enterprise.tax_code,
        phone=enterprise.phone,
        email=enterprise.email,
        address=enterprise.address or None,
    )


def personal_number(text: str) -> str:
    """The 12 digits if the text is a personal number, else empty."""
    try:
        return PersonalNumber.parse(text).value
    except Refusal:
        return ""
