"""Which lines a run has for one household, and why there are none: from what is due, what was given, and what came
back. No database.

Of money a line says what is paid; of a home what rent is to be collected, with what of it is waived.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from jishiyu.entitlements import months
from jishiyu.entitlements.months import Line, Term

REGULAR, ARREARS, CLAWBACK, RENT = "regular", "arrears", "clawback", "rent"
NO_ACCOUNT, CAME_BACK, SUSPENDED, REVIEW, TWICE = "account", "bounced", "suspended", "review", "twice"


@dataclass(frozen=True, slots=True)
class Given:
    """A line that counts."""

    month: date
    kind: str
    term: int
    part: int
    amount: int  # of money what was paid, of a home what was waived


@dataclass(frozen=True, slots=True)
class CameBack:
    """A line the bank could not pay and that was not tried again."""

    key: int
    month: date
    kind: str
    term: int
    amount: int
    tries: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """An award as a run finds it. `settled`: nothing of the months before differs; `given` need not be known then."""

    key: int
    terms: Sequence[Term]
    suspended: bool = False
    reviewed: bool = False
    settled: bool = False
    given: Sequence[Given] = ()
    came_back: Sequence[CameBack] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What the scheme says: the run's month, whether it collects rent, how much may be kept back."""

    month: date
    home: bool = False
    withholds: int = 0


@dataclass(slots=True)
class Planned:
    award: int
    term: int
    month: date
    kind: str
    amount: int
    part: int = 1
    rent: int = 0
    waived: int = 0
    demanded: bool = False
    retry_of: int | None = None
    tries: int = 1


@dataclass(slots=True)
class Plan:
    """The lines of one household, and for awards without any the reason."""

    lines: list[Planned] = field(default_factory=list)
    left_out: dict[int, str] = field(default_factory=dict)

    @property
    def net(self) -> int:
        """What goes to the bank for this household."""
        return sum(line.amount for line in self.lines if not line.demanded)


def plan(awards: Sequence[Standing], rule: Rule, account_since: datetime | None) -> Plan:
    """The lines of one household's awards of one scheme. `account_since`: when its account became known; None: it has
    none."""
    made = Plan()
    taken = _taken(awards)
    back: list[tuple[Standing, Line]] = []
    for award in awards:
        others = {month for month, key in taken.items() if key != award.key}
        lines, owed = _home(award, rule) if rule.home else _money(award, rule, others)
        if not lines and not owed:
            if _twice(award, rule, others):
                made.left_out[award.key] = TWICE
            continue
        if why := _why_not(award, rule, account_since, pays=bool(lines)):
            made.left_out[award.key] = why
            continue
        made.lines += lines
        back += [(award, line) for line in owed]
        for line in lines:
            taken.setdefault(line.month, award.key)
    made.lines += _had_back(back, sum(line.amount for line in made.lines), rule)
    return made


def _taken(awards: Sequence[Standing]) -> dict[date, int]:
    """For which months a household of several awards was paid, and by which."""
    if len(awards) == 1:
        return {}
    return {line.month: award.key for award in awards for line in award.given if line.kind in (REGULAR, ARREARS)}


def _twice(award: Standing, rule: Rule, others: Collection[date]) -> bool:
    return not rule.home and rule.month in others and months.due(award.terms, rule.month) > 0


def _why_not(award: Standing, rule: Rule, account_since: datetime | None, *, pays: bool) -> str:
    if award.suspended:
        return SUSPENDED
    if award.reviewed:
        return REVIEW
    if rule.home or not pays:
        return ""
    if account_since is None:
        return NO_ACCOUNT
    return CAME_BACK if any(one.at >= account_since for one in award.came_back) else ""


def _money(award: Standing, rule: Rule, others: Collection[date]) -> tuple[list[Planned], list[Line]]:
    """What is to be paid, and what to be had back."""
    term = months.term_for(award.terms, rule.month)
    given = _by_month(award.given)
    lines: list[Planned] = []
    has_regular = any(line.kind == REGULAR and line.month == rule.month for line in award.given)
    if term and term.amount and not has_regular and rule.month not in given and rule.month not in others:
        lines.append(Planned(award.key, term.key, rule.month, REGULAR, term.amount))
        given[rule.month] = term.amount
    if award.settled:
        return lines, []
    found = months.differences(award.terms, given, rule.month)
    owed = [line for line in found if line.amount < 0]
    open_lines = {line.month: line for line in found if line.amount > 0 and line.month not in others}
    lines = [*_again(award, lines, open_lines), *lines]
    lines += [
        Planned(award.key, line.term, line.month, ARREARS, line.amount, _part(award, line, ARREARS))
        for line in open_lines.values()
    ]
    return lines, owed


