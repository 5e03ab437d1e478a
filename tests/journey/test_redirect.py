"""A dossier handed in at the wrong agency: passed on to the right one, or told where, as the province chose."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.races import at_once

from motcua.agencies.models import AgencyVersion, Commune
from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.delivery.models import OutboxMessage
from motcua.documents.models import IssuedDocument
from motcua.dossiers import access
from motcua.dossiers.errors import ReasonMissing, WrongDesk
from motcua.dossiers.models import Dossier, Paper
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.errors import NotCompetent, OtherWayChosen
from motcua.journey.redirect import other_places, redirect, tell_where
from motcua.kernel.clock import local
from motcua.procedures.models import Competence, Reception
from motcua.tallies.models import Delta
from motcua.workbench.check import run_all
from motcua.workflow.selectors import open_tasks_of

pytestmark = pytest.mark.django_db
AT = b.MORNING + timedelta(minutes=30)


def broken():
    return [finding for _, findings in run_all() for finding in findings if finding.invariant != "partitions"]


def two_communes():
    """Two communes that may both decide the first one's procedure; the applicant picks one."""
    here, there = b.place(), b.place()
    for number, where in enumerate((here, there), start=25001):
        Commune.objects.create(
            code=str(number),
            name=f"Xã số {number}",
            kind="xã",
            province_code="80",
            province_name="Tây Ninh",
            valid_from=b.SINCE,
        )
        AgencyVersion.objects.filter(agency_id=where.agency_id).update(commune_code=str(number))
    Competence.objects.filter(procedure=here.release.procedure).update(kind="commune_chosen", agency=None)
    Reception.objects.create(desk_id=there.desk_id, procedure=here.release.procedure, valid_from=b.SINCE)
    return here, there


def filed(here):
    return b.submitted(here, applicant={**b.APPLICANT, "commune_code": "25001"})


def passed_on(here, there, dossier, act=redirect, **options):
    given = {
        "dossier_id": dossier.id,
        "officer": here.actor(Role.RECEIVER),
        "agency_id": there.agency_id,
        "reason": "Thửa đất thuộc địa bàn xã bên",
        "at": AT,
        "key": uuid4(),
    }
    act(**{**given, **options})


@pytest.mark.demand("TN19-10.2a")
def test_a_dossier_at_the_wrong_agency_is_passed_on_with_its_work_and_the_applicant_is_told():
    here, there = two_communes()
    dossier = filed(here)
    check(
        dossier_id=dossier.id, officer=here.actor(Role.RECEIVER), findings=b.findings(dossier), at=b.MORNING
    )
    assert [place.agency_id for place in other_places(dossier, AT)] == [there.agency_id]
    seen_there = access.visible_to(there.scope(Role.RECEIVER)).filter(pk=dossier.pk)
    assert not seen_there.exists()
    key = uuid4()

    for _ in range(2):
        passed_on(here, there, dossier, key=key)

    dossier.refresh_from_db()
    assert dossier.state == "submitted"
    assert (dossier.agency_id, dossier.desk_id, dossier.return_desk_id) == (
        there.agency_id,
        there.desk_id,
        there.desk_id,
    )
    assert seen_there.exists()
    task = open_tasks_of(dossier)[0]
    assert task.pool.desk_id == there.desk_id
    assert set(Paper.objects.filter(dossier=dossier).values_list("finding", flat=True)) == {"unchecked"}
    moved = {
        str(row.agency_id): row.delta
        for row in Delta.objects.filter(stream_id=dossier.id, seq=dossier.event_seq, measure="submitted")
    }
    assert moved == {str(here.agency_id): -1, str(there.agency_id): 1}
    assert OutboxMessage.objects.filter(subject__contains="chuyển đến đúng cơ quan").count() == 1
    assert broken() == []

    receiver = there.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=AT)
    accepted = accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4())
    assert accepted.due_at == local("2026-09-10T17:00")
    with pytest.raises(WrongDesk):
        check(dossier_id=dossier.id, officer=here.actor(Role.RECEIVER), findings=[], at=AT)
    assert broken() == []


@pytest.mark.demand("TN19-10.2a")
def test_it_goes_only_to_who_may_decide_it_and_only_with_a_reason():
    here, there = two_communes()
    dossier, stranger = filed(here), b.place()
    with pytest.raises(NotCompetent):
        passed_on(here, stranger, dossier)
    with pytest.raises(NotCompetent):
        passed_on(here, here, dossier)
    with pytest.raises(ReasonMissing):
        passed_on(here, there, dossier, reason=" ")
    with pytest.raises(WrongDesk):
        passed_on(here, there, dossier, officer=stranger.actor(Role.RECEIVER))
    dossier.refresh_from_db()
    assert dossier.agency_id == here.agency_id
    assert len(open_tasks_of(dossier)) == 1


@pytest.mark.demand("TN19-10.1b", "TN19-10.2a")
def test_where_the_province_tells_where_the_slip_names_the_right_place():
    here, there = two_communes()
    dossier = filed(here)
    with pytest.raises(OtherWayChosen):
        passed_on(here, there, dossier, tell_where)
    set_policy("wrong_agency", "tell_where", valid_from=b.SINCE, instrument="QĐ 4", at=AT)
    with pytest.raises(OtherWayChosen):
        passed_on(here, there, dossier)

    passed_on(here, there, dossier, tell_where)

    dossier.refresh_from_db()
    assert dossier.state == "refused"
    slip = IssuedDocument.objects.get(about=dossier.id, template="slip_03")
    name = AgencyVersion.objects.get(agency_id=there.agency_id).name
    assert f"thẩm quyền giải quyết của {name}" in slip.facts["reasons"][0]
    assert slip.facts["reasons"][1] == "Thửa đất thuộc địa bàn xã bên"
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_passed_on_and_accepted_at_the_same_instant_one_wins():
    here, there = two_communes()
    dossier, receiver = filed(here), here.actor(Role.RECEIVER)
    check(dossier_id=dossier.id, officer=receiver, findings=b.findings(dossier), at=b.MORNING)
    answers = at_once(
        lambda: passed_on(here, there, dossier),
        lambda: accept(dossier_id=dossier.id, officer=receiver, at=AT, key=uuid4()),
    )
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    assert Dossier.objects.get(pk=dossier.pk).state in {"submitted", "in_process"}
    assert broken() == []
