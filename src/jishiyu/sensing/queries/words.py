"""The lexicon that counts now: a service line's own words with those of the office; and those that counted before."""

import re
from functools import lru_cache

from django.db.models import F, QuerySet

from jishiyu.lib.kept import Kept
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.models import LexiconVersion, OfficeWord
from jishiyu.sensing.wordlists import Change, applied, from_plain

_STANDING = Kept[OfficeWord](
    lambda pack: (
        OfficeWord.objects.filter(pack=pack, ended_at__isnull=True)
        .order_by("meaning", "word")
        .values_list("meaning", "word", "adds")
    ),
    "-",
)


def changes_of(pack: str) -> tuple[Change, ...]:
    """What the office changed and did not end, asked anew each time: one short query, so that what is saved counts in
    every process at its next batch."""
    return tuple(Change(*row) for row in _STANDING.all(pack))


def lexicon_now(pack: str) -> Lexicon:
    """Raises LookupError naming the pack."""
    return _made(lexicon_of(pack), changes_of(pack))


@lru_cache(maxsize=16)
def _made(lexicon: Lexicon, changes: tuple[Change, ...]) -> Lexicon:
    return applied(lexicon, changes)


def office_words(pack: str) -> QuerySet[OfficeWord]:
    """Words the office changed, those that stand first, the latest first."""
    return OfficeWord.objects.filter(pack=pack).order_by(F("ended_at").desc(nulls_first=True), "-at", "-pk")


def office_word(key: int) -> OfficeWord | None:
    return OfficeWord.objects.filter(pk=key).first()


def lexicon_versions(pack: str) -> QuerySet[LexiconVersion]:
    """Lexicons that counted, the latest first, without what they say."""
    return LexiconVersion.objects.filter(pack=pack).defer("snapshot").order_by("-at", "-pk")


def lexicon_at(pack: str, version: str) -> Lexicon | None:
    """What a lexicon said, by its version or by that of a verdict, which names a learnt model too. None for one nobody
    kept."""
    version = re.split(r"\W", version)[0]
    kept = LexiconVersion.objects.filter(pack=pack, version=version).values_list("snapshot", flat=True).first()
    return from_plain(kept) if kept else None
