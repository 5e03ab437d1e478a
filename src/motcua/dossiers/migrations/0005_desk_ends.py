"""The end at the counter: comparison, giving, correction; the book of dossiers and its printings."""

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models

from importlib import import_module

from motcua.dossiers.migrations import _ends
from motcua.dossiers.migrations._tables import legal_moves

before = import_module("motcua.dossiers.migrations.0002_turns")
# a wrong result that is out already comes back to the desk
LEGAL_MOVES = [*before.LEGAL_MOVES, ("handed_over", "decided")]


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_settings'),
        ('documents', '0002_issued_for_ever'),
        ('dossiers', '0004_stopping'),
        ('numbers', '0002_books'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_ends.TABLES, migrations.RunSQL.noop),
                migrations.RunSQL(_ends.YEARS, migrations.RunSQL.noop),
                migrations.RunSQL(_ends.RESULT_STANDS, migrations.RunSQL.noop),
                migrations.RunSQL(legal_moves(LEGAL_MOVES), migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.AddField(
                    model_name='result',
                    name='correction',
                    field=models.TextField(blank=True, default=''),
                ),
                migrations.AddField(
                    model_name='result',
                    name='superseded_at',
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name='result',
                    name='supersedes',
                    field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.result'),
                ),
                migrations.AddField(
                    model_name='result',
                    name='taken_back_at',
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name='result',
                    name='taken_back_note',
                    field=models.CharField(blank=True, default='', max_length=300),
                ),
                migrations.CreateModel(
                    name='Comparison',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('fits', models.BooleanField()),
                        ('remark', models.TextField(blank=True, default='')),
                        ('compared_at', models.DateTimeField()),
                        ('allowed_at', models.DateTimeField(null=True)),
                        ('allowed_reason', models.TextField(blank=True, default='')),
                        ('allowed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('compared_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('paper', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.paper')),
                    ],
                    options={
                        'db_table': 'dossier_comparison',
                    },
                ),
                migrations.CreateModel(
                    name='Handing',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.SmallIntegerField()),
                        ('way', models.CharField(choices=[('in_person', 'Trực tiếp'), ('post', 'Bưu chính')], max_length=10)),
                        ('receiver_name', models.CharField(max_length=200)),
                        ('number_sealed', models.TextField(blank=True, default='')),
                        ('number_hash', models.CharField(blank=True, default='', max_length=64)),
                        ('mandate', models.CharField(blank=True, choices=[('', 'Chính người nộp hồ sơ'), ('authorised', 'Người được ủy quyền'), ('parent', 'Cha, mẹ'), ('guardian', 'Người giám hộ'), ('legal_representative', 'Người đại diện theo pháp luật')], default='', max_length=24)),
                        ('mandate_paper', models.CharField(blank=True, default='', max_length=200)),
                        ('post_number', models.CharField(blank=True, default='', max_length=60)),
                        ('confirmation', models.CharField(choices=[('signature', 'Ký nhận trên phiếu trả kết quả'), ('code', 'Mã bí mật của người nộp hồ sơ'), ('post', 'Số hiệu bưu gửi')], max_length=10)),
                        ('given_at', models.DateTimeField()),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('given_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('slip', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument')),
                    ],
                    options={
                        'db_table': 'dossier_handing',
                    },
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('kind', models.CharField(choices=[('reception', 'Tiếp nhận ngoài trụ sở'), ('return', 'Trả kết quả ngoài trụ sở')], max_length=10)),
                        ('place', models.CharField(max_length=300)),
                        ('instrument', models.CharField(max_length=300)),
                        ('at', models.DateTimeField()),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('officer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'dossier_visit',
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name='BookPrint',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('field', models.CharField(max_length=200)),
                ('year', models.SmallIntegerField()),
                ('number', models.CharField(max_length=60)),
                ('asked_at', models.DateTimeField()),
                ('rows_total', models.PositiveIntegerField(null=True)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
            ],
            options={
                'db_table': 'dossier_book_print',
                'indexes': [
                    models.Index(fields=['desk', '-asked_at'], name='book_print_of_desk'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('desk', 'field', 'year'), name='book_print_one_running'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BookVolume',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('no', models.PositiveSmallIntegerField()),
                ('first_no', models.PositiveIntegerField()),
                ('last_no', models.PositiveIntegerField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('printing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='volumes', to='dossiers.bookprint')),
            ],
            options={
                'db_table': 'dossier_book_volume',
                'constraints': [
                    models.UniqueConstraint(fields=('printing', 'no'), name='book_volume_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BookEntry',
            fields=[
                ('dossier_id', models.UUIDField(primary_key=True, serialize=False)),
                ('no', models.PositiveIntegerField()),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='numbers.book')),
            ],
            options={
                'db_table': 'dossier_book_entry',
                'constraints': [models.UniqueConstraint(fields=('book', 'no'), name='dossier_book_entry_once')],
            },
        ),
    ]
