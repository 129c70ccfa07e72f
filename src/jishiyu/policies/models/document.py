"""What was issued, and its clauses, word for word."""

from django.db import models


class Document(models.Model):
    """A document as it was issued. A later one replaces it from a day on; both stay, each under its own address."""

    code = models.SlugField(max_length=40, unique=True)  # its public address
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True)  # 文号
    issuer = models.CharField(max_length=120)
    url = models.URLField(max_length=400, blank=True)  # of the original
    issued = models.DateField()
    since = models.DateField()  # in force from this day
    until = models.DateField(null=True, blank=True)  # and through this one
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    version = models.PositiveIntegerField(default=1)  # of the row
    kept_by = models.CharField(max_length=60)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["title"])]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"policy_document:{self.pk}"


class Clause(models.Model):
    """One clause of a document, exactly as it stands there. Its page has an address that stays."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="clauses")
    code = models.SlugField(max_length=20)  # the last part of its address
    number = models.CharField(max_length=40)  # as the document counts: 第三条第(二)项
    text = models.TextField()
    place = models.PositiveIntegerField(default=0)  # in the document

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="policies_one_clause_per_address")]

    def __str__(self) -> str:
        return self.number
