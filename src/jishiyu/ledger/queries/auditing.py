"""The whole ledger, newest first, as the audit administrator reads it: filtered, a page costing the same anywhere."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries.exporting import within

SIGHTS = ("contact_seen", "contacts_exported", "named_in_letter")  # acts by which somebody saw personal data


@dataclass(frozen=True, slots=True)
class Asked:
    """What an auditor wants to see; what is empty is not asked. `below` is the (time, id) of the last row seen."""

    subjects: tuple[str, ...] = ()
    by: str = ""
    acts: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    below: tuple[datetime, int] | None = None


def audited(asked: Asked) -> QuerySet[Entry]:
    """Entries that fit, newest first. Each filter and the order stand on an index: take a slice, count nothing."""
    wanted = within(asked.since, asked.until)
    if asked.subjects:
        wanted &= Q(subject__in=asked.subjects)
    if asked.by:
        wanted &= Q(by=asked.by)
    if len(asked.acts) == 1:
        wanted &= Q(act=asked.acts[0])
    elif asked.acts:
        wanted &= Q(act__in=asked.acts)
    if asked.below:
        at, key = asked.below
        wanted &= Q(at__lte=at) & (Q(at__lt=at) | Q(pk__lt=key))
    return Entry.objects.filter(wanted).order_by("-at", "-pk")
