"""After a filing by Zalo: originals compared, fee paid and result given at the provincial centre (TN19-10.3)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.zalo.builders import LAN, Town
from tests.zalo.talks import to_review

from motcua.agencies import services as agencies
from motcua.agencies.rules import AgencyFacts, Level, Role
from motcua.conversations.services import open_procedure
from motcua.dossiers.errors import FeeNotPaid, OriginalsDiffer, OriginalsUncompared, WrongDesk
from motcua.dossiers.models import Comparison, Dossier, Handing, Paper
from motcua.dossiers.services.returning import Compared
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.hand_over import hand_over, pay_cash
from motcua.journey.originals import to_compare
from motcua.kernel.clock import now
from motcua.payments.selectors import charges_of
from motcua.procedures.models import Reception
from motcua.status.selectors import answer
from motcua.status.words import short


def centre_beside(where: b.Place) -> b.Place:
    """The provincial one-stop centre, which returns what the communes decide."""
    agency = agencies.open_agency(
        code="H53.900",
        facts=AgencyFacts(
            name="Trung tâm Phục vụ hành chính công tỉnh", short_name="TTPVHCC", level=Level.SERVICE,
            kind="one_stop_centre",
        ),
        valid_from=b.SINCE, instrument="QĐ thử", at=b.MORNING,
    )  # fmt: skip
    desk = agencies.open_desk(
        agency_id=agency.id, key="tinh", name="Quầy tiếp nhận cấp tỉnh", valid_from=b.SINCE, instrument="QĐ thử",
        at=b.MORNING,
    )  # fmt: skip
    Reception.objects.create(
        desk_id=desk.id, procedure=where.release.procedure, valid_from=b.SINCE, instrument="QĐ thử"
    )
    centre = b.Place(agency.id, where.unit_id, desk.id, where.release)
    b.post(centre, Role.RECEIVER, "Huỳnh Thị Trả Kết Quả", desk_id=desk.id)
    return centre


@pytest.mark.demand("TN19-10.3", "TN19-5.4")
def test_a_dossier_by_zalo_is_compared_paid_and_handed_over_at_the_provincial_centre(zalo: Town) -> None:
    where = b.place(b.document(fee_vnd=75_000))
    centre = centre_beside(where)
    open_procedure(procedure_id=where.release.procedure_id, valid_from=b.SINCE, instrument="QĐ thử", at=now())
    assert "Quầy tiếp nhận cấp tỉnh" in to_review(zalo), "the place is told before it is filed"
    said = zalo.tell(LAN, "nộp")
    assert "bản chính" in said

    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.return_desk_id) == ("zalo", centre.desk_id)
    assert dossier.desk_id == where.desk_id
    at = now() + timedelta(hours=1)
    check(dossier_id=dossier.pk, officer=where.actor(Role.RECEIVER), findings=b.findings(dossier), at=at)
    accept(dossier_id=dossier.pk, officer=where.actor(Role.RECEIVER), at=at, key=uuid4())
    for hours in range(1, 5):
        b.do_next_step(where, dossier, at + timedelta(hours=hours))
    assert dossier.state == "decided"
    zalo.settle()
    later, paper = at + timedelta(hours=6), Paper.objects.get(dossier=dossier, component_id="giay")
    assert [one.pk for one in to_compare(dossier)] == [paper.pk]
    give = {"dossier_id": dossier.pk, "receiver_name": "Nguyễn Thị Lan", "at": later}

    with pytest.raises(WrongDesk):
        hand_over(**give, officer=where.actor(Role.RECEIVER), key=uuid4())
    with pytest.raises(WrongDesk):
        pay_cash(
            dossier_id=dossier.pk,
            officer=where.actor(Role.RECEIVER),
            receipt_number="1",
            at=later,
            key=uuid4(),
        )
    here = centre.actor(Role.RECEIVER)
    with pytest.raises((OriginalsUncompared, FeeNotPaid)):
        hand_over(**give, officer=here, key=uuid4())
    assert (
        pay_cash(dossier_id=dossier.pk, officer=here, receipt_number="0007", at=later, key=uuid4()) == 75_000
    )
    with pytest.raises(OriginalsUncompared):
        hand_over(**give, officer=here, key=uuid4())
    hand_over(**give, officer=here, compared=[Compared(paper.pk, fits=True)], key=uuid4())

    dossier.refresh_from_db()
    assert dossier.state == "handed_over"
    assert Handing.objects.get(dossier=dossier).receiver_name == "Nguyễn Thị Lan"
    assert Comparison.objects.get(dossier=dossier).compared_by_id == centre.officers[Role.RECEIVER].id
    assert [one.state for one in charges_of(dossier.pk)] == ["paid"]
    assert short(answer(dossier.code)) in zalo.tell(LAN, f"HS {dossier.code}")


@pytest.mark.demand("TN19-10.3")
def test_an_original_that_differs_holds_the_result_back_at_the_centre(zalo: Town) -> None:
    where = b.place()
    centre = centre_beside(where)
    open_procedure(procedure_id=where.release.procedure_id, valid_from=b.SINCE, instrument="QĐ thử", at=now())
    to_review(zalo)
    zalo.tell(LAN, "nộp")
    dossier = Dossier.objects.get()
    at = now() + timedelta(hours=1)
    check(dossier_id=dossier.pk, officer=where.actor(Role.RECEIVER), findings=b.findings(dossier), at=at)
    accept(dossier_id=dossier.pk, officer=where.actor(Role.RECEIVER), at=at, key=uuid4())
    for hours in range(1, 5):
        b.do_next_step(where, dossier, at + timedelta(hours=hours))
    paper = Paper.objects.get(dossier=dossier, component_id="giay")

    with pytest.raises(OriginalsDiffer):
        hand_over(
            dossier_id=dossier.pk, officer=centre.actor(Role.RECEIVER), receiver_name="Nguyễn Thị Lan",
            compared=[Compared(paper.pk, fits=False, remark="Ngày sinh trên bản chính khác")],
            at=at + timedelta(hours=6), key=uuid4(),
        )  # fmt: skip

    dossier.refresh_from_db()
    assert dossier.state == "decided"
    assert Comparison.objects.get(dossier=dossier).fits is False
