"""Paper and the end of a dossier: no result without its paper or a reason, originals go back, what may be archived."""

from uuid import uuid4

import pytest
from tests.journey import builders as b
from tests.journey.bundles import AT, LATER, bundle, confirm, give, give_result, sound, state

from motcua.agencies.rules import Role
from motcua.audit.models import Event
from motcua.custody.errors import (
    ItemsOwed,
    NotYetToArchive,
    PaperElsewhere,
)
from motcua.custody.models import Item
from motcua.dossiers.models import Dossier
from motcua.journey.check import refuse
from motcua.journey.close import close
from motcua.journey.paper_settled import archive_paper, mark_originals


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1")
def test_a_result_goes_out_only_when_the_paper_is_accounted_for_or_its_absence_explained():
    where = b.place()
    dossier = b.decided(where)
    confirm(where, give(where, dossier))

    with pytest.raises(PaperElsewhere) as refused:
        give_result(where, dossier)
    assert "Phòng Kinh tế" in refused.value.sentence
    assert Dossier.objects.get(pk=dossier.id).state == "decided"

    archive_paper(
        dossier_id=dossier.id,
        bundle_id=bundle(dossier).pk,
        officer=where.actor(Role.HANDLER),
        scope=where.scope(Role.HANDLER),
        at=LATER,
        key=uuid4(),
    )
    give_result(where, dossier)
    close(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=LATER, key=uuid4())
    assert (bundle(dossier).holder, state(dossier)) == ("archive", "none")
    sound()


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1")
def test_a_stated_reason_lets_the_result_out_and_the_dossier_close_and_is_kept():
    where = b.place()
    dossier = b.decided(where)
    confirm(where, give(where, dossier))
    give_result(where, dossier, paper_reason="Phòng Kinh tế giữ lại để hậu kiểm")
    with pytest.raises(PaperElsewhere):
        close(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=LATER, key=uuid4())
    close(
        dossier_id=dossier.id,
        officer=where.actor(Role.RECEIVER),
        at=LATER,
        key=uuid4(),
        paper_reason="Phòng Kinh tế giữ lại để hậu kiểm",
    )
    acts = [
        event.body["act"]
        for event in Event.objects.filter(stream_id=dossier.id, kind="paper_unaccounted").order_by("seq")
    ]
    assert acts == ["hand_over", "close"]
    sound()


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1", "TN19-8.2")
def test_originals_that_belong_to_the_applicant_go_back_with_the_result():
    where = b.place()
    dossier = b.decided(where)
    original = Item.objects.get(dossier_id=dossier.id, name="Giấy chứng sinh")
    receiver = {"officer": where.actor(Role.RECEIVER), "scope": where.scope(Role.RECEIVER), "at": LATER}
    mark_originals(dossier_id=dossier.id, item_ids=[original.pk], **receiver)
    with pytest.raises(ItemsOwed) as refused:
        give_result(where, dossier)
    assert "Giấy chứng sinh" in refused.value.sentence
    give_result(where, dossier, returned=[original.pk])
    original.refresh_from_db()
    assert original.returned_at == LATER
    assert state(dossier) == "desk"  # the application itself is still to be archived
    close(dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), at=LATER, key=uuid4())
    assert state(dossier) == "none"
    sound()


@pytest.mark.django_db
@pytest.mark.demand("NB18-13.1")
def test_paper_of_a_running_dossier_is_not_archived():
    where = b.place()
    dossier, _ = b.accepted(where)
    with pytest.raises(NotYetToArchive):
        archive_paper(
            dossier_id=dossier.id,
            bundle_id=bundle(dossier).pk,
            officer=where.actor(Role.RECEIVER),
            scope=where.scope(Role.RECEIVER),
            at=AT,
            key=uuid4(),
        )


@pytest.mark.django_db
def test_a_refusal_at_the_desk_of_a_dossier_without_a_bundle_asks_nothing_of_paper():
    where = b.place()
    dossier = b.submitted(where)
    refuse(
        dossier_id=dossier.id, officer=where.actor(Role.RECEIVER), reason="Sai cơ quan", at=AT, key=uuid4()
    )
    assert state(dossier) == "none"
