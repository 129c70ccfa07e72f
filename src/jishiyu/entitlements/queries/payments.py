"""Payment runs and their lines: lists, totals that add up and open to their rows, and what changed since last month.

Every query takes the officer and answers only what they may read. Rows name households by number; who they are stands
elsewhere.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from jishiyu.entitlements import months
from jishiyu.entitlements.models import LeftOut, Payment, PaymentRun, SetAside
from jishiyu.entitlements.queries.keepers import read_schemes
from jishiyu.lib.money import plain_yuan
from jishiyu.registry.models import Division, Officer

PERIODS = ("month", "quarter", "year")
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """What is asked for; what is empty asks for everything."""

    scheme: str = ""
    kind: str = ""
    state: str = ""
    category: str = ""
    division: str = ""
    since: date | None = None  # a month, included
    until: date | None = None  # a month, included
    run: int | None = None
    change: str = ""  # of a run against the month before: new, gone, changed, same


@dataclass(frozen=True, slots=True)
class Total:
    """So many households and fen under one heading."""

    key: str
    households: int
    lines: int
    amount: int
    waived: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Households of a run beside those of the month before, and fen more or less."""

    new: int
    gone: int
    changed: int
    same: int
    more: int


def runs(officer: Officer, on: date) -> QuerySet[PaymentRun]:
    """Runs this officer may read, the latest first."""
    codes = [scheme.code for scheme in read_schemes(officer, on)]
    return PaymentRun.objects.filter(scheme__in=codes).order_by("-pk")


def run_of(officer: Officer, key: int, on: date) -> PaymentRun | None:
    """One of them."""
    return runs(officer, on).filter(pk=key).first()


def left_out(run: PaymentRun) -> QuerySet[LeftOut]:
    """Awards without a line, with the reason."""
    return LeftOut.objects.filter(run=run).select_related("award", "household").order_by("why", "pk")


def left_out_counts(run: PaymentRun) -> dict[str, int]:
    return dict(LeftOut.objects.filter(run=run).order_by().values_list("why").annotate(n=Count("pk")))


def set_aside(run: PaymentRun) -> QuerySet[SetAside]:
    """Rows of the bank's files that fit nothing."""
    return SetAside.objects.filter(run=run).order_by("pk")


def slips_left(run: PaymentRun) -> int:
    """Payments for which the bank has not answered."""
    sent = Payment.objects.filter(run=run, state=Payment.State.SENT)
    return sent.aggregate(n=Count("slip", distinct=True))["n"] or 0


def payments(officer: Officer, asked: PaymentFilter, on: date) -> QuerySet[Payment]:
    """Lines this officer may read, of runs that were not cancelled unless one is asked for."""
    codes = [scheme.code for scheme in read_schemes(officer, on)]
    found = Payment.objects.filter(scheme__in=codes)
    if asked.run is None and not asked.state:
        found = found.exclude(state__in=[Payment.State.CANCELLED, Payment.State.BOUNCED])
    for name in ("scheme", "kind", "state", "category"):
        if value := getattr(asked, name):
            found = found.filter(**{name: value})
    if asked.division:
        found = found.filter(division_code__startswith=asked.division)
    if asked.since:
        found = found.filter(run__month__gte=asked.since)
    if asked.until:
        found = found.filter(run__month__lte=asked.until)
    if asked.run is not None:
        found = found.filter(run=asked.run)
        if asked.change:
            found = _changed(found, asked.run, asked.change)
    return found.order_by("-run", "seq")


def _changed(found: QuerySet[Payment], run_id: int, change: str) -> QuerySet[Payment]:
    run = PaymentRun.objects.get(pk=run_id)
    now, before = _sums(run), _before(run)
    wanted = {
        "new": [key for key in now if key not in before],
        "changed": [key for key in now if key in before and before[key] != now[key]],
        "same": [key for key in now if before.get(key) == now[key]],
        "gone": [key for key in before if key not in now],
    }.get(change, [])
    if change == "gone":
        found = Payment.objects.filter(pk__in=_last_month(run))
    return found.filter(household__in=wanted)


def _sums(run: PaymentRun) -> dict[int, int]:
    """What each household has of the month itself."""
    own = Payment.objects.filter(run=run, month=run.month, kind__in=["regular", "rent"])
    return dict(own.order_by().values_list("household").annotate(s=Sum("amount")))


def _last_month(run: PaymentRun) -> QuerySet[Payment]:
    last = months.after(run.month, -1)
    live = Payment.objects.filter(scheme=run.scheme, month=last, kind__in=["regular", "rent"])
    return live.filter(state__in=Payment.LIVE)


def _before(run: PaymentRun) -> dict[int, int]:
    return dict(_last_month(run).order_by().values_list("household").annotate(s=Sum("amount")))


def compared(run: PaymentRun) -> Compared:
    """A run beside the month before. Two queries."""
    now, before = _sums(run), _before(run)
    both = now.keys() & before.keys()
    changed = sum(now[key] != before[key] for key in both)
    return Compared(
        new=len(now.keys() - before.keys()),
        gone=len(before.keys() - now.keys()),
        changed=changed,
        same=len(both) - changed,
        more=sum(now.values()) - sum(before.values()),
    )


