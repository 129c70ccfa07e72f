"""What a change of words would make of messages that were heard, before anybody saves it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jishiyu.sensing.incidents import SESSION, Gatherer
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.models import Lead, Message
from jishiyu.sensing.queries.judges import judge_by
from jishiyu.sensing.queries.words import changes_of
from jishiyu.sensing.triage import QUIET, Said, Thread, Threads, Verdict, plain
from jishiyu.sensing.triage.threads import LONGEST
from jishiyu.sensing.wordlists import Change, applied, lists

MOST = 10_000
DAYS = 30
SHOWN = 50
HEARD, UNHEARD, OTHER = "heard", "unheard", "other"


@dataclass(frozen=True, slots=True)
class Differs:
    """A message that would be judged otherwise. `how`: heard, unheard, or other (another kind or urgency)."""

    how: str
    message: Message
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Trial:
    """What would change among the `looked` latest messages, said in `days` days. `warnings` are those a day now,
    `then` those it would be."""

    looked: int
    days: float
    counts: dict[str, int]
    shown: list[Differs]
    warnings: float
    then: float
    hushed: int  # messages of danger now that would no longer be heard as such


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    group: int | None
    said: Said
    at: datetime


@dataclass(slots=True)
class _Run:
    verdicts: list[Verdict]
    warnings: int = 0


def try_words(pack: str, change: Change, *, ends: bool = False, at: datetime, most: int = MOST) -> Trial:
    """Judge the latest messages as they would be judged now, and with one change made (or, with `ends`, undone).

    Only what was said around the word is judged, ten messages or half an hour before and after it in its group: further
    away nothing comes out otherwise, because no thread reaches further.
    """
    shipped, standing = lexicon_of(pack), changes_of(pack)
    then = _changed(standing, change, ends)
    before, after = applied(shipped, standing), applied(shipped, then)
    rows = _rows(pack, at, most)
    word = plain(change.word)
    touched = _around(rows, word)
    old, new = _judged(pack, before, touched), _judged(pack, after, touched)
    pairs = [
        (how, row, was, will)
        for row, was, will in zip(touched, old.verdicts, new.verdicts, strict=True)
        if (how := _how(was, will))
    ]
    messages = Message.objects.select_related("group", "source").in_bulk([row.pk for _, row, _, _ in _first(pairs)])
    days = max((at - rows[0].at) / timedelta(days=1), 1.0) if rows else 1.0
    raised = Lead.objects.filter(pack=pack, first_at__gte=rows[0].at).exclude(state=Lead.State.QUIET) if rows else None
    now = raised.count() if raised is not None else 0
    return Trial(
        looked=len(rows),
        days=days,
        counts={name: sum(how == name for how, *_ in pairs) for name in (HEARD, UNHEARD, OTHER)},
        shown=[Differs(how, messages[row.pk], was, will) for how, row, was, will in _first(pairs)],
        warnings=now / days,
        then=max(now + new.warnings - old.warnings, 0) / days,
        hushed=sum(was.urgency >= 3 > will.urgency for _, _, was, will in pairs),
    )


def _changed(standing: Sequence[Change], change: Change, ends: bool) -> tuple[Change, ...]:
    """As `actions.change_word` would leave it: what undoes a standing change ends that one."""
    undone = replace(change, adds=not change.adds)
    left = tuple(one for one in standing if one not in (change, undone))
    return left if ends or undone in standing else (*left, change)


def known_meaning(pack: str, code: str) -> bool:
    return code in lists(lexicon_of(pack))


def _first(pairs: Sequence[tuple[str, _Row, Verdict, Verdict]]) -> list[tuple[str, _Row, Verdict, Verdict]]:
    """The ones to show: what would no longer be heard first, then what would be, the latest of each first."""
    order = (UNHEARD, HEARD, OTHER)
    return sorted(reversed(pairs), key=lambda pair: order.index(pair[0]))[:SHOWN]


def _rows(pack: str, at: datetime, most: int) -> list[_Row]:
    """The latest messages, the oldest first."""
    heard = Message.objects.filter(
        recalled_at__isnull=True, source__pack=pack, said_at__gte=at - timedelta(days=DAYS)
    ).order_by("-pk")
    fields = heard.values_list("pk", "group_id", "title", "text", "role", "sender", "said_at")[:most]
    rows = [
        _Row(pk, group, Said(text, title, role, sender, said_at), said_at)
        for pk, group, title, text, role, sender, said_at in fields
    ]
    return sorted(rows, key=lambda row: (row.at, row.pk))


def _around(rows: Sequence[_Row], word: str) -> list[_Row]:
    """Messages in reach of one that says the word, in the order they were said."""
    by_place: dict[tuple[str, int], list[_Row]] = {}
    for row in rows:
        by_place.setdefault(_place(row), []).append(row)
    near: set[int] = set()
    for said in by_place.values():
        for place, row in enumerate(said):
            if word in plain(f"{row.said.title}\n{row.said.text}"):
                near.update(one.pk for one in said[max(place - LONGEST, 0) : place + LONGEST + 1])
                near.update(one.pk for one in _within(said, place, -1) + _within(said, place, 1))
    return [row for row in rows if row.pk in near]


def _within(said: Sequence[_Row], place: int, step: int) -> list[_Row]:
    """Those less than a session away, on one side."""
    found, at = [], said[place].at
    while 0 <= (place := place + step) < len(said) and abs(said[place].at - at) <= SESSION:
        found.append(said[place])
    return found


def _place(row: _Row) -> tuple[str, int]:
    """Its group; a message without one stands by itself."""
    return ("group", row.group) if row.group is not None else ("message", row.pk)


def _how(was: Verdict, will: Verdict) -> str:
    if was.risk != will.risk:
        return HEARD if will.risk else UNHEARD
    return OTHER if (was.kind, was.urgency, was.vulnerable) != (will.kind, will.urgency, will.vulnerable) else ""


def _judged(pack: str, lexicon: Lexicon, rows: Sequence[_Row]) -> _Run:
    """Verdicts in threads, in the order the messages were said, and how many warnings they make."""
    judge, gatherer, threads = judge_by(lexicon, pack), Gatherer(lexicon, []), Threads()
    run, raised = _Run([]), set()
    readings = judge.read([row.said for row in rows], threads, [row.group for row in rows])
    for row, reading in zip(rows, readings, strict=True):
        thread = QUIET if row.group is None else Thread(gatherer.thread(row.group, row.at))
        verdict = judge.decide(row.said, reading, thread)
        if verdict.risk:
            incident, _ = gatherer.gather(
                group=row.group,
                kind=verdict.kind,
                urgency=verdict.urgency,
                vulnerable=verdict.vulnerable,
                at=row.at,
                text=row.said.text,
            )
            if incident.urgency >= lexicon.opens_from and id(incident) not in raised:
                raised.add(id(incident))
                run.warnings += 1
        run.verdicts.append(verdict)
    return run
