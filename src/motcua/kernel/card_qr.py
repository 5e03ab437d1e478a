"""The QR code of an ID card (thẻ căn cước, CCCD): seven fields between bars, read by a scanner or a camera.

The code is not signed: it saves typing, it proves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from motcua.kernel.errors import Invalid
from motcua.kernel.identifiers import PersonalNumber, PersonalNumberInvalid, Sex
from motcua.kernel.phrases import phrase
from motcua.kernel.text import fold, nfc

_SEXES: dict[str, Sex] = {"nam": "male", "nu": "female"}
_NAME = re.compile(r"[a-z .'’-]+")
# no Vietnamese syllable ends or is written like this: it is how Telex types one (Nguyeenx, Vawn, Ddoongf)
_TELEX = re.compile(r"[a-z]*(?:w|dd|aa|ee|oo[^n]|[aeiouy][a-z]*[sfrxj]$)[a-z]*", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[ ->@-~’–]*"
)  # house numbers, commas, slashes; no question mark: it stands for a lost letter


class CardUnreadable(Invalid):
    """The text is not that of an ID card."""

    code = "card_unreadable"
    template = (
        "Không đọc được mã QR của thẻ: {problem}. "
        "Vui lòng quét lại mã ở góc thẻ căn cước, hoặc nhập thông tin bằng tay."
    )


class CardGarbled(Invalid):
    """The scanner or a Vietnamese typing program broke the letters."""

    code = "card_garbled"
    template = (
        "Máy quét làm hỏng chữ tiếng Việt trong mã QR của thẻ ({field}). Vui lòng tắt bộ gõ tiếng Việt "
        "(Unikey, EVKey), đặt máy quét ở chế độ UTF-8 rồi quét lại, hoặc nhập thông tin bằng tay."
    )


@dataclass(frozen=True)
class Card:
    """What the QR code of an ID card says."""

    number: str
    old_number: str  # 9-digit CMND, or empty
    name: str
    born_on: date
    sex: Sex
    address: str
    issued_on: date


def read_card(text: str) -> Card:
    """Read the text of the QR code.

    Takes what the scanner typed: line ends, a leading symbology mark, letters as single bytes of UTF-8, any
    Unicode form. Cards since 1 July 2024 carry more than seven fields; the rest is passed over.
    Refuses CardUnreadable (not this code, or cut off) and CardGarbled (broken letters).
    """
    plain = re.sub(r"^\]Q[0-9]", "", _undo_single_bytes(text.strip("\ufeff\r\n\t ")))
    fields = [nfc(field) for field in plain.split("|")]
    if len(fields) < 7:
        raise CardUnreadable(
            problem=phrase(
                "mã phải có ít nhất 7 phần ngăn bằng dấu |, chỉ đọc được {count} phần", count=len(fields)
            )
        )
    number, old_number, name, born_on, sex, address, issued_on = fields[:7]
    try:
        number = PersonalNumber.parse(number).value
    except PersonalNumberInvalid:
        raise CardUnreadable(problem=phrase("phần đầu không phải số định danh 12 chữ số")) from None
    if not re.fullmatch(r"(?:[0-9]{9}|[0-9]{12})?", old_number):
        raise CardUnreadable(problem=phrase("phần thứ hai không phải số CMND cũ"))
    _require(name, _NAME, field=phrase("họ và tên"))
    _require(address, _ADDRESS, field=phrase("nơi thường trú"))
    if _is_telex(name, address):
        raise CardGarbled(field=phrase("họ và tên"))
    if fold(sex) not in _SEXES:
        raise CardGarbled(field=phrase("giới tính"))
    return Card(
        number=number,
        old_number=old_number,
        name=name,
        born_on=_day(born_on, phrase("ngày sinh")),
        sex=_SEXES[fold(sex)],
        address=address,
        issued_on=_day(issued_on, phrase("ngày cấp")),
    )


def _is_telex(name: str, address: str) -> bool:
    """Whether a scanner typed Telex instead of letters. A real address has marks; names of some peoples have none."""
    if not (name + address).isascii():
        return False
    words = re.findall(r"[A-Za-z]+", f"{name} {address}")
    return sum(1 for word in words if _TELEX.fullmatch(word)) >= 2


def _undo_single_bytes(text: str) -> str:
    """Some scanners type each byte of UTF-8 as a letter of its own (Nguyá»…n); right text never does."""
    if text.isascii():
        return text
    raw = bytearray()
    for letter in text:
        try:
            raw += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 255:
                return text
            raw.append(ord(letter))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def _require(text: str, allowed: re.Pattern[str], *, field: str) -> None:
    """Vietnamese letters fold to ASCII; what does not, and digits inside a name, come from a broken scan."""
    if not allowed.fullmatch(fold(text)):
        raise CardGarbled(field=field)


def _day(text: str, field: str) -> date:
    """`ddMMyyyy`."""
    found = re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise CardUnreadable(problem=phrase("{field} “{text}” không phải ngày tháng", field=field, text=text))
