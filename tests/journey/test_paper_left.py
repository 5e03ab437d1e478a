"""Paper of a dossier that ended by itself waits at the desk, is listed there, and is given back against a record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.asking import in_examination, sent_back
from tests.journey.bundles import bundle, give

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.custody.errors import NotHeldHere
from motcua.custody.models import Bundle, Item
from motcua.custody.rules import Holder, Place
from motcua.delivery.models import OutboxMessage
from motcua.dossiers.access import Holder as Citizen
from motcua.dossiers.errors import ReceiverMissing
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.services.reception import Finding
from motcua.journey.check import check
from motcua.journey.custody import confirm_receipt
from motcua.journey.expire import expire_due
from motcua.journey.paper_settled import return_paper
from motcua.journey.reading.paper import paper_desk
from motcua.journey.supplement import supplement
from motcua.journey.tracking import tracked
from motcua.workbench.check import run_all

pytestmark = pytest.mark.django_db
AT = b.MORNING + timedelta(minutes=40)


def expired_at_reception(where: b.Place) -> Dossier:
    """Handed in over the counter with an original that is not good enough; nobody came back."""
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    noted = [
        Finding(paper.id, "wrong" if paper.component_id == "giay" else "ok", "Mờ", 1, 1)
        for paper in Paper.objects.filter(dossier=dossier)
    ]
    check(dossier_id=dossier.id, officer=receiver, findings=noted, at=AT)
    supplement(dossier_id=dossier.id, officer=receiver, reason="Ảnh mờ", at=AT, key=uuid4())
    return _ended(dossier)


def _ended(dossier: Dossier) -> Dossier:
    dossier.refresh_from_db()
    assert dossier.waits_until is not None
    assert expire_due(at=dossier.waits_until + timedelta(hours=1)) == 1
    dossier.refresh_from_db()
    return dossier


def _listed(where: b.Place, at: Any) -> list[str]:
    return [view.dossier for view in paper_desk(where.scope(Role.RECEIVER), at=at).to_return]


def _given_back(where: b.Place, dossier: Dossier, **more: Any) -> None:
    assert dossier.finished_at is not None
    given = {
        "dossier_id": dossier.pk,
        "item_ids": list(Item.objects.filter(dossier=dossier).values_list("pk", flat=True)),
        "receiver_name": "Nguyễn Thị Mẹ",
        "officer": where.actor(Role.RECEIVER),
        "scope": where.scope(Role.RECEIVER),
        "at": dossier.finished_at + timedelta(days=1),
        "key": uuid4(),
    }
    return_paper(**{**given, **more})
    dossier.refresh_from_db()


@pytest.mark.demand("NB18-13.1", "TN19-10.2a")
def test_paper_of_an_expired_dossier_waits_at_the_desk_and_goes_back_against_a_record() -> None:
    where = b.place()
    dossier = expired_at_reception(where)

    assert (dossier.state, dossier.custody_state) == ("expired", "desk")
    assert set(Item.objects.filter(dossier=dossier).values_list("must_return", flat=True)) == {True}
    assert _listed(where, dossier.finished_at) == [str(dossier)]
    assert _listed(b.place(), dossier.finished_at) == []
    told = OutboxMessage.objects.get(subject__contains="đã đóng vì quá thời gian bổ sung")
    assert "Bản chính Ông/Bà đã nộp được giữ để trả lại tại" in told.body

    holder = Citizen(proven=frozenset({dossier.pk}))
    assert dossier.finished_at is not None
    assert tracked(holder, dossier.pk, dossier.finished_at).to_fetch == ("Đơn đề nghị", "Giấy chứng sinh")

    with pytest.raises(ReceiverMissing):
        _given_back(where, dossier, receiver_name=" ")
    key = uuid4()
    for _ in range(2):
        _given_back(where, dossier, key=key)

    assert dossier.custody_state == "applicant"
    assert tracked(holder, dossier.pk, dossier.finished_at).to_fetch == ()
    assert _listed(where, dossier.finished_at) == []
    assert Event.objects.filter(stream_id=dossier.id, kind="paper_returned").count() == 1
    assert [found for _, found in run_all() if found] == []


@pytest.mark.demand("NB18-13.1")
def test_paper_that_is_with_the_unit_goes_to_the_desk_first_and_then_to_the_applicant() -> None:
    where = b.place()
    dossier, _ = in_examination(where)
    record = give(where, dossier)
    unit = {"officer": where.actor(Role.HANDLER), "scope": where.scope(Role.HANDLER)}
    confirm_receipt(record_id=record.pk, received=[bundle(dossier).pk], at=AT, key=uuid4(), **unit)
    sent_back(where, dossier, b.MORNING + timedelta(hours=2))
    dossier = _ended(dossier)
    at = dossier.finished_at
    assert at is not None

    with pytest.raises(NotHeldHere):
        _given_back(where, dossier)
    desk = Place(Holder.DESK, where.agency_id, desk_id=where.desk_id)
    (group,) = paper_desk(where.scope(Role.HANDLER), at=at).groups
    assert (group.goal, _listed(where, at)) == (desk.key, [])
    why = Event.objects.get(stream_id=dossier.id, kind="paper_unaccounted")
    assert why.body["act"] == "expire"

    back = give(where, dossier, role=Role.HANDLER, to=desk, at=at + timedelta(hours=1))
    taker = {"officer": where.actor(Role.RECEIVER), "scope": where.scope(Role.RECEIVER)}
    confirm_receipt(
        record_id=back.pk, received=[bundle(dossier).pk], at=at + timedelta(hours=2), key=uuid4(), **taker
    )
    assert _listed(where, at) == [str(dossier)]
    _given_back(where, dossier)
    assert dossier.custody_state == "applicant"
    assert [found for _, found in run_all() if found] == []


@pytest.mark.parametrize(("finding", "count"), [("wrong", 0), ("missing", 1)])
def test_a_dossier_without_paper_ends_without_any(finding: str, count: int) -> None:
    dossier = _asked_for_all(b.place(), finding, originals=count, copies=count)

    assert (dossier.custody_state, Bundle.objects.filter(dossier=dossier).exists()) == ("none", False)
    told = OutboxMessage.objects.get(subject__contains="đã đóng vì quá thời gian bổ sung")
    assert "Bản chính" not in told.body


def test_papers_that_were_only_noted_as_copies_are_no_debt() -> None:
    where = b.place()
    dossier = _asked_for_all(where, "wrong", originals=0, copies=1)

    assert dossier.finished_at is not None
    assert _listed(where, dossier.finished_at) == []
    (resting,) = paper_desk(where.scope(Role.RECEIVER), at=dossier.finished_at).resting
    assert resting.may_archive


def _asked_for_all(where: b.Place, finding: str, *, originals: int, copies: int) -> Dossier:
    dossier = b.submitted(where)
    receiver = where.actor(Role.RECEIVER)
    papers = Paper.objects.filter(dossier=dossier)
    noted = [Finding(paper.id, finding, "Mờ", originals, copies) for paper in papers]
    check(dossier_id=dossier.id, officer=receiver, findings=noted, at=AT)
    supplement(dossier_id=dossier.id, officer=receiver, reason="Ảnh mờ", at=AT, key=uuid4())
    return _ended(dossier)
