"""The partitioned tables of a dossier, in the order they must be made."""

DOSSIER = """
create table dossier (
    id uuid primary key,
    reference varchar(24) not null,
    code varchar(60),
    release_id uuid not null references procedure_release (id),
    procedure_code varchar(40) not null,
    procedure_name text not null,
    "case" varchar(60) not null,
    channel varchar(12) not null check (channel in ('online', 'direct', 'post', 'zalo', 'kiosk', 'national')),
    state varchar(24) not null,
    waiting_cause varchar(24) not null,
    money_state varchar(12) not null check (money_state in ('none', 'due', 'paid', 'waived', 'refunded')),
    custody_state varchar(12) not null check (custody_state in ('none', 'desk', 'unit', 'transit', 'applicant')),
    exchange_state varchar(12) not null check (exchange_state in ('none', 'pending', 'sent', 'failed')),
    applicant_name varchar(200) not null,
    applicant_folded varchar(200) generated always as (vi_norm(applicant_name)) stored,
    account_id uuid references account (id),
    desk_id uuid not null references desk (id),
    return_desk_id uuid not null references desk (id),
    agency_id uuid not null references agency (id),
    agency_name varchar(300) not null,
    unit_name varchar(300) not null,
    owner_name varchar(200) not null,
    priority smallint not null,
    secret_hash varchar(64) not null,
    token varchar(32) not null,
    submitted_at timestamptz not null,
    accepted_at timestamptz,
    due_at timestamptz,
    decided_at timestamptz,
    finished_at timestamptz,
    closed_at timestamptz,
    updated_at timestamptz not null,
    version integer not null,
    event_seq integer not null,
    event_hash bytea not null,
    check ((state = 'waiting') = (waiting_cause <> '')),
    check (state not in ('accepted', 'in_process', 'waiting', 'decided', 'handed_over') or code is not null),
    check (state not in ('accepted', 'in_process', 'waiting', 'decided', 'handed_over')
           or (accepted_at is not null and due_at is not null)),
    check ((state in ('refused', 'handed_over', 'stopped', 'withdrawn', 'expired')) = (finished_at is not null))
) partition by range (id);
create index dossier_open_of_agency on dossier (agency_id, due_at) where finished_at is null;
create index dossier_open_of_desk on dossier (desk_id, submitted_at) where finished_at is null;
create index dossier_ready_at_desk on dossier (return_desk_id, decided_at) where state = 'decided';
create index dossier_of_account on dossier (account_id, submitted_at) where account_id is not null;
create index dossier_by_name on dossier (applicant_folded text_pattern_ops);
create index dossier_updated on dossier (updated_at);
"""

PARTS = """
create table dossier_part (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    duty varchar(12) not null check (duty in ('reception', 'lead', 'cooperation', 'return')),
    agency_id uuid not null references agency (id),
    unit_id uuid references unit (id),
    desk_id uuid references desk (id),
    state varchar(10) not null check (state in ('open', 'done', 'cancelled')),
    due_at timestamptz,
    started_at timestamptz not null,
    finished_at timestamptz,
    primary key (dossier_id, id),
    unique (dossier_id, no),
    check ((state = 'open') = (finished_at is null)),
    check (duty not in ('reception', 'return') or desk_id is not null)
) partition by range (dossier_id);
create unique index dossier_part_one_lead on dossier_part (dossier_id) where duty = 'lead' and state <> 'cancelled';
create index dossier_part_of_agency on dossier_part (agency_id, dossier_id);
create index dossier_part_of_unit on dossier_part (unit_id, dossier_id) where unit_id is not null;
create index dossier_part_of_desk on dossier_part (desk_id, dossier_id) where desk_id is not null;
create index dossier_part_open_due on dossier_part (due_at) where state = 'open';
"""

