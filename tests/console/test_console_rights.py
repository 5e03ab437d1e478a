"""Who may keep what: the province's administrator everything, an agency's IT officer only what is theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.agencies import builders
from tests.console.builders import BY, House, officer, post, signed_in

from motcua.accounts.models import Account
from motcua.agencies.errors import DutyOfTheProvince
from motcua.agencies.models import Posting
from motcua.agencies.rules import Role
from motcua.agencies.services import post_officer, replace_officer
from motcua.audit.services import Actor
from motcua.deadlines.services import seed_holidays
from motcua.kernel.clock import local_day, now

PROVINCE_PAGES = [
    "communes",
    "holidays",
    "calculator",
    "start_calendar",
    "open_calendar",
    "procedures",
    "health",
]
SHARED_PAGES = ["home", "agencies", "accounts", "watched"]


def duty(role: str = "handler", **more: str) -> dict[str, str]:
    today = f"{local_day(now()):%d/%m/%Y}"
    return {"role": role, "unit": "", "desk": "", "valid_from": today, "instrument": BY} | more


def new_officer(**more: str) -> dict[str, str]:
    return duty(full_name="Ngô Văn Mới", email="moi@yte.example.vn", phone="") | more


@pytest.mark.demand("NB18-14.1")
def test_the_province_keeps_everything_an_agency_only_its_own(place: House) -> None:
    seed_holidays(years=[2026], at=now())
    province, it = signed_in(place.administrator), signed_in(place.it)

    for name in SHARED_PAGES:
        assert province.get(reverse(f"console:{name}")).status_code == 200, name
        assert it.get(reverse(f"console:{name}")).status_code == 200, name
    for name in PROVINCE_PAGES:
        expected = 302 if name == "start_calendar" else 200
        assert province.get(reverse(f"console:{name}")).status_code == expected, name
        assert it.get(reverse(f"console:{name}")).status_code == 403, name
    assert it.get(reverse("console:settle_code", args=[place.health.id])).status_code == 403
    assert it.get(reverse("console:new_version", args=[place.health.id])).status_code == 403


def menu_of(page: str) -> str:
    return page.partition('<ul class="mc-nav__list">')[2].partition("</ul>")[0]


def test_whoever_works_at_the_desk_and_keeps_the_agency_finds_the_way_between_the_two(place: House) -> None:
    both = officer("ca-hai@yte.example.vn")
    post(both, place.health, Role.AGENCY_IT)
    post(both, place.health, Role.RECEIVER, desk_id=place.desk.id)
    client = signed_in(both)

    assert f'href="{reverse("console:home")}"' in menu_of(client.get(reverse("desk:work")).text)
    assert f'href="{reverse("desk:work")}"' in menu_of(client.get(reverse("console:home")).text)


def test_a_menu_leads_nobody_to_a_site_that_is_closed_to_them(place: House) -> None:
    receiver = officer("quay@yte.example.vn")
    post(receiver, place.health, Role.RECEIVER, desk_id=place.desk.id)

    desk = signed_in(receiver).get(reverse("desk:work"))
    console = signed_in(place.it).get(reverse("console:home"))

    assert reverse("desk:dossiers") in menu_of(desk.text)
    assert reverse("console:home") not in menu_of(desk.text)
    assert reverse("console:accounts") in menu_of(console.text)
    assert f'href="{reverse("desk:work")}"' not in menu_of(console.text)


@pytest.mark.demand("DN15-5.1")
def test_the_pages_of_administration_speak_english_to_whoever_asks_for_it(place: House) -> None:
    client = signed_in(place.administrator)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("console:agencies"))
    form = client.post(reverse("console:open_unit", args=[place.health.id]), {"name": ""})

    assert '<h1 class="govuk-heading-l">Agencies and units</h1>' in page.text
    assert place.health.versions.get().name in page.text
    assert "Please enter: name of the unit." in form.text


def test_without_a_duty_of_administration_every_page_is_closed(place: House) -> None:
    receiver = officer("quay@yte.example.vn")
    post(receiver, place.health, Role.RECEIVER, desk_id=place.desk.id)

    for name in (*SHARED_PAGES, *PROVINCE_PAGES):
        assert signed_in(receiver).get(reverse(f"console:{name}")).status_code == 403, name
        assert Client().get(reverse(f"console:{name}")).status_code == 302, name


@pytest.mark.demand("TN14-8.1")
def test_an_agencys_it_officer_gets_nothing_of_another_agency(place: House) -> None:
    clerk = officer("thu-ly@tuphap.example.vn", "Đỗ Tư Pháp")
    posting = post(clerk, place.justice, Role.HANDLER)
    room = builders.unit(place.justice, "Phòng Hộ tịch Thử Nghiệm")
    counter = builders.desk(place.justice)
    it = signed_in(place.it)

    closed = [
        reverse("console:agency", args=[place.justice.id]),
        reverse("console:engage", args=[place.justice.id]),
        reverse("console:post", args=[place.justice.id]),
        reverse("console:open_unit", args=[place.justice.id]),
        reverse("console:open_desk", args=[place.justice.id]),
        reverse("console:charge_unit", args=[place.justice.id]),
        reverse("console:rename_unit", args=[room.id]),
        reverse("console:change_desk", args=[counter.id]),
        reverse("console:end_posting", args=[posting.id]),
        reverse("console:replace", args=[place.justice.id, clerk.id]),
        reverse("console:account", args=[clerk.id]),
        reverse("console:change_account", args=[clerk.id]),
        reverse("console:one_time_password", args=[clerk.id]),
        reverse("console:close_account", args=[clerk.id]),
        reverse("console:accounts") + f"?co-quan={place.justice.id}",
    ]

    for address in closed:
        assert it.get(address).status_code == 403, address
        assert it.post(address, new_officer(reason="x", last_day="01/01/2027")).status_code in {403}, address
    assert "Đỗ Tư Pháp" not in it.get(reverse("console:accounts")).content.decode()
    assert "Sở Tư pháp" not in it.get(reverse("console:agencies")).content.decode()
    assert Account.objects.get(id=clerk.id).is_active
    assert not Account.objects.filter(email="moi@yte.example.vn").exists()


@pytest.mark.demand("TN19-14.5")
def test_it_officers_also_serve_the_agencies_below_theirs(place: House) -> None:
    answer = signed_in(place.it).post(
        reverse("console:engage", args=[place.station.id]), new_officer(role="agency_leader")
    )

    assert answer.status_code == 200
    assert Posting.objects.filter(agency=place.station, account__email="moi@yte.example.vn").exists()


def test_a_duty_over_the_whole_province_is_not_an_agencys_to_give(place: House) -> None:
    it, actor = signed_in(place.it), Actor("officer", place.it.id)
    address = reverse("console:engage", args=[place.health.id])

    assert "supervisor" not in it.get(address).content.decode()
    assert it.post(address, new_officer(role="province_administrator")).status_code == 422
    for role in (Role.PROVINCE_ADMINISTRATOR, Role.SUPERVISOR, Role.INSPECTOR):
        with pytest.raises(DutyOfTheProvince):
            post_officer(
                account_id=place.it.id,
                agency_id=place.health.id,
                role=role,
                valid_from=local_day(now()),
                at=now(),
                actor=actor,
            )


def test_nor_to_take_or_to_hand_on(place: House) -> None:
    inspector = officer("thanh-tra@yte.example.vn")
    posting = post(inspector, place.health, Role.INSPECTOR)

    answer = signed_in(place.it).post(
        reverse("console:end_posting", args=[posting.id]), {"last_day": "01/01/2030"}
    )

    assert answer.status_code == 403
    assert Posting.objects.get(id=posting.id).valid_to is None
    with pytest.raises(DutyOfTheProvince):
        replace_officer(
            leaving_id=inspector.id,
            successor_id=place.it.id,
            agency_id=place.health.id,
            from_day=local_day(now()),
            at=now(),
            actor=Actor("officer", place.it.id),
        )


@pytest.mark.parametrize("what", ["mo-khoa", "doi-mat-khau", "mo-lai"])
def test_the_account_of_an_officer_who_serves_elsewhere_too_is_the_provinces(place: House, what: str) -> None:
    both = officer("hai-noi@tinh.example.vn", "Vũ Hai Nơi")
    post(both, place.health, Role.HANDLER)
    post(both, place.justice, Role.AGENCY_LEADER)
    it = signed_in(place.it)

    assert it.get(reverse("console:account", args=[both.id])).status_code == 200
    assert it.post(reverse("console:act_on", args=[both.id, what]), {"reason": "x"}).status_code == 403
    assert it.post(reverse("console:one_time_password", args=[both.id])).status_code == 403
    assert it.post(reverse("console:close_account", args=[both.id]), {"reason": "x"}).status_code == 403
    province = signed_in(place.administrator)
    assert province.post(reverse("console:act_on", args=[both.id, what]), {"reason": "x"}).status_code == 302


def test_an_account_of_a_citizen_is_no_page_of_the_console(place: House) -> None:
    citizen = Account.objects.create(kind="citizen", email="dan@example.vn", full_name="Dân")
    province = signed_in(place.administrator)

    assert province.get(reverse("console:account", args=[citizen.id])).status_code == 422
    assert province.post(reverse("console:one_time_password", args=[citizen.id])).status_code == 422
