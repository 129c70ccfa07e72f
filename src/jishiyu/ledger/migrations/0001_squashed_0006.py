"""Every table of the room as it stands; in an installation that is there already, the steps that led to it."""

from django.db import migrations, models

from jishiyu.ledger.guards import guard, unguard
from jishiyu.lib.migrating import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("ledger", "0001_initial"),
        ("ledger", "0002_append_only"),
        ("ledger", "0003_work"),
        ("ledger", "0004_heads"),
        ("ledger", "0005_checkpoints"),
        ("ledger", "0006_audit_by_act"),
    ]
    dependencies = [
    ]

    operations = [
        Tables([
                migrations.CreateModel(
                    name='Checkpoint',
                    fields=[
                        ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                        ('entries', models.PositiveIntegerField()),
                        ('first', models.BigIntegerField()),
                        ('last', models.BigIntegerField()),
                        ('at', models.DateTimeField()),
                        ('algorithm', models.CharField(max_length=10)),
                        ('root', models.CharField(max_length=64)),
                        ('roll', models.BinaryField()),
                        ('roll_hash', models.CharField(max_length=64)),
                        ('previous', models.CharField(max_length=64)),
                        ('hash', models.CharField(max_length=64)),
                        ('signature', models.CharField(max_length=128)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Head',
                    fields=[
                        ('subject', models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ('version', models.PositiveIntegerField()),
                        ('hash', models.CharField(max_length=64)),
                        ('seal', models.CharField(max_length=64)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Rota',
                    fields=[
                        ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ('leased_until', models.DateTimeField(blank=True, null=True)),
                        ('leased_by', models.CharField(blank=True, max_length=60)),
                        ('last_run_at', models.DateTimeField(blank=True, null=True)),
                        ('trouble', models.TextField(blank=True)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(max_length=80)),
                        ('version', models.PositiveIntegerField()),
                        ('act', models.CharField(max_length=40)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('before', models.JSONField(default=dict)),
                        ('after', models.JSONField(default=dict)),
                        ('data', models.JSONField(default=dict)),
                        ('algorithm', models.CharField(max_length=10)),
                        ('previous', models.CharField(blank=True, max_length=64)),
                        ('hash', models.CharField(max_length=64)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['at'], name='ledger_entr_at_41cf6b_idx'), models.Index(fields=['by', 'at'], name='ledger_entr_by_22daee_idx'), models.Index(fields=['act', 'at'], name='ledger_entr_act_a733ef_idx')],
                        'constraints': [models.UniqueConstraint(fields=('subject', 'version'), name='ledger_one_entry_per_version')],
                    },
                ),
                migrations.CreateModel(
                    name='Errand',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60)),
                        ('key', models.CharField(max_length=120, unique=True)),
                        ('data', models.JSONField(default=dict)),
                        ('due_at', models.DateTimeField()),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('leased_until', models.DateTimeField(blank=True, null=True)),
                        ('leased_by', models.CharField(blank=True, max_length=60)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('given_up_at', models.DateTimeField(blank=True, null=True)),
                        ('trouble', models.TextField(blank=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('done_at__isnull', True), ('given_up_at__isnull', True)), fields=['due_at'], name='ledger_errand_open')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Work',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60)),
                        ('key', models.CharField(max_length=80, unique=True)),
                        ('title', models.CharField(max_length=200)),
                        ('by', models.CharField(max_length=80)),
                        ('params', models.JSONField(default=dict)),
                        ('source', models.CharField(blank=True, max_length=120)),
                        ('asked_at', models.DateTimeField()),
                        ('started_at', models.DateTimeField(blank=True, null=True)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('total', models.PositiveIntegerField(blank=True, null=True)),
                        ('leased_until', models.DateTimeField(blank=True, null=True)),
                        ('leased_by', models.CharField(blank=True, max_length=80)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('file', models.CharField(blank=True, max_length=120)),
                        ('file_name', models.CharField(blank=True, max_length=120)),
                        ('counts', models.JSONField(default=dict)),
                        ('refusal', models.JSONField(default=dict)),
                        ('trouble', models.TextField(blank=True)),
                        ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['by', '-asked_at'], name='ledger_work_by_4560ee_idx'), models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['asked_at'], name='ledger_work_open')],
                        'constraints': [],
                    },
                ),
        ]),
        migrations.RunPython(guard, unguard),
    ]
