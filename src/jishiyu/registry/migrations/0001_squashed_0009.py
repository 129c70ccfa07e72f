"""Every table of the room as it stands; in an installation that is there already, the steps that led to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jishiyu.lib.migrating import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("registry", "0001_initial"),
        ("registry", "0002_officer_keys"),
        ("registry", "0003_opening_hours"),
        ("registry", "0004_phones_of_officers"),
        ("registry", "0005_feeders"),
        ("registry", "0006_profiles"),
        ("registry", "0007_duties_over_more"),
        ("registry", "0008_kinds_of_profiles"),
        ("registry", "0009_plots"),
    ]
    dependencies = [
    ]

    operations = [
        Tables([
                migrations.CreateModel(
                    name='Officer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('username', models.CharField(max_length=60, unique=True)),
                        ('name', models.CharField(max_length=60)),
                        ('post', models.CharField(choices=[('officer', 'Officer'), ('head', 'Head of unit'), ('dispatcher', 'Dispatcher'), ('caller', 'Caller'), ('leader', 'Leader'), ('system_admin', 'System administrator'), ('security_admin', 'Security administrator'), ('audit_admin', 'Audit administrator')], default='officer', max_length=20)),
                        ('phone_sealed', models.TextField(blank=True)),
                        ('phone_index', models.CharField(blank=True, db_index=True, max_length=64)),
                        ('language', models.CharField(blank=True, max_length=10)),
                        ('is_active', models.BooleanField(default=True)),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='officers', to='registry.unit')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarDay',
                    fields=[
                        ('day', models.DateField(primary_key=True, serialize=False)),
                        ('working', models.BooleanField()),
                        ('note', models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarVersion',
                    fields=[
                        ('version', models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ('table', models.JSONField()),
                        ('made_at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='OpeningHours',
                    fields=[
                        ('since', models.DateField(primary_key=True, serialize=False)),
                        ('spans', models.JSONField()),
                        ('note', models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        'verbose_name_plural': 'opening hours',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Subject',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('resident', 'Resident'), ('enterprise', 'Enterprise'), ('household', 'Household')], default='resident', max_length=20)),
                        ('name_sealed', models.TextField(blank=True)),
                        ('phone_sealed', models.TextField(blank=True)),
                        ('phone_index', models.CharField(blank=True, max_length=64)),
                        ('address_sealed', models.TextField(blank=True)),
                        ('vulnerable', models.BooleanField(default=False)),
                        ('known_since', models.DateTimeField()),
                        ('cell', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.cell')),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.division')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('phone_index', ''), _negated=True), fields=('kind', 'phone_index'), name='registry_one_subject_per_phone')],
                    },
                ),
                migrations.CreateModel(
                    name='SignInTry',
                    fields=[
                        ('username', models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ('failures', models.PositiveSmallIntegerField(default=0)),
                        ('locked_until', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Division',
                    fields=[
                        ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=80)),
                        ('level', models.PositiveSmallIntegerField()),
                        ('parent', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='registry.division')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['name'], name='registry_di_name_10d781_idx')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Cell',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=40, unique=True)),
                        ('kind', models.CharField(choices=[('grid', 'Grid cell'), ('area', 'Transformer area')], max_length=10)),
                        ('name', models.CharField(max_length=80)),
                        ('setting', models.CharField(blank=True, choices=[('urban', 'Urban'), ('rural', 'Rural'), ('remote', 'Remote')], max_length=10)),
                        ('feeder', models.CharField(blank=True, max_length=60)),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='registry.cell')),
                        ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cells', to='registry.division')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['name'], name='registry_ce_name_22210c_idx')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Alias',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80)),
                        ('cell', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='registry.cell')),
                        ('division', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='registry.division')),
                        ('home', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.division')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('name', 'home'), name='registry_one_alias_per_home')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficerKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=12, unique=True)),
                        ('secret_hash', models.CharField(max_length=64)),
                        ('label', models.CharField(max_length=60)),
                        ('made_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('last_used_on', models.DateField(blank=True, null=True)),
                        ('failures', models.PositiveSmallIntegerField(default=0)),
                        ('locked_until', models.DateTimeField(blank=True, null=True)),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Profile',
                    fields=[
                        ('subject', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to='registry.subject')),
                        ('kind', models.CharField(choices=[('resident', 'Resident'), ('enterprise', 'Enterprise'), ('household', 'Household')], default='enterprise', max_length=20)),
                        ('name', models.CharField(blank=True, max_length=120)),
                        ('code', models.CharField(blank=True, max_length=18)),
                        ('initials', models.CharField(blank=True, max_length=120)),
                        ('values', models.JSONField(default=dict)),
                        ('described_at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['kind', 'name'], name='registry_pr_kind_ce5ffe_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='registry_one_subject_per_code')],
                    },
                ),
                migrations.CreateModel(
                    name='Plot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=40, unique=True)),
                        ('name', models.CharField(max_length=60)),
                        ('area', models.PositiveIntegerField()),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plots', to='registry.subject')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Duty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(max_length=60)),
                        ('over', models.CharField(blank=True, max_length=60)),
                        ('note', models.CharField(blank=True, max_length=400)),
                        ('sole', models.BooleanField(default=False)),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('cell', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='registry.cell')),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='registry.division')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='registry.subject')),
                    ],
                    options={
                        'verbose_name_plural': 'duties',
                        'indexes': [models.Index(fields=['role', 'division'], name='registry_du_role_367ae0_idx'), models.Index(fields=['role', 'cell'], name='registry_du_role_dc7ee0_idx'), models.Index(fields=['role', 'subject'], name='registry_du_role_65066b_idx'), models.Index(condition=models.Q(('over', ''), _negated=True), fields=['role', 'over'], name='registry_duty_over')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('division__isnull', False), ('cell__isnull', False), ('subject__isnull', False), models.Q(('over', ''), _negated=True), _connector='OR'), name='registry_duty_over_something'), models.UniqueConstraint(condition=models.Q(('sole', True), ('subject__isnull', False), ('until__isnull', True)), fields=('role', 'subject'), name='registry_sole_duty_over_subject'), models.UniqueConstraint(condition=models.Q(('sole', True), ('until__isnull', True), models.Q(('over', ''), _negated=True)), fields=('role', 'over'), name='registry_sole_duty_over_chain')],
                    },
                ),
                migrations.CreateModel(
                    name='Sowing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('season', models.CharField(max_length=20)),
                        ('planned', models.CharField(blank=True, max_length=40)),
                        ('grown', models.CharField(blank=True, max_length=40)),
                        ('sown_on', models.DateField(blank=True, null=True)),
                        ('plot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sowings', to='registry.plot')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['year', 'planned'], name='registry_so_year_8a8cac_idx')],
                        'constraints': [models.UniqueConstraint(fields=('plot', 'year', 'season'), name='registry_one_sowing_per_season')],
                    },
                ),
                migrations.CreateModel(
                    name='Unit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=40, unique=True)),
                        ('name', models.CharField(max_length=80)),
                        ('is_centre', models.BooleanField(default=False)),
                        ('active', models.BooleanField(default=True)),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='registry.division')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='registry.unit')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
        ]),
    ]
