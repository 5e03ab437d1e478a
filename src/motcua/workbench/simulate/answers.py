"""Answers that an invented person could give to any form."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from random import Random
from typing import Any

from motcua.eforms.rules import check, clean, visible_fields
from motcua.eforms.schema import Control, Field, FieldType, FormDocument
from motcua.kernel.clock import local_day
from motcua.workbench.simulate.people import Citizen, tax_code
from motcua.workbench.simulate.world import Town

OPTIONAL_ANSWERED = 0.5
ROUNDS = 4
# short texts of the kinds that forms ask for by pattern: a line of business, a parcel, a certificate
PATTERNED = ("4711", "12", "125", "1.234", "HCM-00012345", "A1", "12/3", "0276 3822233")


class Answerer:
    """Fills one form for one citizen who lives in one town."""

    def __init__(self, random: Random, who: Citizen, town: Town, at: datetime) -> None:
        self.random, self.who, self.town, self.at = random, who, town, at

    def fill(self, form: FormDocument) -> dict[str, Any]:
        """Answers that pass the form's own check, or the nearest to it: a form may be a draft with gaps.

        A condition can show a question only after another is answered, so the form is filled in rounds.
        """
        answers: dict[str, Any] = {}
        for _ in range(ROUNDS):
            for field in visible_fields(form, answers):
                if field.id not in answers and self._is_answered(field):
                    value = self._answer(field, answers)
                    if value is not None:
                        answers[field.id] = value
            answers = clean(form, answers)
            wrong = {problem.field_id for problem in check(form, answers, complete=True, at=self.at)}
            if not wrong:
                break
            answers = {key: value for key, value in answers.items() if key not in wrong}
        return answers

    def _is_answered(self, field: Field) -> bool:
        return field.required or field.required_when is not None or self.random.random() < OPTIONAL_ANSWERED

    def _answer(self, field: Field, answers: dict[str, Any]) -> Any:  # noqa: PLR0911 one line a type
        match field.type:
            case FieldType.ADDRESS:
                return self._address()
            case FieldType.AGENCY:
                return {"code": self.town.agency_code, "name": self.town.agency_name}
            case FieldType.ID_DOCUMENT:
                return self._document(field)
            case FieldType.PERSON:
                return self._person(field)
            case FieldType.SIGNATURE:
                return {"confirmed": True, "name": self.who.full_name}
            case FieldType.LIST:
                rows = max(1, field.min_rows)
                return [
                    {column.id: self._simple(column, answers) for column in field.columns}
                    for _ in range(rows)
                ]
            case FieldType.FILE:
                return None
        return self._simple(field, answers)

    def _simple(self, control: Control, answers: dict[str, Any]) -> Any:  # noqa: PLR0911 one line a type
        rules = control.constraints
        match control.type:
            case FieldType.BOOLEAN:
                return True
            case FieldType.SELECT if control.code_list == "sex":
                return self.who.sex
            case FieldType.SELECT:
                return self.random.choice(control.choices).value if control.choices else None
            case FieldType.MULTISELECT:
                return [self.random.choice(control.choices).value] if control.choices else None
            case FieldType.INTEGER | FieldType.MONEY | FieldType.NUMBER:
                low = int(rules.min if rules.min is not None else 1)
                high = int(rules.max if rules.max is not None else low + 99)
                return self.random.randint(low, max(low, high))
            case FieldType.DATE:
                return self._day(control)
            case FieldType.DATETIME:
                return self.at.strftime("%Y-%m-%dT%H:%M")
            case FieldType.PHONE:
                return self.who.phone
            case FieldType.EMAIL:
                return self.who.email
        return self._text(control, answers)

    def _day(self, control: Control) -> str:
        rules, today = control.constraints, local_day(self.at)
        if rules.when in {"future", "today_or_future"}:
            return (today + timedelta(days=self.random.randint(1, 60))).isoformat()
        label = control.label.lower()
        if "sinh" in label and "khai" not in label:
            return self.who.born_on.isoformat()
        return (today - timedelta(days=self.random.randint(1, 40))).isoformat()

    def _text(self, control: Control, answers: dict[str, Any]) -> str:
        rules, label = control.constraints, control.label.lower()
        if rules.number == "tax_code" or "mã số thuế" in label:
            return tax_code(self.random)
        if rules.number == "personal_number" or "số định danh" in label:
            return self.who.number
        if rules.pattern is not None:
            return next((one for one in PATTERNED if re.search(rules.pattern, one)), "")
        if "họ" in label and "tên" in label:
            text = self.who.full_name
        elif "tên hộ kinh doanh" in label:
            text = f"Hộ kinh doanh {self.who.full_name}"
        else:
            text = f"{control.label.rstrip('.:')[:60]} (số liệu mô phỏng)"
        text = text[: rules.max_length or 120]
        return text.upper() if control.uppercase else text

    def _address(self) -> dict[str, str]:
        return {
            "province_code": self.town.province_code,
            "commune_code": self.town.commune_code,
            "commune_name": self.town.commune_name,
            "detail": self.who.street,
        }

    def _document(self, field: Field) -> dict[str, str]:
        kinds = [item.value for item in field.kinds]
        kind = "personal_number" if "personal_number" in kinds else kinds[0]
        every = {
            "kind": kind,
            "number": self.who.number
            if kind != "passport"
            else f"C{self.random.randint(1_000_000, 9_999_999)}",
            "issued_on": (local_day(self.at) - timedelta(days=700)).isoformat(),
            "issued_by": "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        }
        return {name: value for name, value in every.items() if name in field.document_parts}

    def _person(self, field: Field) -> dict[str, Any]:
        every: dict[str, Any] = {
            "full_name": self.who.full_name,
            "born_on": self.who.born_on.isoformat(),
            "sex": self.who.sex,
            "ethnic_group": "01",
            "nationality": "VN",
            "phone": self.who.phone,
            "email": self.who.email,
            "address": self._address(),
            "document": self._document(field),
        }
        return {name: every[name] for name in field.part_names if name in every}
