"""Questions, the time to complete, and the end of a procedure; the end of an agency: each a page of the console."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.agencies.builders import agency
from tests.console.builders import BY, House, signed_in
from tests.journey import builders as journey
from tests.procedures.builders import file_of, folder_of

from motcua.agencies.models import Succession
from motcua.agencies.selectors import agencies_on, desks_on
from motcua.audit.selectors import events_of
from motcua.journey.policies import completion_until
from motcua.kernel.clock import local_day, now
from motcua.procedures.importing import Report, import_folder
from motcua.procedures.models import Procedure, Release
from motcua.procedures.selectors import procedure_page, release_on

CODE = "1.009999"
FAQ = [{"question": "Cần mang gì?", "answer": "Căn cước.", "source": "1/QĐ"}]


def imported(folder: Path, **values: Any) -> Report:
    report = import_folder(folder_of(folder, thu=file_of(**values)), effective=local_day(now()), at=now())
    assert report.refused == []
    return report


@pytest.fixture
def province(place: House, tmp_path: Path) -> Client:
    imported(tmp_path / "first", faq=FAQ)
    return signed_in(place.administrator)


def url(name: str) -> str:
    return reverse(f"console:{name}", args=[CODE])


def day(days: int = 0) -> str:
    return f"{local_day(now()) + timedelta(days=days):%d/%m/%Y}"


@pytest.mark.demand("TN19-16.2", "TN19-7.2")
def test_questions_are_edited_as_a_new_release_and_shown_to_the_public(province: Client) -> None:
    page = province.get(url("faq")).content.decode()
    assert "Cần mang gì?" in page
    typed = {
        "question_1": "Cần mang gì?",
        "answer_1": "Căn cước và đơn.",
        "question_2": "Nộp ở đâu?",
        "answer_2": "Ở xã.",
        "effective_from": day(),
        "decision": BY,
    }
    assert province.post(url("faq"), {**typed, "answer_2": ""}).status_code == 422
    assert Release.objects.count() == 1

    assert province.post(url("faq"), typed).status_code == 302

    shown = procedure_page(CODE, local_day(now())).document.faq
    assert [(one.question, one.answer) for one in shown] == [
        ("Cần mang gì?", "Căn cước và đơn."),
        ("Nộp ở đâu?", "Ở xã."),
    ]
    new = release_on(CODE, local_day(now()))
    assert (new.number, new.decision, new.procedure_document().provenance_of("faq").source) == (2, BY, BY)
    assert Release.objects.get(number=1).procedure_document().faq[0].answer == "Căn cước."
    kinds = [event.kind for event in events_of(new.procedure_id)]
    assert kinds[-2:] == ["release_drafted", "release_published"]
    public = Client().get(reverse("portal:procedure", args=[new.procedure.slug])).content.decode()
    assert "Nộp ở đâu?" in public

    again = province.post(url("faq"), {**typed, "source_1": "", "question_3": ""})
    assert again.status_code == 409
    assert "không có gì để công bố lại" in again.content.decode()
    emptied = {**typed, "question_1": "", "answer_1": "", "question_2": "", "answer_2": ""}
    assert province.post(url("faq"), {**emptied, "effective_from": day(1)}).status_code == 302
    assert procedure_page(CODE, local_day(now()) + timedelta(days=1)).document.faq == ()


@pytest.mark.demand("TN19-12.4")
def test_the_time_to_complete_is_imported_told_when_absent_and_edited(
    province: Client, tmp_path: Path
) -> None:
    def told(report: Report) -> list[str]:
        return [str(one.severity) for one in report.problems if one.code == "no_completion_limit"]

    assert told(imported(tmp_path / "silent", faq=FAQ)) == ["note"]
    assert "theo thời gian chung của tỉnh" in province.get(url("procedure")).content.decode()
    assert "3 ngày làm việc" in province.get(url("completion")).content.decode()

    typed = {"amount": "2", "unit": "calendar_day", "effective_from": day(), "decision": BY}
    assert province.post(url("completion"), {**typed, "amount": "0"}).status_code == 422
    assert province.post(url("completion"), typed).status_code == 302
    limit = release_on(CODE, local_day(now())).procedure_document().completion_limit
    assert limit is not None
    assert limit.spelled == "2 calendar days"
    assert "02 ngày" in province.get(url("procedure")).content.decode()

    report = imported(tmp_path / "again", faq=FAQ)  # a file without a word on it changes nothing of it
    assert (report.unchanged, report.renewed) == (["thu.yaml"], [])
    report = imported(tmp_path / "own", faq=FAQ, completion_limit={"amount": 5, "unit": "working_day"})
    assert told(report) == []
    limit = release_on(CODE, local_day(now())).procedure_document().completion_limit
    assert limit is not None
    assert limit.spelled == "5 working days"
    assert (
        province.post(url("completion"), {**typed, "amount": "", "effective_from": day(1)}).status_code == 302
    )
    tomorrow = release_on(CODE, local_day(now()) + timedelta(days=1))
    assert tomorrow.procedure_document().completion_limit is None


@pytest.mark.django_db
def test_the_rules_read_the_imported_time_and_else_the_provinces_days() -> None:
    where = journey.place()
    dossier, _ = journey.accepted(where)
    document = where.release.procedure_document()
    usual = completion_until(dossier, document)
    longer = document.model_copy(update={"completion_limit": document.limits[0].duration})
    assert document.completion_limit is None
    assert usual == completion_until(
        dossier, longer
    )  # three working days, said by nobody or by the procedure


def test_a_wrong_time_to_complete_refuses_the_file(tmp_path: Path, place: House) -> None:
    folder = folder_of(tmp_path, thu=file_of(completion_limit={"amount": 2, "unit": "tuần"}))
    report = import_folder(folder, effective=local_day(now()), at=now())
    assert [(one.path, one.code) for one in report.problems if str(one.severity) == "error"] == [
        ("completion_limit.unit", "bad_unit")
    ]


@pytest.mark.demand("TN19-7.2")
def test_a_procedure_is_withdrawn_by_a_decision_and_nobody_files_it_afterwards(province: Client) -> None:
    page = province.get(url("withdraw_procedure")).content.decode()
    assert "giải quyết tiếp theo phiên bản của mình" in page
    assert province.post(url("withdraw_procedure"), {"last_day": day(), "decision": ""}).status_code == 422
    early = province.post(url("withdraw_procedure"), {"last_day": day(-400), "decision": BY})
    assert early.status_code == 404 or "không có phiên bản có hiệu lực" in early.content.decode()

    assert province.post(url("withdraw_procedure"), {"last_day": day(), "decision": BY}).status_code == 302

    shown = province.get(url("procedure")).content.decode()
    assert f"Bãi bỏ: {BY}" in shown
    assert Release.objects.get().effective_to == local_day(now())
    assert [event.kind for event in events_of(Procedure.objects.get().id)][-1] == "procedure_withdrawn"


def test_only_the_province_revises_and_withdraws(province: Client, place: House) -> None:
    agencys = signed_in(place.it)
    for name in ("faq", "completion", "withdraw_procedure"):
        assert agencys.get(url(name)).status_code == 403
    assert agencys.get(reverse("console:close_agency", args=[place.health.id])).status_code == 403
    assert province.get(reverse("console:faq", args=["9.999999"])).status_code == 404


@pytest.mark.demand("HG-15")
def test_an_agency_ends_with_everything_in_it_once_nothing_runs_there(place: House) -> None:
    province, address = (
        signed_in(place.administrator),
        reverse("console:close_agency", args=[place.health.id]),
    )
    assert address in province.get(reverse("console:agency", args=[place.health.id])).content.decode()
    assert "Hồ sơ đang giải quyết" in province.get(address).content.decode()
    assert province.post(address, {"last_day": day(), "instrument": ""}).status_code == 422

    answer = province.post(address, {"last_day": day(), "instrument": BY, "successor": ""})

    assert answer.status_code == 302
    tomorrow = local_day(now()) + timedelta(days=1)
    assert place.health.id not in {one.agency_id for one in agencies_on(tomorrow)}
    assert place.desk.id not in {one.desk_id for one in desks_on(tomorrow)}
    assert place.health.id in {one.agency_id for one in agencies_on(local_day(now()))}
    assert province.post(address, {"last_day": day(5), "instrument": BY, "successor": ""}).status_code in {
        404,
        409,
    }


@pytest.mark.demand("HG-15", "TN19-14.5")
def test_an_agency_with_open_dossiers_ends_only_when_somebody_takes_them_over(place: House) -> None:
    where = journey.place()
    journey.accepted(where)
    heir = agency("Ủy ban nhân dân xã Kế thừa")
    province, address = (
        signed_in(place.administrator),
        reverse("console:close_agency", args=[where.agency_id]),
    )
    typed = {"last_day": day(), "instrument": BY}

    refused = province.post(address, {**typed, "successor": ""})
    assert refused.status_code == 409
    assert "Cơ quan còn 1 hồ sơ đang giải quyết" in refused.content.decode()
    assert province.post(address, {**typed, "successor": str(heir.id)}).status_code == 302

    tomorrow = local_day(now()) + timedelta(days=1)
    succession = Succession.objects.get(predecessor_id=where.agency_id)
    assert (succession.successor_id, succession.on, succession.is_main) == (heir.id, tomorrow, True)
    assert where.agency_id not in {one.agency_id for one in agencies_on(tomorrow)}
