"""The tables of the end at the counter, and what keeps a result as it was recorded."""

TABLES = """
create table dossier_comparison (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    paper_id uuid not null,
    fits boolean not null,
    remark text not null,
    compared_at timestamptz not null,
    compared_by_id uuid not null references account (id),
    allowed_at timestamptz,
    allowed_by_id uuid references account (id),
    allowed_reason text not null,
    primary key (dossier_id, id),
    foreign key (dossier_id, paper_id) references dossier_paper (dossier_id, id),
    check (fits or remark <> ''),
    check ((allowed_at is null) = (allowed_by_id is null) and (allowed_at is null) = (allowed_reason = '')),
    check (allowed_at is null or not fits)
) partition by range (dossier_id);

create table dossier_handing (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    way varchar(10) not null check (way in ('in_person', 'post')),
    receiver_name varchar(200) not null check (receiver_name <> ''),
    number_sealed text not null,
    number_hash varchar(64) not null,
    mandate varchar(24) not null
        check (mandate in ('', 'authorised', 'parent', 'guardian', 'legal_representative')),
    mandate_paper varchar(200) not null,
    post_number varchar(60) not null,
    confirmation varchar(10) not null check (confirmation in ('signature', 'code', 'post')),
    given_at timestamptz not null,
    given_by_id uuid not null references account (id),
    slip_id uuid references issued_document (id),
    primary key (dossier_id, id),
    unique (dossier_id, no),
    check ((number_sealed = '') = (number_hash = '')),
    check (mandate = '' or (mandate_paper <> '' and number_hash <> '')),
    check ((way = 'post') = (post_number <> '') and (way = 'post') = (confirmation = 'post'))
) partition by range (dossier_id);

create table dossier_visit (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    kind varchar(10) not null check (kind in ('reception', 'return')),
    place varchar(300) not null check (place <> ''),
    instrument varchar(300) not null check (instrument <> ''),
    at timestamptz not null,
    officer_id uuid not null references account (id),
    primary key (dossier_id, id)
) partition by range (dossier_id);
create table dossier_comparison_default partition of dossier_comparison default;
create table dossier_handing_default partition of dossier_handing default;
create table dossier_visit_default partition of dossier_visit default;

alter table dossier_result
    add column supersedes_id uuid,
    add column correction text not null default '',
    add column superseded_at timestamptz,
    add column taken_back_at timestamptz,
    add column taken_back_note varchar(300) not null default '';
alter table dossier_result add constraint dossier_result_supersedes
    foreign key (dossier_id, supersedes_id) references dossier_result (dossier_id, id);
alter table dossier_result add constraint dossier_result_corrected_whole
    check ((supersedes_id is null) = (correction = '') and supersedes_id is distinct from id);
alter table dossier_result add constraint dossier_result_taken_back_whole
    check ((taken_back_at is null or taken_back_note = '')
           and (superseded_at is not null or (taken_back_at is null and taken_back_note = '')));
create unique index dossier_result_superseded_once on dossier_result (dossier_id, supersedes_id)
    where supersedes_id is not null;
"""
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"

# A decision that was signed is never rewritten: only its hand-over, its replacement and its taking back are noted,
# each of them once.
RESULT_STANDS = """
create function dossier_result_stands() returns trigger language plpgsql as $$
begin
    if (new.id, new.dossier_id, new.part_id, new.name, new.number, new.signed_on, new.signer_name, new.file_id,
        new.recorded_at, new.supersedes_id, new.correction, new.kind, new.reasons)
       is distinct from
       (old.id, old.dossier_id, old.part_id, old.name, old.number, old.signed_on, old.signer_name, old.file_id,
        old.recorded_at, old.supersedes_id, old.correction, old.kind, old.reasons)
       or (old.handed_over_at is not null
           and (new.handed_over_at, new.receiver_name, new.receiver_paper)
               is distinct from (old.handed_over_at, old.receiver_name, old.receiver_paper))
       or (old.slip_id is not null and new.slip_id is distinct from old.slip_id)
       or (old.superseded_at is not null and new.superseded_at is distinct from old.superseded_at)
       or (old.taken_back_at is not null and new.taken_back_at is distinct from old.taken_back_at)
    then
        raise exception 'result % stands as it was recorded', old.id using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create function dossier_result_stays() returns trigger language plpgsql as $$
begin
    raise exception 'result % stays', old.id using errcode = 'integrity_constraint_violation';
end $$;
create trigger dossier_result_stands before update on dossier_result
    for each row execute function dossier_result_stands();
create trigger dossier_result_stays before delete on dossier_result
    for each row execute function dossier_result_stays();
"""
