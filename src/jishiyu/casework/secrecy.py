"""Covering who a secret requester is in everything that is kept readable."""

import json
from collections.abc import Iterable

from jishiyu.casework.models import Case
from jishiyu.lib.masks import hide_person, mask_text
from jishiyu.lib.sealed import Sealer


def cover(case: Case, known: Iterable[str], sealer: Sealer) -> None:
    """Replace title, text and place by what may be read by a unit, and keep what was said sealed beside it.

    So every list, search, letter, export, notice and door to other systems is safe without knowing of secrecy.
    `known` are the requester's name, phone and address in clear.
    """
    words = [word for word in known if word]
    case.said_sealed = sealer.seal(json.dumps([case.title, case.text, case.place_words], ensure_ascii=False))
    case.title = hide_person(case.title, words)[:200]
    case.text = hide_person(case.text, words)
    case.place_words = _place(case.place_words, words)


def _place(place: str, words: Iterable[str]) -> str:
    """The place the case is about; covered when it is the requester's own address."""
    return hide_person(place, [*words, *([place] if any(place and place in word for word in words) else [])])[:80]


def as_said(case: Case, sealer: Sealer) -> str:
    """Title, text and place as the secret requester said them; empty for one who is not secret."""
    if not case.said_sealed:
        return ""
    title, text, place = json.loads(sealer.open(case.said_sealed))
    return "\n".join(part for part in (text if text.startswith(title[:20]) else f"{title}\n{text}", place) if part)


def hidden(case: Case, words: str, sealer: Sealer) -> str:
    """Later words of a requester as they may be kept readable: numbers covered, and all that tells who, if secret."""
    if not case.secret:
        return mask_text(words)
    who = case.requester
    known = [sealer.open(one) for one in (who.name_sealed, who.phone_sealed, who.address_sealed)] if who else []
    return hide_person(words, known)
