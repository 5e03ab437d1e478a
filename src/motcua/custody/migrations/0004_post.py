# Parcels of the public post, what carriers tell of them, envelopes that came in.

import django.db.models.deletion
import motcua.kernel.uuid7
from django.conf import settings
from django.db import migrations, models

FORWARD = """
alter table custody_bundle drop constraint custody_bundle_holder_check;
alter table custody_bundle add constraint custody_bundle_holder_check
    check (holder in ('desk', 'unit', 'person', 'transit', 'post', 'applicant', 'archive'));
alter table custody_bundle add column parcel_id uuid references post_parcel (id);
create index custody_bundle_in_parcel on custody_bundle (parcel_id) where parcel_id is not null;
"""
BACK = """
alter table custody_bundle drop column parcel_id;
alter table custody_bundle drop constraint custody_bundle_holder_check;
alter table custody_bundle add constraint custody_bundle_holder_check
    check (holder in ('desk', 'unit', 'person', 'transit', 'applicant', 'archive'));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0005_delegation'),
        ('custody', '0003_found_by_index'),
        ('dossiers', '0013_receipts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PostCarrier',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(choices=[('by_hand', 'Ghi tay số hiệu bưu gửi'), ('http', 'Kết nối với hệ thống của đơn vị bưu chính')], max_length=8)),
                ('settings', models.JSONField(default=dict)),
                ('secrets_sealed', models.TextField(blank=True, default='')),
                ('is_active', models.BooleanField(default=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'post_carrier',
            },
        ),
        migrations.AlterField(
            model_name='bundle',
            name='holder',
            field=models.CharField(choices=[('desk', 'Bộ phận Một cửa'), ('unit', 'Đơn vị giải quyết'), ('person', 'Cán bộ'), ('transit', 'Đang chuyển'), ('post', 'Bưu chính đang giữ'), ('applicant', 'Đã trả người nộp'), ('archive', 'Đã lưu')], max_length=10),
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20, unique=True)),
                ('order_no', models.SmallIntegerField(default=1)),
                ('direction', models.CharField(max_length=3)),
                ('purpose', models.CharField(max_length=6)),
                ('state', models.CharField(default='wanted', max_length=10)),
                ('procedure_code', models.CharField(blank=True, default='', max_length=60)),
                ('name', models.CharField(max_length=200)),
                ('phone', models.CharField(max_length=15)),
                ('address', models.CharField(max_length=400)),
                ('wish', models.CharField(blank=True, default='', max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('waybill', models.CharField(blank=True, default='', max_length=40)),
                ('postage_vnd', models.BigIntegerField(null=True)),
                ('collect_vnd', models.BigIntegerField(default=0)),
                ('item_ids', models.JSONField(default=list)),
                ('paper_reason', models.CharField(blank=True, default='', max_length=500)),
                ('document_id', models.UUIDField(null=True)),
                ('packed_at', models.DateTimeField(null=True)),
                ('collected_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('receiver_name', models.CharField(blank=True, default='', max_length=200)),
                ('polled_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, default='', max_length=500)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('dossier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                ('packed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'post_parcel',
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, BACK)],
            state_operations=[
                migrations.AddField(
                    model_name='bundle',
                    name='parcel',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bundles', to='custody.parcel'),
                ),
            ],
        ),
        migrations.CreateModel(
            name='PostBatch',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40)),
                ('year', models.SmallIntegerField()),
                ('made_at', models.DateTimeField()),
                ('postman_name', models.CharField(blank=True, default='', max_length=120)),
                ('postman_paper', models.CharField(blank=True, default='', max_length=60)),
                ('taken_at', models.DateTimeField(null=True)),
                ('taken_key', models.UUIDField(null=True)),
                ('document_id', models.UUIDField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.postcarrier')),
            ],
            options={
                'db_table': 'post_batch',
                'indexes': [
                    models.Index(fields=['desk', '-made_at'], name='post_batch_of_desk'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('agency', 'year', 'number'), name='post_batch_number_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('postman_name', ''), ('taken_at', None), ('taken_by', None)), models.Q(('taken_at__isnull', False), ('taken_by__isnull', False), models.Q(('postman_name', ''), _negated=True)), _connector='OR'), name='post_batch_taken_whole'),
                ],
            },
        ),
        migrations.AddField(
            model_name='parcel',
            name='batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='custody.postbatch'),
        ),
        migrations.AddField(
            model_name='parcel',
            name='carrier',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.postcarrier'),
        ),
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('year', models.SmallIntegerField()),
                ('no', models.IntegerField()),
                ('sender_name', models.CharField(max_length=200)),
                ('sender_phone', models.CharField(blank=True, default='', max_length=15)),
                ('sender_address', models.CharField(blank=True, default='', max_length=400)),
                ('carrier_name', models.CharField(blank=True, default='', max_length=120)),
                ('waybill', models.CharField(blank=True, default='', max_length=40)),
                ('sent_on', models.DateField(null=True)),
                ('arrived_at', models.DateTimeField()),
                ('contents', models.CharField(blank=True, default='', max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('draft_id', models.UUIDField(null=True, unique=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk')),
                ('dossier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parcel', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='envelope', to='custody.parcel')),
            ],
            options={
                'db_table': 'post_envelope',
                'indexes': [models.Index(fields=['desk', '-arrived_at'], name='post_envelope_at_desk'), models.Index(models.F('waybill'), condition=models.Q(('waybill', ''), _negated=True), name='post_envelope_by_waybill')],
                'constraints': [models.UniqueConstraint(fields=('desk', 'year', 'no'), name='post_envelope_number_once'), models.CheckConstraint(condition=models.Q(('arrived_at__lte', models.F('recorded_at'))), name='post_envelope_came_before')],
            },
        ),
        migrations.CreateModel(
            name='ParcelEvent',
            fields=[
                ('id', models.UUIDField(default=motcua.kernel.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('dedupe_key', models.CharField(max_length=140)),
                ('status', models.CharField(max_length=12)),
                ('code', models.CharField(max_length=60)),
                ('words', models.CharField(blank=True, default='', max_length=300)),
                ('receiver', models.CharField(blank=True, default='', max_length=200)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('source', models.CharField(choices=[('webhook', 'Bưu chính báo'), ('poll', 'Hỏi bưu chính'), ('desk', 'Bộ phận Một cửa ghi')], max_length=8)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='custody.parcel')),
            ],
            options={
                'db_table': 'post_parcel_event',
                'constraints': [models.UniqueConstraint(fields=('parcel', 'dedupe_key'), name='post_event_once')],
            },
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(models.F('desk'), models.F('state'), models.F('asked_at'), name='post_parcel_at_desk'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(models.F('waybill'), condition=models.Q(('waybill', ''), _negated=True), name='post_parcel_by_waybill'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(fields=['dossier', '-id'], name='post_parcel_of_dossier'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(models.F('polled_at'), condition=models.Q(('state__in', ['registered', 'collected', 'under_way'])), name='post_parcel_to_poll'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', ['out', 'in']), ('purpose__in', ['result', 'slip', 'papers']), ('state__in', ['wanted', 'packed', 'registered', 'collected', 'under_way', 'delivered', 'returned', 'lost', 'cancelled'])), name='post_parcel_words_known'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['delivered', 'returned', 'lost', 'cancelled'])), models.Q(models.Q(('state__in', ['delivered', 'returned', 'lost', 'cancelled']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='post_parcel_ended_whole'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('direction', 'in'), ('dossier__isnull', False), _connector='OR'), name='post_parcel_out_of'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('collect_vnd__gte', 0), ('order_no__gte', 1)), name='post_parcel_counts'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(condition=models.Q(('waybill', ''), _negated=True), fields=('carrier', 'waybill'), name='post_parcel_waybill_once'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(condition=models.Q(('direction', 'out'), ('purpose', 'result'), ('state__in', ['wanted', 'packed', 'registered', 'collected', 'under_way'])), fields=('dossier',), name='post_parcel_one_result'),
        ),
    ]
