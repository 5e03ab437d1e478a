"""What an inspector takes along: the sealed days and the chosen chains, a line of JSON each, checkable anywhere.

The form is read by `motcua.workbench.verifier`, which needs neither this product nor its database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from motcua.audit import merkle
from motcua.audit.digests import content_of, heads_of
from motcua.audit.models import Digest, Event, Payload
from motcua.audit.selectors import events_of, link_of
from motcua.kernel.canonical import canonical
from motcua.kernel.clock import local_day

FORMAT = "motcua-audit-1"


def export(stream_ids: Iterable[UUID]) -> Iterator[bytes]:
    """The lines of an export: a head, every sealed day, then each chain with its proofs.

    Words that the law had destroyed are absent; their digests stay in the events.
    """
    yield canonical({"format": FORMAT})
    sealed = {row.day: row for row in Digest.objects.order_by("day")}
    for row in sealed.values():
        yield canonical(
            {
                "digest": content_of(row),
                "public_key": bytes(row.public_key),
                "signature": bytes(row.signature),
            }
        )
    streams = sorted(set(stream_ids))
    trees = _trees(streams, sealed)
    for stream_id in streams:
        yield canonical(_chain(stream_id, trees))


_Tree = tuple[list[bytes], dict[UUID, tuple[int, int]]]


def _trees(streams: list[UUID], sealed: dict[date, Digest]) -> dict[date, _Tree]:
    """The trees of the days on which one of these chains grew: leaves, and where a stream stands among them."""
    days = {
        local_day(recorded)
        for recorded in Event.objects.filter(stream_id__in=streams).values_list("recorded_at", flat=True)
    }
    trees = {}
    for day in sorted(days & sealed.keys()):
        heads = heads_of(day)
        places = {stream_id: (index, seq) for index, (stream_id, seq, _) in enumerate(heads)}
        trees[day] = ([merkle.leaf(*head) for head in heads], places)
    return trees


def _chain(stream_id: UUID, trees: dict[date, _Tree]) -> dict[str, Any]:
    payloads = {row.seq: row for row in Payload.objects.filter(stream_id=stream_id)}
    events = []
    for event in events_of(stream_id):
        fields = vars(link_of(event)) | {"hash": bytes(event.hash)}
        payload = payloads.get(event.seq)
        if payload is not None and payload.words is not None and payload.salt is not None:
            fields |= {"words": payload.words, "salt": bytes(payload.salt)}
        events.append(fields)
    proofs = [
        {
            "day": day,
            "seq": places[stream_id][1],
            "path": [[step.hash, step.is_left] for step in merkle.path(leaves, places[stream_id][0])],
        }
        for day, (leaves, places) in trees.items()
        if stream_id in places
    ]
    return {"stream": stream_id, "events": events, "proofs": proofs}
