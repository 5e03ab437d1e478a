"""Amounts in đồng: whole numbers, written as Vietnamese papers write them."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def vnd(amount: int) -> str:
    """`75.000 đồng`; the amount is in đồng, a refund may be negative."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def in_words(amount: int) -> str:
    """The amount in words: `một trăm năm mươi nghìn đồng`; refuses a negative one with ValueError."""
    if amount < 0:
        raise ValueError("an amount in words is not negative")
    return f"{_number(amount)} đồng"


def _number(number: int) -> str:
    """Any whole number; beyond a billion (tỷ) the billions are themselves read as a number."""
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, 10**9)
    words = [f"{_number(billions)} tỷ"] if billions else []
    for name, size in ((" triệu", 10**6), (" nghìn", 10**3), ("", 1)):
        three = rest // size % 1000
        if three:
            words.append(_three(three, full=bool(words)) + name)
    return " ".join(words)


def _three(three: int, *, full: bool) -> str:
    """Three digits; `full` when something stands before them: then an empty hundred is said."""
    hundreds, rest = divmod(three, 100)
    tens, unit = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 1:
        words.append("mười")
    elif tens:
        words.append(f"{_DIGITS[tens]} mươi")
    elif unit and words:
        words.append("linh")
    if unit:
        words.append(_unit(tens, unit))
    return " ".join(words)


def _unit(tens: int, unit: int) -> str:
    """After twenty one says mốt and tư; after any ten, lăm."""
    if tens >= 1 and unit == 5:
        return "lăm"
    if tens >= 2:
        return {1: "mốt", 4: "tư"}.get(unit, _DIGITS[unit])
    return _DIGITS[unit]
