"""What the clock does to many dossiers: one that is refused stops none of the others."""

from uuid import uuid4

from motcua.journey.each import count_done
from motcua.workflow.errors import NobodyThere


def refused() -> bool:
    raise NobodyThere(step="Bước 4 ký", place="UBND xã Thử")


def test_a_refused_dossier_stops_none_of_the_others() -> None:
    acts = [(uuid4(), refused), (uuid4(), lambda: True), (uuid4(), lambda: False)]

    assert count_done(acts) == 1
