"""Matching both ways: the enterprises a policy is for, and the policies for an enterprise."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from json import dumps, loads
from typing import Any

import numpy as np
from django.db.models import Count, Max, QuerySet

from jishiyu.lib.refused import Refused
from jishiyu.policies.audience import EVERYBODY, LOST, PLACE, Judged, Outcome, Rule, conditions, judge, read
from jishiyu.policies.bulk import Answers, Table
from jishiyu.policies.kinds import SERVED, known, trade
from jishiyu.policies.models import Card
from jishiyu.policies.queries.cards import cards_in_force
from jishiyu.registry.kinds import Attribute
from jishiyu.registry.models import Profile

AT_ONCE = 5000
MOST_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class Population:
    """All enterprises there is a profile of, by name: their keys, and what is known of them."""

    stamp: tuple[Any, ...]
    keys: np.ndarray[Any, np.dtype[np.int64]]
    table: Table


@dataclass(frozen=True, slots=True)
class Fitting:
    """A card and what its rule says of one enterprise."""

    card: Card
    judged: Judged
    known: Mapping[str, Attribute]

    @property
    def outcome(self) -> Outcome:
        return self.judged.outcome


@dataclass(frozen=True, slots=True)
class Counts:
    """How many a rule fits, does not fit, and cannot be told of; `missing` by attribute, for one rule."""

    fits: int
    not_fits: int
    missing: int

    @property
    def of(self) -> int:
        return self.fits + self.not_fits + self.missing


_lock = threading.Lock()
_kept: list[Population] = []


def population() -> Population:
    """What is known of everybody now. Read anew when a profile has changed, else kept: the last one only."""
    rows = Profile.objects.filter(subject__kind=SERVED)
    counted = rows.aggregate(Count("pk"), Max("described_at"), Max("pk"))
    stamp = (*counted.values(), tuple(known()))
    with _lock:
        if not _kept or _kept[0].stamp != stamp:
            _kept[:] = [_read(rows, stamp)]
        return _kept[0]


def _read(rows: QuerySet[Profile], stamp: tuple[Any, ...]) -> Population:
    keys: list[int] = []

    def values() -> Iterable[Mapping[str, Any]]:
        told = rows.order_by("name", "pk").values_list("pk", "values", "subject__division_id")
        for key, said, place in told.iterator(AT_ONCE):
            keys.append(key)
            yield said if place is None else {**said, PLACE: place}

    table = Table(values(), known())
    return Population(stamp, np.array(keys, np.int64), table)


def rule_of(card: Card) -> Rule:
    """The audience of a card as a rule. One that asks about what no pack declares any more is answered by nobody."""
    return _rule(dumps(card.audience, sort_keys=True), tuple(known()))


@lru_cache(maxsize=4096)
def _rule(plain: str, codes: tuple[str, ...]) -> Rule:
    try:
        return read(loads(plain), known())
    except Refused:
        return LOST


def answers(rule: Rule, on: date) -> tuple[Population, Answers]:
    """What a rule says of everybody."""
    everyone = population()
    return everyone, everyone.table.judge(rule, on)


def fits_of(rule: Rule, on: date) -> Counts:
    """How many enterprises a rule fits."""
    return _counted(answers(rule, on)[1])


def _counted(found: Answers) -> Counts:
    counts = np.bincount(found, minlength=3)
    return Counts(int(counts[Outcome.YES]), int(counts[Outcome.NO]), int(counts[Outcome.MISSING]))


def fitting_keys(card: Card, on: date) -> list[int]:
    """The subjects a card fits."""
    return listed(card, Outcome.YES, on)


def listed(card: Card, outcome: Outcome, on: date) -> list[int]:
    """One of the three lists of a card: keys of enterprises, by name."""
    everyone, found = answers(rule_of(card), on)
    return [int(key) for key in everyone.keys[found == outcome]]


def profiles_at(keys: Sequence[int]) -> list[Profile]:
    """The profiles of a page of such a list, in its order."""
    rows = Profile.objects.select_related("subject__division").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def values_of(profile: Profile) -> dict[str, Any]:
    """What is known of an enterprise, its place with it."""
    place = profile.subject.division_id
    return {**profile.values} if place is None else {**profile.values, PLACE: place}


def fitting(profile: Profile | None, on: date) -> list[Fitting]:
    """Every card in force with its answer for one enterprise: those that fit first, those that do not last."""
    return suited(values_of(profile) if profile is not None else {}, on)


def suited(values: Mapping[str, Any], on: date) -> list[Fitting]:
    """The same for what somebody says of an enterprise. One query."""
    attributes = known()
    told = [Fitting(card, judge(rule_of(card), values, on, attributes), attributes) for card in cards_in_force(on)]
    return sorted(told, key=lambda one: (-one.outcome, rule_of(one.card) == EVERYBODY, one.card.theme, one.card.pk))


def themed_for(code: str, on: date) -> list[Card]:
    """Cards in force that a trade does not rule out, by theme. An empty code: all."""
    attribute, attributes = trade(), known()
    values = {attribute.code: code} if attribute is not None and code else {}
    return [card for card in cards_in_force(on) if judge(rule_of(card), values, on, attributes).outcome != Outcome.NO]


def questions(on: date, most: int = MOST_QUESTIONS) -> list[Attribute]:
    """What to ask somebody who wants to know which policies fit: what most cards ask about, first."""
    asked = Counter(name for card in cards_in_force(on) for name in {one.of for one in conditions(rule_of(card))})
    attributes = known()
    return [attributes[name] for name, _ in asked.most_common() if name in attributes][:most]
