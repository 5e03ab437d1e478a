"""Invariants of the turns a query can tell, in the form of `sql`: what was refused, put off, asked to stop."""

from __future__ import annotations

BROKEN_TURNS: tuple[tuple[str, str, str], ...] = (
    (
        "outcome",
        "A decided dossier says what the last result of its lead says: granted or refused.",
        """
        select format('dossier %s says %s, its last result %s', d.reference, d.outcome, last.kind)
        from dossier d join lateral (
            select r.kind from dossier_result r
            join dossier_part p on p.dossier_id = r.dossier_id and p.id = r.part_id
            where r.dossier_id = d.id and p.duty = 'lead' order by r.recorded_at desc, r.id desc limit 1
        ) last on true
        where d.state in ('decided', 'handed_over') and d.outcome <> last.kind
        """,
    ),
    (
        "errands",
        "A proposed date waits for the leader by a task, a request to stop waits for the desk by one; no task without.",
        """
        with waiting as (
            select dossier_id, 'extend' as kind from dossier_extension where state = 'proposed'
            union all select dossier_id, 'stop' from dossier_stop_request where state = 'asked'),
        doing as (select dossier_id, kind from task where state = 'open' and kind in ('extend', 'stop'))
        select format('dossier %s: a %s waits without its task', d.reference, w.kind)
        from waiting w join dossier d on d.id = w.dossier_id
        where not exists (select 1 from doing t where t.dossier_id = w.dossier_id and t.kind = w.kind)
        union all
        select format('dossier %s: a task of %s waits for nothing', d.reference, t.kind)
        from doing t join dossier d on d.id = t.dossier_id
        where not exists (select 1 from waiting w where w.dossier_id = t.dossier_id and w.kind = t.kind)
        """,
    ),
    (
        "appointment",
        "An approved new date is the appointment of a legal clock, and no clock was appointed otherwise.",
        """
        select format('dossier %s: the approved date %s moved no clock', d.reference, e.new_due_at)
        from dossier_extension e join dossier d on d.id = e.dossier_id
        where e.state = 'approved' and not exists (
            select 1 from dossier_clock c
            where c.dossier_id = e.dossier_id and c.kind = 'legal' and c.appointed_due = e.new_due_at)
        union all
        select format('dossier %s: clock %s was appointed %s without approval', d.reference, c.no, c.appointed_due)
        from dossier_clock c join dossier d on d.id = c.dossier_id
        where c.appointed_due is not null and not exists (
            select 1 from dossier_extension e
            where e.dossier_id = c.dossier_id and e.state = 'approved' and e.new_due_at = c.appointed_due)
        """,
    ),
    (
        "late-entries",
        "A used number of the kit has its entry; an open entry its draft; an approved one its dossier, found by it.",
        """
        select format('number %s is used and has no entry', n.number) from kit_number n
        where n.state = 'used' and not exists (select 1 from late_entry e where e.number_id = n.number)
        union all
        select format('late entry %s waits without its draft', e.number_id) from late_entry e
        where e.state in ('filling', 'waiting')
          and not exists (select 1 from dossier_draft d where d.id = e.draft_id and d.submitted_at is null)
        union all
        select format('late entry %s is approved and finds no dossier', e.number_id) from late_entry e
        where e.state = 'approved' and not exists (
            select 1 from dossier_code c
            where c.code = e.number_id and c.dossier_id = e.draft_id and c.kind = 'outage')
        """,
    ),
)
