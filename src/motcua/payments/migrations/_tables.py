CHARGE = """
create table charge (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    name text not null check (name <> ''),
    amount_vnd bigint not null check (amount_vnd > 0),
    basis text not null,
    state varchar(8) not null check (state in ('due', 'paid', 'waived')),
    raised_at timestamptz not null,
    paid_at timestamptz,
    method varchar(12) not null,
    receipt_number varchar(40) not null,
    collected_by_id uuid references account (id),
    primary key (dossier_id, id),
    unique (dossier_id, no),
    check ((state = 'paid') = (paid_at is not null))
) partition by range (dossier_id);
create table charge_default partition of charge default;
"""
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"
