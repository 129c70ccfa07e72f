"""Who may prepare, check and read the payments of a scheme."""

from datetime import date

from jishiyu.entitlements.kinds import Scheme, schemes
from jishiyu.entitlements.queries.keepers import WORKS
from jishiyu.registry.models import Duty, Officer, Post
from jishiyu.registry.queries import duties_of


def paid_by(officer: Officer, on: date) -> list[Scheme]:
    """Schemes whose awards and payments this officer keeps on a day, by a duty of their own."""
    if officer.post not in WORKS or not officer.is_active:
        return []
    held = set(duties_of(officer, on).values_list("role", flat=True))
    return [scheme for scheme in schemes() if scheme.keeper in held]


def pays(officer: Officer, code: str, on: date) -> bool:
    """Whether this officer keeps the scheme's awards and payments on a day."""
    return any(scheme.code == code for scheme in paid_by(officer, on))


def read_by(officer: Officer, on: date) -> list[Scheme]:
    """Schemes whose awards and payments this officer may read: those they keep; a head also those an officer of the
    unit keeps; a leader all, without names."""
    if officer.post == Post.LEADER:
        return schemes()
    held = {scheme.code for scheme in paid_by(officer, on)}
    if officer.post == Post.HEAD and officer.unit_id is not None:
        roles = Duty.objects.filter(officer__unit=officer.unit_id, officer__is_active=True, since__lte=on)
        theirs = set(roles.exclude(until__lt=on).values_list("role", flat=True))
        held |= {scheme.code for scheme in schemes() if scheme.keeper in theirs}
    return [scheme for scheme in schemes() if scheme.code in held]
