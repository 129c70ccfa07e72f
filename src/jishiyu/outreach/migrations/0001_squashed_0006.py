"""Every table of the room as it stands; in an installation that is there already, the steps that led to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jishiyu.lib.migrating import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("outreach", "0001_gatherings_and_residencies"),
        ("outreach", "0002_visits_and_teams"),
        ("outreach", "0003_advice"),
        ("outreach", "0004_assignments_and_tasks"),
        ("outreach", "0005_labels"),
        ("outreach", "0006_planned_passes"),
    ]
    dependencies = [
        ('casework', '0001_squashed_0015'),
        ('registry', '0001_squashed_0009'),
        ('registry', '__first__'),
    ]

    operations = [
        Tables([
                migrations.CreateModel(
                    name='Proposal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(max_length=60)),
                        ('state', models.CharField(choices=[('proposed', 'Proposed'), ('adopted', 'Adopted'), ('dropped', 'Dropped')], default='proposed', max_length=10)),
                        ('leaving', models.JSONField(default=list)),
                        ('only_needed', models.BooleanField(default=False)),
                        ('figures', models.JSONField(default=dict)),
                        ('made_by', models.CharField(max_length=80)),
                        ('made_at', models.DateTimeField()),
                        ('decided_by', models.CharField(blank=True, max_length=80)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('since', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='GatheringSeries',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60)),
                        ('title', models.CharField(max_length=120)),
                        ('place', models.CharField(blank=True, max_length=120)),
                        ('starts', models.TimeField()),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('by', models.CharField(max_length=80)),
                        ('made_at', models.DateTimeField()),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
                    ],
                    options={
                        'verbose_name_plural': 'gathering series',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Gathering',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('period', models.DateField(blank=True, null=True)),
                        ('by_rule', models.DateField(blank=True, null=True)),
                        ('kind', models.CharField(max_length=60)),
                        ('title', models.CharField(max_length=120)),
                        ('place', models.CharField(blank=True, max_length=120)),
                        ('starts_at', models.DateTimeField()),
                        ('notice_on', models.DateField(blank=True, null=True)),
                        ('told_at', models.DateTimeField(blank=True, null=True)),
                        ('length', models.CharField(choices=[('session', 'Less than half a day'), ('half', 'Half a day'), ('full', 'A full day')], default='session', max_length=10)),
                        ('form', models.CharField(blank=True, max_length=20)),
                        ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('dropped', 'Not held')], default='planned', max_length=10)),
                        ('others', models.PositiveIntegerField(default=0)),
                        ('minutes', models.TextField(blank=True)),
                        ('chair', models.CharField(blank=True, max_length=60)),
                        ('key', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                        ('by', models.CharField(max_length=80)),
                        ('made_at', models.DateTimeField()),
                        ('held_at', models.DateTimeField(blank=True, null=True)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gatherings', to='registry.unit')),
                        ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gatherings', to='outreach.gatheringseries')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'starts_at'], name='outreach_ga_state_4558cb_idx'), models.Index(fields=['kind', 'starts_at'], name='outreach_ga_kind_11829b_idx')],
                        'constraints': [models.UniqueConstraint(fields=('series', 'period'), name='outreach_one_gathering_a_period')],
                    },
                ),
                migrations.CreateModel(
                    name='Guest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('invited_at', models.DateTimeField(blank=True, null=True)),
                        ('coming', models.BooleanField(blank=True, null=True)),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('answered_by', models.CharField(blank=True, max_length=80)),
                        ('attended', models.BooleanField(blank=True, null=True)),
                        ('times', models.PositiveSmallIntegerField(default=0)),
                        ('reason', models.CharField(blank=True, max_length=120)),
                        ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='outreach.gathering')),
                        ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['subject', 'attended'], name='outreach_gu_subject_bdaa70_idx'), models.Index(fields=['officer', 'attended'], name='outreach_gu_officer_bf7b0a_idx')],
                        'constraints': [models.UniqueConstraint(fields=('gathering', 'subject'), name='outreach_subject_once_a_gathering'), models.UniqueConstraint(fields=('gathering', 'officer'), name='outreach_officer_once_a_gathering'), models.CheckConstraint(condition=models.Q(models.Q(('officer__isnull', True), ('subject__isnull', False)), models.Q(('officer__isnull', False), ('subject__isnull', True)), _connector='OR'), name='outreach_guest_is_one'), models.CheckConstraint(condition=models.Q(models.Q(('attended', True), ('times__gte', 1)), models.Q(('times', 0), models.Q(('attended__isnull', True), ('attended', False), _connector='OR')), _connector='OR'), name='outreach_guest_came_with_people')],
                    },
                ),
                migrations.CreateModel(
                    name='OutcomeRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('outcome', models.CharField(max_length=60)),
                        ('amount', models.BigIntegerField()),
                        ('day', models.DateField()),
                        ('source', models.CharField(max_length=200)),
                        ('current', models.BooleanField(default=True)),
                        ('ground', models.CharField(blank=True, max_length=200)),
                        ('key', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='casework.case')),
                        ('gathering', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='outreach.gathering')),
                        ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='outreach.outcomerow')),
                        ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['outcome', 'day'], name='outreach_outcome_by_day')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('gathering__isnull', False), ('case__isnull', False), _connector='OR'), name='outreach_outcome_of_something')],
                    },
                ),
                migrations.CreateModel(
                    name='ProposalRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('duty', models.BigIntegerField(blank=True, null=True)),
                        ('why', models.CharField(blank=True, max_length=20)),
                        ('reasons', models.JSONField(default=list)),
                        ('before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='outreach.proposal')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                        ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['proposal', 'to'], name='outreach_pr_proposa_38990c_idx')],
                        'constraints': [models.UniqueConstraint(fields=('proposal', 'subject'), name='outreach_one_change_per_subject')],
                    },
                ),
                migrations.CreateModel(
                    name='Residency',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60)),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('closing', models.CharField(blank=True, max_length=400)),
                        ('by', models.CharField(max_length=80)),
                        ('made_at', models.DateTimeField()),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residencies', to='registry.subject')),
                    ],
                    options={
                        'verbose_name_plural': 'residencies',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('subject',), name='outreach_one_residency_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='Raised',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='raised_at', to='casework.case')),
                        ('gathering', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='raised', to='outreach.gathering')),
                        ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                        ('residency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='raised', to='outreach.residency')),
                    ],
                    options={
                        'verbose_name_plural': 'raised',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='ResidencyNote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('words', models.TextField(blank=True)),
                        ('done', models.JSONField(default=list)),
                        ('broken', models.JSONField(default=list)),
                        ('at', models.DateTimeField()),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('residency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='outreach.residency')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['day'], name='outreach_re_day_373978_idx')],
                        'constraints': [models.UniqueConstraint(fields=('residency', 'officer', 'day'), name='outreach_one_note_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Resumption',
                    fields=[
                        ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='resumption', serialize=False, to='registry.subject')),
                        ('planned_on', models.DateField(blank=True, null=True)),
                        ('planned_heads', models.PositiveIntegerField(default=0)),
                        ('planned_passes', models.PositiveIntegerField(default=0)),
                        ('plan', models.CharField(blank=True, max_length=400)),
                        ('status', models.CharField(choices=[('not', 'Not back at work'), ('partly', 'Partly back at work'), ('fully', 'Back at work')], default='not', max_length=10)),
                        ('status_on', models.DateField(blank=True, null=True)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['status', 'status_on'], name='outreach_re_status_371996_idx')],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='ReturnReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('heads', models.PositiveIntegerField()),
                        ('source', models.CharField(blank=True, max_length=120)),
                        ('current', models.BooleanField(default=True)),
                        ('by', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='outreach.returnreading')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('current', True)), fields=['day'], name='outreach_returns_by_day')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('subject', 'day'), name='outreach_one_reading_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Stationed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('post', models.CharField(max_length=20)),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stationed', to=settings.AUTH_USER_MODEL)),
                        ('residency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='officers', to='outreach.residency')),
                    ],
                    options={
                        'verbose_name_plural': 'stationed',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('residency', 'post'), name='outreach_one_in_a_post')],
                    },
                ),
                migrations.CreateModel(
                    name='SupportTeam',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('aim', models.CharField(max_length=400)),
                        ('since', models.DateField()),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('closing_words', models.CharField(blank=True, max_length=400)),
                        ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams_led', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support_teams', to='registry.subject')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('subject',), name='outreach_one_team_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('words', models.CharField(max_length=200)),
                        ('due_on', models.DateField()),
                        ('state', models.CharField(choices=[('open', 'To do'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', max_length=8)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('outcome', models.CharField(blank=True, max_length=400)),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_steps', to=settings.AUTH_USER_MODEL)),
                        ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='outreach.supportteam')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['officer', 'due_on'], name='outreach_steps_open')],
                        'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='outreach_one_step_per_number'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', ''), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='outreach_step_ended_with_words')],
                    },
                ),
                migrations.CreateModel(
                    name='TeamMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(max_length=40)),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams_joined', to=settings.AUTH_USER_MODEL)),
                        ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='outreach.supportteam')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('team', 'officer'), name='outreach_in_a_team_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Terms',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(max_length=60)),
                        ('capacity', models.PositiveSmallIntegerField()),
                        ('trades', models.JSONField(default=list)),
                        ('note', models.CharField(blank=True, max_length=200)),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name_plural': 'terms',
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('officer', 'role'), name='outreach_one_terms_per_role')],
                    },
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=50, unique=True)),
                        ('way', models.CharField(choices=[('in_person', 'In person'), ('phone', 'By telephone')], default='in_person', max_length=12)),
                        ('took_place_at', models.DateTimeField()),
                        ('arrived_at', models.DateTimeField()),
                        ('note', models.TextField()),
                        ('note_mark', models.CharField(db_index=True, max_length=32)),
                        ('place_words', models.CharField(blank=True, max_length=80)),
                        ('struck_at', models.DateTimeField(blank=True, null=True)),
                        ('struck_why', models.CharField(blank=True, max_length=200)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='registry.subject')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['subject', '-took_place_at'], name='outreach_vi_subject_c4b5c8_idx'), models.Index(fields=['-took_place_at', '-id'], name='outreach_visits_by_time')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('struck_at__isnull', True), ('struck_why', '')), models.Q(('struck_at__isnull', False), models.Q(('struck_why', ''), _negated=True)), _connector='OR'), name='outreach_struck_with_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Appointment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField()),
                        ('words', models.CharField(blank=True, max_length=120)),
                        ('dropped_at', models.DateTimeField(blank=True, null=True)),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='registry.subject')),
                        ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kept', to='outreach.visit')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['officer', 'on'], name='outreach_ap_officer_25bfa6_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at__isnull', True), ('visit__isnull', True)), fields=('officer', 'subject', 'on'), name='outreach_appointed_once')],
                    },
                ),
                migrations.CreateModel(
                    name='VisitNeed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='raised_in_visit', to='casework.case')),
                        ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='outreach.visit')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('visit', 'number'), name='outreach_one_need_per_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Visitor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='went', to=settings.AUTH_USER_MODEL)),
                        ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visitors', to='outreach.visit')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('visit', 'officer'), name='outreach_went_once')],
                    },
                ),
                migrations.CreateModel(
                    name='VisitPhoto',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.FileField(upload_to='visit/%Y/%m/')),
                        ('sha256', models.CharField(db_index=True, max_length=64)),
                        ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='outreach.visit')),
                    ],
                    options={
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='AdviceTold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('advice', models.CharField(max_length=60)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('occasion', models.CharField(blank=True, max_length=20)),
                        ('told_at', models.DateTimeField()),
                        ('passed_at', models.DateTimeField(blank=True, null=True)),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                        ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advice', to='registry.subject')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['officer', 'passed_at'], name='outreach_ad_officer_82155b_idx')],
                        'constraints': [models.UniqueConstraint(fields=('subject', 'advice', 'year', 'occasion'), name='outreach_advice_told_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CampaignTask',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=40, unique=True)),
                        ('title', models.CharField(max_length=120)),
                        ('what', models.TextField(blank=True)),
                        ('due', models.DateField()),
                        ('state', models.CharField(choices=[('open', 'To be done'), ('done', 'Done'), ('dropped', 'Given up')], default='open', max_length=10)),
                        ('evidence', models.TextField(blank=True)),
                        ('made_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaign_tasks', to=settings.AUTH_USER_MODEL)),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaign_tasks', to='registry.unit')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'due'], name='outreach_ca_state_70cb99_idx')],
                        'constraints': [],
                    },
                ),
        ]),
    ]
