"""Who decides at the counter, and what is not received there."""

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_stamp'),
        ('agencies', '0004_inheritance'),
        ('procedures', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskAuthorisation',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('instrument', models.CharField(blank=True, max_length=300)),
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(blank=True, default='', max_length=20)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorisations', to='procedures.procedure')),
            ],
            options={
                'db_table': 'desk_authorisation',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='desk_authorisation_days_ordered'), models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('desk__isnull', True), ('role', '')), models.Q(('account__isnull', True), ('desk__isnull', False), ('role__in', ['receiver', 'desk_head'])), _connector='OR'), name='desk_authorisation_whom'), models.CheckConstraint(condition=models.Q(('instrument', ''), _negated=True), name='desk_authorisation_instrument')],
            },
        ),
        migrations.CreateModel(
            name='OutsideDecision',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('instrument', models.CharField(blank=True, max_length=300)),
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outside_decisions', to='procedures.procedure')),
            ],
            options={
                'db_table': 'outside_decision',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='outside_decision_days_ordered'), models.CheckConstraint(condition=models.Q(('instrument', ''), _negated=True), name='outside_decision_instrument')],
            },
        ),
        migrations.RunSQL(
            """
            create trigger desk_authorisation_changes_organisation
                after insert or update or delete or truncate on desk_authorisation
                for each statement execute function organisation_changed();
            create trigger outside_decision_changes_organisation
                after insert or update or delete or truncate on outside_decision
                for each statement execute function organisation_changed();
            """,
            "drop trigger desk_authorisation_changes_organisation on desk_authorisation;"
            "drop trigger outside_decision_changes_organisation on outside_decision;",
        ),
    ]
