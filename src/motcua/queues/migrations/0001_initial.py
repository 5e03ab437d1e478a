import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("audit", "0001_database"),
        ('agencies', '0005_delegation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
            ],
            options={
                'db_table': 'queue_service',
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(blank=True, default='', max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('services', models.ManyToManyField(db_table='queue_counter_service', related_name='counters', to='queues.service')),
            ],
            options={
                'db_table': 'queue_counter',
                'constraints': [
                    models.UniqueConstraint(fields=('desk', 'number'), name='queue_counter_number_once'),
                    models.CheckConstraint(condition=models.Q(('number__range', (1, 99))), name='queue_counter_number_called'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('place', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('booked', 'Booked'), ('used', 'Used'), ('cancelled', 'Cancelled'), ('no_show', 'No Show')], default='booked', max_length=10)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('secret_hash', models.CharField(max_length=64)),
                ('email', models.CharField(blank=True, default='', max_length=254)),
                ('language', models.CharField(default='vi', max_length=5)),
                ('priority', models.CharField(default='none', max_length=10)),
                ('booked_at', models.DateTimeField()),
                ('moves', models.PositiveSmallIntegerField(default=0)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='queues.service')),
            ],
            options={
                'db_table': 'queue_appointment',
                'indexes': [
                    models.Index(fields=['desk', 'starts_at'], name='queue_appointment_of_day'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ['booked', 'used'])), fields=('service', 'starts_at', 'place'), name='queue_appointment_no_double'),
                    models.CheckConstraint(condition=models.Q(('place__gte', 1)), name='queue_appointment_place_from_one'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'booked')), models.Q(models.Q(('state', 'booked'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='queue_appointment_ended_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ServiceVersion',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('prefix', models.CharField(max_length=2)),
                ('fields', models.JSONField(default=list)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('slot_minutes', models.PositiveSmallIntegerField()),
                ('slot_capacity', models.PositiveSmallIntegerField(default=0)),
                ('is_online', models.BooleanField(default=False)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('instrument', models.CharField(blank=True, default='', max_length=300)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='queues.service')),
            ],
            options={
                'db_table': 'queue_service_version',
                'constraints': [
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('service', '='), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='queue_service_one_at_a_time'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('desk', '='), ('prefix', '='), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='queue_prefix_one_service'),
                    models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='queue_service_days_ordered'),
                    models.CheckConstraint(condition=models.Q(('prefix__regex', '^[A-Z]{1,2}$')), name='queue_prefix_is_letters'),
                    models.CheckConstraint(condition=models.Q(('minutes__range', (1, 240)), ('slot_minutes__range', (5, 240))), name='queue_service_minutes_sensible'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('counter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='queues.counter')),
            ],
            options={
                'db_table': 'queue_sitting',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('counter',), name='queue_sitting_one_a_counter'),
                    models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('account',), name='queue_sitting_one_an_officer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('label', models.CharField(max_length=8)),
                ('channel', models.CharField(max_length=12)),
                ('priority', models.CharField(default='none', max_length=10)),
                ('lane', models.CharField(max_length=5)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('secret_hash', models.CharField(blank=True, default='', max_length=64)),
                ('dossier_code', models.CharField(blank=True, default='', max_length=40)),
                ('calls', models.PositiveSmallIntegerField(default=0)),
                ('taken_at', models.DateTimeField()),
                ('lines_at', models.DateTimeField()),
                ('called_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('appointment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ticket', to='queues.appointment')),
                ('counter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='queues.counter')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('first_service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='queues.service')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='queues.service')),
            ],
            options={
                'db_table': 'queue_ticket',
                'indexes': [
                    models.Index(condition=models.Q(('state', 'waiting')), fields=['desk', 'lane', 'lines_at'], name='queue_ticket_line'),
                    models.Index(fields=['desk', 'day', 'service'], name='queue_ticket_of_day'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('desk', 'day', 'label'), name='queue_ticket_once'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'called', 'serving', 'done', 'no_show', 'cancelled', 'lapsed'])), name='queue_ticket_state_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['called', 'serving']), ('counter__isnull', False)), models.Q(models.Q(('state__in', ['called', 'serving']), _negated=True), ('counter', None)), _connector='OR'), name='queue_ticket_at_counter'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ['called', 'serving'])), fields=('counter',), name='queue_ticket_one_a_counter'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ['waiting', 'called', 'serving'])), models.Q(models.Q(('state__in', ['waiting', 'called', 'serving']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='queue_ticket_ended_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('score', models.PositiveSmallIntegerField()),
                ('rated_at', models.DateTimeField()),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rating', to='queues.ticket')),
            ],
            options={
                'db_table': 'queue_rating',
                'indexes': [
                    models.Index(fields=['desk', 'rated_at'], name='queue_rating_of_desk'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('score__range', (1, 5))), name='queue_rating_one_to_five'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('lane', models.CharField(max_length=5)),
                ('waited_since', models.DateTimeField()),
                ('called_at', models.DateTimeField()),
                ('said_at', models.DateTimeField()),
                ('calls', models.PositiveSmallIntegerField(default=1)),
                ('served_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=12)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('counter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='queues.counter')),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='queues.service')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='queues.ticket')),
            ],
            options={
                'db_table': 'queue_turn',
                'indexes': [
                    models.Index(fields=['desk', 'day', 'said_at'], name='queue_turn_of_day'),
                    models.Index(fields=['service', '-called_at'], name='queue_turn_of_service'),
                    models.Index(fields=['counter', '-called_at'], name='queue_turn_of_counter'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('counter',), name='queue_turn_one_a_counter'),
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('ticket',), name='queue_turn_one_a_ticket'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='queue_turn_ended_whole'),
                ],
            },
        ),
    ]
