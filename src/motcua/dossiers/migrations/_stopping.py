"""The tables of the turns that stop, refuse or put off, and what they add to those there were."""

RESULT = """
alter table dossier add column outcome varchar(8) not null default ''
    constraint dossier_outcome check (outcome in ('', 'granted', 'refused'));
update dossier d set outcome = 'granted' where exists (select 1 from dossier_result r where r.dossier_id = d.id);
alter table dossier add constraint dossier_decided_has_outcome
    check (state not in ('decided', 'handed_over') or outcome <> '');
alter table dossier_result
    add column kind varchar(8) not null default 'granted'
        constraint dossier_result_kind check (kind in ('granted', 'refused')),
    add column reasons text not null default '',
    add column slip_id uuid references issued_document (id),
    add constraint dossier_result_refused_says_why check ((kind = 'refused') = (reasons <> ''));
alter table dossier_part drop constraint dossier_part_duty_check;
alter table dossier_part add constraint dossier_part_duty_check
    check (duty in ('reception', 'lead', 'cooperation', 'return', 'request'));
"""

TABLES = """
create table dossier_extension (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    state varchar(8) not null check (state in ('proposed', 'approved', 'refused', 'lapsed')),
    reason text not null check (reason <> ''),
    old_due_at timestamptz not null,
    new_due_at timestamptz not null,
    proposed_at timestamptz not null,
    proposed_by_id uuid not null references account (id),
    answered_at timestamptz,
    answered_by_id uuid references account (id),
    answer text not null,
    slip_id uuid references issued_document (id),
    primary key (dossier_id, id),
    unique (dossier_id, no),
    check (new_due_at > old_due_at),
    check ((state = 'proposed') = (answered_at is null)),
    check (state <> 'refused' or answer <> ''),
    check (slip_id is null or state = 'approved')
) partition by range (dossier_id);
create unique index dossier_extension_once on dossier_extension (dossier_id) where state = 'approved';
create unique index dossier_extension_one_waits on dossier_extension (dossier_id) where state = 'proposed';

create table dossier_apology (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    agency_id uuid not null references agency (id),
    reason text not null check (reason <> ''),
    due_at timestamptz not null,
    expected_at timestamptz,
    issued_at timestamptz not null,
    issued_by_id uuid not null references account (id),
    slip_id uuid references issued_document (id),
    primary key (dossier_id, id),
    unique (dossier_id, no),
    check (issued_at > due_at),
    check (expected_at is null or expected_at > issued_at)
) partition by range (dossier_id);
create index dossier_apology_of_agency on dossier_apology (agency_id, issued_at);

create table dossier_verification (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    content text not null check (content <> ''),
    applicant_attended boolean not null,
    held_at timestamptz,
    place text not null,
    participants text not null,
    recorded_at timestamptz not null,
    recorded_by_id uuid not null references account (id),
    primary key (dossier_id, id),
    unique (dossier_id, no),
    check (not applicant_attended or (held_at is not null and place <> '' and participants <> ''))
) partition by range (dossier_id);

create table dossier_verification_file (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    verification_id uuid not null,
    file_id uuid not null references stored_file (id),
    no smallint not null,
    primary key (dossier_id, id),
    unique (dossier_id, verification_id, no),
    foreign key (dossier_id, verification_id) references dossier_verification (dossier_id, id)
) partition by range (dossier_id);

create table dossier_stop_request (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    way varchar(10) not null check (way in ('online', 'in_person', 'in_writing')),
    state varchar(8) not null check (state in ('asked', 'stopped', 'declined', 'lapsed')),
    asker_name varchar(200) not null check (asker_name <> ''),
    reason text not null check (reason <> ''),
    asked_at timestamptz not null,
    answered_at timestamptz,
    answered_by_id uuid references account (id),
    answer text not null,
    originals jsonb not null,
    slip_id uuid references issued_document (id),
    primary key (dossier_id, id),
    unique (dossier_id, no),
    check ((state = 'asked') = (answered_at is null)),
    check (state <> 'declined' or answer <> ''),
    check (slip_id is null or state = 'stopped')
) partition by range (dossier_id);
create unique index dossier_stop_request_one_waits on dossier_stop_request (dossier_id) where state = 'asked';
"""
NAMES = (
    "dossier_extension",
    "dossier_apology",
    "dossier_verification",
    "dossier_verification_file",
    "dossier_stop_request",
)
DEFAULTS = "".join(f"create table {name}_default partition of {name} default;" for name in NAMES)
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"
