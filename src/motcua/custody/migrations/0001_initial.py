# Bundles, their papers, hand-over records.

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models

from motcua.custody.migrations import _tables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0003_settings'),
        ('dossiers', '0002_turns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_tables.BUNDLES, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Bundle',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('code', models.CharField(max_length=24)),
                        ('holder', models.CharField(choices=[('desk', 'Bộ phận Một cửa'), ('unit', 'Đơn vị giải quyết'), ('person', 'Cán bộ'), ('transit', 'Đang chuyển'), ('applicant', 'Đã trả người nộp'), ('archive', 'Đã lưu')], max_length=10)),
                        ('opened_at', models.DateTimeField()),
                        ('held_since', models.DateTimeField()),
                        ('transfer_due_at', models.DateTimeField(null=True)),
                        ('unit_due_at', models.DateTimeField(null=True)),
                        ('transferred_at', models.DateTimeField(null=True)),
                        ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('agency', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('desk', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('opened_desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                        ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.unit')),
                    ],
                    options={
                        'db_table': 'custody_bundle',
                    },
                ),
                migrations.CreateModel(
                    name='Item',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('paper_id', models.UUIDField(null=True)),
                        ('name', models.TextField()),
                        ('originals', models.SmallIntegerField()),
                        ('copies', models.SmallIntegerField()),
                        ('must_return', models.BooleanField(default=False)),
                        ('returned_at', models.DateTimeField(null=True)),
                        ('bundle', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='custody.bundle')),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                    ],
                    options={
                        'db_table': 'custody_item',
                    },
                ),
                migrations.CreateModel(
                    name='Passage',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('complete_at', models.DateTimeField()),
                        ('with_unit_at', models.DateTimeField()),
                        ('unit_due_at', models.DateTimeField()),
                        ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                    ],
                    options={
                        'db_table': 'custody_passage',
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name='HandoverRecord',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40)),
                ('year', models.SmallIntegerField()),
                ('state', models.CharField(choices=[('open', 'Chờ bên nhận xác nhận'), ('confirmed', 'Đã xác nhận'), ('withdrawn', 'Đã thu hồi')], default='open', max_length=10)),
                ('from_kind', models.CharField(max_length=10)),
                ('to_kind', models.CharField(max_length=10)),
                ('carrier_kind', models.CharField(choices=[('hand', 'Giao tận tay'), ('post', 'Bưu chính công ích'), ('service', 'Dịch vụ chuyển phát an toàn khác')], default='hand', max_length=8)),
                ('carrier_name', models.CharField(blank=True, default='', max_length=120)),
                ('carrier_number', models.CharField(blank=True, default='', max_length=60)),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('remark', models.TextField(blank=True, default='')),
                ('confirm_key', models.UUIDField(null=True)),
                ('document_id', models.UUIDField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('from_desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('from_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.unit')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('to_desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('to_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.unit')),
            ],
            options={
                'db_table': 'custody_record',
                'constraints': [
                    models.UniqueConstraint(fields=('from_agency', 'year', 'number'), name='custody_record_number_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='custody_record_ended_whole'),
                    models.CheckConstraint(condition=models.Q(('carrier_kind', 'hand'), models.Q(models.Q(('carrier_name', ''), _negated=True), models.Q(('carrier_number', ''), _negated=True)), _connector='OR'), name='custody_record_carrier_known'),
                    models.CheckConstraint(condition=models.Q(('from_kind__in', ['desk', 'unit', 'person']), ('to_kind__in', ['desk', 'unit', 'person'])), name='custody_record_places'),
                ],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_tables.LINES, migrations.RunSQL.noop),
                migrations.RunSQL(_tables.YEARS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Line',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('state', models.CharField(choices=[('given', 'Chờ xác nhận'), ('received', 'Đã nhận'), ('missing', 'Bên nhận báo thiếu'), ('withdrawn', 'Đã thu hồi')], default='given', max_length=10)),
                        ('bundle', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='custody.bundle')),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='custody.handoverrecord')),
                    ],
                    options={
                        'db_table': 'custody_line',
                    },
                ),
            ],
        ),
    ]
