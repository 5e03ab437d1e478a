from datetime import date, timedelta

import pytest
from tests.procedures.builders import AT, file_of, folder_of

from motcua.agencies.models import Agency, AgencyVersion
from motcua.audit.selectors import events_of
from motcua.procedures.errors import NothingToImport
from motcua.procedures.importing import TAY_NINH, import_folder
from motcua.procedures.models import Competence, Procedure, Release
from motcua.procedures.problems import Severity
from motcua.procedures.selectors import release_on, releases_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def bring(folder, effective=DAY, **more):
    return import_folder(folder, effective=effective, at=AT, **more)


def told(report, path):
    return [(one.severity, one.code) for one in report.problems if one.path == path]


@pytest.mark.demand("TN19-7.1")
def test_the_sixty_procedures_are_imported_none_over_another_and_again_nothing_changes():
    report = bring(TAY_NINH)

    assert report.refused == []
    assert report.exit_code == 0
    assert len(report.created) == Procedure.objects.count() == 60
    assert Release.objects.filter(state="published", effective_from=DAY, effective_to=None).count() == 60
    assert not Release.objects.filter(online_level__lt=2).exists()
    codes = dict(Procedure.objects.filter(national_code="2.000815").values_list("slug", "code"))
    assert codes == {
        "chung-thuc-ban-sao-tu-ban-chinh": "2.000815",
        "chung-thuc-ban-sao-dien-tu-tu-ban-chinh": "2.000815.v2",
    }
    assert release_on("2.000815.v2", DAY).name == "Chứng thực bản sao điện tử từ bản chính"
    before = list(Release.objects.order_by("id").values())

    again = bring(TAY_NINH)

    assert len(again.unchanged) == 60
    assert list(Release.objects.order_by("id").values()) == before


def test_the_same_file_for_a_later_day_changes_nothing(tmp_path):
    folder = folder_of(tmp_path, thu=file_of())
    bring(folder)

    assert bring(folder, effective=DAY + timedelta(days=7)).unchanged == ["thu.yaml"]
    assert len(releases_of("thu")) == 1


def test_a_procedure_without_a_code_gets_a_provisional_one_until_its_code_is_known(tmp_path):
    bring(folder_of(tmp_path, cap__so__nha=file_of(code=None)))
    procedure = Procedure.objects.get()
    assert (procedure.code, procedure.code_is_provisional) == ("tam.cap-so-nha", True)

    bring(folder_of(tmp_path, cap__so__nha=file_of(code="1.012345")))

    procedure.refresh_from_db()
    assert (procedure.code, procedure.code_is_provisional) == ("1.012345", False)
    assert Procedure.objects.count() == 1


def test_a_code_that_another_procedure_has_makes_the_provisional_one_a_variant(tmp_path):
    bring(folder_of(tmp_path / "a", thu=file_of(), cap__so__nha=file_of(code=None, name="Cấp số nhà")))

    report = bring(folder_of(tmp_path / "b", cap__so__nha=file_of(name="Cấp số nhà")))

    assert report.refused == []
    named = Procedure.objects.get(slug="cap-so-nha")
    assert (named.code, named.national_code, named.code_is_provisional) == ("1.009999.v2", "1.009999", False)


@pytest.mark.demand("TN19-7.2")
def test_a_changed_file_is_a_new_version_from_its_day_and_the_old_one_ends_the_day_before(tmp_path):
    bring(folder_of(tmp_path, thu=file_of()))
    pinned = release_on("1.009999", DAY)

    report = bring(folder_of(tmp_path, thu=file_of(name="Tên mới")), effective=date(2026, 10, 1))

    assert report.renewed == ["thu.yaml"]
    assert [(one.number, one.effective_from, one.effective_to) for one in releases_of("1.009999")] == [
        (2, date(2026, 10, 1), None),
        (1, DAY, date(2026, 9, 30)),
    ]
    assert release_on("1.009999", date(2026, 9, 30)) == pinned
    assert release_on("1.009999", date(2026, 10, 1)).name == "Tên mới"


