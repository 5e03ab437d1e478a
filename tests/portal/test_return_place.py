"""A citizen chooses another place of return on the dossier's own page; a stranger does not."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk.builders import signed_in
from tests.journey import builders as b

from motcua.dossiers.models import Dossier
from motcua.procedures.models import Reception

pytestmark = pytest.mark.django_db


@pytest.mark.demand("TN19-9.1", "TN19-9.3")
def test_the_applicant_changes_the_place_of_return_without_javascript_a_stranger_learns_nothing():
    where, other = b.place(), b.place()
    Reception.objects.create(
        desk_id=other.desk_id, procedure=where.release.procedure, valid_from=b.SINCE, instrument="QĐ"
    )
    account = b.officer("Nguyễn Thị Mẹ")
    account.kind = "citizen"
    account.save()
    dossier, _ = b.accepted(where)
    Dossier.objects.filter(pk=dossier.pk).update(account=account)
    address, client = reverse("portal:return_place", args=[dossier.pk]), signed_in(account)

    assert address in client.get(reverse("portal:dossier", args=[dossier.pk])).content.decode()
    assert 'value="' + str(other.desk_id) in client.get(address).content.decode()
    form = {"key": str(uuid4())}
    assert client.post(address, {**form, "desk": "không có"}).status_code == 422
    assert client.post(address, {**form, "desk": str(where.desk_id)}).status_code == 409
    assert client.post(address, {**form, "desk": str(other.desk_id)}).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).return_desk_id == other.desk_id

    for stranger in (Client(), signed_in(b.officer("Người khác"))):
        answer = stranger.post(address, {**form, "desk": str(where.desk_id)})
        assert answer.status_code in {302, 401, 403, 404}
    assert Dossier.objects.get(pk=dossier.pk).return_desk_id == other.desk_id
