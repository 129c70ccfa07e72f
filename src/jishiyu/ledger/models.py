from django.db import models


class Entry(models.Model):
    """One deed done to one subject. Written once; the database itself refuses to change or remove it."""

    subject = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    act = models.CharField(max_length=40)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    algorithm = models.CharField(max_length=10)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "version"], name="ledger_one_entry_per_version")]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["by", "at"]), models.Index(fields=["act", "at"])]

    def __str__(self) -> str:
        return f"{self.subject} v{self.version} {self.act}"


class Head(models.Model):
    """The newest entry of one subject, moved with every entry. It may not go back, and bears the office's seal."""

    subject = models.CharField(max_length=80, primary_key=True)
    version = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.subject} at v{self.version}"


class Checkpoint(models.Model):
    """A signed Merkle root over all entries not sealed before. Written once; `roll` names the entries it seals."""

    number = models.PositiveIntegerField(primary_key=True)
    entries = models.PositiveIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    at = models.DateTimeField()
    algorithm = models.CharField(max_length=10)
    root = models.CharField(max_length=64)
    roll = models.BinaryField()
    roll_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"checkpoint {self.number}"


class Errand(models.Model):
    """Something to do because of a deed, written beside it, done afterwards at least once."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    data = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="ledger_errand_open",
                condition=models.Q(done_at__isnull=True, given_up_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Rota(models.Model):
    """When a periodic job last ran and who holds it now."""

    name = models.CharField(max_length=60, primary_key=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=60, blank=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Work(models.Model):
    """Something long that somebody asked for: it shows how far it is, can be left, and ends with one result."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=80, unique=True)  # a form sent twice is one work
    title = models.CharField(max_length=200)  # in the words of whoever asked
    by = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    source = models.CharField(max_length=120, blank=True)  # a file that came with it, below the folder of works
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)  # null: not known yet
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.CharField(max_length=120, blank=True)  # below the folder of works; never served by address
    file_name = models.CharField(max_length=120, blank=True)
    counts = models.JSONField(default=dict)  # what came of it, in numbers
    refusal = models.JSONField(default=dict)  # {"code": …, "params": …} when it could not be done
    trouble = models.TextField(blank=True)  # of the last try, for the administrator
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["by", "-asked_at"]),
            models.Index(fields=["asked_at"], name="ledger_work_open", condition=models.Q(finished_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def ref(self) -> str:
        """How the ledger names this work."""
        return f"work:{self.pk}"
