import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.money import in_words, vnd


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0 đồng"), (75_000, "75.000 đồng"), (1_234_567, "1.234.567 đồng"), (-500, "-500 đồng")],
)
def test_thousands_are_parted_by_dots(amount, text):
    assert vnd(amount) == text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (101, "một trăm linh một"),
        (115, "một trăm mười lăm"),
        (1_005, "một nghìn không trăm linh năm"),
        (10_015, "mười nghìn không trăm mười lăm"),
        (150_000, "một trăm năm mươi nghìn"),
        (1_000_000, "một triệu"),
        (1_050_000, "một triệu không trăm năm mươi nghìn"),
        (2_000_000_001, "hai tỷ không trăm linh một"),
        (1_000_000_000_000, "một nghìn tỷ"),
        (10**18, "một tỷ tỷ"),
    ],
)
def test_amounts_are_read_as_a_cashier_reads_them(amount, words):
    assert in_words(amount) == f"{words} đồng"


def test_a_negative_amount_has_no_words():
    with pytest.raises(ValueError):
        in_words(-1)


WORDS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
VALUES = {word: value for value, word in enumerate(WORDS)} | {"mốt": 1, "tư": 4, "lăm": 5}


def heard(words: str) -> int:
    """What somebody who hears the words writes down."""
    total = below_billion = three = 0
    for word in words.removesuffix(" đồng").split():
        match word:
            case "tỷ":
                total, below_billion, three = (total + below_billion + three) * 10**9, 0, 0
            case "triệu" | "nghìn":
                below_billion, three = below_billion + three * {"triệu": 10**6, "nghìn": 1000}[word], 0
            case "trăm":
                three *= 100
            case "mười":
                three += 10
            case "mươi":
                three = three // 10 * 10 + three % 10 * 10
            case "linh":
                pass
            case _:
                three += VALUES[word]
    return total + below_billion + three


@given(st.integers(0, 10**15) | st.integers(0, 10**7))
def test_the_words_say_the_amount_and_nothing_else(amount):
    assert heard(in_words(amount)) == amount
    assert "  " not in in_words(amount)
