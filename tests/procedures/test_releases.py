from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from motcua.audit.selectors import events_of
from motcua.audit.services import SYSTEM
from motcua.eforms.derive import from_form_fields
from motcua.kernel.clock import local
from motcua.procedures import services
from motcua.procedures.document import Duration, LimitRow, ProcedureDocument
from motcua.procedures.errors import NotADraft, NotFitToPublish, NotInForce, UnknownProcedure, UnknownRelease
from motcua.procedures.models import Procedure, Release
from motcua.procedures.selectors import release_on, releases_of
from motcua.procedures.services import Content
from motcua.processes.derive import from_internal_process

pytestmark = pytest.mark.django_db
AT = local("2026-09-01T08:00")


def content(name: str = "Xác nhận", *, with_process: bool = True) -> Content:
    limit = LimitRow(duration=Duration(amount=3, unit="working_day"))
    form, _ = from_form_fields([{"section": "A", "label": "Họ tên", "type": "text", "required": True}])
    process, _ = from_internal_process(None, limit_minutes=3 * 480, level="commune")
    document = ProcedureDocument(name=name, limits=(limit,))
    return Content.judged(document, form, process if with_process else None)


def procedure() -> Procedure:
    return services.open_procedure(
        code="1.009999", national_code="1.009999", slug="xac-nhan", at=AT, actor=SYSTEM
    )


def release(owner: Procedure, name: str = "Xác nhận", **more) -> Release:
    return services.new_release(procedure_id=owner.id, content=content(name, **more), at=AT, actor=SYSTEM)


def publish(one: Release, since: date, **more) -> Release:
    return services.publish_release(
        release_id=one.id, decision="1/QĐ", effective_from=since, at=AT, actor=SYSTEM, **more
    )


def days(owner: Procedure) -> list[tuple[int, date | None, date | None]]:
    rows = owner.releases.filter(state="published").order_by("effective_from", "number")
    return list(rows.values_list("number", "effective_from", "effective_to"))


@pytest.mark.demand("TN19-7.2")
def test_a_change_is_published_from_its_day_and_each_day_has_one_version():
    owner = procedure()
    publish(release(owner, "Cũ"), date(2026, 1, 1))
    publish(release(owner, "Mới"), date(2026, 7, 1))

    assert release_on("xac-nhan", date(2026, 6, 30)).name == "Cũ"
    assert release_on("1.009999", date(2026, 7, 1)).name == "Mới"


def test_a_version_announced_for_later_stays_announced_when_one_is_put_before_it():
    owner = procedure()
    publish(release(owner), date(2026, 1, 1))
    publish(release(owner), date(2027, 1, 1))

    publish(release(owner), date(2026, 7, 1))

    assert days(owner) == [
        (1, date(2026, 1, 1), date(2026, 6, 30)),
        (3, date(2026, 7, 1), date(2026, 12, 31)),
        (2, date(2027, 1, 1), None),
    ]


def test_a_version_before_the_first_ends_where_the_first_begins():
    owner = procedure()
    publish(release(owner), date(2026, 7, 1))

    publish(release(owner), date(2026, 1, 1))

    assert days(owner) == [(2, date(2026, 1, 1), date(2026, 6, 30)), (1, date(2026, 7, 1), None)]


def test_two_versions_for_one_day_leave_the_first_without_a_day_in_force():
    owner = procedure()
    publish(release(owner), date(2026, 7, 1))
    publish(release(owner), date(2026, 7, 1))

    assert [(one.number, one.was_in_force) for one in releases_of("xac-nhan")] == [(2, True), (1, False)]
    assert release_on("xac-nhan", date(2026, 7, 1)).number == 2


def test_a_draft_may_be_edited_and_a_published_version_may_not():
    one = release(procedure())
    services.edit_release(release_id=one.id, content=content("Sửa"), at=AT, actor=SYSTEM)
    one.refresh_from_db()
    assert one.name == "Sửa"
    publish(one, date(2026, 7, 1))

    with pytest.raises(NotADraft):
        services.edit_release(release_id=one.id, content=content("Sửa nữa"), at=AT, actor=SYSTEM)
    with pytest.raises(NotADraft):
        publish(one, date(2026, 8, 1))


def test_a_procedure_that_nobody_could_handle_is_published_only_as_information():
    one = release(procedure(), with_process=False)

    with pytest.raises(NotFitToPublish) as refused:
        publish(one, date(2026, 7, 1))
    assert "Chưa có quy trình nội bộ" in refused.value.sentence
    assert publish(one, date(2026, 7, 1), as_information=True).state == "published"


def test_a_withdrawn_procedure_ends_and_what_was_announced_after_it_never_begins():
    owner = procedure()
    publish(release(owner), date(2026, 1, 1))
    publish(release(owner), date(2027, 1, 1))

    services.withdraw(procedure_id=owner.id, decision="2/QĐ", last_day=date(2026, 9, 30), at=AT, actor=SYSTEM)

    assert release_on("xac-nhan", date(2026, 9, 30)).withdrawal == "2/QĐ"
    for day in (date(2026, 10, 1), date(2027, 1, 1)):
        with pytest.raises(NotInForce):
            release_on("xac-nhan", day)
    with pytest.raises(NotInForce):
        services.withdraw(
            procedure_id=owner.id, decision="3/QĐ", last_day=date(2027, 6, 1), at=AT, actor=SYSTEM
        )


def test_what_does_not_exist_is_refused():
    nobody = procedure().id.__class__(int=0)

    with pytest.raises(UnknownProcedure):
        services.new_release(procedure_id=nobody, content=content(), at=AT, actor=SYSTEM)
    with pytest.raises(UnknownRelease):
        services.edit_release(release_id=nobody, content=content(), at=AT, actor=SYSTEM)


def test_every_act_is_an_event_of_the_procedure():
    owner = procedure()
    one = publish(release(owner), date(2026, 1, 1))
    services.withdraw(procedure_id=owner.id, decision="2/QĐ", last_day=date(2026, 9, 30), at=AT, actor=SYSTEM)

    events = events_of(owner.id)

    assert [event.kind for event in events] == [
        *("procedure_opened", "release_drafted", "release_published", "procedure_withdrawn")
    ]
    assert events[2].body["release"] == str(one.id)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_for_one_day_at_once_both_are_kept_one_after_the_other():
    owner = procedure()
    drafts = [release(owner, "A"), release(owner, "B")]
    start = Barrier(2)
    faults: list[BaseException] = []

    def run(one: Release) -> None:
        try:
            start.wait()
            publish(one, date(2026, 7, 1))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(one,)) for one in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    in_force = [one for one in releases_of("xac-nhan") if one.was_in_force]
    assert len(in_force) == 1
    assert Release.objects.filter(state="published").count() == 2
