"""Bundles, their papers and the lines of hand-over records, partitioned by the dossier they belong to."""

BUNDLES = """
create table custody_bundle (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    code varchar(24) not null,
    holder varchar(10) not null check (holder in ('desk', 'unit', 'person', 'transit', 'applicant', 'archive')),
    agency_id uuid references agency (id),
    unit_id uuid references unit (id),
    desk_id uuid references desk (id),
    account_id uuid references account (id),
    opened_desk_id uuid not null references desk (id),
    opened_at timestamptz not null,
    held_since timestamptz not null,
    transfer_due_at timestamptz,
    unit_due_at timestamptz,
    transferred_at timestamptz,
    primary key (dossier_id, id),
    unique (dossier_id, no),
    unique (dossier_id, code),
    check ((holder = 'desk') = (desk_id is not null)),
    check ((holder = 'person') = (account_id is not null)),
    check (unit_id is null or holder = 'unit'),
    check ((holder = 'applicant') = (agency_id is null))
) partition by range (dossier_id);
create index custody_bundle_by_code on custody_bundle (code);
create index custody_bundle_at_desk on custody_bundle (desk_id, transfer_due_at) where holder = 'desk';
create index custody_bundle_in_unit on custody_bundle (agency_id, unit_id) where holder = 'unit';
create index custody_bundle_with on custody_bundle (account_id) where holder = 'person';
create index custody_bundle_opened on custody_bundle (opened_desk_id, opened_at);

create table custody_item (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    bundle_id uuid not null,
    no smallint not null,
    paper_id uuid,
    name text not null check (name <> ''),
    originals smallint not null check (originals >= 0),
    copies smallint not null check (copies >= 0),
    must_return boolean not null,
    returned_at timestamptz,
    primary key (dossier_id, id),
    unique (dossier_id, bundle_id, no),
    foreign key (dossier_id, bundle_id) references custody_bundle (dossier_id, id),
    foreign key (dossier_id, paper_id) references dossier_paper (dossier_id, id)
) partition by range (dossier_id);

create table custody_passage (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    desk_id uuid not null references desk (id),
    complete_at timestamptz not null,
    with_unit_at timestamptz not null,
    unit_due_at timestamptz not null,
    primary key (dossier_id, id),
    unique (dossier_id, no),
    check (unit_due_at >= complete_at)
) partition by range (dossier_id);
create index custody_passage_of_desk on custody_passage (desk_id, with_unit_at);

create table custody_bundle_default partition of custody_bundle default;
create table custody_item_default partition of custody_item default;
create table custody_passage_default partition of custody_passage default;
"""
LINES = """
create table custody_line (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    record_id uuid not null references custody_record (id),
    bundle_id uuid not null,
    no smallint not null,
    state varchar(10) not null check (state in ('given', 'received', 'missing', 'withdrawn')),
    primary key (dossier_id, id),
    unique (dossier_id, record_id, bundle_id),
    foreign key (dossier_id, bundle_id) references custody_bundle (dossier_id, id)
) partition by range (dossier_id);
create unique index custody_line_offered_once on custody_line (dossier_id, bundle_id) where state = 'given';
create index custody_line_of_record on custody_line (record_id, no);
create table custody_line_default partition of custody_line default;
create index custody_record_waits_at_desk on custody_record (to_desk_id) where state = 'open';
create index custody_record_waits_in_unit on custody_record (to_agency_id, to_unit_id) where state = 'open';
"""
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"
