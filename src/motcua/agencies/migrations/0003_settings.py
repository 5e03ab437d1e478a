"""Choices that the law leaves to the province or an agency, as dated data."""

import django.db.models.deletion
import motcua.kernel.uuid7
from django.db import migrations, models


WATCH = """
create trigger setting_changes_organisation after insert or update or delete or truncate on setting
    for each statement execute function organisation_changed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_stamp'),
    ]

    operations = [
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('instrument', models.CharField(blank=True, max_length=300)),
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('value', models.JSONField()),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settings', to='agencies.agency')),
            ],
            options={
                'db_table': 'setting',
                'constraints': [models.UniqueConstraint(fields=('name', 'agency', 'valid_from'), name='setting_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='setting_days_ordered')],
            },
        ),
        migrations.RunSQL(WATCH, migrations.RunSQL.noop),
    ]
