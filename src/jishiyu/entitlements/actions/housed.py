"""What is known of a household once it is given a home, and once it has given it back."""

from datetime import date, datetime
from typing import Any

from jishiyu.entitlements.actions.households import correct_facts
from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Household


def moves_in(home: Household, scheme: Scheme, rent: int, *, since: date, by: str, at: datetime) -> Household:
    """It lives there, at that rent (fen a month), as the scheme's rules ask it: the waiver is decided on that."""
    said = dict(scheme.moved_in or {}) | ({scheme.rent_fact: rent} if scheme.rent_fact else {})
    return _told(home, said, since=since, by=by, at=at)


def moves_out(home: Household, scheme: Scheme, *, since: date, by: str, at: datetime) -> Household:
    """It lives there no more: what is a truth of living there is no longer so, all else about it is not known."""
    said: dict[str, Any] = {name: False if value is True else None for name, value in (scheme.moved_in or {}).items()}
    return _told(home, said | ({scheme.rent_fact: None} if scheme.rent_fact else {}), since=since, by=by, at=at)


def _told(home: Household, said: dict[str, Any], *, since: date, by: str, at: datetime) -> Household:
    if said and home.sheet is not None:
        facts = {name: value for name, value in {**home.sheet.facts, **said}.items() if value is not None}
        if facts != home.sheet.facts:
            correct_facts(home.pk, facts, since=since, by=by, at=at)
            home.refresh_from_db()
    return home
