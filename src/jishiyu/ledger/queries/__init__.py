"""Reading the ledger: the story of a subject, checkpoints, and whether it all still holds."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from jishiyu.ledger.examining import Flaw
from jishiyu.ledger.models import Entry, Errand, Head, Rota, Work
from jishiyu.ledger.queries.auditing import SIGHTS, Asked, audited
from jishiyu.ledger.queries.checkpoints import VERIFICATION, differs_from, newest_checkpoint, printed_of
from jishiyu.ledger.queries.exporting import export_lines
from jishiyu.ledger.queries.proving import receipt_of
from jishiyu.ledger.queries.verifying import flaws

__all__ = [
    "SIGHTS",
    "Asked",
    "Flaw",
    "audited",
    "differs_from",
    "entries_above",
    "export_lines",
    "flaws",
    "given_up_errands",
    "last_entry",
    "last_versions",
    "newest_checkpoint",
    "printed_of",
    "receipt_of",
    "rota",
    "story",
    "verifications",
    "waiting_errands",
    "works_of",
]


def story(subject: str) -> QuerySet[Entry]:
    """Entries of one subject in the order they happened."""
    return Entry.objects.filter(subject=subject).order_by("version")


def entries_above(floor: int) -> tuple[int, int]:
    """How many entries have an id above one, and the highest id of all those: another answer says that something was
    done since. PostgreSQL hands ids out early; one that is committed late is told by the number."""
    found = Entry.objects.filter(pk__gt=floor).aggregate(many=Count("pk"), last=Max("pk"))
    return found["many"], found["last"] or 0


def last_entry() -> int:
    """The highest id of all entries, 0 where there is none."""
    return Entry.objects.aggregate(last=Max("pk"))["last"] or 0


def last_versions(subjects: Collection[str]) -> dict[str, int]:
    """The number of the last entry of each subject that has one; another number says that something was done."""
    return dict(Head.objects.filter(subject__in=list(subjects)).values_list("subject", "version"))


def waiting_errands(at: datetime) -> QuerySet[Errand]:
    """Errands that should have been done by now and are not."""
    return Errand.objects.filter(done_at__isnull=True, given_up_at__isnull=True, due_at__lte=at)


def given_up_errands() -> QuerySet[Errand]:
    return Errand.objects.filter(Q(given_up_at__isnull=False))


def rota() -> QuerySet[Rota]:
    """Periodic jobs and when each last ran; `worker.alive` says when a worker was last seen."""
    return Rota.objects.order_by("name")


def works_of(by: str) -> QuerySet[Work]:
    """What this person asked for, the newest first."""
    return Work.objects.filter(by=by).order_by("-asked_at", "-pk")


def verifications() -> QuerySet[Entry]:
    """Each walk through the whole ledger and what it found, the last one first."""
    return Entry.objects.filter(subject=VERIFICATION).order_by("-version")
