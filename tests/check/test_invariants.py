"""Every invariant of `motcua check` can be broken by SQL, and is then told with the row that breaks it."""

import pytest
from django.db import connection
from tests.check.channels import CHANNELS, ELSEWAYS
from tests.journey import builders as b

from motcua.workbench.check import INVARIANTS
from motcua.workbench.commands.check import report

pytestmark = pytest.mark.django_db

# What breaks each invariant: statements about the dossier {d}, and what the report must then name.
# `session_replication_role = replica` switches triggers and foreign keys off, as a hostile owner could.
BREAKS = {
    "watched": (
        "update dossier set updated_at = '2026-01-05' where id = '{d}';"
        "insert into watch (id, at, found, resolved) values (gen_random_uuid(), '2026-09-14', 0, 0)",
        "{reference}",
    ),
    "chain": (
        "update audit_event set body = body || '{{\"x\": 1}}' where stream_id = '{d}' and seq = 2",
        "event 2",
    ),
    "head": ("update dossier set event_seq = event_seq + 1 where id = '{d}'", "{reference}"),
    "projection": ("update dossier set due_at = due_at + interval '1 day' where id = '{d}'", "due_at"),
    "next-step": (
        "update task set state = 'cancelled', done_at = now() where dossier_id = '{d}'",
        "{reference}",
    ),
    "open-dossier": (
        "update dossier_part set state = 'done', finished_at = now() where dossier_id = '{d}'",
        "{reference}",
    ),
    "ended-dossier": (
        "update dossier set state = 'stopped', finished_at = now() where id = '{d}'",
        "still has an open",
    ),
    "task-part": (
        "update dossier_part set state = 'done', finished_at = now() where dossier_id = '{d}'",
        "is open in a part that is done",
    ),
    "opinions": (
        "insert into opinion select gen_random_uuid(), dossier_id, 1, part_id, id, null, null, null, 'Bộ Xây dựng', "
        "'hỏi', false, 'revoked', now(), (select id from account limit 1), (select id from agency limit 1), "
        "now() + interval '1 day', null, now(), null, '', 'thôi' from task "
        "where dossier_id = '{d}' and state = 'open' limit 1",
        "opinion 1",
    ),
    "pauses": (
        "update dossier set state = 'waiting', waiting_cause = 'public_posting' where id = '{d}'",
        "0 open pauses",
    ),
    "receipts": (
        "update task set kind = 'receipt' where dossier_id = '{d}' and state = 'open'",
        "0 receipts wait, 1 tasks for them",
    ),
    "part-clocks": (
        "update dossier_clock set part_id = p.id, due_at = dossier_clock.due_at + interval '1 hour' "
        "from dossier_part p where p.dossier_id = '{d}' and p.duty = 'lead' "
        "and dossier_clock.dossier_id = '{d}' and kind = 'legal'",
        "its clock says otherwise",
    ),
    "owner": (
        "update task set owner_id = (select id from account limit 1) where dossier_id = '{d}' and state = 'open';"
        "update account set is_active = false",
        "closed account",
    ),
    "runs": (
        "with made as (insert into run (id, kind, facts, made_at, starts_at, finished_at) "
        "values (gen_random_uuid(), 'claim', '{{}}', now(), now(), now()) returning id) "
        "insert into run_line (id, run_id, no, dossier_id, facts, state, refusal, sentence, sentence_facts) "
        "select gen_random_uuid(), id, 1, '{d}', '{{}}', 'waiting', '', '', '{{}}' from made",
        "line 1 is waiting",
    ),
    "codes": ("delete from dossier_code where dossier_id = '{d}'", "{reference}"),
    "numbers": (
        "update dossier_code set code = code || '9' where dossier_id = '{d}' and code = '{code}'",
        "{code}9",
    ),
    "segments": (
        "insert into dossier_clock_segment select gen_random_uuid(), dossier_id, clock_id, running, cause, from_at, "
        "from_at + interval '1 day' from dossier_clock_segment where dossier_id = '{d}'",
        "overlapping",
    ),
    "running-clock": ("update dossier_clock set stopped_at = now() where dossier_id = '{d}'", "0 running"),
    "money": ("update dossier set money_state = 'paid' where id = '{d}'", "money is paid"),
    "results": (
        "update dossier set state = 'decided', outcome = 'granted', decided_at = now() where id = '{d}'",
        "without a result",
    ),
    "custody": ("update dossier set custody_state = 'transit' where id = '{d}'", "its bundles say desk"),
    "custody-holder": (
        "update custody_bundle set holder = 'unit', desk_id = null where dossier_id = '{d}'",
        "no record gave it to",
    ),
    "custody-record": (
        "insert into custody_record (id, number, year, state, from_kind, from_agency_id, to_kind, to_agency_id, "
        "carrier_kind, carrier_name, carrier_number, given_by_id, given_at, remark) "
        "select gen_random_uuid(), '7/GBG', 2026, 'open', 'unit', agency_id, 'unit', agency_id, 'hand', '', '', "
        "(select id from account limit 1), now(), '' from dossier where id = '{d}'",
        "7/GBG is open with 0 lines",
    ),
    "custody-post": (
        "update custody_bundle set holder = 'post', desk_id = null where dossier_id = '{d}'",
        "is with the post, its parcel is none",
    ),
    "post-result": (
        "insert into post_parcel (id, code, order_no, direction, purpose, state, dossier_id, agency_id, desk_id, "
        "procedure_code, name, phone, address, wish, asked_at, waybill, collect_vnd, item_ids, paper_reason, "
        "receiver_name, problem) select gen_random_uuid(), 'LẠC-1', 1, 'out', 'result', 'collected', id, agency_id, "
        "desk_id, '', 'Ai', '1', 'Đâu', '', now(), 'X1', 0, '[]', '', '', '' from dossier where id = '{d}'",
        "parcel LẠC-1 is collected and dossier",
    ),
    "outcome": (
        "insert into dossier_result select gen_random_uuid(), p.dossier_id, p.id, 'Giấy', '', current_date, 'Ai', "
        "null, now(), null, '', '', 'granted', '' from dossier_part p where p.dossier_id = '{d}' and p.duty = 'lead';"
        "update dossier set state = 'decided', outcome = 'refused', decided_at = now() where id = '{d}'",
        "says refused, its last result granted",
    ),
    "errands": (
        "insert into dossier_stop_request values (gen_random_uuid(), '{d}', 1, 'online', 'asked', 'Ai', 'Vì', now(), "
        "null, null, '', '[]')",
        "waits without its task",
    ),
    "appointment": (
        "insert into dossier_extension select gen_random_uuid(), '{d}', 1, 'approved', 'Vì', now(), "
        "now() + interval '1 day', now(), id, now(), id, '' from account limit 1",
        "moved no clock",
    ),
    "late-entries": (
        "insert into kit_block select gen_random_uuid(), 'paper', 1, gen_random_uuid(), now(), desk_id, "
        "(select id from account limit 1) from dossier where id = '{d}';"
        "insert into kit_number (number, state, reason, block_id) "
        "select 'NT26-000001-C', 'used', '', id from kit_block",
        "NT26-000001-C is used and has no entry",
    ),
    "partitions": (
        "insert into dossier_answers "
        "values (gen_random_uuid(), '00000000-0000-7000-8000-000000000000', 1, '{{}}', now())",
        "dossier_answers_default",
    ),
    **CHANNELS,
    "due": (
        "update dossier_clock set due_at = due_at + interval '1 hour' where dossier_id = '{d}'",
        "computed",
    ),
    "tallies": (
        "update tally_delta set measure = 'refused' where stream_id = '{d}' and measure = 'accepted'",
        "refused",
    ),
}


def test_dossiers_that_went_through_the_journey_break_nothing(capsys):
    where = b.place(b.document(fee_vnd=50_000))
    b.submitted(where)
    b.accepted(where)
    b.decided(where)

    assert report() == 0
    assert "BROKEN" not in capsys.readouterr().out


def test_every_invariant_has_its_breaker():
    assert {invariant.name for invariant in INVARIANTS} == set(BREAKS), (
        "add a statement that breaks it to BREAKS"
    )


@pytest.mark.parametrize(
    ("name", "statement", "told"),
    [(name, *how) for ways in (BREAKS, ELSEWAYS) for name, how in ways.items()],
    ids=[*BREAKS, *(f"{name}, otherwise" for name in ELSEWAYS)],
)
def test_a_broken_row_is_named_and_the_exit_is_1(name, statement, told, capsys):
    dossier, acceptance = b.accepted(b.place())
    facts = {"d": dossier.id, "code": acceptance.code, "reference": dossier.reference}
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement.format(**facts))

    assert report([name]) == 1
    out = capsys.readouterr().out
    assert f"BROKEN  {name}" in out
    assert told.format(**facts) in out
