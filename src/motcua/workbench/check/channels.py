"""Invariants of the channels a query can tell, in the form of `sql`: the queue, the post, what is said and heard.

Times of two acts come from the clocks of whoever asked for them, so an order is broken only by more than their skew.
"""

from __future__ import annotations

_QUEUE: tuple[tuple[str, str, str], ...] = (
    (
        "queue-counter",
        "A number is called or served exactly while its turn runs at that counter, before an officer who sits there.",
        """
        select format('number %s of %s is %s, its turn says otherwise', t.label, t.day, t.state)
        from queue_ticket t left join queue_turn u on u.ticket_id = t.id and u.ended_at is null
        where (t.state in ('called', 'serving')) <> (u.id is not null)
           or u.counter_id <> t.counter_id or (u.served_at is not null) <> (t.state = 'serving')
        union all
        select format('counter %s serves number %s and its officer does not sit there', c.number, t.label)
        from queue_turn u join queue_counter c on c.id = u.counter_id join queue_ticket t on t.id = u.ticket_id
        where u.ended_at is null and not exists (
            select 1 from queue_sitting s
            where s.counter_id = u.counter_id and s.account_id = u.account_id and s.closed_at is null)
        """,
    ),
    (
        "queue-story",
        "A number ended as its last turn did; it was taken, called, served, left in this order.",
        """
        select format('number %s of %s is %s, its last turn ended: %s', t.label, t.day, t.state, last.outcome)
        from queue_ticket t join lateral (
            select coalesce((
                select u.outcome from queue_turn u where u.ticket_id = t.id and u.ended_at is not null
                order by u.called_at desc, u.id desc limit 1), 'never') as outcome) last on true
        where t.state not in ('called', 'serving') and last.outcome <> all (case t.state
            when 'done' then array['served', 'day_ended']
            when 'no_show' then array['no_show']
            else array['never', 'put_back', 'transferred', 'no_show'] end)
        union all
        select format('a turn of number %s of %s is out of order', t.label, t.day)
        from (select u.*, lag(u.ended_at) over (partition by u.ticket_id order by u.called_at, u.id) as left_before
              from queue_turn u) u
        join queue_ticket t on t.id = u.ticket_id
        where u.called_at < greatest(t.taken_at, u.left_before) - interval '1 minute'
           or u.served_at < u.called_at - interval '1 minute'
           or u.ended_at < coalesce(u.served_at, u.called_at) - interval '1 minute'
        """,
    ),
    (
        "queue-came",
        "Whoever came to an appointment has a number, nobody else of those; only who was served said how.",
        """
        select format('appointment %s is %s, its number is %s', a.reference, a.state, coalesce(t.label, 'none'))
        from queue_appointment a left join queue_ticket t on t.appointment_id = a.id
        where (a.state = 'used') <> (t.id is not null)
        union all
        select format('number %s of %s is %s and was rated', t.label, t.day, t.state)
        from queue_rating r join queue_ticket t on t.id = r.ticket_id where t.state <> 'done'
        """,
    ),
)
_POST: tuple[tuple[str, str, str], ...] = (
    (
        "post-told",
        "A parcel that left told its dossier so, once; what the postman took does not lie at the desk.",
        """
        select format('parcel %s is %s, dossier %s was told %s times that it left', p.code, p.state, d.reference, t.n)
        from post_parcel p join dossier d on d.id = p.dossier_id join lateral (
            select count(*) as n from audit_event e
            where e.stream_id = d.id and e.kind = 'post_taken' and e.body->>'parcel' = p.id::text) t on true
        where p.direction = 'out'
          and t.n <> (p.state in ('collected', 'under_way', 'delivered', 'returned', 'lost'))::int
        union all
        select format('parcel %s is %s and stands on record %s that the postman took', p.code, p.state, b.number)
        from post_parcel p join post_batch b on b.id = p.batch_id
        where b.taken_at is not null and p.state in ('wanted', 'packed', 'registered')
        """,
    ),
    (
        "post-papers",
        "Papers that were packed lie at a desk until the postman has them, then in a bundle with the parcel.",
        """
        select format('paper %s of dossier %s is not in parcel %s: its bundle %s is with the %s', i.no, d.reference,
                      p.code, b.no, b.holder)
        from post_parcel p cross join lateral jsonb_array_elements_text(p.item_ids) packed(item)
        join custody_item i on i.dossier_id = p.dossier_id and i.id = packed.item::uuid
        join custody_bundle b on b.dossier_id = i.dossier_id and b.id = i.bundle_id
        join dossier d on d.id = p.dossier_id
        where i.returned_at is null and (
            p.state in ('packed', 'registered') and b.holder <> 'desk'
            or p.state in ('collected', 'under_way') and b.parcel_id is distinct from p.id)
        """,
    ),
    (
        "post-envelope",
        "An envelope whose papers were filed names that dossier; a pick-up that came in one has arrived.",
        """
        select format('envelope %s/%s was filed as dossier %s and does not name it', e.no, e.year, d.reference)
        from post_envelope e join dossier d on d.id = e.draft_id
        where e.dossier_id is distinct from e.draft_id
        union all
        select format('envelope %s/%s came in parcel %s, which is %s', e.no, e.year, p.code, p.state)
        from post_envelope e join post_parcel p on p.id = e.parcel_id
        where p.state <> 'delivered' or p.direction <> 'in'
        """,
    ),
)
_MESSAGES: tuple[tuple[str, str, str], ...] = (
    (
        "sent",
        "What was sent was tried, and the provider that took it was asked and said so.",
        """
        select format('message %s (%s) was sent without a try', m.id, m.channel)
        from outbox_message m
        where m.state = 'sent' and (m.attempts = 0 and m.replayed_at is null
            or m.provider_id is not null and not exists (
                select 1 from delivery_attempt a
                where a.message_id = m.id and a.provider_id = m.provider_id and a.outcome = 'taken'))
        """,
    ),
    (
        "sent-in-order",
        "What one dossier has to say to one destination leaves as it was written, but what somebody sent anew.",
        """
        select format('message %s (%s) was overtaken', m.id, m.channel)
        from (
            select id, channel, state, sent_at, replayed_at, min(sent_at) over (
                partition by order_key, channel, destination order by id
                rows between 1 following and unbounded following) as next_sent_at
            from outbox_message where order_key <> '' and destination <> '' and state <> 'dead') m
        where m.replayed_at is null
          and (m.state = 'queued' and m.next_sent_at is not null or m.sent_at > m.next_sent_at + interval '1 minute')
        """,
    ),
    (
        "told-once",
        "Nobody is told one thing twice by one channel, neither by two messages nor by a message and a digest.",
        """
        select format('%s was told twice by %s', told.what, told.channel)
        from (select regexp_replace(dedupe_key, '/((sms|zalo)/)?[0-9a-f]{16}$', '') as what, channel, destination
              from outbox_message where destination <> '') told
        group by told.what, told.channel, told.destination having count(*) > 1
        union all
        select format('%s was told in %s and by itself', h.dedupe_key, h.after)
        from notice_held h join outbox_message m on m.dedupe_key = h.dedupe_key
        where h.after like 'digest/%' and h.state in ('joined', 'over')
        """,
    ),
    (
        "held",
        "A notice that waits for another message waits for one that is there.",
        """
        select format('notice %s waits for %s, which is nowhere', h.dedupe_key, h.after)
        from notice_held h
        where h.state in ('joined', 'standby')
          and not exists (select 1 from outbox_message m where m.dedupe_key = h.after)
          and not exists (
            select 1 from notice_held o where h.state = 'standby' and o.dedupe_key = h.after and o.state <> 'over')
        """,
    ),
    (
        "dialogue",
        "What was filed in a dialogue is a dossier under that reference, agreed to before and declared true.",
        """
        select format('dialogue on %s filed %s, which is no dossier of it', c.channel, f.reference)
        from conversation_filed f join conversation c on c.id = f.conversation_id
        where not exists (
            select 1 from dossier_code k join dossier d on d.id = k.dossier_id
            where k.dossier_id = f.dossier_id and k.code = f.reference and d.channel = c.channel)
        union all
        select format('%s was filed on %s without %s', f.reference, c.channel, said.kind)
        from conversation_filed f join conversation c on c.id = f.conversation_id
        cross join (values ('data'), ('truth')) said(kind)
        where not exists (
            select 1 from conversation_consent a where a.draft_id = f.dossier_id and a.kind = said.kind)
        """,
    ),
    (
        "arrivals",
        "What came in from outside is read as soon as it is due, while a worker is there.",
        """
        select format('arrival %s (%s) is due since %s and not read', r.id, r.channel, r.next_try_at)
        from received r join (select max(beat_at) as at from worker_pulse) alive
          on r.next_try_at < alive.at - interval '15 minutes' and coalesce(r.claimed_until, '-infinity') < alive.at
        where r.done_at is null and r.given_up_at is null and not exists (
            select 1 from received e
            where e.done_at is null and e.given_up_at is null and r.order_key <> '' and e.order_key = r.order_key
              and e.channel = r.channel and e.id < r.id)
        """,
    ),
)
BROKEN_CHANNELS = (*_QUEUE, *_POST, *_MESSAGES)
