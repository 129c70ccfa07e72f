"""Every table of the room as it stands; in an installation that is there already, the steps that led to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jishiyu.lib.migrating import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("programmes", "0001_programmes"),
        ("programmes", "0002_labels"),
    ]
    dependencies = [
        ('registry', '0001_squashed_0009'),
        ('registry', '__first__'),
    ]

    operations = [
        Tables([
                migrations.CreateModel(
                    name='SeriesState',
                    fields=[
                        ('series', models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ('readings', models.BigIntegerField(default=0)),
                        ('taken_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='DailyFact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=60)),
                        ('day', models.DateField()),
                        ('division_code', models.CharField(blank=True, max_length=12)),
                        ('unit_key', models.BigIntegerField(default=0)),
                        ('item_key', models.BigIntegerField(default=0)),
                        ('grade', models.CharField(blank=True, max_length=20)),
                        ('amount', models.BigIntegerField(default=0)),
                        ('count', models.IntegerField(default=0)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['item_key', 'day'], name='programmes__item_ke_956ae0_idx')],
                        'constraints': [models.UniqueConstraint(fields=('series', 'day', 'division_code', 'unit_key', 'item_key', 'grade'), name='programmes_one_fact_per_cell')],
                    },
                ),
                migrations.CreateModel(
                    name='Peer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=60)),
                        ('since', models.DateField()),
                        ('until', models.DateField()),
                        ('place', models.CharField(max_length=40)),
                        ('name', models.CharField(max_length=80)),
                        ('whole', models.BooleanField(default=False)),
                        ('amount', models.BigIntegerField()),
                        ('source', models.CharField(blank=True, max_length=120)),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('series', 'since', 'until', 'place'), name='programmes_one_peer_per_span')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Programme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=40, unique=True)),
                        ('kind', models.CharField(max_length=60)),
                        ('name', models.CharField(max_length=120)),
                        ('since', models.DateField()),
                        ('until', models.DateField()),
                        ('basis', models.CharField(blank=True, max_length=400)),
                        ('public', models.BooleanField(default=True)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='registry.unit')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Item',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=40)),
                        ('name', models.CharField(max_length=120)),
                        ('category', models.CharField(blank=True, max_length=60)),
                        ('content', models.CharField(blank=True, max_length=1000)),
                        ('nature', models.CharField(blank=True, max_length=40)),
                        ('group', models.CharField(blank=True, max_length=40)),
                        ('place', models.CharField(blank=True, max_length=120)),
                        ('series', models.CharField(blank=True, max_length=60)),
                        ('begins_on', models.DateField(blank=True, null=True)),
                        ('due_on', models.DateField(blank=True, null=True)),
                        ('begun_on', models.DateField(blank=True, null=True)),
                        ('entered_on', models.DateField(blank=True, null=True)),
                        ('finished_on', models.DateField(blank=True, null=True)),
                        ('state', models.CharField(choices=[('planned', 'Not begun'), ('running', 'Under way'), ('finished', 'Finished'), ('dropped', 'Dropped')], default='planned', max_length=10)),
                        ('team', models.CharField(blank=True, max_length=200)),
                        ('total', models.BigIntegerField(blank=True, null=True)),
                        ('problem', models.CharField(blank=True, max_length=1000)),
                        ('next_step', models.CharField(blank=True, max_length=1000)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                        ('lead_official', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('lead_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items_led', to='registry.unit')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='programmes.programme')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='programmes_one_item_per_code'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'finished'), _negated=True), ('finished_on__isnull', False), _connector='OR'), name='programmes_finished_on_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Progress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('words', models.CharField(max_length=1000)),
                        ('problem', models.CharField(blank=True, max_length=1000)),
                        ('next_step', models.CharField(blank=True, max_length=1000)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='programmes.item')),
                    ],
                    options={
                        'verbose_name_plural': 'progress',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Photo',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.FileField(upload_to='progress/%Y/%m/')),
                        ('sha256', models.CharField(db_index=True, max_length=64)),
                        ('progress', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='programmes.progress')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Reading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=60)),
                        ('source', models.CharField(max_length=60)),
                        ('key', models.CharField(max_length=80)),
                        ('day', models.DateField()),
                        ('amount', models.BigIntegerField()),
                        ('grade', models.CharField(blank=True, max_length=20)),
                        ('evidence', models.CharField(blank=True, max_length=200)),
                        ('live', models.BooleanField(default=True)),
                        ('ground', models.CharField(blank=True, max_length=200)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('told_in', models.PositiveIntegerField()),
                        ('corrects', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected', to='programmes.reading')),
                        ('division', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                        ('item', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='programmes.item')),
                        ('subject', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='registry.subject')),
                        ('unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['series', 'day'], name='programmes__series_39bfb2_idx'), models.Index(condition=models.Q(('item__isnull', False)), fields=['item', 'day'], name='programmes_of_item'), models.Index(condition=models.Q(('subject__isnull', False)), fields=['subject', 'series'], name='programmes_of_subject')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('live', True)), fields=('series', 'source', 'key'), name='programmes_read_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Target',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=60)),
                        ('scope', models.CharField(max_length=60)),
                        ('since', models.DateField()),
                        ('until', models.DateField()),
                        ('amount', models.BigIntegerField()),
                        ('curve', models.JSONField(default=dict)),
                        ('state', models.CharField(choices=[('asked', 'A change asked for'), ('live', 'In force'), ('replaced', 'Replaced'), ('refused', 'Refused')], default='live', max_length=10)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('ground', models.CharField(blank=True, max_length=400)),
                        ('ruled_by', models.CharField(blank=True, max_length=80)),
                        ('ruled_at', models.DateTimeField(blank=True, null=True)),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                        ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='programmes.item')),
                        ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='programmes.target')),
                        ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['scope', 'series'], name='programmes__scope_88bac6_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('series', 'scope', 'since', 'until'), name='programmes_one_live_target'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('series', 'scope', 'since', 'until'), name='programmes_one_change_asked'), models.CheckConstraint(condition=models.Q(('ruled_by', models.F('by')), _negated=True), name='programmes_target_ruled_by_another'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='programmes_target_above_nought')],
                    },
                ),
                migrations.CreateModel(
                    name='Fund',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(choices=[('central', 'Central funds'), ('province', 'Provincial funds'), ('city', 'City funds'), ('county', 'County funds'), ('bond', 'Special bonds'), ('social', 'Social capital')], max_length=10)),
                        ('planned', models.BigIntegerField(default=0)),
                        ('actual', models.BigIntegerField(default=0)),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='funds', to='programmes.item')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('item', 'source'), name='programmes_one_fund_per_source'), models.CheckConstraint(condition=models.Q(('actual__gte', 0), ('planned__gte', 0)), name='programmes_no_fund_below_nought')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='ItemOrigin',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.CharField(max_length=40)),
                        ('matter', models.CharField(max_length=120)),
                        ('number', models.CharField(blank=True, max_length=20)),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='origins', to='programmes.item')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('item', 'level'), name='programmes_one_origin_per_level')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='ItemUnit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assisting', to='programmes.item')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('item', 'unit'), name='programmes_assists_once')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Milestone',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('due_on', models.DateField()),
                        ('passed_on', models.DateField(blank=True, null=True)),
                        ('evidence', models.CharField(blank=True, max_length=200)),
                        ('by', models.CharField(blank=True, max_length=80)),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='programmes.item')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('item', 'name'), name='programmes_one_milestone_per_name')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Meeting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('progress', 'Progress meeting'), ('dispatch', 'Dispatch meeting'), ('inspection', 'Inspection'), ('study', 'On-site study'), ('consultation', 'Consultation meeting')], max_length=20)),
                        ('held_on', models.DateField()),
                        ('title', models.CharField(max_length=120)),
                        ('words', models.CharField(blank=True, max_length=2000)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('items', models.ManyToManyField(blank=True, related_name='meetings', to='programmes.item')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='programmes.programme')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('programme', 'kind', 'held_on', 'title'), name='programmes_one_meeting_of_a_title')],
                        'indexes': [],
                    },
                ),
        ]),
    ]
