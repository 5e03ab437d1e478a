"""Invariants a query can tell: name, meaning, query whose single column names the broken row."""

from __future__ import annotations

BROKEN_BY_SQL: tuple[tuple[str, str, str], ...] = (
    (
        "next-step",
        "Every open part has somebody or some pool that has the next step, and a date.",
        """
        select format('part %s of dossier %s (%s) has no open task', p.no, d.reference, p.duty)
        from dossier_part p join dossier d on d.id = p.dossier_id
        where p.state = 'open' and not exists (
            select 1 from task t where t.dossier_id = p.dossier_id and t.part_id = p.id and t.state = 'open')
        """,
    ),
    (
        "open-dossier",
        "Every dossier that is not finished has an open part, or a date until which its applicant is waited for.",
        """
        select format('dossier %s is %s and nobody has it', d.reference, d.state)
        from dossier d
        where d.finished_at is null
          and (d.state <> 'supplement_requested' or d.waits_until is null) and not exists (
            select 1 from dossier_part p where p.dossier_id = d.id and p.state = 'open')
        """,
    ),
    (
        "ended-dossier",
        "A finished dossier has no open part and no open task.",
        """
        select format('dossier %s is %s and still has an open %s', d.reference, d.state, left_open.what)
        from dossier d join lateral (
            select 'part' as what from dossier_part p where p.dossier_id = d.id and p.state = 'open'
            union select 'task' from task t where t.dossier_id = d.id and t.state = 'open') left_open on true
        where d.finished_at is not null
        """,
    ),
    (
        "task-part",
        "An open task belongs to an open part.",
        """
        select format('task %s of dossier %s is open in a part that is %s', t.no, d.reference, p.state)
        from task t join dossier_part p on p.dossier_id = t.dossier_id and p.id = t.part_id
        join dossier d on d.id = t.dossier_id
        where t.state = 'open' and p.state <> 'open'
        """,
    ),
    (
        "opinions",
        "An opinion that is waited for has its open task, and the task of an ended one is over.",
        """
        select format('opinion %s of dossier %s is %s, its task is %s', o.no, d.reference, o.state, t.state)
        from opinion o join task t on t.dossier_id = o.dossier_id and t.id = o.task_id
        join dossier d on d.id = o.dossier_id
        where (o.ended_at is null) <> (t.state = 'open')
        """,
    ),
    (
        "pauses",
        "A dossier waits while one of its pauses is open, and only then do its tasks stand still.",
        """
        select format('dossier %s is %s with %s open pauses', d.reference, d.state, waiting.n)
        from dossier d join lateral (
            select count(*) as n from dossier_pause p where p.dossier_id = d.id and p.ended_at is null) waiting on true
        where (d.state = 'waiting') <> (waiting.n > 0)
        union all
        select format('task %s of dossier %s stands still though it is %s', t.no, d.reference, d.state)
        from task t join dossier d on d.id = t.dossier_id
        where t.held_at is not null and d.state not in ('waiting', 'supplement_requested')
        """,
    ),
    (
        "receipts",
        "A receipt that waits to be looked at has its open task, and only then.",
        """
        select format('dossier %s: %s receipts wait, %s tasks for them', d.reference, told.waiting, told.tasks)
        from dossier d join lateral (
            select (select count(*) from dossier_duty_receipt r
                    where r.dossier_id = d.id and r.state = 'given') as waiting,
                   (select count(*) from task t
                    where t.dossier_id = d.id and t.kind = 'receipt' and t.state = 'open') as tasks) told on true
        where (told.waiting > 0)::int <> told.tasks
        """,
    ),
    (
        "part-clocks",
        "The own time limit of a part runs while the part is open, and says when it is due (HG-4).",
        """
        select format('part %s of dossier %s is %s, its clock says otherwise', p.no, d.reference, p.state)
        from dossier_clock c join dossier_part p on p.dossier_id = c.dossier_id and p.id = c.part_id
        join dossier d on d.id = p.dossier_id
        where (c.stopped_at is null) <> (p.state = 'open') or (c.stopped_at is null and c.due_at <> p.due_at)
        """,
    ),
    (
        "owner",
        "The owner of an open task is an active officer.",
        """
        select format('task %s of dossier %s is owned by a closed account', t.no, d.reference)
        from task t join account a on a.id = t.owner_id join dossier d on d.id = t.dossier_id
        where t.state = 'open' and not a.is_active
        """,
    ),
    (
        "runs",
        "A run is finished when each of its dossiers was done or refused, and every refusal says why.",
        """
        select format('run %s is finished and line %s is %s', r.id, l.no, l.state)
        from run r join run_line l on l.run_id = r.id
        where (r.finished_at is not null and l.state = 'waiting') or (l.state = 'refused' and l.refusal = '')
        """,
    ),
    (
        "codes",
        "The code on a dossier's row is its statutory code, and its reference leads to it.",
        """
        select format('dossier %s has no code row for %s', d.reference, coalesce(d.code, d.reference))
        from dossier d
        where not exists (select 1 from dossier_code c where c.dossier_id = d.id and c.code = d.reference)
           or (d.code is not null and not exists (
               select 1 from dossier_code c
               where c.dossier_id = d.id and c.code = d.code and c.kind = 'statutory'))
        union all
        select format('code %s leads to no dossier', c.code)
        from dossier_code c where not exists (select 1 from dossier d where d.id = c.dossier_id)
        """,
    ),
    (
        "numbers",
        "A counter is never behind a number that was given out.",
        """
        select format('counter %s of %s stands at %s, but %s was given out', k.scope, k.day, k.last, given.code)
        from number_counter k join lateral (
            select c.code, substring(c.code from '-([0-9]+)$')::bigint as number
            from dossier_code c
            where c.kind = 'statutory'
              and c.code like replace(substring(k.scope from '^dossier:(.*)$'), '_', '\\_')
                              || '-' || to_char(k.day, 'YYMMDD') || '-%'
        ) given on given.number > k.last
        where k.scope like 'dossier:%'
        """,
    ),
    (
        "segments",
        "Segments of a clock do not overlap, and a stopped clock has no open one.",
        """
        select format('clock %s of dossier %s has overlapping segments', c.id, d.reference)
        from dossier_clock c join dossier d on d.id = c.dossier_id
        where exists (
            select 1 from dossier_clock_segment a join dossier_clock_segment b
              on a.dossier_id = b.dossier_id and a.clock_id = b.clock_id and a.id < b.id
            where a.dossier_id = c.dossier_id and a.clock_id = c.id
              and tstzrange(a.from_at, a.to_at) && tstzrange(b.from_at, b.to_at))
        union all
        select format('clock %s of dossier %s is stopped but runs', c.id, d.reference)
        from dossier_clock c join dossier d on d.id = c.dossier_id
        join dossier_clock_segment s on s.dossier_id = c.dossier_id and s.clock_id = c.id and s.to_at is null
        where c.stopped_at is not null
        """,
    ),
    (
        "running-clock",
        "A dossier in process has exactly one running legal clock, and its due date is the dossier's.",
        """
        select format('dossier %s is %s with %s running legal clocks that agree', d.reference, d.state, running.n)
        from dossier d join lateral (
            select count(*) as n from dossier_clock c
            where c.dossier_id = d.id and c.kind = 'legal' and c.part_id is null
              and c.stopped_at is null and c.due_at = d.due_at
        ) running on true
        where d.state in ('accepted', 'in_process', 'waiting') and running.n <> 1
        """,
    ),
    (
        "money",
        "The money state of a dossier is what its charges say.",
        """
        select format('dossier %s says money is %s, its charges say otherwise', d.reference, d.money_state)
        from dossier d join lateral (
            select count(*) as n, count(*) filter (where c.state = 'due') as due
            from charge c where c.dossier_id = d.id
        ) charges on true
        where (charges.due > 0) <> (d.money_state = 'due') or (charges.n = 0) <> (d.money_state = 'none')
        """,
    ),
    (
        "results",
        "A decided dossier has a result; a handed-over one says who took it.",
        """
        select format('dossier %s is %s without a result that fits', d.reference, d.state)
        from dossier d
        where d.state in ('decided', 'handed_over') and not exists (
            select 1 from dossier_result r where r.dossier_id = d.id
              and (d.state = 'decided' or r.handed_over_at is not null))
        """,
    ),
    (
        "custody",
        "Where a dossier's paper is said to be is what its bundles say.",
        """
        select format('dossier %s says its paper is %s, its bundles say %s', d.reference, d.custody_state, told.state)
        from dossier d join lateral (
            select case when bool_or(b.holder in ('transit', 'post')) then 'transit'
                        when bool_or(b.holder in ('unit', 'person')) then 'unit'
                        when bool_or(b.holder = 'desk') then 'desk'
                        when bool_or(b.holder = 'applicant') then 'applicant'
                        else 'none' end as state
            from custody_bundle b where b.dossier_id = d.id
        ) told on true
        where d.custody_state <> told.state
        """,
    ),
    (
        "custody-holder",
        "A bundle lies where the last confirmed record or a merger brought it, or at the desk that opened it.",
        """
        select format('bundle %s of dossier %s is with a %s that no record gave it to', b.no, d.reference, b.holder)
        from custody_bundle b join dossier d on d.id = b.dossier_id
        left join lateral (
            select r.to_kind, r.to_desk_id, r.to_unit_id, r.to_account_id, r.to_agency_id, r.ended_at
            from custody_line l join custody_record r on r.id = l.record_id
            where l.dossier_id = b.dossier_id and l.bundle_id = b.id and l.state = 'received'
            order by r.ended_at desc, r.given_at desc limit 1
        ) last on true
        where b.holder in ('desk', 'unit', 'person')
          and (b.inherited_at is null or last.ended_at > b.inherited_at)
          and (b.holder, b.desk_id, b.unit_id, b.account_id) is distinct from
              (coalesce(last.to_kind, 'desk'),
               case when last.to_kind is null then b.opened_desk_id else last.to_desk_id end,
               last.to_unit_id, last.to_account_id)
        """,
    ),
    (
        "custody-record",
        "A hand-over record that waits has lines that wait, one that ended has none; what waits is with its giver.",
        """
        select format('hand-over record %s is %s with %s lines that wait', r.number, r.state, waiting.n)
        from custody_record r join lateral (
            select count(*) as n from custody_line l where l.record_id = r.id and l.state = 'given'
        ) waiting on true
        where (r.state = 'open') <> (waiting.n > 0)
        union all
        select format('bundle %s of dossier %s is offered by who does not hold it', b.no, d.reference)
        from custody_line l join custody_record r on r.id = l.record_id
        join custody_bundle b on b.dossier_id = l.dossier_id and b.id = l.bundle_id
        join dossier d on d.id = l.dossier_id
        where l.state = 'given' and b.holder <> 'transit'
          and (b.holder, b.desk_id, b.unit_id, b.account_id) is distinct from
              (r.from_kind, r.from_desk_id, r.from_unit_id, r.from_account_id)
        """,
    ),
    (
        "custody-post",
        "A bundle is with the post exactly while its parcel is, or was lost.",
        """
        select format('bundle %s of dossier %s is with the %s, its parcel is %s', b.no, d.reference, b.holder,
                      coalesce(p.state, 'none'))
        from custody_bundle b join dossier d on d.id = b.dossier_id
        left join post_parcel p on p.id = b.parcel_id
        where (b.holder = 'post') <> (b.parcel_id is not null and p.state in ('collected', 'under_way', 'lost'))
        """,
    ),
    (
        "post-result",
        "A parcel with a result is open only while the dossier waits for it, and one that was delivered closed it.",
        """
        select format('parcel %s is %s and dossier %s is %s', p.code, p.state, d.reference, d.state)
        from post_parcel p join dossier d on d.id = p.dossier_id
        where p.direction = 'out' and p.purpose = 'result'
          and (p.state in ('packed', 'registered', 'collected', 'under_way') and d.state <> 'decided'
               or p.state = 'delivered' and p.problem = '' and d.state not in ('handed_over', 'decided'))
        """,
    ),
    (
        "partitions",
        "No row lies in a default partition, and next year's partitions are there.",
        """
        select format('%s holds rows: make the partition of their year', c.relname)
        from pg_class c join pg_inherits i on i.inhrelid = c.oid
        where c.relispartition and c.relname like '%\\_default'
          and pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'
          and (xpath('/row/n/text()', query_to_xml(
                format('select count(*) as n from (select 1 from %I limit 1) found', c.relname), false, true, ''
              )))[1]::text <> '0'
        union all
        select format('%s has no partition for %s', c.relname, extract(year from now() + interval '1 month'))
        from pg_partitioned_table p join pg_class c on c.oid = p.partrelid
        where c.relnamespace = 'public'::regnamespace
          and to_regclass(c.relname || '_' || extract(year from now() + interval '1 month')) is null
        """,
    ),
)
