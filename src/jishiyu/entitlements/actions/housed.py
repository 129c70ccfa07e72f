"""What is known of a household once it is given a home, and once it has given it back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jishiyu.entitlements.actions.households import correct_facts
from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import FactSheet, Household


def moves_in(
    home: Household, sheet: FactSheet, scheme: Scheme, rent: int, *, since: date, by: str, at: datetime
) -> FactSheet:
    """It lives there, at that rent (fen a month), as the scheme's rules ask it: the waiver is decided on that, and on
    the facts of `sheet`, which somebody answers for."""
    said = dict(scheme.moved_in or {}) | ({scheme.rent_fact: rent} if scheme.rent_fact else {})
    return _told(home, sheet, said, since=since, by=by, at=at)


def moves_out(home: Household, sheet: FactSheet, scheme: Scheme, *, since: date, by: str, at: datetime) -> FactSheet:
    """It lives there no more: what is a truth of living there is no longer so, all else about it is not known."""
    said: dict[str, Any] = {name: False if value is True else None for name, value in (scheme.moved_in or {}).items()}
    told = said | ({scheme.rent_fact: None} if scheme.rent_fact else {})
    return _told(home, sheet, told, since=since, by=by, at=at)


def _told(
    home: Household, sheet: FactSheet, said: Mapping[str, Any], *, since: date, by: str, at: datetime
) -> FactSheet:
    facts = {name: value for name, value in {**sheet.facts, **said}.items() if value is not None}
    return sheet if facts == sheet.facts else correct_facts(home.pk, facts, since=since, by=by, at=at)
