"""What every need carries that is raised at a visit, a gathering or in a residency: the trade, and its door."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from jishiyu.lib.phrases import Phrase
from jishiyu.registry import queries as registry
from jishiyu.registry.kinds import Attribute, attributes
from jishiyu.registry.models import Profile, Subject, Unit
from jishiyu.sensing import actions as sensing
from jishiyu.sensing.models import Source


def known_of(subject: Subject | None) -> list[str]:
    """What a dispatcher, and the catalogue's words, find the right desk by: the trade and other classes of the one who
    needs it. It goes under the words of each need. One query."""
    profile = Profile.objects.filter(subject=subject).first() if subject else None
    if subject is None or profile is None:
        return []
    with translation.override(settings.LANGUAGE_CODE):
        return _classes(profile, attributes(subject.kind))


def _classes(profile: Profile, known: dict[str, Attribute]) -> list[str]:
    """The widest class of each attribute that has classes, e.g. 行业:制造业."""
    found = []
    for code, attribute in known.items():
        value = profile.values.get(code)
        if attribute.tree and isinstance(value, str):
            prefixes = (value[:length] for length in range(1, len(value) + 1))
            if wider := next((one for one in prefixes if one in attribute.options), None):
                found.append(f"{attribute.name}:{attribute.options[wider]}")
    return found


def door(code: str, name: Phrase, unit: Unit | None, *, by: str, at: datetime) -> Source:
    """The door through which such needs come in, at the centre if there is one; opened when first used."""
    house = registry.centre() or unit
    with translation.override(settings.LANGUAGE_CODE):
        said = str(name)
    division = house.division_id if house else None
    return sensing.desk_source(code, said, unit_id=house.pk if house else 0, division_code=division, by=by, at=at)
