from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Division(models.Model):
    """An administrative division by its public code: 2 digits a province, 4 a city, 6 a county, 9 a town, 12 a
    village."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_constraint=False
    )
    level = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Setting(models.TextChoices):
    """How far a crew has to go; promises of arrival differ by it."""

    URBAN = "urban", _("Urban")
    RURAL = "rural", _("Rural")
    REMOTE = "remote", _("Remote")


class Cell(models.Model):
    """A place below the village: a grid cell (网格) or a transformer area (台区)."""

    class Kind(models.TextChoices):
        GRID = "grid", _("Grid cell")
        AREA = "area", _("Transformer area")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="cells")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    setting = models.CharField(max_length=10, choices=Setting.choices, blank=True)
    feeder = models.CharField(max_length=60, blank=True)  # code of the power line (馈线) it hangs on; empty: unknown

    class Meta:
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name people of one office use for a place: an old village, a market, a nickname."""

    name = models.CharField(max_length=80)
    home = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="+")  # where this name is understood
    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="aliases")
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "home"], name="registry_one_alias_per_home")]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A body that can be given a task: bureau, township, station, desk, crew, hotline centre."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    is_centre = models.BooleanField(default=False)  # dispatches for others
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Post(models.TextChoices):
    """What an account is for. Nobody holds two; the three administrators are kept apart."""

    OFFICER = "officer", _("Officer")
    HEAD = "head", _("Head of unit")
    DISPATCHER = "dispatcher", _("Dispatcher")
    CALLER = "caller", _("Caller")
    LEADER = "leader", _("Leader")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


class Officer(AbstractBaseUser):
    """One who works here, and their account."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=20, choices=Post.choices, default=Post.OFFICER)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="officers")
    phone_sealed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)  # keyed, as a subject's
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        """How the ledger and notices name this officer."""
        return f"officer:{self.pk}"


class SignInTry(models.Model):
    """Failed attempts to sign in to one account, for the lock-out."""

    username = models.CharField(max_length=60, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.username


class Subject(models.Model):
    """A person, household or enterprise served. Personal fields are sealed; look-up goes by a keyed blind index."""

    class Kind(models.TextChoices):
        RESIDENT = "resident", _("Resident")
        ENTERPRISE = "enterprise", _("Enterprise")
        HOUSEHOLD = "household", _("Household")

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.RESIDENT)
    name_sealed = models.TextField(blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    address_sealed = models.TextField(blank=True)
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT)
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT)
    vulnerable = models.BooleanField(default=False)
    known_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "phone_index"],
                name="registry_one_subject_per_phone",
                condition=~models.Q(phone_index=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Profile(models.Model):
    """What is known of a subject beside how to reach it: an enterprise's name and code, and the attributes packs
    declare. Nothing personal stands here; a household's profile has no name. Its history is in the ledger."""

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.CASCADE, related_name="profile")
    kind = models.CharField(
        max_length=20, choices=Subject.Kind.choices, default=Subject.Kind.ENTERPRISE
    )  # the subject's
    name = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=18, blank=True)  # 统一社会信用代码 (GB 32100), as checked; empty: not known
    initials = models.CharField(max_length=120, blank=True)  # of the name in pinyin, lower case
    values = models.JSONField(default=dict)  # {attribute code: plain value}, see kinds.Attribute
    described_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="registry_one_subject_per_code", condition=~models.Q(code=""))
        ]
        indexes = [models.Index(fields=["kind", "name"])]

    def __str__(self) -> str:
        return f"profile {self.pk}"


class Duty(models.Model):
    """Who answers for what: an officer, a role a pack declares, and one place, subject, chain or project, from a day
    on."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=60)  # e.g. power.area_manager
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    cell = models.ForeignKey(Cell, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    over = models.CharField(max_length=60, blank=True)  # a chain or a project: chain:CODE, project:CODE
    note = models.CharField(max_length=400, blank=True)  # what the one before handed over
    sole = models.BooleanField(default=False)  # as its role says: nobody else holds it over the same thing
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "duties"
        indexes = [
            models.Index(fields=["role", "division"]),
            models.Index(fields=["role", "cell"]),
            models.Index(fields=["role", "subject"]),
            models.Index(fields=["role", "over"], name="registry_duty_over", condition=~models.Q(over="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="registry_duty_over_something",
                condition=models.Q(division__isnull=False)
                | models.Q(cell__isnull=False)
                | models.Q(subject__isnull=False)
                | ~models.Q(over=""),
            ),
            models.UniqueConstraint(
                fields=["role", "subject"],
                name="registry_sole_duty_over_subject",
                condition=models.Q(sole=True, until__isnull=True, subject__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["role", "over"],
                name="registry_sole_duty_over_chain",
                condition=models.Q(sole=True, until__isnull=True) & ~models.Q(over=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.officer_id}"

    @property
    def thing(self) -> str:
        """What it is over, as the ledger names it: subject:7, cell:3, division:430972, chain:food."""
        for kind in ("subject", "cell", "division"):
            if key := getattr(self, f"{kind}_id"):
                return f"{kind}:{key}"
        return self.over


class Plot(models.Model):
    """A piece of land that a household works, with what grows on it season by season."""

    code = models.CharField(max_length=40, unique=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="plots")
    name = models.CharField(max_length=60)
    division = models.ForeignKey(Division, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    area = models.PositiveIntegerField()  # 0.01 mu (亩)

    def __str__(self) -> str:
        return self.code


class Sowing(models.Model):
    """One season of a plot: the crop planned, and the crop that was grown."""

    plot = models.ForeignKey(Plot, on_delete=models.CASCADE, related_name="sowings")
    year = models.PositiveSmallIntegerField()
    season = models.CharField(max_length=20)  # of the rotation a pack declares
    planned = models.CharField(max_length=40, blank=True)
    grown = models.CharField(max_length=40, blank=True)
    sown_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plot", "year", "season"], name="registry_one_sowing_per_season")
        ]
        indexes = [models.Index(fields=["year", "planned"])]

    def __str__(self) -> str:
        return f"{self.plot_id} {self.year} {self.season}"


class CalendarDay(models.Model):
    """A day an administrator declared: a holiday, or a make-up workday (调休). Goes before the built-in table."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    note = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.day} {'working' if self.working else 'off'}"


class CalendarVersion(models.Model):
    """A calendar as it stood when promises were made under it. Never changed."""

    version = models.CharField(max_length=64, primary_key=True)
    table = models.JSONField()  # {"2026": {"off": ["2026-01-01", …], "working": ["2026-01-04", …]}, …}
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version[:12]


class OfficerKey(models.Model):
    """A key with which another system acts as an officer. Only a hash of its secret is kept."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=12, unique=True)  # the public part of the key
    secret_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # wrong secrets in a row, for the lock-out
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.label}"


class OpeningHours(models.Model):
    """Hours in which an office is open on workdays, from a day on; a later row takes over from an earlier one."""

    since = models.DateField(primary_key=True)
    spans = models.JSONField()  # [["09:00", "12:00"], ["13:30", "17:30"]], see lib.worktime.Hours
    note = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name_plural = "opening hours"

    def __str__(self) -> str:
        return f"{self.since} {self.spans}"
