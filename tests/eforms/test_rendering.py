"""Pages of a form: what the person sees is what was answered, and posting a page back loses nothing."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.eforms.builders import AT, form_of, row
from tests.eforms.forms import PLACES, every_type, typed

import motcua
from motcua.eforms.drafting import FileRef, add_file, apply_section
from motcua.eforms.places import NOWHERE
from motcua.eforms.rendering import REVIEW, first_section_with, open_sections, page, review
from motcua.eforms.rules import check, clean

FORM = every_type()
ENGINE = Engine(
    dirs=[str(Path(motcua.__file__).parent / "sites" / "ui" / "templates")],
    libraries={"i18n": "django.templatetags.i18n", "motcua": "motcua.sites.ui.templatetags.motcua"},
)
SECTIONS = [section.id for section in FORM.sections]


class Page(HTMLParser):
    """The controls of a page, as a browser without JavaScript would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.links: list[str] = []
        self.described: set[str] = set()
        self.controls: list[dict[str, Any]] = []
        self.buttons: list[tuple[str, str]] = []
        self.sent: dict[str, list[str]] = {}
        self.text = ""
        self._select = self._textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.text += " " if tag in {"td", "th", "p", "tr"} else ""
        if "id" in given:
            self.ids.append(given["id"])
        self.described |= set(given.get("aria-describedby", "").split())
        match tag:
            case "label":
                self.labels.add(given["for"])
            case "a":
                self.links.append(given["href"])
            case "button":
                self.buttons.append((given["name"], given["value"]))
            case "input" | "select" | "textarea":
                self.controls.append(given | {"tag": tag})
                self._start(tag, given)
            case "option" if "selected" in given:
                self.sent[self._select] = [given["value"]]

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "")
        if tag == "select":
            self._select = name
            self.sent.setdefault(name, [""])
        elif tag == "textarea":
            self._textarea = name
            self.sent[name] = [""]
        elif kind in {"radio", "checkbox"}:
            if "checked" in given:
                self.sent.setdefault(name, []).append(given["value"])
        elif kind != "file":
            self.sent[name] = [given.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.sent[self._textarea][0] += data
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""


def render(name: str, **context: Any) -> Page:
    with translation.override("vi"):
        return Page(ENGINE.get_template(f"eform/{name}.html").render(Context(context)))


def seen(section_id: str, answers: dict[str, Any], *, places: Any = PLACES, **more: Any) -> Page:
    problems = check(FORM, answers, complete=True, at=AT, places=places)
    return render("page", page=page(FORM, answers, problems, section_id=section_id, places=places, **more))


@pytest.mark.demand("DN15-5.1")
@pytest.mark.parametrize("section_id", SECTIONS)
@pytest.mark.parametrize("raw", [{}, typed(), dict.fromkeys(typed(), "?!")], ids=["empty", "good", "wrong"])
@pytest.mark.parametrize("places", [PLACES, NOWHERE], ids=["communes", "no communes"])
def test_every_input_has_a_label_and_every_reference_leads_somewhere(
    section_id: str, raw: dict[str, Any], places: Any
) -> None:
    answers = add_file(
        FORM, clean(FORM, raw, places=places), "chung_sinh", FileRef("x", "a.pdf", "application/pdf", 9)
    )
    seen_page = seen(section_id, answers, places=places, blank_rows={"thanh_vien": 1})

    assert [one for one, times in Counter(seen_page.ids).items() if times > 1] == []
    assert {control["id"] for control in seen_page.controls} <= seen_page.labels
    assert seen_page.described <= set(seen_page.ids)
    assert {link[1:] for link in seen_page.links} <= set(seen_page.ids)
    assert all(control["name"].replace(".", "").replace("_", "").isalnum() for control in seen_page.controls)


@pytest.mark.demand("TN19-6.3a")
def test_every_problem_of_a_section_is_in_the_summary_and_beside_its_input() -> None:
    answers = clean(FORM, dict.fromkeys(typed(), "?!"), places=PLACES)
    problems = check(FORM, answers, complete=True, at=AT, places=PLACES)

    for section_id in SECTIONS:
        view = page(FORM, answers, problems, section_id=section_id, places=PLACES)
        shown = render("page", page=view).text
        mine = [p for p in problems if FORM.section_of(p.field_id).id == section_id]
        assert len(mine) == len(view.errors) > 0
        for problem in mine:
            assert shown.count(problem.sentence) >= 2, problem


PAGES = st.dictionaries(
    st.sampled_from(sorted(typed())),
    st.text(max_size=8)
    | st.sampled_from(["27", "2026", "other", "cu-80", "80", "01", "25486", "true", "1/2", "9h"]),
    max_size=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAGES)
def test_posting_a_page_back_unchanged_changes_no_answer(changes: dict[str, str]) -> None:
    """The back button, a lost session or a second device send the same page again."""
    answers = clean(FORM, typed() | changes, places=PLACES)

    for section in open_sections(FORM, answers):
        sent = seen(section.id, answers).sent
        again = apply_section(FORM, answers, section.id, sent, places=PLACES)
        expected = {key: value for key, value in answers.items() if not _is_unlisted(key, value)}
        assert {key: again.get(key) for key in expected} == expected


def _is_unlisted(field_id: str, value: Any) -> bool:
    """A choice that is in no list cannot be shown as chosen; the error beside it asks to choose again."""
    field = FORM.field(field_id)
    if field_id == "thanh_vien":
        return any(cell not in ("male", "female", None) for cell in (row.get("gioi_tinh") for row in value))
    match field.type:
        case "select":
            return value not in {item.value for item in field.choices}
        case "multiselect":
            return not set(value) <= {item.value for item in field.choices}
        case "id_document":
            return value.get("kind") not in {None, *(item.value for item in field.kinds)}
        case "agency":
            return PLACES.agency_name(value.get("code", "")) is None
        case "address":
            known = {"80", "01"}
            return (
                value.get("province_code") not in known
                or value.get("commune_code", "25459") not in PLACES.by_code
            )
    return False


def test_the_enter_key_goes_on_and_never_removes_a_row() -> None:
    buttons = seen("gia_dinh", clean(FORM, typed(), places=PLACES)).buttons

    assert buttons[0][0] == "_next"
    assert ("_row", "remove:thanh_vien:0") in buttons
    assert ("_row", "add:thanh_vien") in buttons


def test_rows_end_at_the_most_the_form_takes() -> None:
    answers = clean(FORM, {f"thanh_vien.{n}.ho_va_ten": "An" for n in range(3)})

    assert ("_row", "add:thanh_vien") not in seen("gia_dinh", answers).buttons


def test_size_and_type_of_a_file_are_said_beforehand() -> None:
    shown = seen("de_nghi", {})

    assert "PDF, ảnh JPG hoặc ảnh PNG; mỗi tệp không quá 10 MB; tối đa 2 tệp." in shown.text
    files = [control for control in shown.controls if control.get("type") == "file"]
    assert [control.get("capture") for control in files] == [None, "environment"]
    assert files[0]["accept"] == "application/pdf,image/jpeg,image/png"


def test_progress_and_neighbours_count_the_review_as_a_step() -> None:
    view = page(FORM, {}, section_id="gia_dinh", url_of="/khai/{}".format)

    assert view.progress == "Bước 2/4"
    assert (view.previous_url, view.next_id) == ("/khai/nguoi_yeu_cau", "de_nghi")
    assert page(FORM, {}, section_id="de_nghi").next_id == REVIEW
    assert [step.state for step in view.steps] == ["done", "now", "todo", "todo"]
    with pytest.raises(KeyError):
        page(FORM, {}, section_id="khong_co")


def test_a_section_that_the_answers_hide_is_not_a_step() -> None:
    form = form_of(
        row("Đã kết hôn", "boolean", section="Một", id="ket_hon"),
        row(
            "Họ tên chồng",
            "text",
            section="Hai",
            id="chong",
            visible_when={"field": "ket_hon", "equals": True},
        ),
    )

    assert page(form, {"ket_hon": False}, section_id="mot").progress == "Bước 1/2"
    assert page(form, {"ket_hon": True}, section_id="mot").progress == "Bước 1/3"


def test_a_condition_on_the_same_page_is_told_in_words_and_as_data() -> None:
    fields = {one.field_id: one for one in page(FORM, {}, section_id="nguoi_yeu_cau").fields}

    assert fields["quan_he_khac"].condition == (
        "Chỉ điền khi “Quan hệ với người được khai sinh” là “Quan hệ khác”."
    )
    assert fields["quan_he_khac"].condition_json == '{"field": "quan_he", "equals": "other"}'


def test_the_review_shows_every_answer_in_words_with_a_link_to_change_it() -> None:
    answers = clean(FORM, typed(), places=PLACES)

    view = review(FORM, answers, url_of="/khai/{}".format)

    words = {answer.field_id: answer.lines for section in view.sections for answer in section.answers}
    assert words["giay_to"] == ("Số định danh cá nhân: 072190123456",)
    assert words["noi_cu_tru"] == ("Số 12, đường 30/4, Phường Tân Ninh, Tỉnh Tây Ninh",)
    assert words["thu_nhap"] == ("7.500.000 đồng",)
    assert words["thoi_diem"] == ("8 giờ 30, ngày 27/08/2026",)
    assert words["cach_nhan"] == ("Tại Bộ phận Một cửa", "Qua bưu điện")
    assert words["thanh_vien"] == ("Họ và tên: Nguyễn Văn Bình; Ngày sinh: 01/02/2015; Giới tính: Nam",)
    assert words["email"] == ()
    links = render("review", review=view).links
    assert "/khai/nguoi_yeu_cau#f-giay_to" in links


def test_the_print_has_every_answer_and_the_table_of_rows() -> None:
    answers = clean(FORM, typed(), places=PLACES)

    printed = " ".join(
        render("print", review=review(FORM, answers), reference="K7Q2-9XMB", printed_at=AT).text.split()
    )

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Kính gửi: Ủy ban nhân dân phường Tân Ninh",
        "NGUYỄN THỊ ÁNH",
        "27/03/1990",
        "1 Nguyễn Văn Bình 01/02/2015 Nam",
        "Nguyễn Thị Ánh đã xác nhận trực tuyến, thay cho chữ ký tay",
        "Mã tra cứu: K7Q2-9XMB",
    ):
        assert words in printed


