"""Invented people: names, numbers and addresses that look right and belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_WORDS = {
    "family": "Nguyễn Trần Lê Phạm Huỳnh Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Mai Tô",
    "male middle": "Văn Hữu Đức Minh Quốc Thành Công Ngọc Hoàng Thanh",
    "female middle": "Thị Ngọc Thị_Kim Thị_Mỹ Thị_Hồng Thị_Thanh Phương Thị_Ánh",
    "male": "An Bình Cường Dũng Đạt Hải Hiếu Hùng Khánh Khoa Long Nam Phúc Quân Sơn Tâm Thắng Tuấn Vinh",
    "female": "Ánh Châu Chi Diễm Dung Giang Hạnh Hoa Hương Lan Linh Mai Nga Nhung Phượng Thảo Trang Tuyết",
    "street": "30_Tháng_4 Cách_Mạng_Tháng_Tám Trần_Hưng_Đạo Nguyễn_Chí_Thanh Điện_Biên_Phủ Lạc_Long_Quân",
}
CENTURY_DIGIT = {("male", 19): 0, ("female", 19): 1, ("male", 20): 2, ("female", 20): 3}


def _word(random: Random, kind: str) -> str:
    return random.choice(_WORDS[kind].split()).replace("_", " ")


@dataclass(frozen=True)
class Citizen:
    """Somebody who does not exist."""

    full_name: str
    sex: str
    born_on: date
    number: str
    phone: str
    email: str
    street: str


def citizen(random: Random, today: date) -> Citizen:
    """An adult with a personal number that fits sex and birth year."""
    sex = random.choice(("male", "female"))
    born_on = today - timedelta(days=random.randint(21 * 365, 70 * 365))
    return Citizen(
        full_name=name(random, sex),
        sex=sex,
        born_on=born_on,
        number=personal_number(random, sex, born_on),
        phone=f"09{random.randint(10_000_000, 99_999_999)}",
        email=f"nguoi-dan-{random.randint(1, 10**9)}@vi-du.example",
        street=street(random),
    )


def street(random: Random) -> str:
    return f"Số {random.randint(1, 480)} đường {_word(random, 'street')}"


def name(random: Random, sex: str) -> str:
    return f"{_word(random, 'family')} {_word(random, f'{sex} middle')} {_word(random, sex)}"


def personal_number(random: Random, sex: str, born_on: date) -> str:
    """Twelve digits: old Tây Ninh or Long An, sex and century, year, six digits at random."""
    digit = CENTURY_DIGIT[(sex, born_on.year // 100)]
    place = random.choice(("072", "080"))
    return f"{place}{digit}{born_on:%y}{random.randint(0, 999_999):06d}"


def tax_code(random: Random) -> str:
    """Ten digits with the right check digit."""
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    while True:
        digits = [random.randint(0, 9) for _ in weights]
        check = 10 - sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if check < 10 and any(digits[2:]):
            return "".join(map(str, [*digits, check]))
