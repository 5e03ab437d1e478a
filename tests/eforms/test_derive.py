"""A form is derived from the interchange rows; what cannot be known is told, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.eforms.builders import form_of, row

from motcua.eforms.derive import from_form_fields
from motcua.eforms.schema import FormDocument


def test_ids_come_from_section_and_label_and_are_told_apart() -> None:
    form = form_of(
        row("Họ, chữ đệm, tên", "text", section="Người mẹ"),
        row("Dân tộc", "select", section="Người mẹ"),
        row("Dân tộc", "select", section="Người cha"),
        row("Dân tộc (ghi lại)", "select", section="Người mẹ"),
    )

    assert [field.id for field in form.fields] == [
        "nguoi_me__ho_chu_dem_ten",
        "nguoi_me__dan_toc",
        "nguoi_me__dan_toc_2",
        "nguoi_cha__dan_toc",
    ]
    assert [section.title for section in form.sections] == ["Người mẹ", "Người cha"]


def test_an_explicit_id_outlives_a_reworded_label() -> None:
    before = form_of(row("Họ tên", "text", id="ten_nguoi_yeu_cau"))
    after = form_of(row("Họ, chữ đệm và tên", "text", id="ten_nguoi_yeu_cau"))

    assert [f.id for f in before.fields] == [f.id for f in after.fields] == ["ten_nguoi_yeu_cau"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Giới tính", "sex"),
        ("DÂN TỘC", "ethnic_groups"),
        ("Quốc tịch", "countries"),
        ("Loại giấy tờ", "id_documents"),
        ("Quan hệ với chủ hộ", "relations"),
        ("Phương thức nhận kết quả", "result_channels"),
    ],
)
def test_a_common_choice_takes_its_code_list_by_its_label(label: str, name: str) -> None:
    form = form_of(row(label, "select"))

    assert next(iter(form.fields)).code_list == name
    assert form.is_complete


@pytest.mark.demand("TN19-6.3a")
def test_a_choice_without_options_and_a_list_without_columns_make_a_draft_with_reasons() -> None:
    form, problems = from_form_fields(
        [row("Loại phù hiệu", "select"), row("Giấy tờ kèm theo", "list"), row("Họ tên", "text")]
    )

    assert not form.is_complete
    assert [(p.path, p.code, p.severity) for p in problems] == [
        ("form_fields[0].options", "select_without_options", "draft"),
        ("form_fields[1].columns", "list_without_columns", "draft"),
    ]
    assert "Loại phù hiệu" in problems[0].sentence
    assert len(list(form.fields)) == 3


def test_the_overlay_completes_a_draft_without_touching_ids() -> None:
    rows = [row("Loại phù hiệu", "select"), row("Thành viên hộ", "list")]
    draft, _ = from_form_fields(rows)

    form, problems = from_form_fields(
        rows,
        {
            "nguoi_yeu_cau__loai_phu_hieu": {"options": ["Xe tải", "Xe hợp đồng"]},
            "nguoi_yeu_cau__thanh_vien_ho": {
                "columns": ["Họ và tên", {"label": "Giới tính", "type": "select"}]
            },
        },
    )

    assert problems == []
    assert form.is_complete
    assert [f.id for f in form.fields] == [f.id for f in draft.fields]
    assert [item.value for item in form.field("nguoi_yeu_cau__loai_phu_hieu").choices] == [
        "xe_tai",
        "xe_hop_dong",
    ]
    assert [c.id for c in form.field("nguoi_yeu_cau__thanh_vien_ho").columns] == ["ho_va_ten", "gioi_tinh"]


@pytest.mark.parametrize(
    ("bad", "path", "code"),
    [
        ("không phải bảng", "form_fields[0]", "not_a_mapping"),
        ({"section": "A", "type": "text"}, "form_fields[0].label", "label_missing"),
        (row("Màu", "colour"), "form_fields[0].type", "unknown_type"),
        (row("Màu", "text", id="Mã số"), "form_fields[0].id", "bad_id"),
        (row("Màu", "text", id="csrfmiddlewaretoken"), "form_fields[0]", "bad_setting"),
        (row("Màu", "text", colour="red"), "form_fields[0].colour", "unknown_key"),
        (row("Màu", "text", options=["đỏ"]), "form_fields[0]", "bad_setting"),
        (
            row("Màu", "list", columns=[{"label": "X", "type": "file"}]),
            "form_fields[0].columns[0]",
            "bad_setting",
        ),
        (row("Màu", "text", constraints={"min": "a"}), "form_fields[0].constraints.min", "bad_setting"),
        (
            row("Màu", "text", visible_when={"field": "la", "is_filled": True}),
            "form_fields[0].visible_when",
            "bad_condition",
        ),
        (
            row("Số định danh", "id_document", constraints={"matches_sex": "la"}),
            "form_fields[0].constraints.matches_sex",
            "bad_comparison",
        ),
    ],
)
def test_a_fault_is_told_with_the_path_of_its_key(bad: object, path: str, code: str) -> None:
    form, problems = from_form_fields([bad, row("Họ tên", "text")])

    assert (path, code) in [(p.path, p.code) for p in problems]
    assert "nguoi_yeu_cau__ho_ten" in form.by_id, "the sound row stays"


def test_two_rows_with_one_id_are_refused() -> None:
    _, problems = from_form_fields([row("A", "text", id="a"), row("B", "text", id="a")])

    assert [(p.path, p.code) for p in problems] == [("form_fields[1].id", "id_taken")]


def test_a_condition_may_only_look_back_so_that_forms_can_be_filled_in_order() -> None:
    with pytest.raises(ValidationError, match="earlier"):
        FormDocument.model_validate(
            {
                "title": "X",
                "sections": [
                    {
                        "id": "a",
                        "title": "A",
                        "fields": [
                            {
                                "id": "x",
                                "label": "X",
                                "type": "text",
                                "visible_when": {"field": "y", "equals": "1"},
                            },
                            {"id": "y", "label": "Y", "type": "text"},
                        ],
                    }
                ],
            }
        )


def test_the_frozen_json_of_a_release_reads_back_as_the_same_form() -> None:
    form = form_of(
        row("Quan hệ với người chết", "select"),
        row(
            "Ghi rõ",
            "text",
            visible_when={
                "any": [
                    {"field": "nguoi_yeu_cau__quan_he_voi_nguoi_chet", "in": ["other"]},
                    {"not": {"field": "nguoi_yeu_cau__quan_he_voi_nguoi_chet", "is_filled": True}},
                ]
            },
        ),
        row("Năm sinh", "date"),
    )

    assert FormDocument.model_validate(form.dump()) == form


def test_custom_reads_the_parts_of_a_person_off_the_label() -> None:
    form = form_of(
        row("Mẹ: họ tên, ngày sinh, giấy tờ", "person"),
        row("Người xuất khẩu (tên, địa chỉ)", "person"),
        row("Người liên hệ", "person"),
    )

    assert [f.part_names for f in form.fields] == [
        ("full_name", "born_on", "document"),
        ("full_name", "address"),
        ("full_name", "born_on", "document"),
    ]


@pytest.mark.demand("TN19-4.5")
def test_only_the_applicants_own_section_is_prefilled_from_account_and_browser() -> None:
    form = form_of(
        row("Họ và tên", "text", section="Người yêu cầu"),
        row("Họ và tên", "text", section="Người được khai sinh"),
    )

    own, other = form.fields
    assert own.prefill == ("card.full_name", "account.full_name")
    assert own.autocomplete == "name"
    assert (other.prefill, other.autocomplete) == (("card.full_name",), "")


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["list", "select", "date"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["section", "label", "type", "id", "options", "columns", "constraints", "prefill", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(anything)
def test_whatever_the_yaml_holds_the_answer_is_a_form_and_a_list_of_problems(rows: object) -> None:
    form, problems = from_form_fields(rows)

    assert FormDocument.model_validate(form.dump()) == form
    assert form.is_complete is (not form.gaps)
    assert all(problem.path and problem.sentence for problem in problems)
