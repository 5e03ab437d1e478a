"""Answers are typed, told what is wrong, and judged alike by the rules and by the derived JSON Schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.eforms.builders import AT, form_of, row
from tests.eforms.forms import PLACES, every_type, typed

from motcua.eforms.json_schema import json_schema, validator
from motcua.eforms.problems import STRUCTURAL
from motcua.eforms.rules import Problem, check, clean
from motcua.kernel.text import nfc

FORM = every_type()
COMPLETE, PARTIAL = validator(FORM), validator(FORM, complete=False)


def problems_of(raw: dict[str, Any], *, complete: bool = True) -> dict[str, Problem]:
    answers = clean(FORM, typed() | raw, places=PLACES)
    found = check(FORM, answers, complete=complete, at=AT, places=PLACES)
    return {problem.name: problem for problem in found}


@pytest.mark.demand("TN19-6.3b")
def test_what_is_typed_becomes_structured_canonical_answers() -> None:
    assert clean(FORM, typed(), places=PLACES) == {
        "kinh_gui": {"code": "H53.18.01", "name": "Ủy ban nhân dân phường Tân Ninh"},
        "ho_ten": "NGUYỄN THỊ ÁNH",
        "ngay_sinh": "1990-03-27",
        "gioi_tinh": "female",
        "giay_to": {"kind": "personal_number", "number": "072190123456"},
        "noi_cu_tru": {
            "province_code": "80",
            "province_name": "Tỉnh Tây Ninh",
            "commune_code": "25459",
            "commune_name": "Phường Tân Ninh",
            "detail": "Số 12, đường 30/4",
        },
        "dien_thoai": "0901234567",
        "quan_he": "mother",
        "thu_nhap": 7_500_000,
        "dien_tich": 1250.5,
        "thanh_vien": [{"ho_va_ten": "Nguyễn Văn Bình", "ngay_sinh": "2015-02-01", "gioi_tinh": "male"}],
        "thoi_diem": "2026-08-27T08:30:00+07:00",
        "ban_sao": True,
        "so_luong": 2,
        "cach_nhan": ["tai_bo_phan_mot_cua", "qua_buu_dien"],
        "cam_doan": True,
        "chu_ky": {"confirmed": True, "name": "Nguyễn Thị Ánh"},
    }
    assert problems_of({}) == {}


def test_a_querydict_is_read_like_a_mapping() -> None:
    posted = QueryDict(mutable=True)
    for name, value in typed().items():
        posted.setlist(name, value if isinstance(value, list) else [value])

    assert clean(FORM, posted, places=PLACES) == clean(FORM, typed(), places=PLACES)


def test_an_empty_form_asks_for_every_required_field_in_words() -> None:
    found = {p.field_id: p.sentence for p in check(FORM, {}, complete=True, at=AT)}

    assert found == {
        "kinh_gui": "Chọn cơ quan ở mục “Kính gửi”.",
        "ho_ten": "Nhập họ, chữ đệm, tên người yêu cầu.",
        "ngay_sinh": "Nhập ngày, tháng, năm sinh.",
        "gioi_tinh": "Chọn giới tính.",
        "giay_to": "Nhập thông tin ở mục “Giấy tờ tùy thân / số định danh cá nhân”.",
        "noi_cu_tru": "Nhập nơi cư trú.",
        "dien_thoai": "Nhập số điện thoại.",
        "quan_he": "Chọn quan hệ với người được khai sinh.",
        "ban_sao": "Chọn Có hoặc Không ở mục “Đề nghị cấp bản sao”.",
        "cach_nhan": "Chọn cách nhận.",
        "cam_doan": "Đánh dấu đồng ý ở mục “Cam đoan lời khai đúng sự thật” để tiếp tục.",
        "chu_ky": "Đánh dấu xác nhận và ghi họ tên ở mục “Chữ ký người yêu cầu”.",
    }
    assert check(FORM, {}, complete=False, at=AT) == [], "a form that is being filled may be empty"


@pytest.mark.parametrize(
    ("raw", "name", "code", "words"),
    [
        ({"ngay_sinh.day": "31", "ngay_sinh.month": "2"}, "ngay_sinh", "not_a_date", "ví dụ 27/3/1990"),
        ({"ngay_sinh.year": "90"}, "ngay_sinh", "not_a_date", "ngày có thật"),
        ({"ngay_sinh.year": "2027"}, "ngay_sinh", "not_past", "không được sau ngày hôm nay (28/8/2026)"),
        ({"giay_to.number": "07219012345"}, "giay_to.number", "not_digits", "có 11 chữ số"),
        ({"giay_to.number": "072090123456"}, "giay_to.number", "contradicts", "giới tính nam"),
        ({"ngay_sinh.year": "1991"}, "giay_to.number", "contradicts", "năm sinh 1990"),
        ({"giay_to.kind": "", "giay_to.number": "12"}, "giay_to.kind", "required", "Chọn loại giấy tờ"),
        ({"giay_to.kind": "passport", "giay_to.number": "b1"}, "giay_to.number", "not_digits", "hộ chiếu"),
        ({"dien_thoai": "12345"}, "dien_thoai", "bad_phone", "0901 234 567"),
        ({"email": "ánh@vn"}, "email", "bad_email", "ten@tenmien.vn"),
        ({"gioi_tinh": "khác"}, "gioi_tinh", "not_a_choice", "trong danh sách"),
        ({"noi_cu_tru.commune_code": ""}, "noi_cu_tru.commune_code", "required", "Chọn xã, phường"),
        ({"noi_cu_tru.province_code": "01"}, "noi_cu_tru.commune_name", "required", "tên xã, phường"),
        ({"thu_nhap": "bảy triệu"}, "thu_nhap", "not_a_number", "số nguyên, ví dụ 75.000"),
        ({"dien_tich": "rộng"}, "dien_tich", "not_a_number", "ví dụ 125,5"),
        ({"nam_sinh_cha": "2030"}, "nam_sinh_cha", "not_past", "2026"),
        ({"so_luong": "21"}, "so_luong", "too_big", "không được quá 20"),
        ({"so_luong": ""}, "so_luong", "required", "Nhập số lượng bản sao."),
        ({"ghi_chu": "a" * 5001}, "ghi_chu", "too_long", "tối đa 5000"),
        ({"thanh_vien.0.ngay_sinh.day": "99"}, "thanh_vien.0.ngay_sinh", "not_a_date", "Dòng 1: ngày sinh"),
        ({"thanh_vien.0.ho_va_ten": ""}, "thanh_vien.0.ho_va_ten", "required", "Dòng 1: nhập họ và tên."),
        (
            {f"thanh_vien.{n}.ho_va_ten": "A" for n in range(5, 9)},
            "thanh_vien",
            "too_many_rows",
            "tối đa 3 dòng",
        ),
        ({"thoi_diem.time": "25:00"}, "thoi_diem", "not_an_instant", "8:30 ngày"),
        ({"chu_ky.confirmed": ""}, "chu_ky.confirmed", "required", "Đánh dấu xác nhận"),
        ({"cam_doan": "false"}, "cam_doan", "must_agree", "Đánh dấu đồng ý"),
        ({"me.born_on": "1960"}, "me.full_name", "required", "Nhập họ và tên ở mục “Mẹ: họ tên"),
        (
            {"me.full_name": "A", "me.born_on": "1961", "me.document.number": "072160123456"}
            | {"me.document.kind": "identity_card"},
            "me.document.number",
            "contradicts",
            "năm sinh 1960",
        ),
        ({"noi_sinh.province_code": "cu-80"}, "noi_sinh.commune_name", "required", "quận, huyện"),
        ({"noi_sinh.province_code": "nuoc-ngoai"}, "noi_sinh.detail", "required", "nước ngoài"),
        ({"kinh_gui": "UBND phường khác"}, None, "", ""),
    ],
)
def test_each_mistake_is_told_beside_its_input_with_what_to_do(
    raw: dict[str, Any], name: str | None, code: str, words: str
) -> None:
    found = problems_of(raw)

    if name is None:
        assert found == {}
        return
    assert found[name].code == code
    assert words in found[name].sentence


def test_what_cannot_be_understood_is_kept_as_it_was_typed() -> None:
    answers = clean(
        FORM, {"ngay_sinh.day": "31", "ngay_sinh.month": "2", "ngay_sinh.year": "1990", "thu_nhap": "ít"}
    )

    assert answers == {"ngay_sinh": "31/2/1990", "thu_nhap": "ít"}


@pytest.mark.parametrize(
    ("typed_date", "canonical"),
    [
        ("27/3/1990", "1990-03-27"),
        ("27-03-1990", "1990-03-27"),
        ("27.3.1990", "1990-03-27"),
        ("1990-03-27", "1990-03-27"),
        ({"day": "27/3/1990"}, "1990-03-27"),
        ("29/2/2025", "29/2/2025"),
        ({"day": "", "month": "3", "year": ""}, "/3/"),
    ],
)
def test_dates_are_understood_in_boxes_and_in_one_go(typed_date: Any, canonical: str) -> None:
    assert clean(FORM, {"ngay_sinh": typed_date}) == {"ngay_sinh": canonical}


def test_a_year_alone_is_enough_where_the_form_asks_for_the_year_of_birth() -> None:
    form = form_of(row("Năm sinh", "date", id="nam_sinh"))

    answers = clean(form, {"nam_sinh.year": "1948"})

    assert answers == {"nam_sinh": "1948"}
    assert check(form, answers, complete=True, at=AT) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250", 1250),
        ("1.250,5", 1250.5),
        ("125,5", 125.5),
        ("125.5", 125.5),
        ("0,25", 0.25),
        ("-3", -3),
        ("1 000 000", 1_000_000),
        ("1e9", "1e9"),
        ("nan", "nan"),
        ("1,2,3", "1,2,3"),
    ],
)
def test_numbers_are_read_as_vietnamese_write_them(text: str, value: object) -> None:
    assert clean(FORM, {"dien_tich": text}) == {"dien_tich": value}


def test_a_hidden_field_is_dropped_and_not_asked_for() -> None:
    answers = clean(FORM, typed() | {"quan_he_khac": "bà nội nuôi", "ban_sao": "false"}, places=PLACES)

    assert "quan_he_khac" not in answers
    assert "so_luong" not in answers
    assert check(FORM, answers, complete=True, at=AT, places=PLACES) == []


def test_a_commune_left_over_from_another_province_is_not_believed() -> None:
    answers = clean(FORM, typed() | {"noi_cu_tru.province_code": "01"}, places=PLACES)

    assert answers["noi_cu_tru"] == {
        "province_code": "01",
        "province_name": "Thành phố Hà Nội",
        "detail": "Số 12, đường 30/4",
    }


def test_an_untouched_home_province_is_no_answer() -> None:
    assert clean(FORM, {"noi_sinh.province_code": "80"}, places=PLACES) == {}
    assert clean(FORM, {"noi_sinh.province_code": "01"}, places=PLACES) != {}


def test_text_of_a_request_cannot_name_a_stored_file() -> None:
    assert clean(FORM, {"chung_sinh": "0199-someone-elses", "chung_sinh.0.id": "0199"}) == {}


def test_a_commune_that_no_longer_exists_is_told() -> None:
    found = problems_of({"noi_cu_tru.commune_code": "99999"})

    assert found["noi_cu_tru.commune_code"].code == "unknown_commune"


def test_text_is_kept_in_nfc_without_characters_the_database_refuses() -> None:
    answers = clean(FORM, {"ghi_chu": "\u0000Tie\u0302\u0301ng\r\n\r\nVie\u0323\u0302t  \ud800 "})

    assert answers == {"ghi_chu": "Tiếng\n\nViệt"}


# --- for any input whatever

names = st.sampled_from(
    sorted(
        {*typed(), *(f.id for f in FORM.fields)}
        | {
            "me.full_name",
            "me.born_on.year",
            "me.document.kind",
            "me.document.number",
            "noi_sinh.province_code",
        }
        | {
            "noi_sinh.detail",
            "noi_sinh.commune_name",
            "thanh_vien.1.ho_va_ten",
            "thanh_vien.x.y",
            "a.b.c.d.e",
            "",
        }
    )
)
words = (
    st.text(max_size=12)
    | st.sampled_from(sorted({v for v in typed().values() if isinstance(v, str)}))
    | st.sampled_from(
        ["other", "true", "false", "cu-80", "nuoc-ngoai", "2020-13-45", "1990", "9" * 20, "-0", "a" * 600]
    )
    | st.sampled_from(
        ["passport", "tax_code", "0100109106", "072190123456", "B1234567", "99999", "25486", "2"]
    )
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["kind", "number", "full_name", "day", "year", "0", "confirmed", "name", "ho_va_ten", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)
posts = st.dictionaries(names, words | st.lists(words, max_size=2), max_size=12)
anything = posts | st.dictionaries(names, json_values, max_size=8)
mostly_good = st.builds(lambda changes: typed() | changes, st.dictionaries(names, words, max_size=3))
quick = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@quick
@given(anything | mostly_good, st.sampled_from([PLACES, None]))
def test_cleaning_twice_changes_nothing(raw: dict[str, Any], places: Any) -> None:
    more = {"places": places} if places else {}
    once = clean(FORM, raw, **more)

    assert clean(FORM, once, **more) == once
    assert json.loads(json.dumps(once, allow_nan=False)) == once
    json.dumps(once, ensure_ascii=False).encode()
    assert all(nfc(value) == value for value in [once.get("ho_ten", "")])


@quick
@given(anything | mostly_good, st.booleans())
def test_rules_and_json_schema_agree_on_any_input(raw: dict[str, Any], complete: bool) -> None:
    answers = clean(FORM, raw, places=PLACES)

    found = check(FORM, answers, complete=complete, at=AT, places=PLACES)

    structural = [problem for problem in found if problem.code in STRUCTURAL]
    judge = COMPLETE if complete else PARTIAL
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in judge.iter_errors(answers)]
    assert bool(structural) is bool(errors), (answers, structural, errors)


@quick
@given(st.dictionaries(names, json_values, max_size=8), st.booleans())
def test_checking_never_fails_on_answers_that_were_not_cleaned(
    answers: dict[str, Any], complete: bool
) -> None:
    for problem in check(FORM, answers, complete=complete, at=AT, places=PLACES):
        assert problem.sentence
        assert problem.code


def test_the_derived_schema_is_itself_valid() -> None:
    COMPLETE.check_schema(json_schema(FORM))
    assert json_schema(FORM)["$schema"].endswith("2020-12/schema")
