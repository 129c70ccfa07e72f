"""Who keeps a scheme, its queue, stock, awards and payments; and who may read of it."""

from datetime import date

from jishiyu.entitlements.kinds import Scheme, schemes
from jishiyu.entitlements.queries.hands import HANDLES, SEES_LISTS, duties_near
from jishiyu.registry.models import Officer
from jishiyu.registry.queries import duties_of


def kept_schemes(officer: Officer, on: date) -> list[Scheme]:
    """Schemes this officer keeps on a day, by a duty of their own. One query."""
    if officer.post not in HANDLES or not officer.is_active:
        return []
    held = set(duties_of(officer, on).values_list("role", flat=True))
    return [scheme for scheme in schemes() if scheme.keeper in held]


def read_schemes(officer: Officer, on: date) -> list[Scheme]:
    """Schemes this officer may read of: those they keep; a head also those an officer of the unit keeps; a leader all,
    without names. One query at most."""
    if officer.post in SEES_LISTS:
        return schemes()
    if officer.post not in HANDLES or not officer.is_active:
        return []
    held = set(duties_near(officer, on).values_list("role", flat=True))
    return [scheme for scheme in schemes() if scheme.keeper in held]


def keeps(officer: Officer, code: str, on: date) -> bool:
    """Whether this officer keeps the scheme on a day."""
    return any(scheme.code == code for scheme in kept_schemes(officer, on))


def reads(officer: Officer, code: str, on: date) -> bool:
    """Whether this officer may read of the scheme."""
    return any(scheme.code == code for scheme in read_schemes(officer, on))
