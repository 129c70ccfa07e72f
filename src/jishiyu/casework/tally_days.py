"""Counting tallies by the day: what is counted, and the statements that do it. Pure.

A year of figures is then a sum over some ten thousand narrow rows instead of a million. A day is counted by the worker,
in full, from its tallies; any change of a tally notes the days it touches in the same transaction, and a day that was
touched is read from the tallies themselves until it is counted anew. So a figure is never older than its deed.

A day is the office's own, by the offset of its zone that holds in January: where clocks are put forward a period's
edges simply fall within a day, and such a part of one is read from the tallies.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from jishiyu.casework.tally import Mark, trigger

BY_KIND, BY_PLACE = "k", "d"
TOWN = 9  # digits of a division that is counted apart; villages are read from the tallies
MASKS: Mapping[str, Mark] = {  # along a moment, the marks that any figure asks for
    "heard_at": Mark.EXCLUDED | Mark.CLOSED | Mark.REDONE | Mark.REOPENED | Mark.RECURRED | Mark.RETURNED
    | Mark.WITHDRAWN | Mark.WITHDRAWN_LATE | Mark.EXTENDED | Mark.WAITED | Mark.HUNG | Mark.MERGED
    | Mark.SENT | Mark.MISSENT | Mark.DONE | Mark.HURRIED | Mark.SAME_WORDS,
    "due_at": Mark.EXCLUDED | Mark.SETTLED | Mark.IN_TIME | Mark.AS_PROMISED | Mark.REOPENED | Mark.SOLVED
    | Mark.UNVERIFIED | Mark.UNREACHABLE | Mark.UNMOVED,
    "original_due_at": Mark.EXCLUDED | Mark.SETTLED | Mark.AS_PROMISED | Mark.REOPENED,
    "said_at": Mark.EXCLUDED | Mark.SAYS_SOLVED | Mark.RATED_THEN | Mark.RATED_GOOD | Mark.RATED_MIDDLE,
    "rated_at": Mark.EXCLUDED | Mark.RATED_GOOD | Mark.RATED_MIDDLE,
}  # fmt: skip
COLUMNS = "axis, moment, day, unit, pack, kind, division, marks, n"
TRIGGERS = "tally_day_"
AXES = (BY_KIND, BY_PLACE)


def offset_now() -> timedelta:
    """How far the office's days lie before those of UTC, in January."""
    return datetime(2026, 1, 15, tzinfo=ZoneInfo(settings.TIME_ZONE)).utcoffset() or timedelta()


def day_of(column: str, offset: timedelta, vendor: str) -> str:
    """The day of a moment, in SQL."""
    minutes = int(offset.total_seconds() // 60)
    if vendor == "postgresql":
        return f"(({column} AT TIME ZONE 'UTC') + INTERVAL '{minutes} minutes')::date"
    return f"date({column}, '{minutes:+d} minutes')"


def counted(axis: str, moment: str, offset: timedelta, vendor: str, which: str = "") -> str:
    """What the rows of an axis and a moment are to be, for tallies `t` of which a condition holds."""
    kind = "t.kind" if moment == "heard_at" else "''"
    by = f"t.pack, {kind}, ''" if axis == BY_KIND else f"'', '', SUBSTR(t.division, 1, {TOWN})"
    of = f"t.marks >= {int(Mark.WORKED)}" if axis == BY_KIND else "t.unit = 0"
    return (
        f"SELECT '{axis}', '{moment}', {day_of(f't.{moment}', offset, vendor)}, t.unit, {by}, "  # noqa: S608
        f"t.marks & {int(MASKS[moment])}, COUNT(*) FROM casework_tally t "
        f"WHERE t.{moment} IS NOT NULL AND {of}{f' AND {which}' if which else ''} GROUP BY 3, 4, 5, 6, 7, 8"
    )


def touching(offset: timedelta, vendor: str) -> dict[str, list[str]]:
    """Statements that make the triggers which note the days that a change of a tally touches, by trigger."""

    def days(row: str) -> list[str]:
        return [
            f"SELECT {day_of(f'{row}.{moment}', offset, vendor)} AS day WHERE {row}.{moment} IS NOT NULL"
            for moment in MASKS
        ]

    columns = (*MASKS, "marks", "pack", "kind", "division")
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in columns)
    worked = int(Mark.WORKED)  # a unit's row changes with the office's, but for whether it has the case at all
    taken = f"(OLD.marks >= {worked}) <> (NEW.marks >= {worked})"
    made: dict[str, list[str]] = {}
    for name, event, rows, when in (
        ("new", "INSERT", days("NEW"), ""),
        ("changed", "UPDATE", [*days("OLD"), *days("NEW")], f" WHEN ((NEW.unit = 0 AND ({changed})) OR {taken})"),
    ):
        body = f"INSERT INTO casework_tallytouched (day) {' UNION '.join(rows)}"
        made |= trigger(f"{TRIGGERS}{name}", event, "casework_tally", body, when, vendor)
    return made


def within(moment: str, offset: timedelta, first: date, last: date) -> str:
    """Tallies `t` whose moment lies on a day from first to last."""
    edges = (datetime.combine(day, time(), UTC) - offset for day in (first, last + timedelta(days=1)))
    since, until = (f"{edge:%Y-%m-%d %H:%M:%S}" for edge in edges)
    return f"t.{moment} >= '{since}' AND t.{moment} < '{until}'"


def spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days as spans from first to last, in order."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
