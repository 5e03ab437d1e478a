"""The chain of events and the words it digests: yearly partitions, append-only by trigger."""

import django.db.models.functions.datetime
from django.db import migrations, models

import motcua.kernel.uuid7

EVENT = """
create table audit_event (
    stream_id uuid not null,
    seq integer not null check (seq > 0),
    stream_kind varchar(20) not null,
    kind varchar(40) not null,
    happened_at timestamptz not null,
    recorded_at timestamptz not null,
    txid bigint not null default pg_current_xact_id()::text::bigint,
    actor_kind varchar(12) not null,
    actor_id uuid,
    agency_id uuid,
    body jsonb not null,
    words_digest bytea,
    key uuid,
    previous bytea not null,
    hash bytea not null,
    primary key (stream_id, seq),
    unique (stream_id, key)
) partition by range (stream_id);
create index audit_event_follow on audit_event (txid, stream_id, seq);
create table audit_event_default partition of audit_event default;

create table audit_payload (
    stream_id uuid not null,
    seq integer not null,
    salt bytea,
    words jsonb,
    destroyed_at timestamptz,
    destroyed_why text not null default '',
    primary key (stream_id, seq),
    foreign key (stream_id, seq) references audit_event (stream_id, seq) deferrable initially deferred,
    check ((destroyed_at is null) = (words is not null and salt is not null))
) partition by range (stream_id);
create table audit_payload_default partition of audit_payload default;
"""

GUARDS = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % refused', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation';
end $$;

create trigger audit_event_append_only before update or delete on audit_event
    for each row execute function refuse_change();

create function audit_payload_only_destroyed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.destroyed_at is not null or new.destroyed_at is null
       or (new.stream_id, new.seq) is distinct from (old.stream_id, old.seq) then
        raise exception 'audit_payload can only be destroyed, with a reason'
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger audit_payload_guard before update or delete on audit_payload
    for each row execute function audit_payload_only_destroyed();
"""

# The product's role owns no table, so the yearly job runs with the rights of the function's owner.
YEARS = """
create function ensure_year_partitions(year int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    parent text;
    made int := 0;
begin
    for parent in
        select c.relname from pg_partitioned_table p join pg_class c on c.oid = p.partrelid
        where p.partstrat = 'r' and c.relnamespace = 'public'::regnamespace order by c.oid
    loop
        if to_regclass(parent || '_' || year) is null then
            perform make_year_partition(parent, year);
            made := made + 1;
        end if;
    end loop;
    return made;
end $$;
select ensure_year_partitions(y) from generate_series(2024, 2027) y;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_database"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(EVENT, "drop table audit_payload, audit_event"),
                migrations.RunSQL(
                    GUARDS, "drop function audit_payload_only_destroyed cascade; drop function refuse_change cascade"
                ),
                migrations.RunSQL(YEARS, "drop function ensure_year_partitions"),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("stream_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("seq", models.IntegerField()),
                        ("stream_kind", models.CharField(max_length=20)),
                        ("kind", models.CharField(max_length=40)),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("txid", models.BigIntegerField(editable=False)),
                        ("actor_kind", models.CharField(max_length=12)),
                        ("actor_id", models.UUIDField(null=True)),
                        ("agency_id", models.UUIDField(null=True)),
                        ("body", models.JSONField(default=dict)),
                        ("words_digest", models.BinaryField(null=True)),
                        ("key", models.UUIDField(null=True)),
                        ("previous", models.BinaryField()),
                        ("hash", models.BinaryField()),
                    ],
                    options={"db_table": "audit_event"},
                ),
                migrations.CreateModel(
                    name="Payload",
                    fields=[
                        ("stream_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("seq", models.IntegerField()),
                        ("salt", models.BinaryField(null=True)),
                        ("words", models.JSONField(null=True)),
                        ("destroyed_at", models.DateTimeField(null=True)),
                        ("destroyed_why", models.TextField(blank=True, default="")),
                    ],
                    options={"db_table": "audit_payload"},
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stream_id", models.UUIDField()),
                ("agency_id", models.UUIDField(null=True)),
                ("purpose", models.CharField(max_length=40)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("account_id", models.UUIDField()),
            ],
            options={
                "db_table": "audit_reading",
                "indexes": [models.Index(fields=["stream_id", "at"], name="audit_reading_of_stream")],
            },
        ),
    ]
