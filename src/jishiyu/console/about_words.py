"""What an open figure is asked about, in words: an attribute, a series, a scheme, a kind of gathering, an outcome."""

import re

from jishiyu.entitlements.kinds import schemes
from jishiyu.lib.phrases import Phrase
from jishiyu.outreach.kinds import gatherings, outcomes
from jishiyu.programmes.kinds import all_series
from jishiyu.registry.kinds import attributes, roles

_SIGNS = re.compile(r"([|/=@#])")


def about_words(about: str) -> str:
    """Codes that packs declared by their names, all else as it stands."""
    known: dict[str, Phrase] = {one.code: one.name for one in schemes()}
    known |= {one.code: one.name for one in all_series()}
    known |= {code: one.name for code, one in attributes().items()}
    known |= {code: one.name for code, one in roles().items()}
    known |= {code: one.name for code, one in gatherings().items()}
    known |= {code: one.name for code, one in outcomes().items()}
    options = {value: name for one in attributes().values() for value, name in one.options.items()}
    parts = _SIGNS.split(about)
    return "".join(
        str(options.get(part, part) if parts[place - 1 : place] == ["="] else known.get(part, part))
        for place, part in enumerate(parts)
    )
