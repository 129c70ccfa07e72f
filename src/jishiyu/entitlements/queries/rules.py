"""The rules of a scheme as they stand on a day, and the facts a household is judged by."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Decision, FactSheet, ParameterRow
from jishiyu.entitlements.rules import MEMBERS, Fact, Household, Rules, Valued, household
from jishiyu.registry.people import sealer


def rules_of(scheme: Scheme, day: date, known: date | None = None) -> Rules:
    """The rules in force on a day: the pack's values and the office's, of these only what was recorded by `known`
    (else all). One query; the same rules are the same object, written out once."""
    rows = ParameterRow.objects.filter(scheme=scheme.code).order_by("pk")
    return rules_from(
        scheme.code, day, known, tuple(rows.values_list("name", "since", "recorded_on", "value", "ground"))
    )


@lru_cache(maxsize=512)
def _made(code: str, day: date, known: date | None, rows: str) -> Rules:
    scheme = scheme_of(code)
    own = [
        Valued(name, date.fromisoformat(since), value, ground, date.fromisoformat(recorded))
        for name, since, recorded, value, ground in json.loads(rows)
    ]
    return scheme.book.at(day, [*scheme.values, *own], known=known)


def rules_from(code: str, day: date, known: date | None, rows: tuple[Any, ...]) -> Rules:
    """The rules of a scheme with an office's rows that are read already: name, since, recorded on, value, ground."""
    return _made(code, day, known, json.dumps([[name, since.isoformat(), recorded.isoformat(), value, ground]
                                               for name, since, recorded, value, ground in rows]))  # fmt: skip


def values_of(scheme: Scheme) -> list[Valued]:
    """Every value of the scheme's parameters, the pack's and the office's, oldest law first."""
    own = [
        Valued(row.name, row.since, row.value, row.ground, row.recorded_on)
        for row in ParameterRow.objects.filter(scheme=scheme.code)
    ]
    return sorted([*scheme.values, *own], key=lambda row: (row.name, row.since, row.recorded))


def judged(scheme: Scheme, facts: Mapping[str, Any], where: str = "") -> Household:
    """What the scheme's rules see of plain facts: those it asks for, all else left out. Raises FactError."""
    wanted = scheme.book.facts
    said = _only(wanted, facts)
    if facts.get(MEMBERS) is not None:
        said[MEMBERS] = [_only(wanted, member) for member in facts[MEMBERS]]
    return household(wanted, said, where)


def _only(wanted: Mapping[str, Fact], facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in wanted}


def people_of(sheet: FactSheet) -> list[dict[str, str]]:
    """Names and papers of the members, opened: for those only who may see them, and who looked is to be recorded."""
    return list(json.loads(sealer().open(sheet.people_sealed) or "[]"))


def rested_on(claims: Sequence[int]) -> dict[int, list[FactSheet]]:
    """The facts each claim was decided on, oldest first: what a household says of itself elsewhere counts for none of
    its claims before an officer has taken it over."""
    rested = Decision.objects.filter(claim__in=claims).order_by("sheet__version", "pk").select_related("sheet")
    found: dict[int, list[FactSheet]] = {}
    for decision in rested:
        known = found.setdefault(decision.claim_id or 0, [])
        if decision.sheet not in known:
            known.append(decision.sheet)
    return found
