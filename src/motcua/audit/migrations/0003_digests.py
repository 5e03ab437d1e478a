"""Daily signed digests of the chains, and the index that finds the rows of a day: they lie together."""

from django.db import migrations, models


RECORDED = "create index audit_event_recorded on audit_event using brin (recorded_at)"
GUARD = """
create trigger audit_digest_append_only before update or delete on audit_digest
    for each row execute function refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_chain'),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('streams', models.IntegerField()),
                ('root', models.BinaryField()),
                ('previous', models.BinaryField()),
                ('public_key', models.BinaryField()),
                ('signature', models.BinaryField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'audit_digest',
            },
        ),
        migrations.RunSQL(RECORDED, "drop index audit_event_recorded"),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
