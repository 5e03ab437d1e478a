"""A verification is recorded and kept; where the applicant attends also time, place, participants, content."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.desk.builders import photo, stored
from tests.journey import builders as b

from motcua.agencies.rules import Role
from motcua.dossiers.appointments import verifications_of
from motcua.dossiers.errors import IllegalMove, VerificationUnclear
from motcua.dossiers.services.verification import VerificationFacts
from motcua.journey.errors import NotYourDuty
from motcua.journey.verify import verify

pytestmark = pytest.mark.django_db
AT = b.MORNING + timedelta(hours=3)
WHOLE = VerificationFacts(
    content="Hiện trạng đúng với bản vẽ",
    applicant_attended=True,
    held_at=AT - timedelta(hours=1),
    place="Ấp 1, xã Thử",
    participants="Bà Nguyễn Thị Mẹ; ông Phạm Văn Địa Chính",
)


def seen(where, dossier, facts, *, role=Role.HANDLER, at=AT, key=None):
    verify(
        dossier_id=dossier.id,
        officer=where.actor(role),
        scope=where.scope(role, at),
        facts=facts,
        at=at,
        key=key or uuid4(),
    )


@pytest.mark.demand("TN19-12.3")
def test_what_was_seen_is_kept_with_its_files_once():
    where = b.place()
    dossier, _ = b.accepted(where)
    b.do_next_step(where, dossier, b.MORNING + timedelta(hours=1))
    picture, key = stored(photo(), "hiện trạng.jpg"), uuid4()
    facts = VerificationFacts(**{**vars(WHOLE), "file_ids": (picture.id,)})
    for _ in range(2):
        seen(where, dossier, facts, key=key)

    (kept,) = verifications_of(dossier.pk)
    assert (kept.place, kept.held_at, kept.recorded_by.full_name) == (
        "Ấp 1, xã Thử",
        AT - timedelta(hours=1),
        "Phạm Thị Chuyên Viên",
    )
    assert [one.file.name for one in kept.files.all()] == ["hiện trạng.jpg"]


@pytest.mark.demand("TN19-12.3")
@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"content": " "}, "nội dung"),
        ({"held_at": None}, "thời gian"),
        ({"place": ""}, "địa điểm"),
        ({"participants": ""}, "thành phần tham dự"),
        ({"held_at": AT + timedelta(days=1)}, "không ở tương lai"),
    ],
)
def test_where_the_applicant_attends_time_place_participants_and_content_are_needed(changed, lacking):
    where = b.place()
    dossier, _ = b.accepted(where)
    with pytest.raises(VerificationUnclear, match=lacking):
        seen(where, dossier, VerificationFacts(**{**vars(WHOLE), **changed}))
    assert verifications_of(dossier.pk) == []


def test_without_the_applicant_the_content_is_enough_and_only_who_handles_it_may_record_it():
    where, elsewhere = b.place(), b.place()
    dossier, _ = b.accepted(where)
    with pytest.raises(NotYourDuty):
        seen(where, dossier, WHOLE, role=Role.RECEIVER)
    with pytest.raises(NotYourDuty):
        seen(elsewhere, dossier, WHOLE)
    seen(where, dossier, VerificationFacts("Đối chiếu sổ địa chính, khớp"))
    assert len(verifications_of(dossier.pk)) == 1
    finished = b.decided(where)
    with pytest.raises(IllegalMove):
        seen(where, finished, WHOLE)
