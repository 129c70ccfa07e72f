"""Finding one among hundreds of thousands by any part of a name, while somebody types.

A database reads every row for a part of a word, and no index that every server has helps with two Chinese characters.
So each process keeps names, initials and codes as one text, which is searched in a few milliseconds; what the ledger
says was described since is read anew before each search, so that nobody misses what was just said.
"""

import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from jishiyu.ledger.models import Entry
from jishiyu.registry.models import Profile

MOST_LINES = 400  # looked at for one search
OVERLAP = 200  # entries read again: one with a lower number may be committed later
MOST_LATER = 5_000  # changes after which the text is made anew
DESCRIBED = ("described", "known")


@dataclass(slots=True)
class Text:
    """Lines of one kind: name, initials and code behind tabs. `later` goes before what the text says of a key."""

    upto: int
    text: str
    starts: list[int]
    keys: list[int]
    later: dict[int, str] = field(default_factory=dict)

    def lines(self, part: str) -> Iterator[tuple[int, str]]:
        """Keys and lines that hold a part, in the order of the text; changed ones first."""
        yield from ((key, line) for key, line in list(self.later.items()) if part in line)
        at = self.text.find(part)
        while at >= 0:
            place = bisect_right(self.starts, at) - 1
            end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.text)
            if self.keys[place] not in self.later:
                yield self.keys[place], self.text[self.starts[place] : end]
            at = self.text.find(part, end)


_kept: dict[str, Text] = {}
_lock = threading.Lock()


def forget() -> None:
    """Read everything anew at the next search."""
    _kept.clear()


def candidates(sought: Sequence[str], kind: str, most: int = MOST_LINES) -> list[int]:
    """Keys of those that hold every part, best first: the very name or code, what begins with the first part, what only
    holds it; among equals the shorter name. Of more than `most` the rest is left out, what begins so never."""
    now = _now(kind)
    wanted = [part if not part.isascii() else part.lower() for part in sought]
    first, found = wanted[0], dict[int, tuple[int, int, str]]()
    for lead in (f"\t{first}", first):
        for key, line in now.lines(lead):
            if key not in found and all(part in line for part in wanted):
                said = line.strip().split("\t")
                near = 0 if first in said else 1 if lead[0] == "\t" else 2
                found[key] = (near, len(said[0]), said[0])
            if len(found) >= most:
                break
    return sorted(found, key=lambda key: (*found[key], key))


def _now(kind: str) -> Text:
    with _lock:
        last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
        kept = _kept.get(kind)
        if kept is None or last < kept.upto or len(kept.later) > MOST_LATER:
            kept = _kept[kind] = _read(kind, last)
        elif last > kept.upto:
            _catch_up(kept, kind, last)
        return kept


def _read(kind: str, last: int) -> Text:
    starts, keys, parts, at = list[int](), list[int](), list[str](), 0
    rows = Profile.objects.filter(kind=kind).exclude(name="", code="")
    for key, name, initials, code in rows.values_list("pk", "name", "initials", "code").iterator(5000):
        line = _line(name, initials, code)
        starts.append(at)
        keys.append(key)
        parts.append(line)
        at += len(line)
    return Text(last, "".join(parts), starts, keys)


def _line(name: str, initials: str, code: str) -> str:
    return f"\n\t{name.lower()}\t{initials}\t{code.lower()}"


def _catch_up(kept: Text, kind: str, last: int) -> None:
    told = Entry.objects.filter(pk__gt=kept.upto - OVERLAP, act__in=DESCRIBED, subject__startswith="subject:")
    refs = told.values_list("subject", flat=True)[: MOST_LATER * 4]
    keys = {int(ref.removeprefix("subject:")) for ref in refs}
    if len(keys) > MOST_LATER:
        fresh = _read(kind, last)
        kept.upto, kept.text, kept.starts, kept.keys, kept.later = last, fresh.text, fresh.starts, fresh.keys, {}
        return
    rows = Profile.objects.filter(kind=kind, pk__in=keys).values_list("pk", "name", "initials", "code")
    kept.later |= {key: _line(name, initials, code) for key, name, initials, code in rows}
    kept.upto = last
