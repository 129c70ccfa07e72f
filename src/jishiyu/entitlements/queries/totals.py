"""What was paid and what rent was waived in a time, as totals over the lines behind them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from jishiyu.entitlements.models import Payment, PaymentRun

RENT = Payment.Kind.RENT


@dataclass(frozen=True, slots=True)
class Total:
    """Over `lines` of so many `households`; `fen` is their sum."""

    households: int
    lines: int
    fen: int


def paid(scheme: str, first: date, last: date) -> Total:
    """Money of a scheme in the runs of the months from first to last (both by their first day) that were given to the
    bank: what came back or was cancelled is not in it, what was had back is taken off."""
    return _total(paid_lines(scheme, first, last), "amount")


def waived(scheme: str, first: date, last: date) -> Total:
    """Rent of the months from first to last that tenants did not have to pay."""
    return _total(waived_lines(scheme, first, last), "waived")


def paid_lines(scheme: str, first: date, last: date) -> QuerySet[Payment]:
    """The lines behind `paid`."""
    return _lines(scheme).filter(run__month__range=(first, last)).exclude(kind=RENT)


def waived_lines(scheme: str, first: date, last: date) -> QuerySet[Payment]:
    """The lines behind `waived`."""
    return _lines(scheme).filter(month__range=(first, last), kind=RENT, waived__gt=0)


def _lines(scheme: str) -> QuerySet[Payment]:
    given = (PaymentRun.State.EXPORTED, PaymentRun.State.CLOSED)
    return Payment.objects.filter(scheme=scheme, run__state__in=given, state__in=Payment.LIVE)


def _total(lines: QuerySet[Payment], of: str) -> Total:
    found = lines.aggregate(households=Count("household", distinct=True), lines=Count("pk"), fen=Sum(of))
    return Total(found["households"], found["lines"], found["fen"] or 0)
