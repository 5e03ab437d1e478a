"""One officer, one personal account; first password, closing, idleness (TN19-5.3, NB18-14.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.accounts import services
from motcua.accounts.errors import EmailTaken, NoSuchAccount, WeakPassword
from motcua.accounts.models import Account
from motcua.accounts.rules import first_password, is_session_over, missing_in_password
from motcua.accounts.selectors import account_by_email, inactive_accounts, is_confirmed
from motcua.audit.selectors import events_of
from motcua.kernel.clock import local
from motcua.kernel.identifiers import EmailInvalid, PhoneInvalid
from motcua.kernel.uuid7 import uuid7

NOW = local("2026-09-01 08:00")
GOOD = "Kho-doan-9!"


def officer(email: str = "can.bo@example.vn", **facts: object) -> services.NewOfficer:
    given = {"email": email, "full_name": "Trần Thị Thử", "at": NOW}
    return services.create_officer(**(given | facts))


@pytest.mark.django_db
@pytest.mark.demand("TN19-5.3")
def test_an_officer_has_one_personal_account_with_a_password_to_be_changed_at_once() -> None:
    new = officer(" Can.Bo@Example.VN ")

    account = account_by_email("CAN.BO@example.vn")
    assert account == new.account
    assert account is not None
    assert account.check_password(new.first_password)
    assert account.must_change_password
    assert is_confirmed(account.id)
    with pytest.raises(EmailTaken):
        officer("can.bo@EXAMPLE.vn")
    assert Account.objects.count() == 1
    assert [event.kind for event in events_of(account.id)] == ["account_created"]


@pytest.mark.django_db
def test_a_one_time_password_is_not_taken_again_as_the_officers_own() -> None:
    account = officer().account
    renewed = services.reset_first_password(account_id=account.id, at=NOW + timedelta(days=1))

    with pytest.raises(WeakPassword):
        services.check_password_rules(renewed.first_password, renewed.account)


@pytest.mark.django_db
def test_an_account_is_refused_for_a_wrong_address_number_or_weak_password() -> None:
    for wrong, refusal in (
        ({"email": "khong phai thu"}, EmailInvalid),
        ({"phone": "12"}, PhoneInvalid),
        ({"password": "matkhau"}, WeakPassword),
        ({"password": "Can.Bo-thu-9!", "email": "can.bo@example.vn"}, WeakPassword),
    ):
        with pytest.raises(refusal):
            officer(**wrong)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("Kho-doan-9!", []),
        ("Ngắn-9!", ["ít nhất 8 ký tự"]),
        ("kho-doan-9!", ["chữ hoa"]),
        ("KHO-DOAN-9!", ["chữ thường"]),
        ("Kho-doan-x!", ["chữ số"]),
        ("Khodoan 99", ["ký tự đặc biệt"]),
        ("", ["ít nhất 8 ký tự", "chữ thường", "chữ hoa", "chữ số", "ký tự đặc biệt"]),
    ],
)
def test_a_password_has_8_letters_of_four_kinds(password: str, missing: list[str]) -> None:
    assert missing_in_password(password) == missing


def test_first_passwords_are_strong_and_differ() -> None:
    made = {first_password() for _ in range(50)}
    assert len(made) == 50
    assert all(missing_in_password(password) == [] for password in made)
    assert not any(letter in password for password in made for letter in "Il1O0o")


@pytest.mark.django_db
def test_an_officers_new_password_is_none_of_the_last_ten() -> None:
    account = officer(password=GOOD).account
    for n in range(10):
        services.check_password_rules(f"Moi-lan-{n}-9!", account)
        account.set_password(f"Moi-lan-{n}-9!")
        account.save()
        services.note_password_changed(account_id=account.id, at=NOW + timedelta(days=n + 1))

    with pytest.raises(WeakPassword, match="10 lần gần đây"):
        services.check_password_rules("Moi-lan-0-9!", account)
    services.check_password_rules(GOOD, account)  # the eleventh back


@pytest.mark.django_db
def test_closing_reopening_and_correcting_an_account_is_written_down() -> None:
    account = officer().account
    services.close_account(account_id=account.id, at=NOW, reason="Nghỉ hưu")
    services.close_account(account_id=account.id, at=NOW, reason="Nghỉ hưu")
    services.reopen_account(account_id=account.id, at=NOW)
    services.change_account(account_id=account.id, full_name=" Trần  Thị Mới ", phone="0901234567", at=NOW)

    account.refresh_from_db()
    assert (account.is_active, account.full_name, account.phone) == (True, "Trần Thị Mới", "0901234567")
    kinds = [event.kind for event in events_of(account.id)]
    assert kinds == ["account_created", "account_closed", "account_reopened", "account_changed"]
    with pytest.raises(NoSuchAccount):
        services.close_account(account_id=uuid7(), at=NOW)


@pytest.mark.django_db
@pytest.mark.demand("TN19-14.5")
def test_officers_accounts_idle_for_45_days_are_listed() -> None:
    idle = officer("a@example.vn", at=NOW - timedelta(days=46)).account
    used = officer("b@example.vn", at=NOW - timedelta(days=46)).account
    Account.objects.filter(id=used.id).update(last_seen_at=NOW - timedelta(days=44))
    officer("c@example.vn", at=NOW - timedelta(days=45))
    closed = officer("d@example.vn", at=NOW - timedelta(days=90)).account
    services.close_account(account_id=closed.id, at=NOW)

    assert list(inactive_accounts(NOW)) == [idle]


def test_a_session_ends_when_idle_or_too_long() -> None:
    limits = {"idle": timedelta(minutes=30), "total": timedelta(hours=8)}
    assert not is_session_over(NOW, NOW, NOW + timedelta(minutes=30), **limits)
    assert is_session_over(NOW, NOW, NOW + timedelta(minutes=31), **limits)
    late = NOW + timedelta(hours=8, minutes=1)
    assert is_session_over(NOW, late, late, **limits)
