"""Whom a policy was told for, and what an officer has still to pass on."""

from django.db.models import Q, QuerySet

from jishiyu.policies.models import Told

WITH = ("card", "subject__profile", "subject__division")


def to_pass_on(reader: str, *, line: int | None = None) -> QuerySet[Told]:
    """What an officer was told for the enterprises they answer for and has not passed on; then what nobody was."""
    rows = Told.objects.filter(Q(reader=reader) | Q(reader=""), passed_on_at__isnull=True)
    if line is not None:
        rows = rows.filter(card__line=line)
    return rows.select_related(*WITH).order_by("-reader", "-told_at", "pk")