def test_a_renamed_file_of_the_same_code_is_the_same_procedure(tmp_path):
    bring(folder_of(tmp_path / "a", thu=file_of()))

    report = bring(folder_of(tmp_path / "b", ten__khac=file_of()))

    assert report.unchanged == ["ten-khac.yaml"]
    assert Procedure.objects.get().slug == "thu"


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ("code: '1.009999'\nname: [chưa đóng\n", "line 3, column 1", "bad_yaml"),
        ("name: A\nname: B\n", "line 2, column 1", "bad_yaml"),
        ("a: &x [1]\nname: *x\n", "line 1, column 4", "bad_yaml"),
        ("- một\n- hai\n", "", "not_a_mapping"),
        (file_of(name=...), "name", "no_name"),
        (file_of(code=1.009999), "code", "code_not_text"),
        (file_of(code="không"), "code", "procedure_code_invalid"),
        (file_of(documents="đơn"), "documents", "not_a_list"),
        (file_of(documents=[{"original": 1}]), "documents[0].name", "no_name"),
        (file_of(documents=[{"name": "Đơn", "copies": "hai"}]), "documents[0].copies", "not_a_count"),
        (file_of(time_limit={"amount": 3, "unit": "tuần"}), "time_limit.unit", "bad_unit"),
        (file_of(time_limit={"amount": 0, "unit": "working_day"}), "time_limit.amount", "bad_amount"),
        (file_of(fees=[{"name": "Phí", "amount_vnd": -5}]), "fees[0].amount_vnd", "not_a_count"),
        (file_of(sets="một"), "sets", "not_a_count"),
        (file_of(verified="name"), "verified", "not_a_list"),
    ],
)
def test_a_broken_file_is_refused_by_file_and_key_and_the_others_go_on(tmp_path, text, path, code):
    folder = folder_of(tmp_path, hong=text, tot=file_of())

    report = bring(folder)

    assert report.exit_code == 1
    assert (report.refused, report.created) == (["hong.yaml"], ["tot.yaml"])
    faults = [(one.file, one.path, one.code) for one in report.of(Severity.ERROR)]
    assert ("hong.yaml", path, code) in faults


def test_a_file_that_is_not_text_is_refused(tmp_path):
    folder = folder_of(tmp_path, tot=file_of())
    (folder / "anh.yaml").write_bytes(b"\xff\xd8\xff")

    report = bring(folder)

    assert [(one.file, one.code) for one in report.of(Severity.ERROR)] == [("anh.yaml", "not_utf8")]


def test_unknown_keys_warn_and_their_values_are_kept(tmp_path):
    report = bring(folder_of(tmp_path, thu=file_of(mau_sac="đỏ")))

    assert told(report, "mau_sac") == [(Severity.WARNING, "unknown_key")]
    assert report.exit_code == 0
    assert release_on("thu", DAY).procedure_document().extra == {"mau_sac": "đỏ"}


def test_a_choice_without_options_and_a_list_without_columns_keep_the_form_a_draft(tmp_path):
    fields = [
        {"section": "Chung", "label": "Cấp công trình", "type": "select", "required": True},
        {"section": "Chung", "label": "Người tham gia", "type": "list", "required": False},
    ]

    report = bring(folder_of(tmp_path, thu=file_of(form_fields=fields)))

    assert told(report, "form_fields[0].options") == [(Severity.DRAFT, "select_without_options")]
    assert told(report, "form_fields[1].columns") == [(Severity.DRAFT, "list_without_columns")]
    release = release_on("thu", DAY)
    assert (release.state, release.form_ready) == ("published", False)


