"""One complete request, answered point by point: who asked, when it was asked again and why, what was answered."""

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models

COLUMNS = """
alter table dossier_supplement
    add column stage varchar(10) not null default 'reception',
    add column requested_by_id uuid references account (id),
    add column agency_id uuid references agency (id),
    add column is_repeat boolean not null default false,
    add column head_id uuid references account (id),
    add column head_reason text not null default '',
    add column reminded_at timestamptz,
    add column drafted_form text not null default '';
alter table dossier_supplement add constraint dossier_supplement_stage check (stage in ('reception', 'handling'));
-- TN19-10.2a: what could be seen the first time is asked for again only with the reason of the head
alter table dossier_supplement add constraint dossier_supplement_repeat_has_a_head
    check (not is_repeat or (head_id is not null and head_reason <> ''));
create index dossier_supplement_repeats on dossier_supplement (agency_id, requested_at) where is_repeat;
alter table dossier_supplement_point
    add column field_id varchar(80) not null default '',
    add column is_repeat boolean not null default false,
    add column reply text not null default '',
    add column brings_new boolean not null default false;
alter table dossier_supplement_point add constraint dossier_supplement_point_one_place
    check (paper_id is null or field_id = '');
"""
TABLES = """
create table dossier_supplement_file (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    point_id uuid not null,
    file_id uuid not null references stored_file (id),
    page smallint not null,
    primary key (dossier_id, id),
    unique (dossier_id, point_id, page),
    foreign key (dossier_id, point_id) references dossier_supplement_point (dossier_id, id)
) partition by range (dossier_id);

create table dossier_second_request (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    head_id uuid not null references account (id),
    reason text not null check (reason <> ''),
    allowed_at timestamptz not null,
    supplement_id uuid,
    primary key (dossier_id, id),
    foreign key (dossier_id, supplement_id) references dossier_supplement (dossier_id, id)
) partition by range (dossier_id);
create unique index dossier_second_request_one_unused on dossier_second_request (dossier_id)
    where supplement_id is null;
create table dossier_supplement_file_default partition of dossier_supplement_file default;
create table dossier_second_request_default partition of dossier_second_request default;
"""
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"


def _id():
    return ("id", models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False))


def _key(to, *, null=False, constraint=True, related="+"):
    return models.ForeignKey(
        db_constraint=constraint, db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_receiving_desk"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
                migrations.RunSQL(TABLES, migrations.RunSQL.noop),
                migrations.RunSQL(YEARS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.AddField("supplement", "stage", models.CharField(choices=[("reception", "Khi tiếp nhận"), ("handling", "Khi giải quyết")], default="reception", max_length=10)),
                migrations.AddField("supplement", "requested_by", _key(settings.AUTH_USER_MODEL, null=True)),
                migrations.AddField("supplement", "agency", _key("agencies.agency", null=True)),
                migrations.AddField("supplement", "is_repeat", models.BooleanField(default=False)),
                migrations.AddField("supplement", "head", _key(settings.AUTH_USER_MODEL, null=True)),
                migrations.AddField("supplement", "head_reason", models.TextField(blank=True, default="")),
                migrations.AddField("supplement", "reminded_at", models.DateTimeField(null=True)),
                migrations.AddField("supplement", "drafted_form", models.TextField(blank=True, default="")),
                migrations.AddField("supplementpoint", "field_id", models.CharField(blank=True, default="", max_length=80)),
                migrations.AddField("supplementpoint", "is_repeat", models.BooleanField(default=False)),
                migrations.AddField("supplementpoint", "reply", models.TextField(blank=True, default="")),
                migrations.AddField("supplementpoint", "brings_new", models.BooleanField(default=False)),
                migrations.CreateModel(
                    name="SupplementFile",
                    fields=[
                        _id(),
                        ("dossier", _key("dossiers.dossier")),
                        ("point", _key("dossiers.supplementpoint", constraint=False, related="files")),
                        ("file", _key("documents.storedfile")),
                        ("page", models.SmallIntegerField()),
                    ],
                    options={"db_table": "dossier_supplement_file"},
                ),
                migrations.CreateModel(
                    name="SecondRequest",
                    fields=[
                        _id(),
                        ("dossier", _key("dossiers.dossier")),
                        ("head", _key(settings.AUTH_USER_MODEL)),
                        ("reason", models.TextField()),
                        ("allowed_at", models.DateTimeField()),
                        ("supplement", _key("dossiers.supplement", null=True, constraint=False)),
                    ],
                    options={"db_table": "dossier_second_request"},
                ),
            ],
        ),
    ]
