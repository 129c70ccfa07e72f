"""Reading what an assignment rests on, and proposals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from jishiyu.outreach.assigning.costs import cost
from jishiyu.outreach.assigning.shapes import NOBODY, Enterprise, Problem
from jishiyu.outreach.assigning.shapes import Officer as Hand
from jishiyu.outreach.kinds import Liaison
from jishiyu.outreach.models import Proposal, ProposalRow, Terms
from jishiyu.registry.models import Officer, Post, Subject
from jishiyu.registry.queries import duties

Known = tuple[int, str | None, Mapping[str, Any]]  # key, place, values


@dataclass(slots=True)
class Standing:
    """A problem, and what its indexes mean: duties and those who leave are not part of it."""

    problem: Problem
    before: list[tuple[int, int] | None]  # of each enterprise: the officer who has it now, by whatever duty
    leaving: frozenset[int]
    waiting: int = 0  # of those for leaders, how many there is no leader's room for

    def officer(self, index: int) -> int | None:
        return None if index == NOBODY else self.problem.officers[index].key


def standing(liaison: Liaison, on: date, *, leaving: frozenset[int], only_needed: bool) -> Standing:
    """Everybody to be looked after and everybody who can, as they stand on a day; in a few queries whatever their
    number. Whoever has an officer is pinned there when only what is needed may move, as far as there is room."""
    held = duties.holders(liaison.role, on)
    hands = _hands(liaison, leaving)
    index = {one.key: place for place, one in enumerate(hands)}
    rows, waiting = _those(liaison, held, hands)
    enterprises, before = [], []
    for key, place, known in rows:
        has = held.get(key)
        enterprises.append(
            Enterprise(
                key,
                place or "",
                str(known.get(liaison.trade) or ""),
                any(known.get(name) for name in liaison.chief),
                index.get(has[0], NOBODY) if has else NOBODY,
                pinned=only_needed,
            )
        )
        before.append(has)
    return Standing(pins_that_fit(Problem(enterprises, hands)), before, leaving, waiting)


def _those(liaison: Liaison, held: Collection[int], hands: Sequence[Hand]) -> tuple[list[Known], int]:
    """Those to be looked after, in the order of their keys; of those for leaders as many as there is room for, and how
    many are left over. Whoever has a leader is among them, room or not."""
    found: list[Known] = []
    rows = Subject.objects.filter(kind=liaison.of).order_by("pk")
    for key, place, values in rows.values_list("pk", "division_id", "profile__values"):
        known = values or {}
        if any(known.get(name) in ended for name, ended in liaison.ended.items()):
            continue
        if not liaison.leaders or key in held or any(known.get(name) for name in liaison.chief):
            found.append((key, place, known))
    if not liaison.leaders:
        return found, 0
    room = max(sum(one.capacity for one in hands), sum(one[0] in held for one in found))
    first = sorted(found, key=lambda one: (one[0] not in held, -(one[2].get(liaison.foremost) or 0), one[0]))
    return sorted(first[:room], key=lambda one: one[0]), len(first[room:])


def _hands(liaison: Liaison, leaving: frozenset[int]) -> list[Hand]:
    """Whoever has somebody in this role already, or for whom terms are set, and all leaders where it is for them; not
    who leaves."""
    terms = {row.officer_id: row for row in Terms.objects.filter(role=liaison.role)}
    wanted = Q(duties__role=liaison.role) | Q(terms__role=liaison.role)
    if liaison.leaders:
        wanted |= Q(post=Post.LEADER)
    rows = Officer.objects.filter(wanted, is_active=True).exclude(pk__in=leaving).distinct().order_by("pk")
    found = []
    for key, post, place in rows.values_list("pk", "post", "unit__division_id"):
        own, leads = terms.get(key), post == Post.LEADER
        capacity = own.capacity if own else liaison.usual(leads=leads)
        found.append(Hand(key, place or "", tuple(own.trades) if own else (), capacity, leads))
    return found


def pins_that_fit(problem: Problem) -> Problem:
    """The same problem where no officer has more pinned than fits: of those too many, the ones that fit least are free
    to move."""
    each: dict[int, list[int]] = {}
    for index, one in enumerate(problem.enterprises):
        if one.pinned and one.held_by != NOBODY:
            each.setdefault(one.held_by, []).append(index)
    free = set()
    for officer, some in each.items():
        room = problem.officers[officer].capacity
        if len(some) > room:
            free |= set(sorted(some, key=lambda index: (cost(problem, index, officer), index))[room:])
    if not free:
        return problem
    rows = [replace(one, pinned=False) if index in free else one for index, one in enumerate(problem.enterprises)]
    return replace(problem, enterprises=rows)


def proposals() -> QuerySet[Proposal]:
    return Proposal.objects.annotate(changes=Count("rows")).order_by("-pk")


def proposal(key: int) -> Proposal | None:
    return Proposal.objects.filter(pk=key).first()


def changes(proposal: Proposal, only: str = "") -> QuerySet[ProposalRow]:
    """What a proposal would change: all, or those who move, who get one for the first time, who cannot be placed."""
    rows = proposal.rows.select_related("subject__profile", "subject__division", "before", "to__unit").order_by("pk")
    if only == "moved":
        return rows.filter(before__isnull=False, to__isnull=False)
    if only == "new":
        return rows.filter(before__isnull=True, to__isnull=False)
    return rows.filter(to__isnull=True) if only == "unplaced" else rows
