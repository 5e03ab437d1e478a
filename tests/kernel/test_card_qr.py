import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.card_qr import Card, CardGarbled, CardUnreadable, read_card
from motcua.kernel.errors import Refusal

ADDRESS = "Khu phố 1, Phường 2, Thành phố Tây Ninh, Tây Ninh"
TEXT = f"072095012345|290123456|Nguyễn Văn An|15011995|Nam|{ADDRESS}|10052021"
CARD = Card(
    number="072095012345",
    old_number="290123456",
    name="Nguyễn Văn An",
    born_on=date(1995, 1, 15),
    sex="male",
    address=ADDRESS,
    issued_on=date(2021, 5, 10),
)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT + "\r\n",
        "]Q1" + TEXT,
        TEXT + "||||",
        TEXT + "|Nguyễn Văn Ba|Lê Thị Bốn||",
        unicodedata.normalize("NFD", TEXT),
        TEXT.encode().decode("latin-1"),
    ],
    ids=["plain", "line end", "symbology", "empty rest", "card of 2024", "decomposed", "bytes as letters"],
)
def test_the_same_card_is_read_however_the_scanner_types_it(text):
    assert read_card(text) == CARD


def test_bytes_typed_as_letters_of_windows_are_put_together_again():
    garbled = "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in TEXT.encode()
    )
    assert "Nguyá»…n" in garbled
    assert read_card(garbled) == CARD


def test_a_card_without_an_old_number_is_read():
    assert read_card(TEXT.replace("290123456", "").replace("|Nam|", "|Nữ|")).sex == "female"


@pytest.mark.parametrize(
    "text",
    ["", "hello", TEXT.rsplit("|", 1)[0], TEXT.replace("|", "~"), TEXT.replace("072095012345", "72095012345"),
     TEXT.replace("15011995", "31021995"), TEXT.replace("10052021", ""),
     TEXT.replace("290123456", "29O123456")],
)  # fmt: skip
def test_a_text_that_is_not_a_card_is_refused_and_the_hand_is_offered(text):
    with pytest.raises(CardUnreadable) as refused:
        read_card(text)
    assert "nhập thông tin bằng tay" in refused.value.sentence


@pytest.mark.parametrize(
    ("right", "broken"),
    [("Nguyễn", "Nguye64n"), ("Nguyễn", "Nguy\ufffdn"), ("Nguyễn", "Nguy?n"),
     ("Phường", "Ph\ufffd\ufffdng"), ("|Nam|", "|Na9m|"), ("Nguyễn Văn An", "")],
)  # fmt: skip
def test_broken_letters_are_told_and_the_remedy_with_them(right, broken):
    with pytest.raises(CardGarbled) as refused:
        read_card(TEXT.replace(right, broken))
    assert "tắt bộ gõ tiếng Việt" in refused.value.sentence


@given(
    st.text(max_size=200)
    | st.lists(st.text("0123456789Nam ữ", max_size=12), min_size=7, max_size=9).map("|".join)
)
def test_any_text_is_read_or_refused(text):
    try:
        card = read_card(text)
    except Refusal:
        return
    assert len(card.number) == 12
