-- The tables of the reference: one dossier row, a history, an outbox.
create table bench_dossier (
    id bigint primary key, code text not null unique, agency_id int not null, procedure_id int not null,
    applicant text not null, applicant_no text not null, channel smallint not null, status smallint not null,
    step smallint not null, officer_id int not null, version int not null, submitted_at timestamptz not null,
    due_at timestamptz not null, finished_at timestamptz, updated_at timestamptz not null, form jsonb not null
);
create index bench_dossier_of_officer on bench_dossier (officer_id, due_at) where status < 9;
create table bench_history (
    id bigint generated always as identity primary key, dossier_id bigint not null, from_step smallint,
    to_step smallint, officer_id int, at timestamptz not null default now(), note text
);
create index bench_history_of_dossier on bench_history (dossier_id);
create table bench_outbox (
    id bigint generated always as identity primary key, topic text not null, payload jsonb not null,
    at timestamptz not null default now(), sent_at timestamptz
);
create index bench_outbox_open on bench_outbox (id) where sent_at is null;
