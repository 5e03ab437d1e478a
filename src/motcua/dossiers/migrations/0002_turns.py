"""What every turn needs: until when a dossier waits, which cause stops which clock, a date that was appointed anew."""

import motcua.kernel.uuid7
from django.db import migrations, models

from motcua.dossiers.migrations._tables import legal_moves

LEGAL_MOVES = [
    ("submitted", "supplement_requested"),
    ("supplement_requested", "submitted"),
    ("supplement_requested", "expired"),
    ("supplement_requested", "withdrawn"),
    ("supplement_requested", "stopped"),
    ("submitted", "refused"),
    ("submitted", "accepted"),
    ("submitted", "withdrawn"),
    ("submitted", "stopped"),
    ("submitted", "decided"),
    ("accepted", "in_process"),
    ("accepted", "stopped"),
    ("in_process", "decided"),
    ("in_process", "supplement_requested"),
    ("in_process", "stopped"),
    ("in_process", "waiting"),
    ("waiting", "in_process"),
    ("waiting", "supplement_requested"),
    ("waiting", "stopped"),
    ("decided", "handed_over"),
]
COLUMNS = """
alter table dossier add column waits_until timestamptz;
create index dossier_waits on dossier (waits_until) where waits_until is not null;
alter table dossier add constraint dossier_waits_only_where_it_waits
    check (waits_until is null or state in ('supplement_requested', 'waiting'));
alter table dossier_clock add column appointed_at timestamptz, add column appointed_due timestamptz;
alter table dossier_clock add constraint dossier_clock_appointed_whole
    check ((appointed_at is null) = (appointed_due is null));
create unique index dossier_clock_appointed_once on dossier_clock (dossier_id, kind, no) where appointed_at is not null;
"""

# Which cause stops which clock: legal limits restart from zero with a complete dossier (NĐ 61/2018
# Đ.19 k.4); the national index counts the same dossier as paused.
SEED = [
    ("supplement", "legal", "restarts", "NĐ 61/2018/NĐ-CP Đ.19 k.4"),
    ("supplement", "scoring", "pauses", "QĐ 766/QĐ-TTg"),
    ("financial_duty", "legal", "pauses", "QĐ 1610/QĐ-TTPVHCC 25/11/2025"),
    ("financial_duty", "scoring", "pauses", "QĐ 1610/QĐ-TTPVHCC 25/11/2025"),
    ("public_posting", "legal", "pauses", "NĐ 101/2024/NĐ-CP"),
    ("public_posting", "scoring", "pauses", "NĐ 101/2024/NĐ-CP"),
]


def seed(apps, schema_editor):
    rule = apps.get_model("dossiers", "ClockRule")
    rule.objects.bulk_create(
        rule(cause=cause, clock=clock, effect=effect, valid_from="2018-06-21", instrument=instrument)
        for cause, clock, effect, instrument in SEED
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_draft_key")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
                migrations.RunSQL(legal_moves(LEGAL_MOVES), migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.AddField("dossier", "waits_until", models.DateTimeField(null=True)),
                migrations.AddField("clock", "appointed_at", models.DateTimeField(null=True)),
                migrations.AddField("clock", "appointed_due", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ClockRule",
            fields=[
                ("id", models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ("cause", models.CharField(max_length=24)),
                ("clock", models.CharField(choices=[("legal", "Thời hạn theo quy định"), ("scoring", "Thời gian chấm điểm")], max_length=10)),
                ("effect", models.CharField(choices=[("none", "Vẫn chạy"), ("pauses", "Tạm dừng"), ("restarts", "Tính lại từ đầu")], max_length=10)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("instrument", models.CharField(blank=True, default="", max_length=300)),
            ],
            options={
                "db_table": "clock_rule",
                "constraints": [models.UniqueConstraint(fields=("cause", "clock", "valid_from"), name="clock_rule_once")],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
