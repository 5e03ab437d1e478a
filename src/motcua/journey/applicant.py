"""The step "who files": a small e-form of its own, so that it is checked, shown and explained like every form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from motcua.eforms.codelists import code_list
from motcua.eforms.rules import Answers
from motcua.eforms.schema import FormDocument
from motcua.eforms.value_checks import as_day
from motcua.journey.filing import Known, Represented, personal_number

SECTION = "nguoi_nop"
ONESELF, OTHER_PERSON, COMPANY = "ban_than", "ca_nhan_khac", "to_chuc"
MANDATE = "uy_quyen."
TYPED = "form"
_DOCUMENTS = ["identity_card", "personal_number", "identity_certificate", "passport"]


def applicant_form(represented: Sequence[Represented] = ()) -> FormDocument:
    """The questions: who files, for whom.

    Takes
        represented  whom the account may act for; each is a choice of its own that needs no more typing
    """
    choices = [
        {"value": ONESELF, "label": gettext("Cho chính mình")},
        *({"value": f"{MANDATE}{one.mandate_id}", "label": _on_behalf(one)} for one in represented),
        {"value": OTHER_PERSON, "label": gettext("Thay cho người khác (con, người đã ủy quyền)")},
        {"value": COMPANY, "label": gettext("Cho doanh nghiệp, tổ chức, hộ kinh doanh")},
    ]
    other = {"field": "nop_cho", "equals": OTHER_PERSON}
    company = {"field": "nop_cho", "equals": COMPANY}
    fields: list[dict[str, Any]] = [
        {
            "id": "nop_cho",
            "label": gettext("Bạn nộp hồ sơ này cho ai?"),
            "required_message": gettext("Chọn bạn nộp hồ sơ cho ai."),
            "type": "select",
            "required": True,
            "options": choices,
        },
        {
            "id": "nguoi_nop",
            "label": gettext("Thông tin của bạn"),
            "required_message": gettext("Điền họ tên, giấy tờ, số điện thoại và địa chỉ của bạn."),
            "type": "person",
            "required": True,
            "hint": gettext("Để cơ quan liên hệ và ghi trên giấy tiếp nhận."),
            "parts": ["full_name", "born_on", "sex", "document", "phone", "email", "address"],
            "required_parts": ["full_name", "document", "phone", "address"],
            "document_kinds": _DOCUMENTS,
            "document_parts": ["kind", "number"],
        },
        {
            "id": "nguoi_duoc_nop_thay",
            "label": gettext("Người được nộp thay"),
            "type": "person",
            "visible_when": other,
            "required_when": other,
            "hint": gettext(
                "Kèm giấy ủy quyền hoặc giấy tờ chứng minh quan hệ ở bước giấy tờ, nếu thủ tục yêu cầu."
            ),
            "parts": ["full_name", "born_on", "sex", "relation", "document", "address"],
            "required_parts": ["full_name", "relation"],
            "document_kinds": [*_DOCUMENTS, "birth_certificate"],
            "document_parts": ["kind", "number"],
        },
        {
            "id": "ten_to_chuc",
            "label": gettext("Tên doanh nghiệp, tổ chức, hộ kinh doanh"),
            "type": "text",
            "visible_when": company,
            "required_when": company,
        },
        {
            "id": "ma_so_thue",
            "label": gettext("Mã số thuế"),
            "type": "text",
            "visible_when": company,
            "hint": gettext(
                "10 chữ số, 10 chữ số kèm 3 số của đơn vị phụ thuộc, hoặc 12 chữ số. "
                "Chưa được cấp mã số thuế thì để trống."
            ),
            "constraints": {"number": "tax_code"},
            "width": "20",
        },
        {
            "id": "chuc_vu",
            "label": gettext("Chức vụ hoặc tư cách của bạn tại đó"),
            "type": "text",
            "visible_when": company,
            "required_when": company,
            "hint": gettext("Ví dụ: giám đốc, chủ hộ kinh doanh, người được ủy quyền."),
        },
    ]
    return FormDocument.model_validate(
        {
            "id": "nguoi_nop",
            "title": gettext("Ai nộp, nộp cho ai"),
            "sections": [{"id": SECTION, "title": gettext("Người nộp hồ sơ"), "fields": fields}],
        }
    )


def _on_behalf(one: Represented) -> str:
    return gettext("Thay cho {name} ({kind})").format(name=one.known.name, kind=one.kind_name)


def first_answers(person: Known | None, enterprise: Known | None) -> Answers:
    """What an account already says: nobody types that again (TN19-4.5)."""
    answers: Answers = {}
    if person is not None:
        given = {
            "full_name": person.name,
            "born_on": person.born_on.isoformat() if person.born_on else None,
            "sex": person.sex or None,
            "phone": person.phone or None,
            "email": person.email or None,
            "address": person.address or None,
            "document": {"kind": "identity_card", "number": person.number} if person.number else None,
        }
        answers["nguoi_nop"] = {name: value for name, value in given.items() if value}
    if enterprise is not None:
        answers |= {"nop_cho": COMPANY, "ten_to_chuc": enterprise.name, "ma_so_thue": enterprise.tax_code}
    return answers


def answers_of(applicant: Mapping[str, Any]) -> Answers:
    """The answers of this step as they lie in a draft; a copy of what the counter filed has parties only."""
    typed = applicant.get(TYPED)
    return dict(typed) if isinstance(typed, Mapping) else _answers_from_parties(applicant)


def _answers_from_parties(applicant: Mapping[str, Any]) -> Answers:
    if not applicant.get("full_name"):
        return {}
    if applicant.get("kind") == "enterprise":
        return _company(applicant)
    answers: Answers = {"nop_cho": ONESELF, "nguoi_nop": _person_from(applicant)}
    principal = applicant.get("principal")
    if not isinstance(principal, Mapping):
        return answers
    if principal.get("kind") == "enterprise":
        return {**answers, **_company(principal)}
    return {**answers, "nop_cho": OTHER_PERSON, "nguoi_duoc_nop_thay": _person_from(principal)}


def _person_from(party: Mapping[str, Any]) -> dict[str, Any]:
    """A line of address is kept as its detail: of which commune, the applicant says."""
    address, number = party.get("address"), party.get("number")
    given = {
        **{name: party.get(name) for name in ("full_name", "born_on", "sex", "phone", "email")},
        "address": {"detail": address} if address else None,
        "document": {"kind": "identity_card", "number": number} if number else None,
    }
    return {name: value for name, value in given.items() if value}


def _company(party: Mapping[str, Any]) -> Answers:
    given = {
        "ten_to_chuc": party.get("full_name"),
        "ma_so_thue": party.get("tax_code"),
        "chuc_vu": party.get("relation"),
    }
    return {"nop_cho": COMPANY, **{name: value for name, value in given.items() if value}}


def declared(form: FormDocument, answers: Answers, represented: Sequence[Represented]) -> dict[str, Any]:
    """What is kept of this step: the parties as the journey reads them, and the answers as typed."""
    kept: dict[str, Any] = {TYPED: answers}
    person = answers.get("nguoi_nop")
    if isinstance(person, Mapping):
        kept |= _party(form, person, "nguoi_nop")
    principal = _principal(form, answers, represented)
    if principal:
        kept["principal"] = principal
    return kept


def _principal(
    form: FormDocument, answers: Answers, represented: Sequence[Represented]
) -> dict[str, Any] | None:
    chosen = str(answers.get("nop_cho", ""))
    other = answers.get("nguoi_duoc_nop_thay")
    if chosen == OTHER_PERSON and isinstance(other, Mapping):
        relations = code_list("relations")
        said = str(other.get("relation", ""))
        words = next((item.label for item in relations.items if item.value == said), said)
        return {**_party(form, other, "nguoi_duoc_nop_thay"), "relation": words[:60]}
    if chosen == COMPANY:
        return {
            "kind": "enterprise",
            "full_name": answers.get("ten_to_chuc", ""),
            "tax_code": answers.get("ma_so_thue", ""),
            "relation": str(answers.get("chuc_vu", ""))[:60],
        }
    mandate = next((one for one in represented if chosen == f"{MANDATE}{one.mandate_id}"), None)
    return _of_mandate(form, mandate) if mandate else None


def _of_mandate(form: FormDocument, mandate: Represented) -> dict[str, Any]:
    known = mandate.known
    return {
        "kind": known.kind,
        "full_name": known.name,
        "number": known.number,
        "tax_code": known.tax_code,
        "born_on": known.born_on.isoformat() if known.born_on else None,
        "sex": known.sex,
        "phone": known.phone,
        "email": known.email,
        "address": _address(known.address or {}),
        "relation": mandate.kind_name,
    }


def _party(form: FormDocument, person: Mapping[str, Any], field_id: str) -> dict[str, Any]:
    """A party as the journey takes it; what was not understood stays only among the typed answers."""
    paper = person.get("document")
    number = str(paper.get("number", "")) if isinstance(paper, Mapping) else ""
    born = person.get("born_on")
    is_day = isinstance(born, str) and len(born) == 10 and as_day(born) is not None
    return {
        "kind": "person",
        "full_name": person.get("full_name", ""),
        "number": personal_number(number),
        "born_on": born if is_day else None,
        "sex": person.get("sex", "") if person.get("sex") in {"male", "female"} else "",
        "phone": str(person.get("phone", ""))[:15],
        "email": str(person.get("email", ""))[:254],
        "address": _address(person.get("address") or {}),
    }


def _address(address: Mapping[str, Any]) -> str:
    if not isinstance(address, Mapping):
        return ""
    parts = (address.get("detail"), address.get("commune_name"), address.get("province_name"))
    return ", ".join(str(part) for part in parts if part)


def facts_for_form(answers: Answers) -> dict[str, Any]:
    """What the form itself can be filled with from this step, under the names the account uses."""
    person = answers.get("nguoi_nop")
    if not isinstance(person, Mapping):
        return {}
    paper = person.get("document")
    facts = {name: person.get(name) for name in ("full_name", "born_on", "sex", "phone", "email", "address")}
    if isinstance(paper, Mapping) and personal_number(str(paper.get("number", ""))):
        facts["number"] = paper["number"]
    if answers.get("ma_so_thue"):
        facts["tax_code"] = answers["ma_so_thue"]
    return {name: value for name, value in facts.items() if value}


def card_into(answers: Answers, facts: Mapping[str, Any]) -> Answers:
    """The applicant's answers with what a card says, where nothing was typed yet."""
    person = dict(answers.get("nguoi_nop") or {})
    for name in ("full_name", "born_on", "sex", "address"):
        value = facts.get(name)
        if value and not person.get(name):
            person[name] = value.isoformat() if hasattr(value, "isoformat") else value
    if not person.get("document"):
        person["document"] = {"kind": "identity_card", "number": facts.get("number")}
    return {**answers, "nguoi_nop": person}


def name_of(applicant: Mapping[str, Any]) -> str:
    """For whom a draft is, for a list."""
    principal = applicant.get("principal")
    named = principal if isinstance(principal, Mapping) else applicant
    return str(named.get("full_name") or "")
