"""Bundles of paper that change hands."""

from datetime import timedelta
from uuid import uuid4

from tests.journey import builders as b

from motcua.agencies.rules import Role
from motcua.custody.models import Bundle
from motcua.custody.rules import Carrier, Holder, Place
from motcua.dossiers.models import Dossier
from motcua.journey.custody import confirm_receipt, give_paper
from motcua.journey.hand_over import hand_over
from motcua.workbench.check import run_all

AT = b.MORNING + timedelta(minutes=40)
LATER = AT + timedelta(hours=5)


def unit_of(where):
    return Place(Holder.UNIT, where.agency_id, unit_id=where.unit_id)


def desk_of(where):
    return Place(Holder.DESK, where.agency_id, desk_id=where.desk_id)


def bundle(dossier):
    return Bundle.objects.get(dossier_id=dossier.id)


def give(where, *dossiers, role=Role.RECEIVER, to=None, at=AT, key=None, carrier=None, codes=()):
    return give_paper(
        bundle_ids=[] if codes else [bundle(one).pk for one in dossiers],
        codes=codes,
        to=to or unit_of(where),
        carrier=carrier or Carrier(),
        officer=where.actor(role),
        scope=where.scope(role, at),
        at=at,
        key=key or uuid4(),
    )


def confirm(where, record, *, received=None, remark="", role=Role.HANDLER, at=AT, key=None):
    if received is None:
        received = [line.bundle_id for line in record.lines.all()]
    return confirm_receipt(
        record_id=record.pk,
        received=received,
        remark=remark,
        officer=where.actor(role),
        scope=where.scope(role, at),
        at=at,
        key=key or uuid4(),
    )


def give_result(where, dossier, **more):
    hand_over(
        dossier_id=dossier.id,
        officer=where.actor(Role.RECEIVER),
        receiver_name="Nguyễn Thị Mẹ",
        at=LATER,
        key=uuid4(),
        **more,
    )


def state(dossier):
    return Dossier.objects.values_list("custody_state", flat=True).get(pk=dossier.id)


def sound():
    assert [finding.row for _, found in run_all() for finding in found] == []
