"""Where parcels are against all that was told of them, by the rule that puts them there."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from motcua.custody.post.rules import AT_DESK, State, Told, standing

_TOLD = """
select p.code, p.state, array_agg(e.status order by e.happened_at), array_agg(e.happened_at order by e.happened_at)
from post_parcel p left join post_parcel_event e on e.parcel_id = p.id
group by p.id
"""


def astray() -> Iterator[str]:
    """Parcels that are not where their journey says; until the first news it is the desk that says where."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD)
        for code, kept, words, times in cursor.fetchall():
            state = State(kept)
            news = [Told(*one) for one in zip(words, times, strict=True) if one[0] is not None]
            began = state if state in AT_DESK or state is State.CANCELLED else State.REGISTERED
            told = standing(began, news)
            # taken out again and packed anew: the number of the earlier order says nothing
            if told is not state and not (state in AT_DESK and told is State.REGISTERED):
                yield f"parcel {code} is {state}, its journey says {told}"
