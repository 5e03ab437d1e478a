"""A page that begins a draft begins one, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.journey import builders
from tests.journey.races import at_once
from tests.parties.builders import citizen

from motcua.dossiers.models import Draft
from motcua.dossiers.rules import is_secret
from motcua.dossiers.services.drafts import REPEATED_WITHIN, Opened, open_draft

AT = builders.MORNING


def opener(**given: Any) -> Callable[..., Opened]:
    """The page of one procedure with one key; sent with what is chosen on it."""
    fixed = {"release_id": builders.release().id, "at": AT, "key": uuid4()} | given

    def send(**more: Any) -> Opened:
        return open_draft(**{**fixed, **more})

    return send


def account_id() -> UUID:
    account = citizen().account
    assert account is not None
    return account.id


@pytest.mark.django_db
def test_a_page_sent_twice_begins_one_draft_with_one_secret() -> None:
    send = opener()

    first, second = send(), send(at=AT + timedelta(seconds=1))

    assert (first.is_new, second.is_new) == (True, False)
    assert (second.draft.pk, second.secret) == (first.draft.pk, first.secret)
    assert is_secret(second.secret, Draft.objects.get().secret_hash)


@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_instant_it_still_begins_one_draft() -> None:
    send = opener(account_id=account_id())

    opened = at_once(*[send] * 4)

    assert [type(one) for one in opened] == [Opened] * 4
    assert {one.draft.pk for one in opened} == {Draft.objects.get().pk}
    assert sum(one.is_new for one in opened) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [
        {"case": "khac"},
        {"channel": "post"},
        {"applicant": {"commune_code": "25486"}},
        {"at": AT + REPEATED_WITHIN},
        {"key": None},
    ],
)
def test_another_choice_a_later_hour_or_no_key_begins_another_draft(changed: dict[str, Any]) -> None:
    send = opener(applicant={"commune_code": "25459"})
    first = send()

    second = send(**changed)

    assert second.is_new
    assert second.draft.pk != first.draft.pk
    assert second.secret != first.secret
    assert not is_secret(second.secret, first.draft.secret_hash)


@pytest.mark.django_db
def test_the_key_of_somebody_else_s_page_opens_nothing_of_theirs() -> None:
    send = opener(account_id=account_id())
    first = send()

    for other in (account_id(), None):
        second = send(account_id=other)
        assert second.draft.pk != first.draft.pk
        assert second.secret != first.secret


@pytest.mark.django_db
def test_a_draft_that_was_filed_is_not_begun_again() -> None:
    send = opener()
    first = send()
    Draft.objects.filter(pk=first.draft.pk).update(submitted_at=AT)

    assert send().draft.pk != first.draft.pk
