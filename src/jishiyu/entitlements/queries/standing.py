"""How the awards of a scheme stand before a run: read in a constant number of queries, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, Count, F, QuerySet, Sum
from django.db.models.functions import Cast, ExtractMonth, ExtractYear
from django.db.models.query import ValuesListIterable

from jishiyu.entitlements import months
from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Account, Award, AwardTerm, Payment, Review
from jishiyu.entitlements.months import Term
from jishiyu.entitlements.planning import CameBack, Given, Standing

MOST_NAMED = 5000  # awards that are asked for by their keys; of more all are read


@dataclass(frozen=True, slots=True)
class HouseholdStanding:
    """A household with its awards of one scheme, as a run finds them."""

    key: int
    division_code: str
    category: str
    account: int | None
    account_since: datetime | None
    awards: list[Standing]


@dataclass(slots=True)
class _Around:
    terms: dict[int, list[Term]]
    sums: dict[int, tuple[int, int]]
    came_back: dict[int, list[CameBack]]
    reviewed: set[int]
    learnt_since: set[int]
    accounts: dict[int, tuple[int, datetime]]
    given: dict[int, list[Given]] = field(default_factory=lambda: defaultdict(list))
    unsettled: set[int] = field(default_factory=set)


def category_fact(scheme: Scheme) -> str:
    """The fact by which a scheme's figures are told apart: the first code of a household that its pre-check asks."""
    facts = (scheme.book.facts[name] for name in scheme.questions)
    return next((fact.name for fact in facts if fact.of == "household" and fact.measure.kind == "code"), "")


def standings(scheme: Scheme, month: date, last_run_at: datetime | None) -> Iterator[HouseholdStanding]:
    """Every household with an award of the scheme begun by the month's end, by key. `last_run_at`: when the last run
    that counts was prepared; what was learnt since is looked at month by month."""
    mine = Award.objects.filter(scheme=scheme.code, since__lt=months.after(month))
    around = _around(scheme, mine, month, last_run_at)
    fact = category_fact(scheme)
    names = ["pk", "household_id", "claim_id", "state", "household__division_id"]
    names += [f"household__sheet__facts__{fact}"] if fact else []
    rows: QuerySet[Award, Any] = mine.order_by("household_id", "pk").values_list(*names)
    assert rows._iterable_class is ValuesListIterable
    one: HouseholdStanding | None = None
    for key, household, claim, state, division, *said in rows.iterator(chunk_size=5000):
        if one is None or one.key != household:
            if one is not None:
                yield one
            account, since = around.accounts.get(household, (None, None))
            category = str(said[0]) if said and said[0] is not None else ""
            one = HouseholdStanding(household, division or "", category, account, since, [])
        unsettled = key in around.unsettled
        one.awards.append(
            Standing(
                key,
                around.terms.get(key, ()),
                suspended=state == Award.State.SUSPENDED,
                reviewed=claim in around.reviewed,
                settled=not unsettled,
                given=around.given.get(key, ()),
                came_back=around.came_back.get(key, ()) if unsettled else (),
            )
        )
    if one is not None:
        yield one


def _around(scheme: Scheme, mine: QuerySet[Award], month: date, last_run_at: datetime | None) -> _Around:
    terms: dict[int, list[Term]] = defaultdict(list)
    learnt_since: set[int] = set()
    told = AwardTerm.objects.filter(award__in=mine).values_list(
        "award_id", "month", "amount", "recorded_at", "pk", "rent"
    )
    for award, first, amount, at, key, rent in told.iterator(chunk_size=5000):
        terms[award].append(Term(first, amount, at, key, rent))
        if last_run_at is None or at >= last_run_at:
            learnt_since.add(award)
    lines = Payment.objects.filter(scheme=scheme.code)
    live = lines.filter(state__in=Payment.LIVE, month__lte=month)
    around = _Around(
        terms=terms,
        sums=_sums(live.filter(month__lt=month)) if scheme.gives == "money" else {},
        came_back=_came_back(lines.filter(month__lte=month)),
        reviewed=set(
            Review.objects.filter(
                claim__scheme=scheme.code, suspended_at__isnull=False, closed_at__isnull=True
            ).values_list("claim_id", flat=True)
        ),
        learnt_since=learnt_since if last_run_at is not None else set(),
        accounts={
            household: (key, since)
            for household, key, since in Account.objects.filter(
                ended_at__isnull=True, household__in=mine.values("household")
            ).values_list("household_id", "pk", "made_at")
        },
    )
    before = months.after(month, -1)
    if scheme.gives == "money":
        around.unsettled = {
            key for key, some in terms.items()
            if key in around.came_back or key in around.learnt_since
            or months.sums(some, before) != around.sums.get(key, (0, 0))
        }  # fmt: skip
    else:
        around.unsettled = set(terms)
    around.unsettled |= _more_than_one(mine)
    _give(around, live, month)
    return around


def _sums(before: QuerySet[Payment]) -> dict[int, tuple[int, int]]:
    """What each award was given before the month, and the same weighted by the month's number."""
    number = Cast(ExtractYear("month") * 12 + ExtractMonth("month"), BigIntegerField())
    found = before.values_list("award_id").annotate(all=Sum("amount"), weighted=Sum(F("amount") * number))
    return {award: (int(all_), int(weighted)) for award, all_, weighted in found.iterator(chunk_size=5000)}


def _came_back(lines: QuerySet[Payment]) -> dict[int, list[CameBack]]:
    """What the bank could not pay and was not tried again since; of money had back nothing is tried again."""
    again = Payment.objects.exclude(state=Payment.State.CANCELLED).filter(retry_of__isnull=False).values("retry_of")
    open_now = lines.filter(state=Payment.State.BOUNCED, amount__gt=0).exclude(pk__in=again)
    found: dict[int, list[CameBack]] = defaultdict(list)
    names = ("award_id", "pk", "month", "kind", "term_id", "amount", "tries", "settled_at")
    for award, *said in open_now.order_by("month", "pk").values_list(*names):
        found[award].append(CameBack(*said))
    return found


def _more_than_one(mine: QuerySet[Award]) -> set[int]:
    """Awards of households that have several of the scheme: each is looked at beside the others."""
    several = mine.order_by().values("household").annotate(awards=Count("pk")).filter(awards__gt=1)
    return set(mine.filter(household__in=several.values("household")).values_list("pk", flat=True))


def _give(around: _Around, live: QuerySet[Payment], month: date) -> None:
    """The lines of awards that are looked at month by month; of the others those of the month itself."""
    wanted: Collection[int] = around.unsettled
    rows = live.filter(award__in=wanted) if 0 < len(wanted) <= MOST_NAMED else live
    if not wanted:
        rows = live.filter(month=month)
    elif len(wanted) <= MOST_NAMED:
        rows = rows | live.filter(month=month)
    names = ("award_id", "month", "kind", "term_id", "part", "amount", "waived", "rent")
    for award, at, kind, term, part, amount, waived, rent in rows.values_list(*names).iterator(chunk_size=5000):
        if at == month or award in wanted:
            home = rent or waived
            around.given[award].append(Given(at, kind, term, part, waived if home else amount))
