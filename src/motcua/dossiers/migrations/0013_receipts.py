"""Receipts of financial duties that applicants hand in themselves."""

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models

TABLES = """
create table dossier_duty_receipt (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    pause_id uuid not null,
    no smallint not null,
    note text not null,
    state varchar(10) not null check (state in ('given', 'recorded', 'declined', 'lapsed')),
    given_at timestamptz not null,
    answer text not null,
    answered_at timestamptz,
    answered_by_id uuid references account (id),
    primary key (dossier_id, id),
    unique (dossier_id, no),
    foreign key (dossier_id, pause_id) references dossier_pause (dossier_id, id),
    check ((state = 'given') = (answered_at is null)),
    check (state <> 'declined' or answer <> '')
) partition by range (dossier_id);

create table dossier_duty_receipt_file (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    receipt_id uuid not null,
    file_id uuid not null references stored_file (id),
    page smallint not null,
    primary key (dossier_id, id),
    unique (dossier_id, receipt_id, page),
    foreign key (dossier_id, receipt_id) references dossier_duty_receipt (dossier_id, id)
) partition by range (dossier_id);
create table dossier_duty_receipt_default partition of dossier_duty_receipt default;
create table dossier_duty_receipt_file_default partition of dossier_duty_receipt_file default;
"""
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"
STATES = [("given", "Chờ kiểm tra"), ("recorded", "Đã ghi nhận"), ("declined", "Chưa ghi nhận được"), ("lapsed", "Không cần nữa")]


def _id():
    return ("id", models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False))


def _key(to, *, null=False, constraint=True, related="+"):
    return models.ForeignKey(
        db_constraint=constraint, db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0012_settled_at_the_desk"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TABLES, migrations.RunSQL.noop),
                migrations.RunSQL(YEARS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="DutyReceipt",
                    fields=[
                        _id(),
                        ("dossier", _key("dossiers.dossier")),
                        ("pause", _key("dossiers.pause", constraint=False, related="receipts")),
                        ("no", models.SmallIntegerField()),
                        ("note", models.TextField(blank=True, default="")),
                        ("state", models.CharField(choices=STATES, default="given", max_length=10)),
                        ("given_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True, default="")),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answered_by", _key(settings.AUTH_USER_MODEL, null=True)),
                    ],
                    options={"db_table": "dossier_duty_receipt"},
                ),
                migrations.CreateModel(
                    name="DutyReceiptFile",
                    fields=[
                        _id(),
                        ("dossier", _key("dossiers.dossier")),
                        ("receipt", _key("dossiers.dutyreceipt", constraint=False, related="files")),
                        ("file", _key("documents.storedfile")),
                        ("page", models.SmallIntegerField()),
                    ],
                    options={"db_table": "dossier_duty_receipt_file"},
                ),
            ],
        ),
    ]
