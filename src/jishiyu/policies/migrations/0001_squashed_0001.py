"""Every table of the room as it stands; in an installation that is there already, the steps that led to it."""

import django.db.models.deletion
from django.db import migrations, models

from jishiyu.lib.migrating import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("policies", "0001_handbook"),
    ]
    dependencies = [
        ('registry', '0001_squashed_0009'),
    ]

    operations = [
        Tables([
                migrations.CreateModel(
                    name='Clause',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(max_length=20)),
                        ('number', models.CharField(max_length=40)),
                        ('text', models.TextField()),
                        ('place', models.PositiveIntegerField(default=0)),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='policies.document')),
                    ],
                    options={
                        'ordering': ['place', 'pk'],
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('document', 'code'), name='policies_one_clause_per_address')],
                    },
                ),
                migrations.CreateModel(
                    name='Card',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('line', models.IntegerField(db_index=True)),
                        ('edition', models.PositiveIntegerField(default=1)),
                        ('title', models.CharField(max_length=80)),
                        ('theme', models.CharField(max_length=30)),
                        ('what', models.TextField()),
                        ('whom', models.TextField()),
                        ('amount', models.CharField(blank=True, max_length=200)),
                        ('how', models.TextField()),
                        ('apply_until', models.DateField(blank=True, null=True)),
                        ('where', models.CharField(blank=True, max_length=200)),
                        ('phone', models.CharField(max_length=40)),
                        ('paid_within', models.CharField(blank=True, max_length=80)),
                        ('scheme', models.CharField(blank=True, max_length=60)),
                        ('audience', models.JSONField(default=dict)),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('released', 'Released'), ('replaced', 'Replaced'), ('ended', 'Ended')], default='draft', max_length=10)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('writers', models.JSONField(default=list)),
                        ('written_by', models.CharField(max_length=60)),
                        ('written_at', models.DateTimeField()),
                        ('released_by', models.CharField(blank=True, max_length=60)),
                        ('released_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='policies.clause')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'theme'], name='policies_ca_state_fb0b1b_idx')],
                        'constraints': [models.UniqueConstraint(fields=('line', 'edition'), name='policies_one_card_per_edition'), models.UniqueConstraint(condition=models.Q(('state', 'released')), fields=('line',), name='policies_one_released_per_line'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('line',), name='policies_one_draft_per_line'), models.CheckConstraint(condition=models.Q(('released_by', ''), models.Q(('released_by', models.F('written_by')), _negated=True), _connector='OR'), name='policies_released_by_another')],
                    },
                ),
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(max_length=40, unique=True)),
                        ('title', models.CharField(max_length=200)),
                        ('number', models.CharField(blank=True, max_length=80)),
                        ('issuer', models.CharField(max_length=120)),
                        ('url', models.URLField(blank=True, max_length=400)),
                        ('issued', models.DateField()),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('kept_by', models.CharField(max_length=60)),
                        ('kept_at', models.DateTimeField()),
                        ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='policies.document')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['title'], name='policies_do_title_51613d_idx')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Told',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('why', models.CharField(choices=[('new', 'New'), ('ending', 'Ending')], max_length=10)),
                        ('reader', models.CharField(blank=True, max_length=60)),
                        ('told_at', models.DateTimeField()),
                        ('passed_on_at', models.DateTimeField(blank=True, null=True)),
                        ('passed_on_by', models.CharField(blank=True, max_length=60)),
                        ('card', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='policies.card')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['reader', 'passed_on_at'], name='policies_to_reader_d1291f_idx')],
                        'constraints': [models.UniqueConstraint(fields=('card', 'subject', 'why'), name='policies_told_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Use',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('what', models.CharField(choices=[('scan', 'Scan'), ('read', 'Read'), ('call', 'Call'), ('apply', 'Apply')], max_length=10)),
                        ('via', models.CharField(blank=True, max_length=20)),
                        ('key', models.CharField(max_length=40, unique=True)),
                        ('at', models.DateTimeField()),
                        ('card', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='policies.card')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['card', 'what', 'at'], name='policies_us_card_id_6d19d3_idx')],
                        'constraints': [],
                    },
                ),
        ]),
    ]
