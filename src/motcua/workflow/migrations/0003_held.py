"""A task stands still while its dossier waits for somebody outside; its date moves when the dossier goes on."""

from django.db import migrations, models

HELD = """
alter table task add column held_at timestamptz;
alter table task add constraint task_held_while_open check (held_at is null or state = 'open');
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_stamp")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(HELD, migrations.RunSQL.noop)],
            state_operations=[migrations.AddField("task", "held_at", models.DateTimeField(null=True))],
        ),
    ]
