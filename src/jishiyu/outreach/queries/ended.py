"""Those nobody looks after any more: struck off, moved away, as packs say."""

from django.db.models import Q

from jishiyu.outreach.kinds import Liaison


def ended_ones(*liaisons: Liaison) -> Q:
    """A condition on subjects."""
    found = Q(pk__in=())
    for liaison in liaisons:
        for code, values in liaison.ended.items():
            one = Q(**{f"profile__values__{code}__in": list(values)}, kind=liaison.of)
            if one not in found.children:  # two liaisons may say the same
                found |= one
    return found
