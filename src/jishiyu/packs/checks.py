"""Start-up checks: whatever a pack speaks of, it or another loaded pack has declared."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from jishiyu.entitlements.kinds import schemes
from jishiyu.packs.loader import packs
from jishiyu.packs.sdk import Lexicon, Pack, Scheme


@register()
def what_packs_say(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    roles = {role.code for pack in packs() for role in pack.roles}
    return [Error(flaw, id="packs.E001") for pack in packs() for flaw in flaws(pack, roles)]


@register()
def one_meaning(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    return [Error(flaw, id="packs.E002") for flaw in of_two_meanings(schemes())]


def of_two_meanings(found: Sequence[Scheme]) -> list[str]:
    """Facts of one name that two rulebooks ask for in different words: an answer to one would count for the other."""
    words: dict[str, tuple[str, str]] = {}
    flaws = []
    for scheme in found:
        for fact in scheme.book.facts.values():
            code, before = words.setdefault(fact.name, (scheme.code, str(fact.words)))
            if before != str(fact.words):
                flaws.append(f"{scheme.code}: {fact.name} is {str(fact.words)!r} here and {before!r} in {code}")
    return flaws


def flaws(pack: Pack, roles: Collection[str]) -> list[str]:
    """What is wrong with one pack, in words that name it. `roles` are those of all loaded packs."""
    kinds = {kind.code for kind in pack.kinds}
    found = [f"{pack.code}: the kind {code!r} must begin with {pack.code + '.'!r}" for code in sorted(kinds)
             if not code.startswith(f"{pack.code}.")]  # fmt: skip
    used = {kind.role for kind in pack.kinds if kind.role}
    used |= {role for scheme in pack.schemes for role in (scheme.keeper, *(step.role for step in scheme.steps))}
    used |= {role for visiting in pack.visiting for role in visiting.goals}
    if pack.lexicon:
        used |= {role for several in pack.lexicon.warn_roles.values() for role in several}
    found += [f"{pack.code}: nobody declares the duty {role!r}" for role in sorted(used - set(roles))]
    found += [f"{pack.code}: the scheme {scheme.code!r} must begin with {pack.code + '.'!r}" for scheme in pack.schemes
              if scheme.pack != pack.code]  # fmt: skip
    asked = {kind for visiting in pack.visiting for kind, _words in visiting.needs}
    found += [f"{pack.code}: a frequent need is of {kind!r}, which is no kind of this pack"
              for kind in sorted(asked - kinds)]  # fmt: skip
    if pack.lexicon is None:
        return found
    return [*found, *(f"{pack.code}: {flaw}" for flaw in _flaws_of_lexicon(pack.lexicon, kinds))]


def _flaws_of_lexicon(lexicon: Lexicon, kinds: Collection[str]) -> list[str]:
    said = {sign.kind for sign in lexicon.signs} | {pair.kind for pair in lexicon.pairs}
    named = said | set(lexicon.order) | set(lexicon.families) | set(lexicon.warn_roles)
    if lexicon.fallback:
        named.add(lexicon.fallback)
    found = [f"the lexicon speaks of {kind!r}, which is no kind of this pack" for kind in sorted(named - set(kinds))]
    found += [f"the lexicon gives {kind!r} no place in its order" for kind in sorted(said - set(lexicon.order))]
    if lexicon.style == "letters" and not lexicon.fallback:
        found.append("a lexicon of letters needs a fallback")
    blank = sorted({sign.kind for sign in lexicon.signs if not all(sign.words)})
    return [*found, *(f"the lexicon has an empty word under {kind!r}, which would fit everything" for kind in blank)]
