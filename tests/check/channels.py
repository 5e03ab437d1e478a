"""What breaks the invariants of the channels: rows that no service writes, beside the dossier {d}."""

_SERVICE = (
    "insert into queue_service select gen_random_uuid(), desk_id from dossier where id = '{d}';"
    "insert into queue_counter (id, desk_id, number, name, is_active) "
    "select gen_random_uuid(), desk_id, 4, '', true from queue_service;"
)
_TICKET = (
    _SERVICE
    + "insert into queue_ticket (id, desk_id, service_id, first_service_id, day, label, channel, priority, "
    "lane, state, reference, secret_hash, dossier_code, calls, taken_at, lines_at, ended_at, counter_id) "
    "select gen_random_uuid(), s.desk_id, s.id, s.id, '2026-09-14', 'A007', 'kiosk', 'none', 'plain', '<state>', "
    "'X', '', '', 1, '2026-09-14 09:00', '2026-09-14 09:00', <ended>, <counter> "
    "from queue_service s join queue_counter c on c.desk_id = s.desk_id;"
)


def _ticket(state: str, *, ended: str = "null", counter: str = "null") -> str:
    return _TICKET.replace("<state>", state).replace("<ended>", ended).replace("<counter>", counter)


def _turn(called: str, ended: str = "null", outcome: str = "") -> str:
    """A turn of the number at the counter, by an officer who does not sit there."""
    return (
        "insert into queue_turn (id, ticket_id, desk_id, service_id, counter_id, account_id, day, lane, "
        "waited_since, said_at, calls, called_at, ended_at, outcome) select gen_random_uuid(), t.id, t.desk_id, "
        "t.service_id, c.id, (select id from account limit 1), t.day, 'plain', t.taken_at, t.taken_at, 1, "
        f"{called}, {ended}, '{outcome}' from queue_ticket t join queue_counter c on c.desk_id = t.desk_id"
    )


_PARCEL = (
    "insert into post_parcel (id, code, order_no, direction, purpose, state, dossier_id, agency_id, desk_id, "
    "procedure_code, name, phone, address, wish, asked_at, waybill, collect_vnd, item_ids, paper_reason, "
    "receiver_name, problem, ended_at) select gen_random_uuid(), 'LẠC-2', 1, '<way>', 'papers', '<state>', id, "
    "agency_id, desk_id, '', 'Ai', '1', 'Đâu', '', now(), 'X2', 0, '[]', '', '', '', <ended> from dossier "
    "where id = '{d}';"
)


def _parcel(state: str, *, way: str = "out", ended: str = "null") -> str:
    return _PARCEL.replace("<way>", way).replace("<state>", state).replace("<ended>", ended)


_MESSAGE = (
    "insert into outbox_message (channel, destination, subject, body, facts, dedupe_key, order_key, urgent, state, "
    "attempts, next_attempt_at, queued_at, sent_at, last_error, fate, budget_key) values "
    "('sms', '84901234567', '', '', '{{}}', '<key>', '{d}', false, '<state>', 1, now(), now(), <sent>, '', '', '');"
)


def _message(key: str, sent: str = "now()") -> str:
    state = "queued" if sent == "null" else "sent"
    return _MESSAGE.replace("<key>", key).replace("<state>", state).replace("<sent>", sent)


