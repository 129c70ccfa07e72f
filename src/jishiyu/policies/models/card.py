"""What a clause gives, on one card: the summary people read."""

from django.db import models

from jishiyu.policies.models.document import Clause


class Card(models.Model):
    """One version of the summary of a clause. All versions of one card share `line`, by which the public knows it. A
    card is public once somebody else than its writer released it, until a later version takes its place."""

    class State(models.TextChoices):
        DRAFT = "draft"
        RELEASED = "released"
        REPLACED = "replaced"  # by a later version
        ENDED = "ended"  # taken back

    line = models.IntegerField(db_index=True)
    edition = models.PositiveIntegerField(default=1)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="cards")
    title = models.CharField(max_length=80)
    theme = models.CharField(max_length=30)  # a code of kinds.THEMES
    what = models.TextField()  # what is given
    whom = models.TextField()  # to whom, in words
    amount = models.CharField(max_length=200, blank=True)  # how much
    how = models.TextField()  # how it is applied for
    apply_until = models.DateField(null=True, blank=True)
    where = models.CharField(max_length=200, blank=True)  # 受理地址
    phone = models.CharField(max_length=40)  # 咨询电话
    paid_within = models.CharField(max_length=80, blank=True)  # 兑现时限
    scheme = models.CharField(max_length=60, blank=True)  # what can be applied for here, by its code
    audience = models.JSONField(default=dict)  # a rule, see audience.py
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)  # of the row
    writers = models.JSONField(default=list)  # everybody who wrote in this version; none of them releases it
    written_by = models.CharField(max_length=60)  # the last of them
    written_at = models.DateTimeField()
    released_by = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "edition"], name="policies_one_card_per_edition"),
            models.UniqueConstraint(
                fields=["line"], name="policies_one_released_per_line", condition=models.Q(state="released")
            ),
            models.UniqueConstraint(
                fields=["line"], name="policies_one_draft_per_line", condition=models.Q(state="draft")
            ),
            models.CheckConstraint(
                name="policies_released_by_another",
                condition=models.Q(released_by="") | ~models.Q(released_by=models.F("written_by")),
            ),
        ]
        indexes = [models.Index(fields=["state", "theme"])]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """How the ledger names it: one story for all versions."""
        return f"policy:{self.line}"
