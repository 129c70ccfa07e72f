"""Every table of the room as it stands; in an installation that is there already, the steps that led to it."""

import django.db.models.deletion
from django.db import migrations, models

from jishiyu.lib.migrating import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("notices", "0001_initial"),
        ("notices", "0002_who_was_told"),
        ("notices", "0003_waiting_for_channels"),
    ]
    dependencies = [
    ]

    operations = [
        Tables([
                migrations.CreateModel(
                    name='Pace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mark', models.CharField(max_length=64, unique=True)),
                        ('left', models.FloatField(default=0)),
                        ('filled_at', models.DateTimeField(blank=True, null=True)),
                        ('failures', models.PositiveIntegerField(default=0)),
                        ('paused_until', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Signal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('topic', models.CharField(max_length=80)),
                        ('name', models.CharField(max_length=40)),
                        ('data', models.JSONField(default=dict)),
                        ('at', models.DateTimeField(db_index=True)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Channel',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reader', models.CharField(max_length=80)),
                        ('address_sealed', models.TextField()),
                        ('label', models.CharField(max_length=60)),
                        ('urgent_only', models.BooleanField(default=True)),
                        ('active', models.BooleanField(default=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['reader'], name='notices_cha_reader_257089_idx')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reader', models.CharField(max_length=80)),
                        ('key', models.CharField(max_length=120)),
                        ('kind', models.CharField(max_length=40)),
                        ('params', models.JSONField(default=dict)),
                        ('link', models.CharField(blank=True, max_length=200)),
                        ('urgent', models.BooleanField(default=False)),
                        ('made_at', models.DateTimeField()),
                        ('read_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['reader', '-made_at'], name='notices_not_reader_d5df98_idx'), models.Index(fields=['key'], name='notices_not_key_f2875c_idx')],
                        'constraints': [models.UniqueConstraint(fields=('reader', 'key'), name='notices_once_per_reader')],
                    },
                ),
                migrations.CreateModel(
                    name='Telling',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('queued_at', models.DateTimeField(blank=True, null=True)),
                        ('claimed_at', models.DateTimeField(blank=True, null=True)),
                        ('told_at', models.DateTimeField(blank=True, null=True)),
                        ('trouble', models.TextField(blank=True)),
                        ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='notices.channel')),
                        ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='notices.notice')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('claimed_at__isnull', True), ('queued_at__isnull', False)), fields=['channel'], name='notices_waiting')],
                        'constraints': [models.UniqueConstraint(fields=('notice', 'channel'), name='notices_once_per_channel')],
                    },
                ),
        ]),
    ]
