"""Where people land after they have signed in."""

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory
from tests.journey import builders as b

from motcua.agencies.rules import Role
from motcua.agencies.services import post_officer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "lands"), [(Role.AGENCY_LEADER, "/can-bo/"), (Role.AGENCY_IT, "/quan-tri/"), (None, "/can-bo/")]
)
def test_officers_land_where_their_duty_is(role, lands):
    where = b.place()
    officer = b.officer("Người Mới")
    if role is not None:
        post_officer(
            account_id=officer.id, agency_id=where.agency_id, role=role, valid_from=b.SINCE, at=b.MORNING
        )
    request = RequestFactory().get("/")
    request.user = officer
    assert get_adapter().get_login_redirect_url(request) == lands