CONTENTS = """
create table dossier_party (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    role varchar(12) not null check (role in ('applicant', 'principal')),
    kind varchar(12) not null check (kind in ('person', 'enterprise')),
    full_name varchar(200) not null,
    number_sealed text not null,
    number_hash varchar(64) not null,
    tax_code varchar(14) not null,
    born_on date,
    sex varchar(6) not null,
    phone varchar(15) not null,
    email varchar(254) not null,
    address text not null,
    relation varchar(60) not null,
    primary key (dossier_id, id),
    unique (dossier_id, role)
) partition by range (dossier_id);
create index dossier_party_by_number on dossier_party (number_hash) where number_hash <> '';
create index dossier_party_by_tax on dossier_party (tax_code) where tax_code <> '';
create index dossier_party_by_phone on dossier_party (phone) where phone <> '';

create table dossier_answers (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    answers jsonb not null,
    entered_at timestamptz not null,
    primary key (dossier_id, id),
    unique (dossier_id, no)
) partition by range (dossier_id);

create table dossier_paper (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    component_id varchar(80) not null,
    name text not null,
    required boolean not null,
    originals smallint not null check (originals >= 0),
    copies smallint not null check (copies >= 0),
    form varchar(12) not null check (form in ('none', 'electronic', 'paper', 'form')),
    finding varchar(12) not null
        check (finding in ('unchecked', 'ok', 'missing', 'wrong', 'expired', 'not_needed')),
    remark text not null,
    primary key (dossier_id, id),
    unique (dossier_id, no),
    unique (dossier_id, component_id)
) partition by range (dossier_id);

create table dossier_paper_file (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    paper_id uuid not null,
    file_id uuid not null references stored_file (id),
    page smallint not null,
    superseded_at timestamptz,
    primary key (dossier_id, id),
    foreign key (dossier_id, paper_id) references dossier_paper (dossier_id, id)
) partition by range (dossier_id);
create index dossier_paper_file_of_paper on dossier_paper_file (dossier_id, paper_id, page);

create table dossier_supplement (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    reason text not null check (reason <> ''),
    requested_at timestamptz not null,
    answered_at timestamptz,
    slip_id uuid references issued_document (id),
    primary key (dossier_id, id),
    unique (dossier_id, no)
) partition by range (dossier_id);

create table dossier_supplement_point (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    supplement_id uuid not null,
    paper_id uuid,
    no smallint not null,
    finding varchar(12) not null check (finding in ('missing', 'wrong', 'expired')),
    subject text not null check (subject <> ''),
    to_do text not null check (to_do <> ''),
    answered_at timestamptz,
    primary key (dossier_id, id),
    unique (dossier_id, supplement_id, no),
    foreign key (dossier_id, supplement_id) references dossier_supplement (dossier_id, id),
    foreign key (dossier_id, paper_id) references dossier_paper (dossier_id, id)
) partition by range (dossier_id);

create table dossier_result (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    part_id uuid not null,
    name text not null check (name <> ''),
    number varchar(80) not null,
    signed_on date not null,
    signer_name varchar(200) not null,
    file_id uuid references stored_file (id),
    recorded_at timestamptz not null,
    handed_over_at timestamptz,
    receiver_name varchar(200) not null,
    receiver_paper varchar(80) not null,
    primary key (dossier_id, id),
    foreign key (dossier_id, part_id) references dossier_part (dossier_id, id),
    check ((handed_over_at is null) = (receiver_name = ''))
) partition by range (dossier_id);
create index dossier_result_by_number on dossier_result (number) where number <> '';
"""

# Exclusion constraints on a partitioned table exist only from PostgreSQL 17 on; a trigger that looks at the
# clock's own rows serves every version, and the dossier's row is locked while they are written.
CLOCKS = """
create table dossier_clock (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    part_id uuid,
    kind varchar(10) not null check (kind in ('legal', 'scoring')),
    no smallint not null,
    "limit" varchar(40) not null,
    calendar_version_id uuid not null references calendar_version (id),
    started_at timestamptz not null,
    due_at timestamptz not null,
    reasons jsonb not null,
    stopped_at timestamptz,
    primary key (dossier_id, id),
    unique (dossier_id, kind, no),
    foreign key (dossier_id, part_id) references dossier_part (dossier_id, id),
    check (due_at >= started_at)
) partition by range (dossier_id);

create table dossier_clock_segment (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    clock_id uuid not null,
    running boolean not null,
    cause varchar(24) not null,
    from_at timestamptz not null,
    to_at timestamptz,
    primary key (dossier_id, id),
    foreign key (dossier_id, clock_id) references dossier_clock (dossier_id, id),
    check (to_at is null or to_at >= from_at)
) partition by range (dossier_id);
create unique index dossier_clock_segment_one_open on dossier_clock_segment (dossier_id, clock_id)
    where to_at is null;

create function dossier_clock_segment_no_overlap() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from dossier_clock_segment other
        where other.dossier_id = new.dossier_id and other.clock_id = new.clock_id and other.id <> new.id
          and tstzrange(other.from_at, other.to_at) && tstzrange(new.from_at, new.to_at)
    ) then
        raise exception 'segments of clock % overlap', new.clock_id using errcode = 'exclusion_violation';
    end if;
    return new;
end $$;
create trigger dossier_clock_segment_guard before insert or update on dossier_clock_segment
    for each row execute function dossier_clock_segment_no_overlap();
"""

ROOMS = (DOSSIER, PARTS, CONTENTS, CLOCKS)
TABLES = (
    "dossier",
    "dossier_part",
    "dossier_party",
    "dossier_answers",
    "dossier_paper",
    "dossier_paper_file",
    "dossier_supplement",
    "dossier_supplement_point",
    "dossier_result",
    "dossier_clock",
    "dossier_clock_segment",
)
DEFAULTS = "".join(f"create table {table}_default partition of {table} default;" for table in TABLES)
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"


def legal_moves(pairs: list[tuple[str, str]]) -> str:
    """The trigger that refuses a change of state which is in no move of the table."""
    listed = ", ".join(f"('{source}', '{target}')" for source, target in pairs)
    return f"""
create or replace function dossier_legal_move() returns trigger language plpgsql as $$
begin
    if new.state <> old.state and (old.state, new.state) not in ({listed}) then
        raise exception 'illegal move of dossier % from % to %', old.id, old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""


LEGAL_MOVE_TRIGGER = """
create trigger dossier_legal_move before update of state on dossier
    for each row execute function dossier_legal_move();
"""