def totals(found: QuerySet[Payment], by: str) -> list[Total]:
    """Lines summed under one heading: scheme, kind, category, division, or month, quarter, year (of the run). The parts
    add up to the whole, which is `whole(found)`, but for households, who may stand under several. One query."""
    name = {"month": "run__month", "quarter": "run__month", "year": "run__month", "division": "division_code"}
    field = name.get(by, by)
    if by in PERIODS:
        return _by_period(found, by)
    rows = found.order_by().values_list(field).annotate(
        households=Count("household", distinct=True), lines=Count("pk"), amount=Sum("amount"), waived=Sum("waived")
    )  # fmt: skip
    return sorted((Total(str(key), *sums) for key, *sums in rows), key=lambda one: one.key)


def _by_period(found: QuerySet[Payment], by: str) -> list[Total]:
    heading = _headings[by]
    sums: dict[str, list[int]] = {}
    everybody: dict[str, set[int]] = {}
    rows = found.order_by().values_list("run__month", "household").annotate(
        lines=Count("pk"), amount=Sum("amount"), waived=Sum("waived")
    )  # fmt: skip
    for month, household, lines, amount, waived in rows.iterator(chunk_size=5000):
        key = heading(month)
        told = sums.setdefault(key, [0, 0, 0])
        for place, value in enumerate((lines, amount, waived)):
            told[place] += value
        everybody.setdefault(key, set()).add(household)
    return [Total(key, len(everybody[key]), *sums[key]) for key in sorted(sums)]


def quarter_of(month: date) -> str:
    return f"{month.year}-Q{(month.month + 2) // 3}"


_headings: dict[str, Callable[[date], str]] = {
    "month": lambda month: f"{month:%Y-%m}",
    "quarter": quarter_of,
    "year": lambda month: str(month.year),
}


def span_of(key: str, by: str) -> tuple[date, date] | None:
    """First and last month of a period as `totals` names it."""
    try:
        if by == "year":
            return date(int(key), 1, 1), date(int(key), 12, 1)
        if by == "quarter":
            year, _, quarter = key.partition("-Q")
            return date(int(year), int(quarter) * 3 - 2, 1), date(int(year), int(quarter) * 3, 1)
        return date.fromisoformat(f"{key}-01"), date.fromisoformat(f"{key}-01")
    except ValueError:
        return None


def whole(found: QuerySet[Payment]) -> Total:
    """All of it."""
    sums = found.order_by().aggregate(
        households=Count("household", distinct=True), lines=Count("pk"), amount=Sum("amount"), waived=Sum("waived")
    )
    return Total("", *(int(sums[name] or 0) for name in ("households", "lines", "amount", "waived")))


def places_of(codes: Iterable[str]) -> dict[str, str]:
    """Names of divisions by code, in one query."""
    return dict(Division.objects.filter(pk__in=set(codes)).values_list("code", "name"))


def workbook(found: QuerySet[Payment], names: dict[str, str]) -> bytes:
    """The lines as Excel: households by number, accounts by their last digits. Money in yuan as numbers."""
    out = io.BytesIO()
    heads = [
        _("Run"), _("Scheme"), _("Household"), _("Place"), _("Category"), _("Month"), _("Kind"), _("Amount (yuan)"),
        _("Rent (yuan)"), _("Waived (yuan)"), _("State"), _("Account"), _("Why it came back"),
    ]  # fmt: skip
    kinds, states = dict(Payment.Kind.choices), dict(Payment.State.choices)
    fields = ("run_id", "run__month", "scheme", "household__number", "division_code", "category", "month", "kind",
              "amount", "rent", "waived", "state", "account__tail", "trouble")  # fmt: skip
    rows = found.values_list(*fields)[:MOST_ROWS]
    places = places_of(found.order_by().values_list("division_code", flat=True).distinct())
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, money = book.add_worksheet(_("Payments")[:31]), book.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, heads, book.add_format({"bold": True, "bg_color": "#DCEBF0"}))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 14)
        sheet.set_column(7, 9, 14, money)
        for place, row in enumerate(rows.iterator(chunk_size=2000), start=1):
            run, month, scheme, number, code, category, of, kind, *sums, state, tail, trouble = row
            said = [f"P{month:%Y%m}-{run:04d}", names.get(scheme, scheme), number, places.get(code, code), category,
                    f"{of:%Y-%m}", str(kinds[kind])]  # fmt: skip
            sheet.write_row(place, 0, said)
            for column, amount in enumerate(sums, start=7):
                sheet.write_number(place, column, float(plain_yuan(amount)), money)
            sheet.write_row(place, 10, [str(states[state]), f"…{tail}" if tail else "", trouble])
    return out.getvalue()


def own_payments(households: Iterable[int]) -> QuerySet[Payment]:
    """The lines of a household itself, of runs the bank has, the latest first: for whoever opened its own page."""
    shown = ~Q(state__in=[Payment.State.PLANNED, Payment.State.CANCELLED])
    return Payment.objects.filter(shown, household__in=list(households)).select_related("run").order_by("-run", "seq")
