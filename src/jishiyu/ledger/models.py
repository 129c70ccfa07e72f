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
        indexes = [models.Index(fields=["at"]), models.Index(fields=["by", "at"])]

    def __str__(self) -> str:
        return f"{self.subject} v{self.version} {self.act}"


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
