"""A refusal is a result; dates set anew, apologies, verifications and requests to stop have rows of their own."""

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models

from motcua.dossiers.migrations import _stopping


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_settings'),
        ('documents', '0002_issued_for_ever'),
        ('dossiers', '0003_pauses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_stopping.RESULT, migrations.RunSQL.noop),
                migrations.RunSQL(
                    _stopping.TABLES + _stopping.DEFAULTS + _stopping.YEARS,
                    f"drop table {', '.join(reversed(_stopping.NAMES))}",
                ),
            ],
            state_operations=[
                migrations.AddField(
                    model_name='dossier',
                    name='outcome',
                    field=models.CharField(blank=True, default='', max_length=8),
                ),
                migrations.AddField(
                    model_name='result',
                    name='kind',
                    field=models.CharField(choices=[('granted', 'Được giải quyết'), ('refused', 'Không được giải quyết')], default='granted', max_length=8),
                ),
                migrations.AddField(
                    model_name='result',
                    name='reasons',
                    field=models.TextField(blank=True, default=''),
                ),
                migrations.AddField(
                    model_name='result',
                    name='slip_id',
                    field=models.UUIDField(null=True),
                ),
                migrations.AlterField(
                    model_name='part',
                    name='duty',
                    field=models.CharField(choices=[('reception', 'Tiếp nhận'), ('lead', 'Chủ trì giải quyết'), ('cooperation', 'Phối hợp'), ('return', 'Trả kết quả'), ('request', 'Trả lời đề nghị của người nộp')], max_length=12),
                ),
                migrations.CreateModel(
                    name='Apology',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('reason', models.TextField()),
                        ('due_at', models.DateTimeField()),
                        ('expected_at', models.DateTimeField(null=True)),
                        ('issued_at', models.DateTimeField()),
                        ('slip_id', models.UUIDField(null=True)),
                        ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('issued_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'dossier_apology',
                    },
                ),
                migrations.CreateModel(
                    name='Extension',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('state', models.CharField(choices=[('proposed', 'Chờ lãnh đạo quyết định'), ('approved', 'Đã duyệt'), ('refused', 'Không duyệt'), ('lapsed', 'Không còn cần')], default='proposed', max_length=8)),
                        ('reason', models.TextField()),
                        ('old_due_at', models.DateTimeField()),
                        ('new_due_at', models.DateTimeField()),
                        ('proposed_at', models.DateTimeField()),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('answer', models.TextField(blank=True, default='')),
                        ('slip_id', models.UUIDField(null=True)),
                        ('answered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('proposed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'dossier_extension',
                    },
                ),
                migrations.CreateModel(
                    name='StopRequest',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('way', models.CharField(choices=[('online', 'Trên trang hồ sơ trực tuyến'), ('in_person', 'Trực tiếp tại Bộ phận Một cửa'), ('in_writing', 'Bằng văn bản')], max_length=10)),
                        ('state', models.CharField(choices=[('asked', 'Chờ Bộ phận Một cửa trả lời'), ('stopped', 'Đã dừng giải quyết'), ('declined', 'Không dừng'), ('lapsed', 'Không thực hiện vì đã có kết quả')], default='asked', max_length=8)),
                        ('asker_name', models.CharField(max_length=200)),
                        ('reason', models.TextField()),
                        ('asked_at', models.DateTimeField()),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('answer', models.TextField(blank=True, default='')),
                        ('originals', models.JSONField(default=list)),
                        ('slip_id', models.UUIDField(null=True)),
                        ('answered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                    ],
                    options={
                        'db_table': 'dossier_stop_request',
                    },
                ),
                migrations.CreateModel(
                    name='Verification',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('content', models.TextField()),
                        ('applicant_attended', models.BooleanField(default=False)),
                        ('held_at', models.DateTimeField(null=True)),
                        ('place', models.TextField(blank=True, default='')),
                        ('participants', models.TextField(blank=True, default='')),
                        ('recorded_at', models.DateTimeField()),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('recorded_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'dossier_verification',
                    },
                ),
                migrations.CreateModel(
                    name='VerificationFile',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('verification', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='dossiers.verification')),
                    ],
                    options={
                        'db_table': 'dossier_verification_file',
                    },
                ),
            ],
        ),
    ]