_HELD = (
    "insert into notice_held (state, channel, destination, event, language, greeting, subject, body, facts, line, "
    '"group", order_key, dedupe_key, budget_key, after, held_at, due_at) '
    "values ('<state>', 'sms', '84901234567', 'dossier_accepted', 'vi', '', '', '', '{{}}', '', 'g', '{d}', "
    "'{d}/accepted/sms/0123456789abcdef', '', 'digest/5', now(), now());"
)
CHANNELS = {
    "queue-counter": (_ticket("serving", counter="c.id"), "number A007 of 2026-09-14 is serving"),
    "queue-story": (_ticket("done", ended="now()"), "A007 of 2026-09-14 is done, its last turn ended: never"),
    "queue-came": (
        _SERVICE
        + "insert into queue_appointment (id, service_id, desk_id, starts_at, place, state, reference, "
        "secret_hash, email, language, priority, booked_at, moves, ended_at) select gen_random_uuid(), id, desk_id, "
        "now(), 1, 'used', 'HEN-1', '', '', 'vi', 'none', now(), 0, now() from queue_service",
        "appointment HEN-1 is used, its number is none",
    ),
    "post-news": (_parcel("under_way"), "parcel LẠC-2 is under_way, its journey says registered"),
    "post-told": (_parcel("collected"), "parcel LẠC-2 is collected, dossier {reference} was told 0 times"),
    "post-papers": (
        _parcel("registered")
        + "update post_parcel set item_ids = (select jsonb_agg(id) from custody_item where dossier_id = '{d}');"
        "update custody_bundle set holder = 'unit', desk_id = null where dossier_id = '{d}'",
        "paper 1 of dossier {reference} is not in parcel LẠC-2",
    ),
    "post-envelope": (
        "insert into post_envelope (id, desk_id, agency_id, year, no, sender_name, sender_phone, sender_address, "
        "carrier_name, waybill, arrived_at, contents, recorded_at, recorded_by_id, draft_id) select "
        "gen_random_uuid(), desk_id, agency_id, 2026, 9, 'Ai', '', '', '', '', now(), '', now(), "
        "(select id from account limit 1), id from dossier where id = '{d}'",
        "envelope 9/2026 was filed as dossier {reference}",
    ),
    "sent": (_message("one") + "update outbox_message set attempts = 0", "was sent without a try"),
    "sent-in-order": (
        _message("first", "now()") + _message("second", "now() - interval '1 hour'"),
        "was overtaken",
    ),
    "told-once": (
        _message("{d}/accepted/sms/0123456789abcdef") + _message("{d}/accepted/sms/ffffffffffffffff"),
        "/accepted was told twice by sms",
    ),
    "held": (_HELD.replace("<state>", "joined"), "waits for digest/5, which is nowhere"),
    "dialogue": (
        "insert into conversation (id, channel, peer, state, secret, place, started_at, heard_at) "
        "values (gen_random_uuid(), 'zalo', '1', 'menu', '', '{{}}', now(), now());"
        "insert into conversation_filed select gen_random_uuid(), gen_random_uuid(), '{reference}', now(), id "
        "from conversation",
        "filed {reference}, which is no dossier of it",
    ),
    "arrivals": (
        "insert into received (channel, external_id, body, order_key, received_at, next_try_at, tries, last_error) "
        "values ('zalo', 'm1', '{{}}', '', now(), now() - interval '1 hour', 0, '');"
        "insert into worker_pulse values ('w', now())",
        "(zalo) is due since",
    ),
}
# a broken invariant may break in several ways: the others of it
ELSEWAYS = {
    "queue-counter": (
        _ticket("waiting") + _turn("t.taken_at"),
        "counter 4 serves number A007 and its officer does not sit there",
    ),
    "queue-story": (
        _ticket("no_show", ended="now()")
        + _turn("t.taken_at - interval '1 hour'", "t.taken_at + interval '1 hour'", "no_show"),
        "a turn of number A007 of 2026-09-14 is out of order",
    ),
    "queue-came": (
        _ticket("no_show", ended="now()")
        + "insert into queue_rating (id, ticket_id, desk_id, score, rated_at) "
        "select gen_random_uuid(), id, desk_id, 5, now() from queue_ticket",
        "is no_show and was rated",
    ),
    "post-news": (
        _parcel("returned", ended="now()")
        + "insert into post_parcel_event select gen_random_uuid(), word, word, '', '', '', when_at, now(), 'poll', "
        "null, id from post_parcel, "
        "(values ('returned', now() - interval '1 hour'), ('lost', now())) told(word, when_at)",
        "parcel LẠC-2 is returned, its journey says lost",
    ),
    "post-told": (
        _parcel("registered")
        + "with made as (insert into post_batch (id, number, year, agency_id, desk_id, carrier_id, made_by_id, "
        "made_at, postman_name, postman_paper, taken_at, taken_by_id) "
        "select gen_random_uuid(), '3/GBG-BC', 2026, agency_id, desk_id, "
        "gen_random_uuid(), gen_random_uuid(), now(), 'Bưu', '', now(), gen_random_uuid() from post_parcel "
        "returning id) update post_parcel set batch_id = made.id from made",
        "stands on record 3/GBG-BC that the postman took",
    ),
    "post-papers": (
        _parcel("collected")
        + "update post_parcel set item_ids = (select jsonb_agg(id) from custody_item where dossier_id = '{d}')",
        "its bundle 1 is with the desk",
    ),
    "post-envelope": (
        _parcel("lost", way="in", ended="now()")
        + "insert into post_envelope (id, desk_id, agency_id, year, no, sender_name, sender_phone, sender_address, "
        "carrier_name, waybill, arrived_at, contents, recorded_at, recorded_by_id, parcel_id) select "
        "gen_random_uuid(), desk_id, agency_id, 2026, 9, 'Ai', '', '', '', '', now(), '', now(), "
        "(select id from account limit 1), id from post_parcel",
        "came in parcel LẠC-2, which is lost",
    ),
    "sent": (
        "insert into provider (id, channel, kind, name, settings, secrets, hook_hash, allowed_from, base_priority, "
        "priority, per_second, is_active, is_stand_in, last_error, changed_at) values (gen_random_uuid(), 'sms', "
        "'smpp', 'X', '{{}}', '', '', '', 50, 50, 0, true, false, '', now());"
        + _message("one")
        + "update outbox_message set provider_id = (select id from provider)",
        "was sent without a try",
    ),
    "sent-in-order": (_message("first", "null") + _message("second"), "was overtaken"),
    "told-once": (
        _HELD.replace("<state>", "joined") + _message("{d}/accepted/sms/0123456789abcdef"),
        "was told in digest/5 and by itself",
    ),
    "dialogue": (
        "insert into conversation (id, channel, peer, state, secret, place, started_at, heard_at) "
        "select gen_random_uuid(), channel, '1', 'menu', '', '{{}}', now(), now() from dossier where id = '{d}';"
        "insert into conversation_filed select gen_random_uuid(), '{d}', '{reference}', now(), id from conversation",
        "without data",
    ),
}