def test_what_was_typed_is_shown_as_words_and_never_as_markup() -> None:
    answers = clean(FORM, typed() | {"chu_ky.name": "<b onclick=x>A</b>", "ghi_chu": "</textarea><script>"})

    shown = seen("de_nghi", answers)
    assert shown.sent["chu_ky.name"] == ["<b onclick=x>A</b>"]
    assert seen("gia_dinh", answers).sent["ghi_chu"] == ["</textarea><script>"]


def test_an_unfinished_field_is_told_instead_of_a_broken_input() -> None:
    draft = every_type().model_copy(
        update={"sections": (FORM.sections[0].model_copy(update={"fields": (_select_without_options(),)}),)}
    )

    shown = render("page", page=page(draft, {}, section_id="nguoi_yeu_cau"))

    assert "chưa được cơ quan hoàn thiện" in shown.text
    assert shown.controls == []


def _select_without_options() -> Any:
    return FORM.field("gioi_tinh").model_copy(update={"code_list": None})


def test_somebody_who_hands_in_too_early_is_led_to_the_first_problem() -> None:
    answers = clean(
        FORM, {name: value for name, value in typed().items() if name != "ban_sao"}, places=PLACES
    )

    assert first_section_with(FORM, check(FORM, answers, complete=True, at=AT, places=PLACES)) == "de_nghi"
    assert first_section_with(FORM, []) is None
