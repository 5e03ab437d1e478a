"""Tasks, partitioned by the dossier they belong to."""

TASK = """
create table task (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    part_id uuid not null,
    no smallint not null,
    step_id varchar(40) not null,
    kind varchar(12) not null,
    name text not null,
    pool_id uuid not null references pool (id),
    owner_id uuid references account (id),
    state varchar(10) not null check (state in ('open', 'done', 'sent_back', 'cancelled')),
    priority smallint not null,
    opened_at timestamptz not null,
    due_at timestamptz not null,
    done_at timestamptz,
    done_by_id uuid references account (id),
    primary key (dossier_id, id),
    unique (dossier_id, no),
    foreign key (dossier_id, part_id) references dossier_part (dossier_id, id),
    check ((state = 'open') = (done_at is null))
) partition by range (dossier_id);
create unique index task_step_open_once on task (dossier_id, part_id, step_id) where state = 'open';
create index task_mine on task (owner_id, priority desc, due_at) where state = 'open' and owner_id is not null;
create index task_waiting on task (pool_id, priority desc, due_at) where state = 'open' and owner_id is null;
create index task_done_by on task (done_by_id, done_at) where done_by_id is not null;
create table task_default partition of task default;
"""
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"
