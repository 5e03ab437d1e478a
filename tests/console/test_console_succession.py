"""The pages where an officer is replaced, a duty ended, an account closed: the work goes along (TN19-14.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.console.builders import BY, signed_in
from tests.journey import builders as journey
from tests.journey import mergers

from motcua.agencies.models import Posting
from motcua.agencies.rules import Role
from motcua.journey.runs import carry_out_waiting
from motcua.kernel.clock import local_day, now
from motcua.workflow.models import Run
from motcua.workflow.selectors import held_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> journey.Place:
    """A commune whose handler holds one dossier, with a colleague and an IT officer."""
    made = journey.place()
    journey.post(made, Role.AGENCY_IT, "Tạ Văn Quản Trị")
    dossier, _ = journey.accepted(made)
    journey.do_next_step(made, dossier, journey.MORNING + timedelta(hours=1))
    return made


@pytest.mark.demand("TN19-14.5")
def test_closing_an_account_that_holds_work_asks_for_a_successor_and_shows_how_far_it_is(
    where: journey.Place,
) -> None:
    leaving = where.officers[Role.HANDLER]
    successor = journey.post(where, Role.HANDLER, "Đỗ Thị Kế Nhiệm", unit_id=where.unit_id)
    it, address = (
        signed_in(where.officers[Role.AGENCY_IT]),
        reverse("console:close_account", args=[leaving.id]),
    )

    refused = it.post(address, {"reason": "Nghỉ hưu"})
    assert refused.status_code == 409
    assert "còn giữ 1 việc đang mở" in refused.text
    begun = it.post(address, {"reason": "Nghỉ hưu", "successor": str(successor.id)}, follow=True)
    assert "Đã xử lý 0 trên 0 hồ sơ" in begun.text
    carry_out_waiting(at=now())

    page = it.get(begun.redirect_chain[-1][0])
    assert "Đã thực hiện xong 1 trên 1 hồ sơ." in page.text
    assert "Nguyễn Thị Mẹ" not in page.text  # administrators read no dossier
    leaving.refresh_from_db()
    assert (leaving.is_active, held_count(successor.id)) == (False, 1)


def test_how_far_a_run_is_is_shown_to_whoever_began_it_only(where: journey.Place) -> None:
    successor = journey.post(where, Role.HANDLER, "Đỗ Thị Kế Nhiệm", unit_id=where.unit_id)
    it = signed_in(where.officers[Role.AGENCY_IT])
    leaving = where.officers[Role.HANDLER]
    answer = it.post(
        reverse("console:replace", args=[where.agency_id, leaving.id]),
        {
            "successor": str(successor.id),
            "from_day": f"{local_day(now()) + timedelta(days=3):%d/%m/%Y}",
            "instrument": BY,
        },
        follow=True,
    )
    assert "được hẹn thực hiện lúc" in answer.text
    run = Run.objects.get()
    other = signed_in(journey.post(where, Role.AGENCY_IT, "Người Khác"))
    assert other.get(reverse("console:run", args=[run.id])).status_code == 404


def test_a_duty_ends_with_its_work_given_to_a_colleague_of_the_same_duty(where: journey.Place) -> None:
    leaving = where.officers[Role.HANDLER]
    it, posting = signed_in(where.officers[Role.AGENCY_IT]), Posting.objects.get(account=leaving)
    address = reverse("console:end_posting", args=[posting.id])
    yesterday = f"{local_day(now()) - timedelta(days=1):%d/%m/%Y}"

    alone = it.post(address, {"last_day": yesterday})
    assert alone.status_code == 409
    assert "người cuối cùng" in alone.text
    successor = journey.post(where, Role.HANDLER, "Đỗ Thị Kế Nhiệm", unit_id=where.unit_id)
    assert it.post(address, {"last_day": yesterday, "successor": str(successor.id)}).status_code == 302
    carry_out_waiting(at=now())
    assert held_count(successor.id) == 1


@pytest.mark.demand("TN19-14.5")
def test_the_province_carries_the_dossiers_of_a_merged_agency_over_and_sees_what_came_of_it() -> None:
    organisation = mergers.merger(old=1, new=1)
    gone, heir = organisation.old[0], organisation.new[0]
    dossier = mergers.driven(gone, "examine")
    province = signed_in(journey.post(heir, Role.PROVINCE_ADMINISTRATOR, "Lê Quản Trị"))
    address = reverse("console:carry_over", args=[gone.agency_id])

    assert "UBND xã Mới 0" in province.get(address).text
    begun = province.post(address, follow=True)
    carry_out_waiting(at=now())
    assert "Đã thực hiện xong 1 trên 1 hồ sơ." in province.get(begun.redirect_chain[-1][0]).text
    dossier.refresh_from_db()
    assert dossier.agency_id == heir.agency_id
    assert "xem kết quả" in province.get(address).text
    it = signed_in(journey.post(heir, Role.AGENCY_IT, "Tạ Văn Quản Trị"))
    assert it.get(address).status_code == 403
    assert it.get(begun.redirect_chain[-1][0]).status_code == 404
