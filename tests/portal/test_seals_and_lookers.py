"""An applicant sees who looked at the dossier; anybody sees the seals of the audit trail (promise 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.portal.builders import filed, open_place, page, signed_in

from motcua.agencies.rules import Role
from motcua.audit.digests import make_digests
from motcua.audit.services import record_reading
from motcua.audit.signing import fingerprint, public_key
from motcua.kernel.clock import now

pytestmark = pytest.mark.django_db


def test_the_applicant_sees_who_opened_the_dossier_and_for_which_agency() -> None:
    where, client = open_place(), signed_in()
    dossier_id = filed(client, where)
    receiver = where.officers[Role.RECEIVER]
    assert (
        "Chưa có cán bộ nào mở hồ sơ này" in client.get(page("dossier_lookers", dossier_id)).content.decode()
    )
    for purpose in ("open", "number:applicant"):
        record_reading(
            stream_id=dossier_id, account_id=receiver.id, agency_id=where.agency_id, purpose=purpose
        )

    shown = client.get(page("dossier_lookers", dossier_id)).content.decode()

    assert shown.count(receiver.full_name) == 2
    assert shown.count("Đã xem đầy đủ số định danh") == 1


def test_another_citizen_and_a_stranger_learn_nothing() -> None:
    where, client = open_place(), signed_in()
    dossier_id = filed(client, where)

    other = signed_in().get(page("dossier_lookers", dossier_id))
    stranger = Client().get(page("dossier_lookers", dossier_id))

    assert other.status_code == 404
    assert stranger.status_code in {302, 403, 404}
    assert "Ai đã xem hồ sơ" not in other.content.decode() + stranger.content.decode()


def test_the_seals_are_public() -> None:
    where, client = open_place(), signed_in()
    filed(client, where)
    sealed = make_digests(at=now() + timedelta(days=1))

    shown = Client().get("/niem-phong").content.decode()

    assert fingerprint(public_key()) in shown
    assert bytes(sealed[-1].root).hex() in shown
