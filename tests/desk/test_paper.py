"""The desk's pages of paper: due today, by scanning, in batches, confirmed, printed; only for who may see it."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from tests.desk import builders as b
from tests.journey import builders as journey

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.custody import selectors as custody
from motcua.custody.models import Bundle, HandoverRecord, Item
from motcua.custody.selectors import bundles_of
from motcua.documents.rendering import render
from motcua.dossiers.models import Dossier
from motcua.journey.papers.control import control_sheet
from motcua.procedures.models import Reception

pytestmark = pytest.mark.django_db


def bundle(dossier):
    return Bundle.objects.get(dossier_id=dossier.pk)


def page(client, name, *args, status=200, **query):
    answer = client.get(reverse(f"desk:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def given(client, dossiers, to, **more):
    data = {
        "key": str(uuid4()),
        "bundle": [str(bundle(one).pk) for one in dossiers],
        "to": to,
        "carrier": "hand",
    }
    return client.post(reverse("desk:paper_give"), {**data, **more})


def text_of(answer):
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(one.extract_text() for one in PdfReader(BytesIO(answer.content)).pages)


@pytest.mark.demand("TN19-11.2", "NB18-13.1")
def test_the_desk_sees_what_to_hand_over_today_and_the_unit_confirms_it(where):
    dossier = b.taken_in(where, b.filed(where, channel="direct"))
    desk, unit = b.client_of(where, Role.RECEIVER), b.client_of(where, Role.HANDLER)

    concluded = page(desk, "concluded", dossier.pk)
    assert "Giấy tờ phải chuyển theo" in concluded
    listed = page(desk, "paper")
    assert dossier.code in listed.replace(" ", "") or str(dossier) in listed
    assert "Phòng Kinh tế" in listed
    assert "17:00" in listed

    answer = given(desk, [dossier], f"unit:{where.unit_id}")
    record = HandoverRecord.objects.get()
    assert answer["Location"] == reverse("desk:paper_record", args=[record.pk])
    assert "Thu hồi giấy bàn giao" in page(desk, "paper_record", record.pk)
    printed = text_of(desk.get(reverse("desk:paper_record_pdf", args=[record.pk])))
    assert "GIẤY BÀN GIAO HỒ SƠ" in printed
    assert str(dossier) in printed.replace("\u200b", "")
    assert "ĐẠI DIỆN BÊN NHẬN" in printed

    assert record.number in page(unit, "paper")
    unit.post(
        reverse("desk:paper_record", args=[record.pk]),
        {"key": str(uuid4()), "bundle": [str(bundle(dossier).pk)]},
    )
    assert bundle(dossier).holder == "unit"
    assert "Đã xác nhận" in page(desk, "paper_record", record.pk)
    assert "Bên nhận xác nhận đã nhận giấy tờ" in page(unit, "history", dossier.pk)


@pytest.mark.demand("NB18-13.1")
def test_a_receiver_who_ticks_not_all_must_say_what_is_missing(where):
    there = b.taken_in(where, b.filed(where, channel="direct"))
    lost = b.taken_in(where, b.filed(where, b.NAMES[1], channel="direct"))
    desk, unit = b.client_of(where, Role.RECEIVER), b.client_of(where, Role.HANDLER)
    given(desk, [there, lost], f"unit:{where.unit_id}")
    record = HandoverRecord.objects.get()
    address, some = reverse("desk:paper_record", args=[record.pk]), {"bundle": [str(bundle(there).pk)]}

    refused = unit.post(address, {"key": str(uuid4()), **some})
    assert refused.status_code == 422
    assert f'value="{bundle(there).pk}" checked' in refused.content.decode()
    unit.post(address, {"key": str(uuid4()), **some, "remark": "Không có trong cặp"})

    assert (bundle(there).holder, bundle(lost).holder) == ("unit", "desk")
    assert "thiếu 1" in page(desk, "paper")


def test_a_scan_says_who_holds_the_bundle_and_a_stranger_learns_nothing(where):
    dossier = b.taken_in(where, b.filed(where, channel="direct"))
    code = bundle(dossier).code
    desk, stranger = b.client_of(where, Role.RECEIVER), b.client_of(b.place(), Role.RECEIVER)

    assert "Đang giữ: Trung tâm PVHCC" in page(desk, "paper", ma=f"http://tinh/can-bo/giay/?ma={code}")
    assert "Đang giữ: Trung tâm PVHCC" in page(desk, "paper", ma=code.lower())
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert "không đúng dạng" in page(desk, "paper", ma=wrong, status=422)
    assert "Không tìm thấy" in page(stranger, "paper", ma=code, status=404)
    for name in ("paper_of", "paper_label"):
        args = [dossier.pk] + ([bundle(dossier).pk] if name == "paper_label" else [])
        page(stranger, name, *args, status=404)
    found = desk.get(reverse("desk:search"), {"q": code})
    assert found["Location"].startswith(reverse("desk:paper"))


def test_the_label_is_printed_with_its_code_and_what_lies_in_the_bundle(where):
    dossier = b.taken_in(where, b.filed(where, b.NAMES[1], channel="direct"))
    desk = b.client_of(where, Role.RECEIVER)
    printed = text_of(desk.get(reverse("desk:paper_label", args=[dossier.pk, bundle(dossier).pk])))
    words = " ".join(printed.replace("\u200b", "").split())
    assert bundle(dossier).code in words
    assert "Giấy chứng sinh (1 bản chính)" in words
    assert dossier.code in words
    assert "Phải chuyển trước" in words


@pytest.mark.demand("TN19-11.3")
def test_post_without_a_parcel_number_is_refused_and_what_was_chosen_stays(where):
    dossier = b.taken_in(where, b.filed(where, channel="direct"))
    other = b.place()
    desk = b.client_of(where, Role.RECEIVER)
    to = f"desk:{other.desk_id}"
    refused = given(desk, [dossier], to, carrier="post", carrier_name="VNPost")
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "VNPost" in shown
    assert f'value="{bundle(dossier).pk}" checked' in shown
    assert (
        given(desk, [dossier], to, carrier="post", carrier_name="VNPost", carrier_number="E1").status_code
        == 302
    )
    assert bundle(dossier).holder == "transit"
    assert HandoverRecord.objects.get().number in page(b.client_of(other, Role.RECEIVER), "paper")


def test_a_page_sent_with_garbled_fields_is_answered_not_broken(where):
    dossier = b.taken_in(where, b.filed(where, channel="direct"))
    desk = b.client_of(where, Role.RECEIVER)
    assert given(desk, [dossier], "desk:xyz").status_code == 422
    assert given(desk, [dossier], "").status_code == 422
    assert given(desk, [dossier], f"unit:{where.unit_id}", bundle=["không phải mã"]).status_code == 422
    assert given(desk, [dossier], f"unit:{where.unit_id}", key="x").status_code == 422
    assert given(desk, [], f"unit:{where.unit_id}", codes="ABCD").status_code == 422
    assert not HandoverRecord.objects.exists()


@pytest.mark.demand("NB18-13.1", "TN19-8.2")
def test_the_page_of_return_lists_originals_and_closing_with_paper_elsewhere_asks_why(where):
    dossier = b.decided(where, b.filed(where, channel="direct"))
    desk, unit = b.client_of(where, Role.RECEIVER), b.client_of(where, Role.HANDLER)
    desk.post(
        reverse("desk:pay", args=[dossier.pk]), {"key": str(uuid4()), "version": 0, "receipt_number": "1"}
    )
    original = Item.objects.get(dossier_id=dossier.pk, name="Giấy chứng sinh")
    dossier.refresh_from_db()
    marked = {"key": str(uuid4()), "version": dossier.version, "item": [str(original.pk)]}
    desk.post(reverse("desk:paper_of", args=[dossier.pk]), marked)
    assert "Bản chính trả lại người nộp bây giờ" in page(desk, "hand_over", dossier.pk)

    dossier.refresh_from_db()
    result = {"key": str(uuid4()), "version": dossier.version, "receiver_name": "Nguyễn Thị Mẹ"}
    refused = desk.post(reverse("desk:hand_over", args=[dossier.pk]), result)
    assert refused.status_code == 409
    assert "Còn bản chính phải trả lại" in refused.content.decode()
    desk.post(reverse("desk:hand_over", args=[dossier.pk]), {**result, "returned": [str(original.pk)]})
    assert Dossier.objects.get(pk=dossier.pk).state == "handed_over"

    given(desk, [dossier], f"unit:{where.unit_id}")
    record = HandoverRecord.objects.get()
    one = bundles_of(dossier.pk)[0]
    unit.post(reverse("desk:paper_record", args=[record.pk]), {"key": str(uuid4()), "bundle": [str(one.pk)]})
    asked = desk.post(reverse("desk:close", args=[dossier.pk]), {"key": str(uuid4()), "version": 0})
    assert asked.status_code == 409
    assert "Phòng Kinh tế" in asked.content.decode()
    unit.post(reverse("desk:paper_archive", args=[dossier.pk, one.pk]), {"key": str(uuid4())})
    desk.post(reverse("desk:close", args=[dossier.pk]), {"key": str(uuid4()), "version": 0})
    assert Dossier.objects.get(pk=dossier.pk).closed_at is not None


def test_the_page_of_paper_takes_as_many_statements_for_one_bundle_and_record_as_for_many(where):
    desk, unit = b.client_of(where, Role.RECEIVER), f"unit:{where.unit_id}"
    kept = [b.taken_in(where, b.filed(where, channel="direct", with_files=False)) for _ in range(4)]
    given(desk, [kept[0]], unit)
    page(desk, "paper")

    def count():
        with CaptureQueriesContext(connection) as caught:
            page(desk, "paper")
        return len(caught)

    one = count()
    for dossier in kept[1:3]:
        given(desk, [dossier], unit)
    for number in range(3):
        b.taken_in(where, b.filed(where, b.NAMES[number], channel="direct", with_files=False))
    assert count() == one


def test_a_page_that_cannot_show_every_bundle_says_so_and_how_the_others_are_found(where, monkeypatch):
    desk = b.client_of(where, Role.RECEIVER)
    for number in range(3):
        b.taken_in(where, b.filed(where, b.NAMES[number], channel="direct", with_files=False))
    monkeypatch.setattr(custody, "LONGEST", 3)
    assert "túi gấp nhất" not in page(desk, "paper")
    monkeypatch.setattr(custody, "LONGEST", 2)
    assert "Trang này chỉ hiện 2 túi gấp nhất" in page(desk, "paper")


@pytest.mark.demand("TN19-9.1", "TN19-9.3")
def test_at_the_counter_another_place_of_return_is_chosen_as_long_as_nothing_was_handed_over(where):
    other = b.place()
    Reception.objects.create(
        desk_id=other.desk_id, procedure=where.release.procedure, valid_from=journey.SINCE, instrument="QĐ"
    )
    dossier = b.taken_in(where, b.filed(where, channel="direct"))
    desk = b.client_of(where, Role.RECEIVER)
    assert reverse("desk:return_place", args=[dossier.pk]) in page(desk, "dossier", dossier.pk)
    assert "Nhận kết quả tại" in page(desk, "return_place", dossier.pk)
    form = {"key": str(uuid4()), "version": dossier.version}
    assert (
        desk.post(reverse("desk:return_place", args=[dossier.pk]), {**form, "desk": "x"}).status_code == 422
    )
    desk.post(reverse("desk:return_place", args=[dossier.pk]), {**form, "desk": str(other.desk_id)})
    assert Dossier.objects.get(pk=dossier.pk).return_desk_id == other.desk_id
    page(b.client_of(where, Role.HANDLER), "return_place", dossier.pk, status=403)


def test_papers_of_an_ended_dossier_go_back_over_the_counter_with_the_name_of_who_took_them(where):
    dossier = b.decided(where, b.filed(where, channel="direct"))
    desk = b.client_of(where, Role.RECEIVER)
    assert "Trả giấy tờ cho người nộp tại quầy" in page(desk, "paper_of", dossier.pk)
    form = {"key": str(uuid4()), "item": [str(one.pk) for one in Item.objects.filter(dossier_id=dossier.pk)]}
    address = reverse("desk:paper_back", args=[dossier.pk])
    assert desk.post(address, form).status_code == 422  # who took them?
    desk.post(address, {**form, "receiver_name": "Nguyễn Văn Em"})
    assert Dossier.objects.get(pk=dossier.pk).custody_state == "applicant"
    assert "Nguyễn Văn Em" in page(desk, "history", dossier.pk)


@pytest.mark.demand("DN15-4.3a", "TN19-11.2")
def test_the_clerk_reads_until_when_the_dossier_and_its_paper_must_be_with_the_unit(where):
    set_policy("unit_within_hours_on", True, valid_from=journey.SINCE, instrument="QĐ", at=b.NOW)
    dossier = b.filed(where, channel="direct")
    yesterday = b.filed(where, channel="direct", at=b.MORNING - timedelta(days=3))
    desk = b.client_of(where, Role.RECEIVER)

    shown = page(desk, "check", dossier.pk)
    assert "phải đến đơn vị giải quyết trước" in shown
    assert "16:30" in shown
    assert "giấy tờ phải chuyển trước" in shown
    assert "Đã quá giờ chuyển" not in shown
    assert "Đã quá giờ chuyển" in page(desk, "check", yesterday.pk)


def test_the_control_sheet_carries_the_code_of_each_bundle(where):
    dossier = b.taken_in(where, b.filed(where, channel="direct"))
    with transaction.atomic():
        sheet = control_sheet(dossier, officer=where.actor(Role.RECEIVER), at=b.NOW)
    words = " ".join(one.extract_text() for one in PdfReader(BytesIO(render(sheet))).pages)
    assert sheet.template_version == 2
    assert bundle(dossier).code in words
