"""What differs between two sheets of facts. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jishiyu.entitlements.rules import MEMBERS

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact before and after, of the household or of a member by number from 1; None where it is not known."""

    fact: str
    member: int | None
    before: Any
    after: Any


def changes(before: Facts, after: Facts) -> list[Change]:
    """Every fact that differs. Members are compared in their order; one more or less shows as `members`."""
    found = [
        Change(name, None, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if name != MEMBERS and before.get(name) != after.get(name)
    ]
    old, new = before.get(MEMBERS) or [], after.get(MEMBERS) or []
    if len(old) != len(new) or (before.get(MEMBERS) is None) != (after.get(MEMBERS) is None):
        found.append(Change(MEMBERS, None, len(old), len(new)))
    for number, (one, other) in enumerate(zip(old, new, strict=False), 1):
        found += [
            Change(name, number, one.get(name), other.get(name))
            for name in dict.fromkeys([*one, *other])
            if one.get(name) != other.get(name)
        ]
    return found


def changed_facts(before: Facts, after: Facts) -> set[str]:
    """Names of the facts that differ."""
    return {change.fact for change in changes(before, after)}


def merged(before: Facts, said: Facts) -> dict[str, Any]:
    """What is known now: what is said, and of what is not spoken of what was known before. Members are the same ones
    where there are as many."""
    found = {**before, **said}
    old, new = before.get(MEMBERS) or [], said.get(MEMBERS)
    if new is not None and len(old) == len(new):
        found[MEMBERS] = [{**one, **other} for one, other in zip(old, new, strict=True)]
    return found
