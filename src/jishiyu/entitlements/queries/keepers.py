"""Who keeps a scheme: its queue, stock and payments."""

from datetime import date

from jishiyu.entitlements.kinds import Scheme, schemes
from jishiyu.registry.models import Duty, Officer, Post
from jishiyu.registry.queries import duties_of

WORKS = frozenset({Post.OFFICER, Post.HEAD})


def kept_schemes(officer: Officer, on: date) -> list[Scheme]:
    """Schemes with a queue this officer keeps on a day, by a duty of their own."""
    if officer.post not in WORKS or not officer.is_active:
        return []
    held = set(duties_of(officer, on).values_list("role", flat=True))
    return [scheme for scheme in schemes() if scheme.queued and scheme.keeper in held]


def keeps(officer: Officer, code: str, on: date) -> bool:
    """Whether this officer keeps the scheme on a day."""
    return any(scheme.code == code for scheme in kept_schemes(officer, on))


def seen_schemes(officer: Officer, on: date) -> list[Scheme]:
    """Schemes whose queue this officer may read: those they keep; a head also those an officer of the unit keeps; a
    leader all, without names."""
    queued = [scheme for scheme in schemes() if scheme.queued]
    if officer.post == Post.LEADER:
        return queued
    held = {scheme.code for scheme in kept_schemes(officer, on)}
    if officer.post == Post.HEAD and officer.unit_id is not None:
        roles = Duty.objects.filter(officer__unit=officer.unit_id, officer__is_active=True, since__lte=on)
        theirs = set(roles.exclude(until__lt=on).values_list("role", flat=True))
        held |= {scheme.code for scheme in queued if scheme.keeper in theirs}
    return [scheme for scheme in queued if scheme.code in held]


def sees(officer: Officer, code: str, on: date) -> bool:
    """Whether this officer may read the queue of the scheme."""
    return any(scheme.code == code for scheme in seen_schemes(officer, on))
