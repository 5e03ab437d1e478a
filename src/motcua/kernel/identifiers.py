"""The numbers and codes people and offices are known by: read, checked, put into one form.

Every `parse` takes what a person typed (blanks, dots, small letters) and gives the canonical form, or refuses
with a Vietnamese sentence that says what to correct. No register is asked whether the number was issued.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from motcua.kernel.errors import Invalid
from motcua.kernel.phrases import joined, phrase
from motcua.kernel.provinces import OLD_PROVINCES, PROVINCES_SINCE_2025

Sex = Literal["male", "female"]
_SEX_LABELS: dict[Sex, str] = {"male": phrase("nam"), "female": phrase("nữ")}
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})  # word processors


class PersonalNumberInvalid(Invalid):
    """Not 12 digits."""

    code = "personal_number_invalid"
    template = (
        "Số định danh cá nhân phải gồm đúng 12 chữ số, số vừa nhập có {digits} chữ số. "
        "Vui lòng nhập lại theo thẻ căn cước (không dùng số CMND 9 số cũ)."
    )


class PersonalNumberContradicts(Invalid):
    """The number says another birth year or sex than the person did."""

    code = "personal_number_contradicts"
    template = "{reasons} Vui lòng kiểm tra lại số định danh, ngày sinh và giới tính theo thẻ căn cước."


class TaxCodeInvalid(Invalid):
    """Not the form of a tax code."""

    code = "tax_code_invalid"
    template = (
        "Mã số thuế phải có 10 chữ số, 10 chữ số kèm 3 số của đơn vị phụ thuộc (ví dụ 0100109106-001), "
        "hoặc 12 chữ số định danh cá nhân. Vui lòng nhập lại theo giấy chứng nhận đăng ký."
    )


class TaxCodeCheckDigitWrong(Invalid):
    """The tenth digit does not follow from the nine before it."""

    code = "tax_code_check_digit_wrong"
    template = (
        "Mã số thuế {value} sai chữ số kiểm tra, có thể đã gõ nhầm một chữ số. "
        "Vui lòng so lại từng chữ số với giấy chứng nhận đăng ký."
    )


class AgencyCodeInvalid(Invalid):
    """Not an agency identifier of QĐ 20/2020/QĐ-TTg."""

    code = "agency_code_invalid"
    template = (
        "“{text}” không phải mã định danh cơ quan. Mã gồm tối đa 35 chữ in hoa, chữ số và dấu chấm, "
        "ví dụ H53.18. Vui lòng nhập lại theo quyết định ban hành mã."
    )


class DossierCodeInvalid(Invalid):
    """Not a dossier code of any generation."""

    code = "dossier_code_invalid"
    template = (
        "“{text}” không phải mã số hồ sơ. Mã có dạng mã cơ quan - năm tháng ngày - số thứ tự, "
        "ví dụ H53.18-251103-0001. Vui lòng nhập lại theo giấy tiếp nhận hồ sơ."
    )


class ProcedureCodeInvalid(Invalid):
    """Not a code of the national catalogue of procedures."""

    code = "procedure_code_invalid"
    template = (
        "“{text}” không phải mã thủ tục hành chính. Mã có dạng 1.001193 hoặc 1.001193.H53; vui lòng nhập lại."
    )


class PhoneInvalid(Invalid):
    """Not a Vietnamese telephone number."""

    code = "phone_invalid"
    template = (
        "Số điện thoại chưa đúng. Vui lòng nhập số di động 10 chữ số (ví dụ 0901 234 567) "
        "hoặc số cố định 11 chữ số có mã vùng (ví dụ 0276 3822 233)."
    )


class EmailInvalid(Invalid):
    """Not an e-mail address."""

    code = "email_invalid"
    template = (
        "Địa chỉ thư điện tử chưa đúng. "
        "Vui lòng nhập dạng ten@tenmien.vn, không dấu và không có khoảng trắng."
    )


@dataclass(frozen=True)
class PersonalNumber:
    """Số định danh cá nhân: place of birth registration, sex and century, year, six random digits.

    There is no check digit, and it never changes, not even when provinces merge: the 63 old codes stay valid.
    Law: Luật Căn cước 2023; structure NĐ 137/2015 Điều 13.
    """

    value: str
    province_code: str
    sex: Sex
    birth_year: int

    @classmethod
    def parse(cls, text: str) -> PersonalNumber:
        """Twelve digits, with or without blanks, dots, dashes. Refuses PersonalNumberInvalid."""
        value = _bare(text)
        if not re.fullmatch(r"[0-9]{12}", value):
            raise PersonalNumberInvalid(digits=sum(letter.isdigit() for letter in value))
        century_and_sex = int(value[3])
        return cls(
            value=value,
            province_code=value[:3],
            sex="female" if century_and_sex % 2 else "male",
            birth_year=1900 + 100 * (century_and_sex // 2) + int(value[4:6]),
        )

    def contradictions(self, birth: date | None, sex: Sex | None) -> list[str]:
        """Vietnamese sentences on what does not agree with the declared birth date and sex, or none.

        What was not declared is not compared. Registers get corrected, so an officer may go on all the same.
        """
        found: list[str] = []
        if birth is not None and birth.year != self.birth_year:
            found.append(
                phrase(
                    "Số định danh {number} cho biết năm sinh {year}, khác năm sinh đã khai {declared}.",
                    number=self.value,
                    year=self.birth_year,
                    declared=birth.year,
                )
            )
        if sex is not None and sex != self.sex:
            found.append(
                phrase(
                    "Số định danh {number} cho biết giới tính {sex}, khác giới tính đã khai {declared}.",
                    number=self.value,
                    sex=_SEX_LABELS[self.sex],
                    declared=_SEX_LABELS[sex],
                )
            )
        return found

    def require_agreement(self, birth: date | None, sex: Sex | None) -> None:
        """Refuses PersonalNumberContradicts when `contradictions` finds any."""
        if found := self.contradictions(birth, sex):
            raise PersonalNumberContradicts(reasons=joined(" ", found))

    @property
    def province_names(self) -> list[str]:
        """Which provinces the first three digits may mean: some codes changed hands on 1 July 2025."""
        names = [OLD_PROVINCES.get(self.province_code), PROVINCES_SINCE_2025.get(self.province_code)]
        return list(dict.fromkeys(name for name in names if name))

    def warnings(self) -> list[str]:
        """What an officer should look at, though nobody is refused for it: no known province."""
        if self.province_names:
            return []
        return [
            phrase(
                "Ba số đầu {digits} không phải mã tỉnh, thành phố nào đã biết; "
                "chỉ đúng khi khai sinh được đăng ký ở nước ngoài.",
                digits=self.province_code,
            )
        ]

    @property
    def masked(self) -> str:
        """For logs and public pages: `072*****2345`."""
        return f"{self.value[:3]}*****{self.value[-4:]}"


_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True)
class TaxCode:
    """Mã số thuế: of an enterprise (10 digits), its dependent unit (10-3), a person or household (12).

    Law: TT 86/2024/TT-BTC; a person's and a household business's tax code is the personal number.
    """

    value: str
    kind: Literal["enterprise", "dependent", "person"]

    @classmethod
    def parse(cls, text: str) -> TaxCode:
        """Refuses TaxCodeInvalid (form) and TaxCodeCheckDigitWrong (a digit mistyped)."""
        digits = _bare(text)
        if re.fullmatch(r"[0-9]{12}", digits):
            return cls(digits, "person")
        found = re.fullmatch(r"([0-9]{10})([0-9]{3})?", digits)
        if not found or found[1][2:9] == "0000000" or found[2] == "000":
            raise TaxCodeInvalid()
        if tax_check_digit(found[1][:9]) != int(found[1][9]):
            raise TaxCodeCheckDigitWrong(value=found[1])
        if found[2]:
            return cls(f"{found[1]}-{found[2]}", "dependent")
        return cls(found[1], "enterprise")

    @property
    def parent(self) -> str:
        """The code of the enterprise itself, without the number of the dependent unit."""
        return self.value.split("-", maxsplit=1)[0]


def tax_check_digit(nine: str) -> int | None:
    """The tenth digit that belongs to nine; None where no such number is issued."""
    digit = 10 - sum(weight * int(n) for weight, n in zip(_TAX_WEIGHTS, nine, strict=True)) % 11
    return None if digit == 10 else digit


@dataclass(frozen=True)
class AgencyCode:
    """Mã định danh điện tử of an agency or organisation (QĐ 20/2020/QĐ-TTg).

    `levels` runs from the first level down, whichever way the code was written: `H53.18` and the form of
    before 2020, `000.00.18.H53`, both have ("H53", "18"). A child's code begins with its parent's.
    """

    value: str
    kind: Literal["state", "enterprise", "other"]
    levels: tuple[str, ...]

    @property
    def today(self) -> str:
        """The code as QĐ 20/2020 writes it, first level first."""
        return ".".join(self.levels)


def parse_agency_code(text: str) -> AgencyCode:
    """State bodies (Điều 4), enterprises by their own number (Điều 5), others Z01 to Z99 (Điều 6).

    Refuses AgencyCodeInvalid.
    """
    value = _code(text)
    if found := re.fullmatch(r"([0-9]{3})\.([0-9]{2})\.([0-9A-Z]{2,3})\.([A-Y][0-9]{2})", value):
        below = [group for group in (found[3], found[2], found[1]) if group.strip("0")]
        return AgencyCode(value, "state", (found[4], *below))
    if len(value) <= 35 and re.fullmatch(r"[A-Y][0-9]{2}(\.[0-9A-Z]+)*", value):
        return AgencyCode(value, "state", tuple(value.split(".")))
    if re.fullmatch(r"Z(?!00)[0-9]{2}[0-9A-Z]{0,32}", value):
        return AgencyCode(value, "other", (value,))
    if re.fullmatch(r"[0-9]{2}[A-Z]8[0-9]{6}", value):  # household businesses registered before 1 July 2025
        return AgencyCode(value, "enterprise", (value,))
    if re.fullmatch(r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}", value):
        tax_code = TaxCode.parse(value).value
        return AgencyCode(tax_code, "enterprise", (tax_code,))
    raise AgencyCodeInvalid(text=_shown(text))


@dataclass(frozen=True)
class DossierCode:
    """Mã số hồ sơ taken apart: whose number, of which day of reception, which in that day's sequence.

    `generation` is 2018 (TT 01/2018, agency code written from below), 2020 (QĐ 20/2020) or 2026 (TT 04/2025:
    a nationwide service; `system` holds two digits of the agency that owns it).
    """

    value: str
    agency: AgencyCode
    day: date
    sequence: int
    generation: Literal[2018, 2020, 2026]
    system: str | None = None


def parse_dossier_code(text: str) -> DossierCode:
    """All three generations. Refuses DossierCodeInvalid.

    Sequences of one agency and day have at least four digits and may grow to five; six digits and more are
    read as a nationwide service's, because nothing but the length tells the two apart.
    """
    value = _code(text)
    found = re.fullmatch(
        r"([0-9A-Z.]{3,35}(?:-[0-9]{3})?)-([0-9]{2})([0-9]{2})([0-9]{2})-([0-9]{4,10})", value
    )
    if not found:
        raise DossierCodeInvalid(text=_shown(text))
    try:
        agency = parse_agency_code(found[1])
        day = date(2000 + int(found[2]), int(found[3]), int(found[4]))
    except (Invalid, ValueError) as error:
        raise DossierCodeInvalid(text=_shown(text)) from error
    tail = found[5]
    if agency.value != agency.today:
        return DossierCode(value, agency, day, int(tail), 2018)
    if len(tail) >= 6:
        return DossierCode(value, agency, day, int(tail[2:]), 2026, system=tail[:2])
    return DossierCode(value, agency, day, int(tail), 2020)


@dataclass(frozen=True)
class ProcedureCode:
    """Mã thủ tục hành chính: `key` finds the procedure, `suffix` says whose edition it is (`H53`)."""

    value: str
    key: str
    suffix: str


def parse_procedure_code(text: str) -> ProcedureCode:
    """`1.001234`, `1.000948.H38`, `2.001218.000.00.00.H38`. Refuses ProcedureCodeInvalid."""
    value = _code(text)
    found = re.fullmatch(r"([1-9]\.[0-9]{6})(?:\.([0-9A-Z]+(?:\.[0-9A-Z]+)*))?", value)
    if not found:
        raise ProcedureCodeInvalid(text=_shown(text))
    return ProcedureCode(value, found[1], found[2] or "")


def parse_phone(text: str) -> str:
    """A Vietnamese number as ten (mobile) or eleven (landline) digits from 0; +84, 84, 0084 are understood.

    Refuses PhoneInvalid.
    """
    digits = re.sub(r"[\s.()/-]", "", unicodedata.normalize("NFKC", text).translate(_DASHES))
    digits = re.sub(r"^(?:\+84|0084|84(?=[0-9]{9,10}$))0?", "0", digits)
    if not re.fullmatch(r"0[35789][0-9]{8}|02[0-9]{9}", digits):
        raise PhoneInvalid()
    return digits


def parse_email(text: str) -> str:
    """An address in small letters; people who change its case mean the same box. Refuses EmailInvalid."""
    value = text.strip().lower()
    local, _, domain = value.rpartition("@")
    label = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    if (
        len(value) > 254
        or len(local) > 64
        or not re.fullmatch(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", local)
        or not re.fullmatch(rf"(?:{label}\.)+{label}", domain)
        or domain.rpartition(".")[2].isdigit()
    ):
        raise EmailInvalid()
    return value


def _bare(text: str) -> str:
    """Digits typed with blanks, dots or dashes between them, also in full width."""
    return re.sub(r"[\s.-]", "", unicodedata.normalize("NFKC", text).translate(_DASHES))


def _code(text: str) -> str:
    """A code typed by hand: capitals, no blanks, a plain dash."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).translate(_DASHES)).upper()


def _shown(text: str) -> str:
    """What was typed, short enough to stand in a sentence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:60]}…"
