"""Those to whom something is due and who have not applied (免申即享): lists by what is known, and their end."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Invitation
from jishiyu.entitlements.queries.keepers import read_schemes
from jishiyu.entitlements.queries.rules import judged, rules_of
from jishiyu.entitlements.rules import Explained, FactError, NotInForce, explain
from jishiyu.registry.models import Officer


@dataclass(frozen=True, slots=True)
class DueFilter:
    """What is asked for; `what`: due, or undecided for one missing fact."""

    scheme: str = ""
    what: str = ""
    state: str = ""
    missing: str = ""
    division: str = ""


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How many stand in each state, how many wait for which fact, and fen a month due to those found."""

    states: dict[str, int]
    missing: list[tuple[str, int]]
    amount: int


def invitations(officer: Officer, asked: DueFilter, on: date) -> QuerySet[Invitation]:
    """Rows this officer may read, the greatest amount first."""
    codes = [scheme.code for scheme in read_schemes(officer, on)]
    found = Invitation.objects.filter(scheme__in=codes).select_related("household__division", "claim")
    if asked.scheme:
        found = found.filter(scheme=asked.scheme)
    if asked.what:
        found = found.filter(amount__isnull=asked.what == "undecided")
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.missing:
        found = found.filter(missing__startswith=asked.missing)
    if asked.division:
        found = found.filter(household__division__code__startswith=asked.division)
    return found.order_by("amount", "pk").reverse()


def counts(officer: Officer, scheme: str, on: date) -> DueCounts:
    """Of one scheme, or of all this officer may read. Three queries."""
    rows = invitations(officer, DueFilter(scheme=scheme), on).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("pk")))
    open_now = rows.filter(state=Invitation.State.FOUND)
    short: dict[str, int] = {}
    for missing, number in open_now.exclude(missing="").values_list("missing").annotate(n=Count("pk")):
        fact = missing.partition(":")[0]
        short[fact] = short.get(fact, 0) + number
    amount = open_now.aggregate(s=Sum("amount"))["s"] or 0
    return DueCounts(states, sorted(short.items(), key=lambda one: -one[1]), int(amount))


def reasons(scheme: Scheme, row: Invitation, on: date) -> Explained | None:
    """Why it is due, from the result down to the facts; None where the rules say nothing on the day."""
    try:
        return explain(rules_of(scheme, on), judged(scheme, row.sheet.facts), scheme.due)
    except (FactError, NotInForce, LookupError):
        return None


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation an address names, with its household."""
    found = Invitation.objects.select_related("household__sheet", "claim", "sheet")
    return found.filter(token=token).first() if token else None
