"""Which paths the dossiers of a database took: every move, every happening, every turn of an office."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from motcua.dossiers.moves import MOVES
from motcua.journey.reading.history import NOTES

ELSEWHERE: Mapping[str, str] = {
    "carried_over": "an agency is merged: tests/long walks 300 dossiers over the merger of 1 July 2025",
    "paper_inherited": "the same merger",
    "contact_lost": "somebody else has the telephone now: tests/journey/test_contacts.py",
    **dict.fromkeys(
        ("return_asked", "return_cancelled"), "originals go home by post: tests/journey/test_post_back.py"
    ),
    "words_destroyed": "words are destroyed years later, when their time of keeping is over",
}
"""What dossiers of a quarter do not take, and where it is walked instead."""

TURNS: Mapping[str, str] = {
    "desk: submitted, received, decided, returned at different places": """
        select count(*) from dossier d join desk a on a.id = d.desk_id join desk b on b.id = d.return_desk_id
        where a.agency_id <> d.agency_id or b.agency_id <> d.agency_id""",
    "filed for somebody else": "select count(*) from dossier_party where role = 'principal'",
    "filed again from a copy": """
        select count(*) from dossier_draft where submitted_at is not null and key is not null""",
    "fetched by somebody authorised": "select count(*) from dossier_handing where mandate <> ''",
    "sent by post": "select count(*) from dossier_handing where way = 'post'",
    "a second request": "select count(*) from dossier_supplement where no > 1",
    "asked after acceptance": "select count(*) from dossier_supplement where stage = 'handling'",
    "answered on paper": "select count(*) from audit_event where kind = 'supplement' and actor_kind = 'officer'",
    "refused after appraisal": "select count(*) from dossier_result where kind = 'refused'",
    "paused: financial_duty": "select count(*) from dossier_pause where cause = 'financial_duty'",
    "paused: public_posting": "select count(*) from dossier_pause where cause = 'public_posting'",
    "a part of another agency": "select count(*) from dossier_part where phase <> '' and duty = 'cooperation'",
    "an opinion late": "select count(*) from opinion where state = 'answered' and ended_at > due_at",
    "an opinion of the desk": """
        select count(*) from opinion o join dossier d on d.id = o.dossier_id
        join posting p on p.account_id = o.asked_by_id and p.desk_id = d.desk_id""",
    "done on behalf of a colleague": "select count(*) from audit_event where body ? 'on_behalf_of'",
    "an account closed": "select count(*) from account where not is_active",
    "a batch of paper": """
        select count(*) from (select record_id from custody_line group by 1 having count(*) > 1) batches""",
    "late entry declined": "select count(*) from late_entry where state = 'declined'",
    "kit number void": "select count(*) from kit_number where state = 'void'",
    "delivered by the postman": "select count(*) from post_parcel where state = 'delivered' and direction = 'out'",
    "papers fetched at home": "select count(*) from post_envelope where parcel_id is not null",
    "a number: served": "select count(*) from queue_turn where outcome = 'served'",
    "a number: nobody came": "select count(*) from queue_turn where outcome = 'no_show'",
    "a number: came after all": """
        select count(distinct later.ticket_id) from queue_turn later join queue_turn missed
        on missed.ticket_id = later.ticket_id and missed.outcome = 'no_show' and later.called_at > missed.called_at""",
    "a number: put back": "select count(*) from queue_turn where outcome = 'put_back'",
    "a number: another service": "select count(*) from queue_turn where outcome = 'transferred'",
    "a number: given up": "select count(*) from queue_ticket where state = 'cancelled'",
    "a number: nobody called it": "select count(*) from queue_ticket where state = 'lapsed'",
    "a number: taken from home": "select count(*) from queue_ticket where channel = 'online'",
    "a number: first by law": "select count(*) from queue_ticket where priority <> 'none'",
    "a number: rated": "select count(*) from queue_rating",
    "an appointment kept": "select count(*) from queue_appointment where state = 'used'",
    "an appointment missed": "select count(*) from queue_appointment where state = 'no_show'",
    "an appointment cancelled": "select count(*) from queue_appointment where state = 'cancelled'",
}
"""Paths that are more than one kind of event, each by a query that counts them."""


LISTS: Mapping[str, str] = {
    f"by list: {kind}": kind
    for kind in ("claim", "assign", "hand_on", "approve", "hand_over", "hand_work_over")
}
_LINES = """
select r.kind, count(*) from run_line l join run r on r.id = l.run_id where l.state = 'done' group by 1
"""


def paths() -> list[str]:
    """The names of all paths: acts that move a dossier, other happenings of it, turns."""
    kinds = dict.fromkeys([*(move.act for move in MOVES), *NOTES])
    return [*(kind for kind in kinds if kind not in ELSEWHERE), *TURNS, *LISTS]


def taken() -> dict[str, int]:
    """How often each path was taken by the dossiers of this database; one that was not stands with 0."""
    with connection.cursor() as cursor:
        cursor.execute("select kind, count(*) from audit_event where stream_kind = 'dossier' group by 1")
        counted = dict(cursor.fetchall())
        for name, query in TURNS.items():
            cursor.execute(query)
            counted[name] = cursor.fetchone()[0]
        cursor.execute(_LINES)
        done = dict(cursor.fetchall())
    counted |= {name: done.get(kind, 0) for name, kind in LISTS.items()}
    return {name: int(counted.get(name, 0)) for name in paths()}