def _again(award: Standing, fresh: list[Planned], open_lines: dict[date, Line]) -> Iterator[Planned]:
    """What came back, as lines of their own, as far as it is still due; what they cover is taken off the others."""
    for one in award.came_back:
        line = open_lines.pop(one.month, None)
        this_month = next((new for new in fresh if new.month == one.month), None)
        still = line.amount if line else this_month.amount if this_month else 0
        amount = min(one.amount, still)
        if amount <= 0:
            continue
        if this_month is not None and line is None:
            fresh.remove(this_month)
        part = 1 if one.kind == REGULAR else _part(award, Line(one.month, amount, one.term), one.kind)
        yield Planned(award.key, one.term, one.month, one.kind, amount, part, retry_of=one.key, tries=one.tries + 1)
        if amount < still:
            open_lines[one.month] = Line(one.month, still - amount, (line or _line(award, one.month)).term)


def _line(award: Standing, month: date) -> Line:
    term = months.term_for(award.terms, month)
    assert term is not None
    return Line(month, term.amount, term.key)


def _home(award: Standing, rule: Rule) -> tuple[list[Planned], list[Line]]:
    """The rent of every month that has no line yet; of those that have, what the waiver is more or less by now."""
    lines: list[Planned] = []
    billed = {line.month for line in award.given if line.kind == RENT}
    given = _by_month(award.given)
    for month, term in months.due_until(award.terms, rule.month).items():
        if month not in billed and term.rent:
            waived = min(term.amount, term.rent)
            lines.append(Planned(award.key, term.key, month, RENT, term.rent - waived, rent=term.rent, waived=waived))
        elif month in billed and (more := min(term.amount, term.rent) - given.get(month, 0)):
            kind = ARREARS if more > 0 else CLAWBACK
            part = _part(award, Line(month, more, term.key), kind)
            lines.append(Planned(award.key, term.key, month, kind, -more, part, waived=more))
    return lines, []


def _by_month(given: Sequence[Given]) -> dict[date, int]:
    sums: dict[date, int] = {}
    for line in given:
        sums[line.month] = sums.get(line.month, 0) + line.amount
    return sums


def _part(award: Standing, line: Line, kind: str) -> int:
    used = [
        one.part for one in award.given if (one.month, one.kind, one.term) == (line.month, kind, line.term)
    ]  # fmt: skip
    return max(used, default=0) + 1


def _had_back(owed: Sequence[tuple[Standing, Line]], paid: int, rule: Rule) -> list[Planned]:
    """Kept back of what is paid by this run as far as the rule allows; asked back where the award gives nothing any
    more, or where no rule lets anything be kept back. What is left waits for the next run."""
    lines: list[Planned] = []
    room = paid * rule.withholds // 100
    for award, line in owed:
        kept = min(room, -line.amount)
        room -= kept
        made = Planned(award.key, line.term, line.month, CLAWBACK, -kept, _part(award, line, CLAWBACK))
        if kept:
            lines.append(made)
        if kept < -line.amount and (rule.withholds == 0 or not months.due(award.terms, rule.month)):
            lines.append(replace(made, amount=line.amount + kept, part=made.part + bool(kept), demanded=True))
    return lines


def totals(lines: Sequence[Planned], nets: Mapping[int, int]) -> dict[str, object]:
    """Lines and fen of each kind, and how many households and slips; `nets` by household."""
    told: dict[str, object] = {}
    for kind in (REGULAR, ARREARS, CLAWBACK, RENT):
        some = [line.amount for line in lines if line.kind == kind and not line.demanded]
        told[kind] = [len(some), sum(some)]
    asked = [line.amount for line in lines if line.demanded]
    return told | {
        "demanded": [len(asked), sum(asked)],
        "waived": sum(line.waived for line in lines),
        "households": len(nets),
        "slips": sum(net > 0 for net in nets.values()),
        "net": sum(nets.values()),
    }
