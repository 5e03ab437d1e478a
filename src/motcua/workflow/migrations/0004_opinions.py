"""Opinions of other units and agencies: asked, reminded, answered, revoked, taken as given; partitioned like tasks."""

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models

TABLES = """
create table opinion (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    no smallint not null,
    part_id uuid not null,
    task_id uuid not null,
    waiting_task_id uuid,
    agency_id uuid references agency (id),
    unit_id uuid references unit (id),
    outside_name varchar(200) not null,
    content text not null check (content <> ''),
    silence_consents boolean not null,
    state varchar(10) not null check (state in ('asked', 'late', 'answered', 'revoked', 'assented')),
    asked_at timestamptz not null,
    asked_by_id uuid not null references account (id),
    asked_for_id uuid not null references agency (id),
    due_at timestamptz not null,
    reminded_at timestamptz,
    ended_at timestamptz,
    ended_by_id uuid references account (id),
    answer text not null,
    reason text not null,
    primary key (dossier_id, id),
    unique (dossier_id, no),
    foreign key (dossier_id, part_id) references dossier_part (dossier_id, id),
    foreign key (dossier_id, task_id) references task (dossier_id, id),
    foreign key (dossier_id, waiting_task_id) references task (dossier_id, id),
    check ((agency_id is null) = (outside_name <> '')),
    check ((state in ('asked', 'late')) = (ended_at is null)),
    check ((state = 'answered') = (answer <> '')),
    check (state <> 'revoked' or reason <> ''),
    check (state <> 'assented' or silence_consents),
    check (due_at > asked_at)
) partition by range (dossier_id);
create index opinion_open_due on opinion (due_at) where ended_at is null;
create index opinion_of_task on opinion (dossier_id, task_id);

create table opinion_file (
    id uuid not null,
    dossier_id uuid not null references dossier (id),
    opinion_id uuid not null,
    file_id uuid not null references stored_file (id),
    side varchar(8) not null check (side in ('question', 'answer')),
    page smallint not null,
    primary key (dossier_id, id),
    unique (dossier_id, opinion_id, side, page),
    foreign key (dossier_id, opinion_id) references opinion (dossier_id, id)
) partition by range (dossier_id);
create table opinion_default partition of opinion default;
create table opinion_file_default partition of opinion_file default;
"""
YEARS = "select ensure_year_partitions(y) from generate_series(2024, 2027) y"


def _key(to, *, null=False, kept=True):
    return models.ForeignKey(
        to,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        db_index=False,
        **({} if kept else {"db_constraint": False}),
    )


def _id():
    return models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0003_held"),
        ("documents", "0002_issued_for_ever"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TABLES, "drop table opinion_file; drop table opinion"),
                migrations.RunSQL(YEARS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Opinion",
                    fields=[
                        ("id", _id()),
                        ("no", models.SmallIntegerField()),
                        ("outside_name", models.CharField(blank=True, default="", max_length=200)),
                        ("content", models.TextField()),
                        ("silence_consents", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Đang lấy ý kiến"),
                                    ("late", "Quá hạn trả lời"),
                                    ("answered", "Đã trả lời"),
                                    ("revoked", "Đã thu hồi"),
                                    ("assented", "Không trả lời, coi như đồng ý"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(blank=True, default="")),
                        ("reason", models.TextField(blank=True, default="")),
                        ("agency", _key("agencies.agency", null=True)),
                        ("asked_by", _key(settings.AUTH_USER_MODEL)),
                        ("asked_for", _key("agencies.agency")),
                        ("dossier", _key("dossiers.dossier")),
                        ("ended_by", _key(settings.AUTH_USER_MODEL, null=True)),
                        ("part", _key("dossiers.part", kept=False)),
                        ("task", _key("workflow.task", kept=False)),
                        ("unit", _key("agencies.unit", null=True)),
                        ("waiting_task", _key("workflow.task", null=True, kept=False)),
                    ],
                    options={"db_table": "opinion"},
                ),
                migrations.CreateModel(
                    name="OpinionFile",
                    fields=[
                        ("id", _id()),
                        (
                            "side",
                            models.CharField(
                                choices=[("question", "Kèm câu hỏi"), ("answer", "Kèm trả lời")], max_length=8
                            ),
                        ),
                        ("page", models.SmallIntegerField()),
                        ("dossier", _key("dossiers.dossier")),
                        ("file", _key("documents.storedfile")),
                        (
                            "opinion",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="workflow.opinion",
                            ),
                        ),
                    ],
                    options={"db_table": "opinion_file"},
                ),
            ],
        ),
    ]
