"""What becomes of a fee when its dossier is stopped: waived, given back, or kept, and on what ground."""

from django.db import migrations, models

SETTLED = """
alter table charge drop constraint charge_state_check, drop constraint charge_check;
alter table charge
    add column settled_at timestamptz,
    add column settled_why text not null default '',
    add constraint charge_state_check check (state in ('due', 'paid', 'waived', 'refunded')),
    add constraint charge_paid_when check ((state in ('paid', 'refunded')) = (paid_at is not null)),
    add constraint charge_settled_why check ((settled_at is null) = (settled_why = '')),
    add constraint charge_refunded_why check (state <> 'refunded' or settled_at is not null);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SETTLED, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AddField(
                    model_name='charge',
                    name='settled_at',
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name='charge',
                    name='settled_why',
                    field=models.TextField(blank=True, default=''),
                ),
                migrations.AlterField(
                    model_name='charge',
                    name='state',
                    field=models.CharField(choices=[('due', 'Chưa nộp'), ('paid', 'Đã nộp'), ('waived', 'Được miễn'), ('refunded', 'Đã hoàn trả')], default='due', max_length=8),
                ),
            ],
        ),
    ]
