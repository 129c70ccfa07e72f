"""Every table of the room as it stands; in an installation that is there already, the steps that led to it."""

import django.db.models.deletion
from django.db import migrations, models

from jishiyu.figures.guards import guard, unguard
from jishiyu.lib.migrating import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("figures", "0001_published"),
        ("figures", "0002_as_published"),
        ("figures", "0003_reports"),
        ("figures", "0004_people"),
    ]
    dependencies = [
        ('registry', '0001_squashed_0009'),
    ]

    operations = [
        Tables([
                migrations.CreateModel(
                    name='Plan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=20)),
                        ('version', models.PositiveIntegerField()),
                        ('active', models.BooleanField()),
                        ('workday', models.PositiveSmallIntegerField()),
                        ('hour', models.PositiveSmallIntegerField()),
                        ('readers', models.JSONField(default=list)),
                        ('public', models.BooleanField(default=False)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'version'), name='figures_plan_version_once'), models.CheckConstraint(condition=models.Q(('hour__lte', 23), ('workday__lte', 23)), name='figures_plan_hour_of_a_day')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Published',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('edition', models.CharField(blank=True, max_length=120)),
                        ('title', models.CharField(max_length=120)),
                        ('since', models.DateTimeField()),
                        ('until', models.DateTimeField()),
                        ('values', models.JSONField()),
                        ('digest', models.CharField(max_length=64)),
                        ('published_at', models.DateTimeField()),
                        ('by', models.CharField(max_length=80)),
                    ],
                    options={
                        'verbose_name_plural': 'published',
                        'indexes': [models.Index(fields=['-published_at'], name='figures_pub_publish_a02d97_idx')],
                        'constraints': [models.UniqueConstraint(fields=('kind', 'edition', 'since', 'until'), name='figures_published_once_a_period'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='figures_published_of_a_period')],
                    },
                ),
                migrations.CreateModel(
                    name='People',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField()),
                        ('people', models.PositiveIntegerField()),
                        ('source', models.CharField(max_length=120)),
                        ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                    ],
                    options={
                        'verbose_name_plural': 'people',
                        'constraints': [models.UniqueConstraint(fields=('division', 'on'), name='figures_people_once_a_day'), models.CheckConstraint(condition=models.Q(('people__gt', 0)), name='figures_somebody_lives_there')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Report',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=20)),
                        ('frozen', models.JSONField(default=dict)),
                        ('file', models.CharField(max_length=160)),
                        ('file_name', models.CharField(max_length=120)),
                        ('sha256', models.CharField(max_length=64)),
                        ('size', models.PositiveIntegerField()),
                        ('public', models.BooleanField(default=False)),
                        ('made_at', models.DateTimeField()),
                        ('by', models.CharField(max_length=80)),
                        ('published', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='figures.published')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['kind', '-made_at'], name='figures_report_of_kind')],
                        'constraints': [],
                    },
                ),
        ]),
        migrations.RunPython(guard, unguard),
    ]
