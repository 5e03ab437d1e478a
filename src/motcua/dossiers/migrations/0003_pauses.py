"""What a dossier waits for, as rows; and which phase of a joint process a part does."""

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models

TABLES = """
create table dossier_pause (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    part_id uuid not null,
    no smallint not null,
    cause varchar(24) not null check (cause <> ''),
    step_id varchar(40) not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    place varchar(300) not null,
    notice_number varchar(80) not null,
    notice_on date,
    amount_vnd bigint check (amount_vnd >= 0),
    paid_on date,
    receipt_number varchar(80) not null,
    ended_at timestamptz,
    ended_by_id uuid references account (id),
    reason text not null,
    primary key (dossier_id, id),
    unique (dossier_id, no),
    foreign key (dossier_id, part_id) references dossier_part (dossier_id, id),
    check (ended_at is null or ended_at >= from_at),
    check ((paid_on is null) = (receipt_number = ''))
) partition by range (dossier_id);
create index dossier_pause_open_until on dossier_pause (until_at) where ended_at is null;
create table dossier_pause_default partition of dossier_pause default;
alter table dossier_part add column phase varchar(40) not null default '';
"""
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_turns"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TABLES, migrations.RunSQL.noop),
                migrations.RunSQL(YEARS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.AddField("part", "phase", models.CharField(blank=True, default="", max_length=40)),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        ("id", models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("no", models.SmallIntegerField()),
                        ("cause", models.CharField(max_length=24)),
                        ("step_id", models.CharField(blank=True, default="", max_length=40)),
                        ("from_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("place", models.CharField(blank=True, default="", max_length=300)),
                        ("notice_number", models.CharField(blank=True, default="", max_length=80)),
                        ("notice_on", models.DateField(null=True)),
                        ("amount_vnd", models.BigIntegerField(null=True)),
                        ("paid_on", models.DateField(null=True)),
                        ("receipt_number", models.CharField(blank=True, default="", max_length=80)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("dossier", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="dossiers.dossier")),
                        ("ended_by", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("part", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dossiers.part")),
                    ],
                    options={"db_table": "dossier_pause"},
                ),
            ],
        ),
    ]
