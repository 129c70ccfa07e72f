"""Awards: who receives what since when, and of one award every month as it is due, was paid and differs."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from jishiyu.entitlements import months
from jishiyu.entitlements.actions.awarding import terms_of
from jishiyu.entitlements.actions.sessions import held_of
from jishiyu.entitlements.models import Account, Award, Payment, Permit
from jishiyu.entitlements.queries.keepers import read_schemes
from jishiyu.entitlements.sessions import Month, by_month
from jishiyu.registry.models import Officer


@dataclass(frozen=True, slots=True)
class AwardFilter:
    """What is asked for; what is empty asks for everything."""

    scheme: str = ""
    state: str = ""
    text: str = ""  # the beginning of a number, of the award or the household
    account: str = ""  # none: those without one


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of an award, in fen: due, the rent of it, what was given, what differs, and the lines."""

    month: date
    due: int
    rent: int
    given: int
    lines: tuple[Payment, ...]

    @property
    def differs(self) -> int:
        return self.due - self.given


def awards(officer: Officer, asked: AwardFilter, on: date) -> QuerySet[Award]:
    """Awards this officer may read, the latest first."""
    codes = [scheme.code for scheme in read_schemes(officer, on)]
    found = Award.objects.filter(scheme__in=codes).select_related("household__division", "claim")
    if asked.scheme:
        found = found.filter(scheme=asked.scheme)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.text:
        found = found.filter(number__startswith=asked.text) | found.filter(household__number__startswith=asked.text)
    if asked.account == "none":
        living = Account.objects.filter(household=OuterRef("household"), ended_at__isnull=True)
        found = found.filter(~Exists(living), gives="money").exclude(state=Award.State.ENDED)
    return found.order_by("-pk")


def award_of(officer: Officer, key: int, on: date) -> Award | None:
    """One of them."""
    return awards(officer, AwardFilter(), on).filter(pk=key).first()


def months_of(award: Award, last: date) -> list[MonthRow]:
    """Every month from the first to `last`, the latest first. Two queries."""
    due = months.due_until(terms_of(award), last)
    lines: dict[date, list[Payment]] = {}
    for line in Payment.objects.filter(award=award).select_related("run").order_by("pk"):
        lines.setdefault(line.month, []).append(line)
    rows = []
    for month in sorted(due.keys() | lines.keys(), reverse=True):
        term, some = due.get(month), lines.get(month, [])
        live = [line for line in some if line.state in Payment.LIVE]
        given = sum(line.waived if award.gives == "home" else line.amount for line in live)
        rows.append(MonthRow(month, term.amount if term else 0, term.rent if term else 0, given, tuple(some)))
    return rows


def account_of(award: Award) -> Account | None:
    """Where the household is paid now."""
    return Account.objects.filter(household=award.household_id, ended_at__isnull=True).first()


def sessions_of(award: Award) -> list[Month]:
    """The months of a place, as its institution recorded them."""
    return by_month(held_of(award))


def permits_of(award: Award) -> QuerySet[Permit]:
    return award.permits.order_by("-pk")


def permit_by_code(code: str) -> Permit | None:
    """The permit an address names."""
    return Permit.objects.filter(code=code).first() if code else None


def revoked_numbers(on: date) -> list[str]:
    """Numbers of permits that were revoked before their last day: the list for those who verify off-line."""
    gone = Permit.objects.filter(revoked_at__isnull=False, valid_until__gte=on)
    return list(gone.order_by("number").values_list("number", flat=True))