def test_what_was_recalled_is_to_be_confirmed_and_what_was_verified_is_confirmed(tmp_path):
    text = file_of(
        verified=["name", "fees", "time_limit.amount", "documents (tên)"],
        recalled=["time_limit.unit", "sets", "lạ hoắc"],
    )

    report = bring(folder_of(tmp_path, thu=text))

    document = release_on("thu", DAY).procedure_document()
    assert document.is_confirmed("name")
    assert document.is_confirmed("fees")
    assert not document.is_confirmed("sets")
    assert not document.is_confirmed("time_limit")
    assert document.provenance_of("name").source == "Cổng thử nghiệm"
    assert document.components[0].status == "confirmed"
    assert told(report, "verified/recalled") == [(Severity.WARNING, "unknown_entry")]


def test_an_unknown_role_is_told_and_the_procedure_stays_closed_but_readable(tmp_path):
    steps = [{"order": 1, "name": "Xét", "role": "Ban cố vấn", "amount": 1, "unit": "working_hour"}]

    report = bring(folder_of(tmp_path, thu=file_of(internal_process=steps)))

    assert told(report, "internal_process[0].role") == [(Severity.DRAFT, "unknown_role")]
    release = release_on("thu", DAY)
    assert (release.state, release.process_ready, release.process) == ("published", False, None)


def test_disagreement_of_limits_and_fees_is_reported_not_settled(tmp_path):
    rows = [
        {"channel": "trực tuyến", "amount": 5, "unit": "Ngày", "fee": "Miễn phí"},
        {"channel": "trực tiếp", "amount": 7, "unit": None, "fee": "50,000 VNĐ"},
    ]

    report = bring(folder_of(tmp_path, thu=file_of(channel_rows=rows)))

    assert told(report, "time_limit") == [(Severity.WARNING, "limits_disagree")]
    assert told(report, "fees") == [(Severity.WARNING, "fees_disagree")]
    sentence = next(one.sentence for one in report.problems if one.code == "limits_disagree")
    assert "tạm lấy 05 ngày nhưng thời hạn chung ghi 03 ngày làm việc" in sentence
    assert "7 (không có đơn vị)" in sentence


def test_a_folder_that_is_not_there_or_empty_is_refused(tmp_path):
    for folder in (tmp_path / "nirgends", tmp_path):
        with pytest.raises(NothingToImport):
            bring(folder)


def test_every_import_leaves_its_trace(tmp_path):
    bring(folder_of(tmp_path, thu=file_of()))

    kinds = [event.kind for event in events_of(Procedure.objects.get().id)]
    assert kinds == ["procedure_opened", "release_drafted", "release_published", "competence_set"]


def agency(code: str, name: str) -> Agency:
    made = Agency.objects.create(code=code)
    AgencyVersion.objects.create(
        agency=made, name=name, short_name=name, level="province", kind="department", valid_from=DAY
    )
    return made


def test_the_agency_that_the_process_names_decides(tmp_path):
    building = agency("H53.1", "Sở Xây dựng")
    steps = [
        {"order": 1, "name": "Tiếp nhận", "role": "TTPVHCC", "amount": 1, "unit": "working_hour"},
        {"order": 2, "name": "Duyệt", "role": "Lãnh đạo Sở Xây dựng", "amount": 1, "unit": "working_hour"},
        {"order": 3, "name": "Trả kết quả", "role": "TTPVHCC", "amount": 0, "unit": "working_hour"},
    ]

    bring(folder_of(tmp_path, thu=file_of(level="cấp tỉnh", internal_process=steps)))

    assert Competence.objects.get().agency == building


def test_an_agency_that_is_not_in_the_organisation_is_told_and_found_at_the_next_import(tmp_path):
    folder = folder_of(tmp_path, thu=file_of(level="cấp tỉnh", agency="Sở Xây dựng"))
    report = bring(folder)
    assert told(report, "agency") == [(Severity.DRAFT, "no_agency")]
    building = agency("H53.1", "Sở Xây dựng")

    again = bring(folder)

    assert again.unchanged == ["thu.yaml"]
    assert Competence.objects.get().agency == building
